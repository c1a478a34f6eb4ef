"""Steadier maps than one gradient: means of gradients at noisy and at fading copies."""

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int64
from tqdm import tqdm

from unrolled.vision.arguments import check_classes, check_pictures
from unrolled.vision.batches import batch_size
from unrolled.vision.score_gradients import gradients_of_batch
from unrolled.vision.scores import class_scores

# ``points(which, numbers)``: for each index of a picture, and number of a point, where to look.
Points = Callable[[Int64[np.ndarray, " n"], Int64[np.ndarray, " n"]], np.ndarray]


class Completeness(NamedTuple):
    """
    What attributions add up to, and what they should.

    Attributes
    ----------
    attributed : Float[np.ndarray, "N"]
        The sum of a picture's attributions.
    difference : Float[np.ndarray, "N"]
        The picture's score less the baseline's.
    """

    attributed: Float[np.ndarray, " N"]
    difference: Float[np.ndarray, " N"]


def smooth_grad(
    X: Any,
    y: Any,
    model: Any,
    *,
    num_samples: int = 25,
    noise: float = 0.15,
    seed: int | np.random.Generator = 0,
    progress: bool | None = None,
) -> Float[np.ndarray, "N H W C"]:
    r"""
    Average the gradients of a score at noisy copies of a picture: SmoothGrad.

    Equation ``eq-smoothgrad`` of the book.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        Preprocessed pictures.
    y : array or sequence of int (N,)
        A class number for each.
    model : callable
        The network: ``model(X)`` gives the raw scores (N, classes).
    num_samples : int
        Noisy copies of each picture.
    noise : float
        Standard deviation of the noise, as a share of the picture's largest value less its least.
    seed : int or Generator
        Where the noise comes from.
    progress : bool, optional
        Whether to draw a progress bar; by default, on a terminal, when it takes over a second.

    Returns
    -------
    Float[np.ndarray, "N H W C"]
        The mean gradients, with their signs; `saliency_map` makes maps of them. Ctrl-C gives
        nothing: a mean of fewer copies would not say so.

    Raises
    ------
    TypeError
        If `X` holds no floats or `y` no integers.
    ValueError
        If a shape is wrong, a class number is none, `num_samples` is no count or `noise` negative.

    References
    ----------
    Smilkov et al., *SmoothGrad: removing noise by adding noise*, 2017.
    """
    x = check_pictures(X)
    classes = check_classes(y, len(x))
    _check_count("num_samples", num_samples)
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise must be a share of the picture's range, 0 or more; got {noise}")
    rng = np.random.default_rng(seed)
    spread = noise * np.ptp(x, axis=(1, 2, 3))

    def noisy(which: Int64[np.ndarray, " n"], _: Int64[np.ndarray, " n"]) -> np.ndarray:
        draws = rng.standard_normal((len(which), *x.shape[1:]), dtype=x.dtype)
        copies: np.ndarray = x[which] + draws * spread[which, None, None, None]
        return copies

    return _mean_gradients(noisy, x, classes, model, num_samples, "SmoothGrad", progress)


