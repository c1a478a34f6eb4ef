"""What the solver asks of a model."""

import inspect
from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from unrolled.models import CaptioningRNN, NextWordModel


@runtime_checkable
class Trainable(Protocol):
    """
    A model that can be trained: `CaptioningRNN`, or one of your own with these two attributes.

    Attributes
    ----------
    params : dict of str to ndarray
        The parameters; training changes them.

    Notes
    -----
    A model whose loss draws at random says so with an attribute ``draws`` that is true: its loss
    is then given a ``seed``, a generator that follows from the run's seed and the step. Settings
    that its loss depends on and that do not show in ``params`` belong into a mapping ``identity``
    of plain values: a checkpoint is gone on with only where they are the same. A model that trains
    a `CaptioningRNN` has it as ``model``, with the same ``params``: see `captioning_model`.
    """

    params: dict[str, np.ndarray]

    def loss(
        self, features: np.ndarray, captions: np.ndarray
    ) -> tuple[ArrayLike, Mapping[str, np.ndarray]]:
        """
        Compute the loss of a minibatch and its gradients.

        Parameters
        ----------
        features : ndarray of float, shape (N, D)
            Features of each caption's picture.
        captions : ndarray of int, shape (N, L)
            The captions.

        Returns
        -------
        loss : float
            The loss, averaged over the minibatch.
        grads : mapping of str to ndarray
            The gradient by each of ``params``, under the same names.
        """
        ...


def captioning_model(model: Trainable) -> CaptioningRNN | None:
    """
    Find the captioning model that is trained.

    Parameters
    ----------
    model : Trainable
        A `CaptioningRNN`, a model that trains one, as `SelfCritical` does, or any other.

    Returns
    -------
    CaptioningRNN or None
        The one whose parameters these are; None if there is none.
    """
    inner = getattr(model, "model", model)
    # The same dictionary: with parameters of its own, it would be another model.
    if isinstance(inner, CaptioningRNN) and inner.params is model.params:
        return inner
    return None


def check_takes_dropout(model: Trainable) -> None:
    """
    Check that a model can be trained with dropout.

    Parameters
    ----------
    model : Trainable
        The model.

    Raises
    ------
    TypeError
        If its loss has no arguments ``dropout`` and ``seed``.
    """
    arguments = inspect.signature(model.loss).parameters
    takes_any = any(argument.kind is argument.VAR_KEYWORD for argument in arguments.values())
    if not takes_any and not {"dropout", "seed"} <= arguments.keys():
        raise TypeError(
            f"dropout needs a model whose loss takes it, loss(features, captions, *, dropout, "
            f"seed); that of {type(model).__name__} has the arguments {', '.join(arguments)}. "
            "Add the two, or train with dropout=0."
        )


def check_decodable(model: Trainable, data: Mapping[str, Any]) -> None:
    """
    Check that a model's captions can be compared with those of the data.

    Parameters
    ----------
    model : Trainable
        The model.
    data : mapping
        The data.

    Raises
    ------
    TypeError
        If the model cannot be decoded.
    ValueError
        If the data has no vocabulary.
    """
    if not isinstance(model, NextWordModel):
        raise TypeError(
            f"stop_on='bleu' needs a model that captions can be had of, such as CaptioningRNN; "
            f"{type(model).__name__} lacks start, step, states, special_words or word_to_idx"
        )
    if "idx_to_word" not in data:
        raise ValueError(
            f"stop_on='bleu' compares words: data should have 'idx_to_word'; it has "
            f"{', '.join(sorted(data))}"
        )
