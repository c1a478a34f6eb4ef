"""What the trainings beyond the plain GAN share: batches with labels, and steps with a record."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

import numpy as np
import tensorflow as tf
from jaxtyping import Float, Float32, Integer, UInt8

from unrolled.gan.checks import check_count
from unrolled.gan.digits import epoch_order
from unrolled.gan.unit_pictures import unit_pictures
from unrolled.runs.divergence import DivergedError
from unrolled.runs.interrupt import interrupt_between_steps

NUM_DIGITS = 10
KEPT = 0.995
"""What averaged weights keep of themselves in a step."""

Losses = dict[str, Float[np.ndarray, " steps"]]


def check_settings(learning_rate: float, seed: int) -> None:
    """
    Check what every training here is given.

    Parameters
    ----------
    learning_rate : float
        The size of its steps.
    seed : int
        What its random numbers follow from.

    Raises
    ------
    ValueError
        If the learning rate is not positive, or the seed no whole number of at least 0.
    """
    check_count("seed", seed, least=0)
    if not learning_rate > 0:
        raise ValueError(f"learning_rate should be positive; got {learning_rate}")


def check_labels(
    labels: Integer[np.ndarray, " N"], pictures: int | None = None
) -> Integer[np.ndarray, " N"]:
    """
    Check labels of digits.

    Parameters
    ----------
    labels : Integer[np.ndarray, " N"]
        Digits, 0 to 9.
    pictures : int, optional
        How many pictures they belong to.

    Returns
    -------
    Integer[np.ndarray, " N"]
        The same as int32.

    Raises
    ------
    TypeError
        If they are not whole numbers.
    ValueError
        If their shape is another, there are none, or one is no digit.
    """
    if not isinstance(labels, np.ndarray) or labels.dtype.kind not in "iu":
        found = getattr(labels, "dtype", type(labels).__name__)
        raise TypeError(f"labels should be an array of whole numbers, got {found}")
    wanted = "(N,)" if pictures is None else f"({pictures},), one a picture"
    if labels.ndim != 1 or not len(labels) or len(labels) != (pictures or len(labels)):
        raise ValueError(f"labels should be of shape {wanted}, got {labels.shape}")
    wrong = labels[(labels < 0) | (labels >= NUM_DIGITS)]
    if len(wrong):
        raise ValueError(f"labels should be digits from 0 to 9, got {wrong[0]}")
    return labels.astype(np.int32)


def few_of_each(
    pictures: UInt8[np.ndarray, "N 28 28"],
    labels: Integer[np.ndarray, " N"],
    each: int,
    seed: int = 0,
) -> tuple[UInt8[np.ndarray, "L 28 28"], Integer[np.ndarray, " L"]]:
    """
    Choose equally many pictures of each digit, by chance.

    Parameters
    ----------
    pictures : UInt8[np.ndarray, "N 28 28"]
        What to choose from.
    labels : Integer[np.ndarray, " N"]
        The digit that each shows.
    each : int
        How many of each digit.
    seed : int, default 0
        What the choice follows from.

    Returns
    -------
    few : UInt8[np.ndarray, "L 28 28"]
        The chosen pictures, ten times `each`.
    few_labels : Integer[np.ndarray, " L"]
        Their labels.

    Raises
    ------
    ValueError
        If there are not so many of a digit, or a number makes no sense.
    """
    check_count("each", each)
    check_count("seed", seed, least=0)
    counts = np.bincount(check_labels(labels, len(pictures)), minlength=NUM_DIGITS)
    if counts.min() < each:
        found = f"there are {counts.min()} of {counts.argmin()}"
        raise ValueError(f"there should be {each} of each digit; {found}")
    rng = np.random.default_rng(seed)
    places = [np.flatnonzero(labels == digit) for digit in range(NUM_DIGITS)]
    chosen = np.concatenate([rng.choice(those, each, replace=False) for those in places])
    return pictures[chosen], labels[chosen]


def batches_with_labels(
    pictures: UInt8[np.ndarray, "N 28 28"],
    labels: Integer[np.ndarray, " N"],
    batch_size: int,
    *,
    seed: int,
    skip: int = 0,
) -> Iterator[tuple[Float32[np.ndarray, "B 784"], Integer[np.ndarray, " B"]]]:
    """
    Go through pictures with their labels again and again, each time in another order.

    The last batch of an epoch may be shorter; no picture is left out.

    Parameters
    ----------
    pictures : UInt8[np.ndarray, "N 28 28"]
        Digits, 0 for paper and 255 for ink.
    labels : Integer[np.ndarray, " N"]
        The digit that each shows.
    batch_size : int
        Pictures a batch.
    seed : int
        What the orders follow from.
    skip : int, default 0
        How many batches to leave out: where a training that was taken up again stands.

    Yields
    ------
    x : Float32[np.ndarray, "B 784"]
        Pictures in [0, 1].
    y : Integer[np.ndarray, " B"]
        Their labels, as int32.

    Raises
    ------
    TypeError, ValueError
        If pictures or labels are not what they should be, or the batch size is smaller than 1.
    """
    check_count("batch_size", batch_size)
    units = unit_pictures(pictures).reshape(len(pictures), -1)
    targets = check_labels(labels, len(units))
    an_epoch = -(-len(units) // batch_size)
    for epoch in count(skip // an_epoch):
        order = epoch_order(len(units), seed, epoch)
        first = skip % an_epoch if epoch == skip // an_epoch else 0
        for batch in range(first, an_epoch):
            chosen = order[batch * batch_size : (batch + 1) * batch_size]
            yield units[chosen], targets[chosen]


def follow(means: Iterable[Any], weights: Iterable[Any], kept: Any = KEPT) -> None:
    """
    Move averaged weights a little towards those of now.

    Parameters
    ----------
    means : iterable of variables
        The averages.
    weights : iterable of variables
        What is averaged, in the same order.
    kept : float or tensor of float, default 0.995
        The share of what they were that the averages keep.
    """
    for mean, weight in zip(means, weights, strict=True):
        mean.assign(kept * mean + (1 - kept) * weight)


def run_steps(
    step: Callable[..., Sequence[Any]],
    batches: Iterable[Sequence[Any]],
    names: Sequence[str],
    num_steps: int,
    done: int = 0,
) -> Losses:
    """
    Take steps of a training, and keep what each loses.

    Parameters
    ----------
    step : callable
        ``step(*batch, number)`` with the number as an int32 tensor; it returns one loss for each
        name.
    batches : iterable of sequences
        What the steps are taken on.
    names : sequence of str
        What the losses are called.
    num_steps : int
        How many steps to take. Ctrl-C ends them earlier, in order.
    done : int, default 0
        How many were taken before: the number of the first step.

    Returns
    -------
    dict of str to Float[np.ndarray, " steps"]
        For each name the losses.

    Raises
    ------
    DivergedError
        If a loss is no finite number any more.
    ValueError
        If `num_steps` is no whole number of at least 1.
    """
    check_count("num_steps", num_steps)
    kept: dict[str, list[float]] = {name: [] for name in names}
    with interrupt_between_steps() as interrupted:
        for number, batch in zip(range(done, done + num_steps), batches, strict=False):
            if interrupted():
                break
            losses = step(*batch, tf.constant(number))
            for name, loss in zip(names, map(float, losses), strict=True):
                if not math.isfinite(loss):
                    raise DivergedError(
                        f"training diverged: {name} became {loss} at step {number + 1}. Try a "
                        "learning rate ten times smaller."
                    )
                kept[name].append(loss)
    return {name: np.array(values) for name, values in kept.items()}
