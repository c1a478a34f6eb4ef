"""Gradients at many points for each picture: a few at a time, and only their mean is kept."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Float, Int64
from tqdm import tqdm

from unrolled.vision.batches import batch_size
from unrolled.vision.score_gradients import gradients_of_batch

BAR_AFTER = 1.0
"""Seconds that a computation takes before it shows a bar."""

Points = Callable[[Int64[np.ndarray, " n"], Int64[np.ndarray, " n"]], np.ndarray]


def mean_gradients(
    points: Points,
    X: Float[np.ndarray, "N H W C"],
    y: Int64[np.ndarray, " N"],
    model: Any,
    count: int,
    label: str,
    progress: bool | None,
    weights: Callable[[Int64[np.ndarray, " n"]], np.ndarray] | None = None,
) -> Float[np.ndarray, "N H W C"]:
    """
    Average, for each picture, the gradients at so many points, a few of them at a time.

    Parameters
    ----------
    points : callable
        ``points(which, numbers)`` gives pictures: for each, the index of the picture in `X` that
        it belongs to, and its number, from 0 to `count`.
    X : array
        Preprocessed pictures.
    y : array
        Their class numbers.
    model : callable
        The network.
    count : int
        Points a picture.
    label : str
        What the progress bar says.
    progress : bool, optional
        Whether to draw it; by default, on a terminal, when it takes over a second.
    weights : callable, optional
        ``weights(numbers)`` gives what each gradient counts, of mean 1; all count alike without.

    Returns
    -------
    array
        The mean gradients, one a picture.
    """
    total = np.zeros_like(X)
    everything = len(X) * count
    size = batch_size(X, everything)
    hidden = progress is False or (progress is None and not sys.stderr.isatty())
    with tqdm(total=everything, desc=label, disable=hidden, leave=False, delay=BAR_AFTER) as bar:
        for first in range(0, everything, size):
            ahead = np.arange(first, min(first + size, everything), dtype=np.int64)
            which, numbers = np.divmod(ahead, count)
            gradients = gradients_of_batch(points(which, numbers), y[which], model, size)
            if weights is not None:
                gradients = gradients * weights(numbers)
            np.add.at(total, which, gradients)
            bar.update(len(ahead))
    return total / count


def check_count(name: str, count: Any) -> None:
    """
    Check that a number of points is one.

    Parameters
    ----------
    name : str
        What the argument is called.
    count : int
        The argument.

    Raises
    ------
    ValueError
        If it is no whole number, or less than 1.
    """
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 1:
        raise ValueError(f"{name} must be a whole number, 1 or more; got {count!r}")
