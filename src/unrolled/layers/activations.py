"""Functions that act on every number by itself."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Shaped

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
    _check_dout("relu_backward", dout, cache.positive)
    # Not a product, for that of an infinite gradient and zero would be NaN.
    return np.where(cache.positive, dout, dout.dtype.type(0))


class LeakyReluCache(NamedTuple):
    """What the backward pass needs: the slope at every number, 1 or alpha."""

    slope: Float[np.ndarray, "..."]


def leaky_relu_forward(
    x: Float[np.ndarray, "*shape"], alpha: float = 0.01
) -> tuple[Float[np.ndarray, "*shape"], LeakyReluCache]:
    r"""Make negative numbers smaller, and leave the others.

    Equation ``eq-leaky-relu`` of the book: :math:`x` where it is positive, :math:`\alpha x` where
    it is not. So a unit that is negative for every example still has a gradient to learn from. At
    :math:`\alpha = 0` this is the ReLU.

    Parameters
    ----------
    x : ndarray of float
        Any shape.
    alpha : float, default 0.01
        The slope for negative numbers, from 0 to 1.

    Returns
    -------
    out : ndarray of float
        The same shape and dtype; NaN stays NaN.
    cache : LeakyReluCache
        For `leaky_relu_backward`.

    Raises
    ------
    TypeError
        If ``x`` is no NumPy array, or does not hold floats.
    ValueError
        If ``alpha`` does not lie between 0 and 1.
    """
    check_floats("leaky_relu_forward", "x", x)
    if not 0 <= alpha <= 1:
        raise ValueError(f"leaky_relu_forward: alpha should lie between 0 and 1, got {alpha!r}.")
    # True is 1 and False 0, so this is 1 or alpha; np.where takes seven times as long.
    slope = np.asarray(np.maximum(x > 0, x.dtype.type(alpha)))
    return np.asarray(x * slope), LeakyReluCache(slope)


def leaky_relu_backward(
    dout: Float[np.ndarray, "*shape"], cache: LeakyReluCache
) -> Float[np.ndarray, "*shape"]:
    """Let the gradient through where the number was positive, and alpha times it elsewhere.

    At zero, where the function has a corner, its slope is taken to be alpha.

    Parameters
    ----------
    dout : ndarray of float
        Gradient of the loss by the output.
    cache : LeakyReluCache
        From `leaky_relu_forward`.

    Returns
    -------
    ndarray of float
        Gradient by ``x``.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    _check_dout("leaky_relu_backward", dout, cache.slope)
    return np.asarray(dout * cache.slope)


class TanhCache(NamedTuple):
    """What the backward pass needs: the output, by which the slope can be told."""

    out: Float[np.ndarray, "..."]


def tanh_forward(x: Float[np.ndarray, "*shape"]) -> tuple[Float[np.ndarray, "*shape"], TanhCache]:
    r"""Squash every number into the interval from -1 to 1.

    Parameters
    ----------
    x : ndarray of float
        Any shape.

    Returns
    -------
    out : ndarray of float
        :math:`\tanh x` in the same shape and dtype; NaN stays NaN.
    cache : TanhCache
        For `tanh_backward`.

    Raises
    ------
    TypeError
        If ``x`` is no NumPy array, or does not hold floats.
    """
    check_floats("tanh_forward", "x", x)
    out = np.asarray(np.tanh(x))
    return out, TanhCache(out)


def tanh_backward(
    dout: Float[np.ndarray, "*shape"], cache: TanhCache
) -> Float[np.ndarray, "*shape"]:
    r"""Multiply the gradient by the slope, :math:`1 - \tanh^2 x`.

    Parameters
    ----------
    dout : ndarray of float
        Gradient of the loss by the output.
    cache : TanhCache
        From `tanh_forward`.

    Returns
    -------
    ndarray of float
        Gradient by ``x``.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    _check_dout("tanh_backward", dout, cache.out)
    return np.asarray(dout * (1 - cache.out**2))


def _check_dout(
    function: str, dout: Float[np.ndarray, "..."], like: Shaped[np.ndarray, "..."]
) -> None:
    check_floats(function, "dout", dout)
    if dout.shape != like.shape:
        raise ValueError(
            f"{function}: dout should have shape {like.shape}, that of the output; got "
            f"{dout.shape}."
        )
