"""What the functions of these chapters ask of their arguments, said in words."""

from typing import Any

import numpy as np
import tensorflow as tf


def check_count(name: str, value: Any, *, least: int = 1) -> None:
    """
    Check a count, such as the size of a batch.

    Parameters
    ----------
    name : str
        What it is called.
    value : object
        What was given.
    least : int, default 1
        The smallest value that makes sense.

    Raises
    ------
    ValueError
        If it is no whole number, or smaller.
    """
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least:
        raise ValueError(f"{name} should be a whole number of at least {least}; got {value!r}")


def as_scores(name: str, value: Any) -> tf.Tensor:
    """
    Check a discriminator's scores.

    Parameters
    ----------
    name : str
        What they are called.
    value : array or tensor of float
        One score a picture: (B,) or (B, 1).

    Returns
    -------
    tensor of float
        The same as a tensor.

    Raises
    ------
    TypeError
        If it does not hold floats.
    ValueError
        If it is of another shape, or empty.
    """
    scores = tf.convert_to_tensor(value)
    if not scores.dtype.is_floating:
        raise TypeError(f"{name} should hold floats; got {scores.dtype.name}")
    shape = scores.shape
    if shape.rank is None:
        return scores
    fits = shape.rank == 1 or (shape.rank == 2 and shape[1] in (1, None))
    if not fits or shape[0] == 0:
        raise ValueError(
            f"{name} should hold one score a picture, shape (B,) or (B, 1) with B at least 1; got "
            f"{tuple(shape)}"
        )
    return scores
