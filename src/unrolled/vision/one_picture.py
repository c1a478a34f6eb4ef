"""Check what one picture is to be changed by: the picture, the class and the numbers."""

from typing import Any, SupportsFloat

import numpy as np
import tensorflow as tf
from jaxtyping import Float

from unrolled.vision.arguments import check_classes, check_pictures, check_range, check_scores


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
    classes = check_classes([target_y], 1)
    check_range(classes, scores.shape[1])
    return int(classes[0])


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
