"""Check pictures and class numbers, and say what is wrong with them."""

from typing import Any

import numpy as np
from jaxtyping import Float, Int64


def check_pictures(X: Any) -> Float[np.ndarray, "N H W C"]:
    """
    Check preprocessed pictures, and make an array of them.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        The pictures.

    Returns
    -------
    Float[np.ndarray, "N H W C"]
        The same numbers.

    Raises
    ------
    TypeError
        If they are no floats.
    ValueError
        If there is none, or an axis is missing.
    """
    pictures = np.asarray(X)
    if pictures.dtype not in (np.float32, np.float64):
        raise TypeError(
            f"X must hold preprocessed pictures, float32 or float64; got {pictures.dtype}. "
            "preprocess_image(pixels, model) makes them"
        )
    if pictures.ndim == 3:
        raise ValueError(
            f"X must have shape (N, H, W, C); got {pictures.shape}. X[None] is a batch of one"
        )
    if pictures.ndim != 4:
        raise ValueError(f"X must have shape (N, H, W, C); got {pictures.shape}")
    if pictures.size == 0:
        raise ValueError(f"X must hold at least one picture; got the shape {pictures.shape}")
    return pictures


def check_classes(y: Any, count: int) -> Int64[np.ndarray, " N"]:
    """
    Check that there is one class number a picture.

    Parameters
    ----------
    y : array or sequence of int (N,)
        The class numbers.
    count : int
        How many pictures there are.

    Returns
    -------
    Int64[np.ndarray, "N"]
        The same numbers.

    Raises
    ------
    TypeError
        If they are no integers.
    ValueError
        If there are more or fewer, or one is negative.
    """
    classes = np.asarray(y)
    if classes.shape != (count,):
        raise ValueError(
            f"y must hold one class number for each of the {count} pictures, shape ({count},); "
            f"got shape {classes.shape}"
        )
    if classes.dtype.kind not in "iu":
        raise TypeError(f"y must hold class numbers, integers; got {classes.dtype}")
    classes = classes.astype(np.int64)
    if np.any(classes < 0):
        raise ValueError(f"y must hold class numbers, 0 or more; got {classes.min()}")
    return classes


def check_range(y: Int64[np.ndarray, " N"], num_classes: int) -> None:
    """
    Check that a network has all these classes.

    Parameters
    ----------
    y : array
        The class numbers, none negative.
    num_classes : int
        How many scores the network gives a picture.

    Raises
    ------
    ValueError
        If one is too large.
    """
    if np.any(y >= num_classes):
        raise ValueError(
            f"y must hold class numbers below {num_classes}, as many as the network scores; "
            f"got {y.max()}"
        )


def check_scores(scores: Any) -> None:
    """
    Check that a network gives each picture one row of scores.

    Parameters
    ----------
    scores : tensor
        What it gives.

    Raises
    ------
    ValueError
        If these are no rows of scores.
    """
    if len(scores.shape) != 2:
        raise ValueError(f"model(X) must give scores of shape (N, classes); got {scores.shape}")
