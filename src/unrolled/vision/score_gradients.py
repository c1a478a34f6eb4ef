"""How each pixel moves a score: what every map of these chapters is made from."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from jaxtyping import Float, Int64

from unrolled.vision.arguments import check_classes, check_pictures, check_range, check_scores
from unrolled.vision.ascent import compiled
from unrolled.vision.batches import batch_size, fill_up


def score_gradients(X: Any, y: Any, model: Any) -> Float[np.ndarray, "N H W C"]:
    r"""
    Compute the gradient of each picture's score of its class by the picture, ds_y/dx.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        Preprocessed pictures, of floats.
    y : array or sequence of int (N,)
        A class number for each.
    model : callable
        ``model(X)`` gives the raw scores (N, classes). It is compiled at the first call, once for
        each shape of picture, and remembers that.

    Returns
    -------
    Float[np.ndarray, "N H W C"]
        One gradient a picture, of the type of `X`. Many pictures are taken a few at a time, so
        that memory stays small.

    Raises
    ------
    TypeError
        If `X` holds no floats or `y` no integers.
    ValueError
        If a shape is wrong, or a class number is none.

    See Also
    --------
    compute_saliency_maps : The largest of a pixel's colours, without its sign.
    """
    pictures = check_pictures(X)
    classes = check_classes(y, len(pictures))
    size = batch_size(pictures)
    starts = range(0, len(pictures), size)
    batches = [(pictures[first : first + size], classes[first : first + size]) for first in starts]
    return np.concatenate([gradients_of_batch(*batch, model, size) for batch in batches])


def gradients_of_batch(
    X: Float[np.ndarray, "n H W C"], y: Int64[np.ndarray, " n"], model: Any, size: int
) -> Float[np.ndarray, "n H W C"]:
    """
    Compute the score gradients of one batch; a short one is filled up.

    Parameters
    ----------
    X : array
        At most `size` preprocessed pictures.
    y : array
        Their class numbers.
    model : callable
        The network.
    size : int
        Pictures that the compiled function takes: a last batch of another length would be
        compiled anew, which takes longer than some pictures too many.

    Returns
    -------
    array
        The gradient of each picture's score by the picture.

    Raises
    ------
    ValueError
        If the network has no such class.
    """
    run = compiled(model, ("score_gradients",), lambda: scores_and_gradients(model))
    scores, gradients = run(tf.constant(fill_up(X, size)), tf.constant(fill_up(y, size)))
    check_range(y, scores.shape[1])
    given: Float[np.ndarray, "n H W C"] = gradients.numpy()[: len(X)]
    return given


def scores_and_gradients(
    model: Any,
) -> Callable[[tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]:
    r"""
    Make a function that gives pictures' scores, and ds_y/dx by one pass forward and one back.

    Parameters
    ----------
    model : callable
        The network: ``model(X)`` gives the raw scores (N, classes).

    Returns
    -------
    callable
        ``(X, y) -> scores, gradients``, for `compiled`. Where the network has no class y, or the
        score does not depend on the picture, the gradient is zero.
    """

    def both(x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            scores = model(x)
            check_scores(scores)
            # A picture moves its own score only, so the sum's gradient is each one's own.
            chosen = tf.reduce_sum(scores * tf.one_hot(y, scores.shape[1], dtype=scores.dtype))
        zero = tf.UnconnectedGradients.ZERO
        return scores, tape.gradient(chosen, x, unconnected_gradients=zero)

    return both
