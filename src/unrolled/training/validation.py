"""How good a model is on captions that it does not learn from."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.data import sample_coco_minibatch
from unrolled.models import greedy_search
from unrolled.training.bleu import corpus_bleu
from unrolled.training.metrics import describe_pictures
from unrolled.training.trainable import Trainable


class Validation:
    """
    What is measured during a run, on the split ``val``.

    Parameters
    ----------
    model : Trainable
        The model.
    data : mapping
        Captions, image indices and features.
    count : int
        How many captions the loss is taken of, and how many pictures are captioned at most. They
        are drawn once, the same for the whole run.
    batch_size : int
        How many captions to give the model at once.
    seed : int
        Where the draws start.
    with_bleu : bool
        Whether to caption pictures as well.

    Attributes
    ----------
    losses, bleus : list of tuple of int and float
        The steps after which they were measured, and what they were.
    """

    def __init__(
        self,
        model: Trainable,
        data: Mapping[str, Any],
        *,
        count: int,
        batch_size: int,
        seed: int,
        with_bleu: bool,
    ) -> None:
        self._model, self._data = model, data
        self._count, self._batch_size, self._seed = count, batch_size, seed
        self._with_bleu = with_bleu
        self.losses: list[tuple[int, float]] = []
        self.bleus: list[tuple[int, float]] = []

    def measure(self, step: int) -> tuple[float, str]:
        """
        Measure the model as it is now.

        Parameters
        ----------
        step : int
            Steps taken before.

        Returns
        -------
        value : float
            BLEU-4 if it is measured, else the loss.
        news : str
            What was found, in words.
        """
        drawn = {"count": self._count, "seed": self._seed}
        loss = mean_loss(self._model, self._data, "val", batch_size=self._batch_size, **drawn)
        self.losses.append((step, loss))
        news = f"validation loss: {loss:f}"
        if not self._with_bleu:
            return loss, news
        bleu = greedy_bleu(self._model, self._data, "val", **drawn)
        self.bleus.append((step, bleu))
        return bleu, f"{news}, BLEU-4: {bleu:.4f}"


def scalar_loss(loss: object) -> float:
    """
    Make a float of what a model calls its loss.

    Parameters
    ----------
    loss : float or array_like
        A number, or an array of one number, as some models return.

    Returns
    -------
    float
        The number.

    Raises
    ------
    TypeError
        If it is anything else.
    """
    value = np.asarray(loss)
    if value.size != 1 or value.dtype.kind not in "fiu":
        raise TypeError(
            f"the model's loss should be one number; got shape {value.shape} of {value.dtype}"
        )
    return float(value.item())


def mean_loss(
    model: Trainable,
    data: Mapping[str, Any],
    split: str,
    *,
    count: int,
    batch_size: int,
    seed: int,
) -> float:
    """
    Average the loss over captions drawn from a split.

    Parameters
    ----------
    model : Trainable
        A model with ``loss(features, captions) -> loss, grads``.
    data : mapping
        Captions, image indices and features.
    split : str
        The split to draw from.
    count : int
        How many captions to draw.
    batch_size : int
        How many to give the model at once.
    seed : int
        Where the draw starts: the same seed draws the same captions.

    Returns
    -------
    float
        The loss, in nats a caption.
    """
    # A second number keeps this draw apart from the minibatches of the same seed.
    rng = np.random.default_rng([seed, 1])
    captions, features, _ = sample_coco_minibatch(data, count, split, rng)
    total = 0.0
    for start in range(0, count, batch_size):
        batch = slice(start, start + batch_size)
        loss, _ = model.loss(features[batch], captions[batch])
        total += scalar_loss(loss) * len(captions[batch])
    return total / count


def greedy_bleu(model: Any, data: Mapping[str, Any], split: str, *, count: int, seed: int) -> float:  # noqa: ANN401
    """
    Measure BLEU-4 of greedy captions.

    Parameters
    ----------
    model : CaptioningRNN
        The model; any that can be decoded.
    data : mapping
        Captions, image indices, features and ``idx_to_word``.
    split : str
        The split whose pictures are captioned.
    count : int
        How many pictures at most.
    seed : int
        Where the draw of the pictures comes from.

    Returns
    -------
    float
        BLEU-4 over all these pictures, from 0 to 1.
    """
    found = describe_pictures(model, data, split, decode=greedy_search, count=count, seed=seed)
    return corpus_bleu(found.predictions, found.references)[3]
