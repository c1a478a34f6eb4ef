"""What the solver asks of a model."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike


@runtime_checkable
class Trainable(Protocol):
    """
    A model that can be trained: `CaptioningRNN`, or one of your own with these two attributes.

    Attributes
    ----------
    params : dict of str to ndarray
        The parameters; training changes them.
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
