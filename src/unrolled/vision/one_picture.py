"""Check what one picture is to be changed by: the picture, the class and the numbers."""

from typing import Any, SupportsFloat

import numpy as np
import tensorflow as tf
from jaxtyping import Float

from unrolled.vision.arguments import check_pictures, check_scores


def check_one_picture(X: Any) -> Float[np.ndarray, "1 H W C"]:
    """
    Check that there is one preprocessed picture, and copy it.

    Parameters
    ----------
    X : array or tensor (1, H, W, C)
        The picture.

    Returns
    -------
    Float[np.ndarray, "1 H W C"]
        A copy of it.

    Raises
    ------
    TypeError
        If it holds no floats.
    ValueError
        If it is not one picture, or holds what is no number.
    """
    pictures = check_pictures(X)
    if len(pictures) != 1:
        raise ValueError(
            f"X must be one picture, of shape (1, H, W, C); got {pictures.shape}. "
            "Take one at a time: X[n : n + 1]"
        )
    if not np.all(np.isfinite(pictures)):
        raise ValueError("X must hold numbers only; it holds a NaN or an infinity")
    return np.array(pictures)


def check_target(target_y: Any, scores: tf.Tensor) -> int:
    """
    Check that a network has a class.

    Parameters
    ----------
    target_y : int
        The class.
    scores : tensor (N, classes)
        Scores that the network gives.

    Returns
    -------
    int
        The class.

    Raises
    ------
    TypeError
        If it is no integer.
    ValueError
        If there is no such class.
    """
    check_scores(scores)
    target = check_target_number(target_y)
    if target >= scores.shape[1]:
        raise ValueError(
            f"target_y must be a class number below {scores.shape[1]}, as many as the network "
            f"scores; got {target}"
        )
    return target


def check_target_number(target_y: Any) -> int:
    """
    Check that a class is a class number, of whichever network.

    Parameters
    ----------
    target_y : int
        The class.

    Returns
    -------
    int
        The same.

    Raises
    ------
    TypeError
        If it is no integer.
    ValueError
        If it is negative.
    """
    number = np.asarray(target_y)
    if number.size != 1 or number.dtype.kind not in "iu":
        raise TypeError(f"target_y must be a class number, one integer; got {target_y!r}")
    if number.item() < 0:
        raise ValueError(f"target_y must be a class number, 0 or more; got {number.item()}")
    return int(number.item())


def positive(name: str, value: SupportsFloat) -> float:
    """
    Check that a setting is a positive number.

    Parameters
    ----------
    name : str
        What it is called.
    value : float
        The setting.

    Returns
    -------
    float
        The same.

    Raises
    ------
    ValueError
        If it is not.
    """
    number = float(value)
    if not np.isfinite(number) or number <= 0:
        raise ValueError(f"{name} must be a number above 0; got {value!r}")
    return number
