"""What a network says of pictures: scores, and shares that they stand for."""

from typing import Any

import numpy as np
import tensorflow as tf
from jaxtyping import Float, Int64

from unrolled.vision.arguments import check_classes, check_pictures, check_range, check_scores
from unrolled.vision.ascent import compiled
from unrolled.vision.batches import batch_size, fill_up


def class_scores(X: Any, y: Any, model: Any) -> Float[np.ndarray, " N"]:
    """
    Compute each picture's raw score of its class.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        Preprocessed pictures.
    y : array or sequence of int (N,)
        A class number for each.
    model : callable
        The network: ``model(X)`` gives the raw scores (N, classes).

    Returns
    -------
    Float[np.ndarray, "N"]
        One score a picture.

    Raises
    ------
    TypeError
        If `X` holds no floats or `y` no integers.
    ValueError
        If a shape is wrong, or a class number is none.
    """
    scores, own = _all_scores(X, y, model)
    chosen: Float[np.ndarray, " N"] = scores[own]
    return chosen


def class_probabilities(X: Any, y: Any, model: Any) -> Float[np.ndarray, " N"]:
    """
    Compute the probability that the network gives to each picture's class.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        Preprocessed pictures.
    y : array or sequence of int (N,)
        A class number for each.
    model : callable
        The network: ``model(X)`` gives the raw scores (N, classes).

    Returns
    -------
    Float[np.ndarray, "N"]
        The softmax of the scores, at the class. Many pictures are taken a few at a time.

    Raises
    ------
    TypeError
        If `X` holds no floats or `y` no integers.
    ValueError
        If a shape is wrong, or a class number is none.
    """
    scores, own = _all_scores(X, y, model)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: Float[np.ndarray, " N"] = shares[own] / shares.sum(axis=1)
    return probabilities


def _all_scores(
    X: Any, y: Any, model: Any
) -> tuple[Float[np.ndarray, "N classes"], tuple[Int64[np.ndarray, " N"], ...]]:
    """Compute all scores, a few pictures at a time, and say where each picture's own score is."""
    pictures = check_pictures(X)
    classes = check_classes(y, len(pictures))
    run = compiled(model, ("scores",), lambda: _make(model))
    size = batch_size(pictures)
    rows = []
    for first in range(0, len(pictures), size):
        batch = pictures[first : first + size]
        rows.append(run(tf.constant(fill_up(batch, size))).numpy()[: len(batch)])
    scores = np.concatenate(rows)
    check_range(classes, scores.shape[1])
    return scores, (np.arange(len(pictures), dtype=np.int64), classes)


def _make(model: Any) -> Any:
    def scores(x: tf.Tensor) -> tf.Tensor:
        given = model(x)
        check_scores(given)
        return given

    return scores
