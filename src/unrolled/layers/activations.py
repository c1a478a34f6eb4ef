"""Functions that act on every number by itself."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from unrolled.layers.arrays import check_floats


def sigmoid(x: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    r"""Squash every number into the interval from 0 to 1.

    Equation ``eq-sigmoid`` of the book, :math:`\sigma(x) = 1 / (1 + e^{-x})`, written so that
    only :math:`e^{-|x|} \le 1` is ever computed: no input overflows, and no small result is lost.

    Parameters
    ----------
    x : ndarray of float
        Any shape.

    Returns
    -------
    ndarray of float
        The same shape and dtype; NaN stays NaN.

    Raises
    ------
    TypeError
        If ``x`` is no NumPy array, or does not hold floats.

    Examples
    --------
    >>> import numpy as np
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    check_floats("sigmoid", "x", x)
    small = np.exp(-np.abs(x))
    # For x < 0 the fraction is expanded by e^x, so its numerator is e^x = e^-|x|.
    # asarray, for NumPy turns arrays without axes into scalars on the way.
    return np.asarray(np.where(x >= 0, x.dtype.type(1), small) / (1 + small))


class ReluCache(NamedTuple):
    """What the backward pass needs: which numbers were positive."""

    positive: Bool[np.ndarray, "..."]


def relu_forward(x: Float[np.ndarray, "*shape"]) -> tuple[Float[np.ndarray, "*shape"], ReluCache]:
    r"""Set negative numbers to zero, :math:`\max(x, 0)`, and leave the others.

    Parameters
    ----------
    x : ndarray of float
        Any shape.

    Returns
    -------
    out : ndarray of float
        The same shape and dtype; NaN stays NaN.
    cache : ReluCache
        For `relu_backward`.

    Raises
    ------
    TypeError
        If ``x`` is no NumPy array, or does not hold floats.
    """
    check_floats("relu_forward", "x", x)
    return np.asarray(np.maximum(x, 0)), ReluCache(np.asarray(x > 0))


def relu_backward(
    dout: Float[np.ndarray, "*shape"], cache: ReluCache
) -> Float[np.ndarray, "*shape"]:
    """Let the gradient through where the number was positive.

    At zero, where the function has a corner, the gradient is taken to be zero.

    Parameters
    ----------
    dout : ndarray of float
        Gradient of the loss by the output.
    cache : ReluCache
        From `relu_forward`.

    Returns
    -------
    ndarray of float
        Gradient by ``x``.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    check_floats("relu_backward", "dout", dout)
    positive = cache.positive
    if dout.shape != positive.shape:
        raise ValueError(
            f"relu_backward: dout should have shape {positive.shape}, that of the output; got "
            f"{dout.shape}."
        )
    # Not a product, for that of an infinite gradient and zero would be NaN.
    return np.where(positive, dout, dout.dtype.type(0))
