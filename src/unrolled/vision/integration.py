"""Integrated gradients: a score shared out among the numbers of a picture, and nothing lost."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int64

from unrolled.vision.arguments import check_classes, check_pictures
from unrolled.vision.mean_gradients import check_count, mean_gradients
from unrolled.vision.scores import class_scores


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
    from there. Equation ``eq-integrated-gradients`` of the book, by the midpoint rule in u, where
    the place u has gone the share u^2 of the way: a network sees a thing in a picture of hardly
    any contrast, so that scores rise near the start, and the places are closest together there.

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
    check_count("num_steps", num_steps)
    start = _empty(baseline, x)
    way = x - start

    def between(which: Int64[np.ndarray, " n"], numbers: Int64[np.ndarray, " n"]) -> np.ndarray:
        shares = ((numbers + 0.5) / num_steps) ** 2
        places: np.ndarray = start[which] + way[which] * _upright(shares, x)
        return places

    def widths(numbers: Int64[np.ndarray, " n"]) -> np.ndarray:
        return _upright(2 * (numbers + 0.5) / num_steps, x)  # d(u^2) = 2 u du

    label = "integrated gradients"
    gradients = mean_gradients(between, x, classes, model, num_steps, label, progress, widths)
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


def _upright(
    numbers: Float[np.ndarray, " n"], X: Float[np.ndarray, "N H W C"]
) -> Float[np.ndarray, "n 1 1 1"]:
    """Make a number for each picture one for all its pixels, of their type."""
    return numbers.astype(X.dtype)[:, None, None, None]


def _empty(baseline: Any, X: Float[np.ndarray, "N H W C"]) -> Float[np.ndarray, "N H W C"]:
    start = np.asarray(0 if baseline is None else baseline, dtype=X.dtype)
    try:
        return np.broadcast_to(start, X.shape)
    except ValueError as error:
        raise ValueError(
            f"baseline must be a picture like those of X, {X.shape[1:]}, one for each, a colour "
            f"or a number; got shape {start.shape}"
        ) from error