def integrated_gradients(
    X: Any,
    y: Any,
    model: Any,
    *,
    baseline: Any = None,
    num_steps: int = 50,
    progress: bool | None = None,
) -> Float[np.ndarray, "N H W C"]:
    r"""
    Share a score out among the numbers of a picture: integrated gradients.

    Each number gets its difference from the baseline times its mean gradient on the straight way
    from there. Equation ``eq-integrated-gradients`` of the book, by the midpoint rule.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        Preprocessed pictures.
    y : array or sequence of int (N,)
        A class number for each.
    model : callable
        The network: ``model(X)`` gives the raw scores (N, classes).
    baseline : array, optional
        An empty picture, or one for each of `X`; a colour (C,) or one number fills a whole one.
        By default all zeros: the mean colour of the pictures that the network was trained with.
    num_steps : int
        Places on the way.
    progress : bool, optional
        Whether to draw a progress bar; by default, on a terminal, when it takes over a second.

    Returns
    -------
    Float[np.ndarray, "N H W C"]
        What each number adds to the score, with its sign; `saliency_map` makes maps of them.
        They add up to the score less the baseline's, but for the error of the sum over the
        places (see `completeness`). Ctrl-C gives nothing: half a way would not.

    Raises
    ------
    TypeError
        If `X` holds no floats or `y` no integers.
    ValueError
        If a shape is wrong, a class number is none, or `num_steps` is no count.

    See Also
    --------
    completeness : Whether they add up.

    References
    ----------
    Sundararajan, Taly and Yan, *Axiomatic attribution for deep networks*, 2017.
    """
    x = check_pictures(X)
    classes = check_classes(y, len(x))
    _check_count("num_steps", num_steps)
    start = _empty(baseline, x)
    way = x - start

    def between(which: Int64[np.ndarray, " n"], numbers: Int64[np.ndarray, " n"]) -> np.ndarray:
        shares = ((numbers + 0.5) / num_steps).astype(x.dtype)
        places: np.ndarray = start[which] + way[which] * shares[:, None, None, None]
        return places

    label = "integrated gradients"
    gradients = _mean_gradients(between, x, classes, model, num_steps, label, progress)
    attributions: Float[np.ndarray, "N H W C"] = way * gradients
    return attributions


def completeness(
    attributions: Float[np.ndarray, "N H W C"], X: Any, y: Any, model: Any, *, baseline: Any = None
) -> Completeness:
    r"""
    Compare what attributions add up to with the score that they share out.

    Equation ``eq-completeness`` of the book.

    Parameters
    ----------
    attributions : array (N, H, W, C)
        What `integrated_gradients` gives for the other arguments.
    X : array or tensor (N, H, W, C)
        Preprocessed pictures.
    y : array or sequence of int (N,)
        A class number for each.
    model : callable
        The network.
    baseline : array, optional
        The empty picture; all zeros by default.

    Returns
    -------
    Completeness
        ``attributed`` and ``difference``, one number a picture each.

    Raises
    ------
    ValueError
        If a shape is wrong, or a class number is none.
    """
    x = check_pictures(X)
    if attributions.shape != x.shape:
        raise ValueError(
            f"attributions must have the shape of X, {x.shape}; got {attributions.shape}"
        )
    difference = class_scores(x, y, model) - class_scores(_empty(baseline, x), y, model)
    return Completeness(attributions.sum(axis=(1, 2, 3), dtype=np.float64), difference)


def _mean_gradients(
    points: Points,
    X: Float[np.ndarray, "N H W C"],
    y: Int64[np.ndarray, " N"],
    model: Any,
    count: int,
    label: str,
    progress: bool | None,
) -> Float[np.ndarray, "N H W C"]:
    """Average, for each picture, the gradients at so many points, a few of them at a time."""
    total = np.zeros_like(X)
    everything = len(X) * count
    size = batch_size(X, everything)
    hidden = progress is False or (progress is None and not sys.stderr.isatty())
    with tqdm(total=everything, desc=label, disable=hidden, leave=False, delay=1) as bar:
        for first in range(0, everything, size):
            ahead = np.arange(first, min(first + size, everything), dtype=np.int64)
            which, numbers = np.divmod(ahead, count)
            gradients = gradients_of_batch(points(which, numbers), y[which], model, size)
            for picture, gradient in zip(which, gradients, strict=True):
                total[picture] += gradient
            bar.update(len(ahead))
    return total / count


def _empty(baseline: Any, X: Float[np.ndarray, "N H W C"]) -> Float[np.ndarray, "N H W C"]:
    start = np.asarray(0 if baseline is None else baseline, dtype=X.dtype)
    try:
        return np.broadcast_to(start, X.shape)
    except ValueError as error:
        raise ValueError(
            f"baseline must be a picture like those of X, {X.shape[1:]}, one for each, a colour "
            f"or a number; got shape {start.shape}"
        ) from error


def _check_count(name: str, count: Any) -> None:
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 1:
        raise ValueError(f"{name} must be a whole number, 1 or more; got {count!r}")
