"""The loss on captions that the model does not learn from."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.data import sample_coco_minibatch
from unrolled.training.trainable import Trainable


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
