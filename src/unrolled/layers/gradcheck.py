"""Check gradients: compare what a derivation says with what small steps measure."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike


def relative_error(x: ArrayLike | float, y: ArrayLike | float) -> float:
    r"""Largest difference of two arrays, relative to the size of their entries.

    Equation ``eq-relative-error`` of the book,
    :math:`\max_i |x_i - y_i| / \max(10^{-8}, |x_i| + |y_i|)`. It is at most 1.

    Parameters
    ----------
    x, y : array_like
        Numbers or arrays of the same shape.

    Returns
    -------
    float
        The error; 0 for empty arrays, NaN as soon as one entry is NaN.

    Raises
    ------
    ValueError
        If the shapes differ: broadcasting would compare entries that do not belong together.

    Examples
    --------
    >>> print(f"{relative_error([1.0, 2.0], [1.0, 2.2]):.4f}")
    0.0476
    """
    a = np.asarray(x, dtype=np.float64)
    b = np.asarray(y, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError(
            f"relative_error: x and y should have the same shape, got {a.shape} and {b.shape}."
        )
    if a.size == 0:
        return 0.0
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def eval_numerical_gradient(
    f: Callable[[Float[np.ndarray, "*shape"]], float],
    x: Float[np.ndarray, "*shape"],
    verbose: bool = True,
    h: float = 1e-5,
) -> Float[np.ndarray, "*shape"]:
    r"""Measure the gradient of a number by centred differences.

    Equation ``eq-centred-difference`` of the book, once for every entry of ``x``.

    Parameters
    ----------
    f : callable
        Takes ``x`` and returns a number. It may also look at ``x`` behind its argument's back,
        as a model does at its own parameters: the steps are made in ``x`` itself.
    x : ndarray of float
        The point; float64 unless rounding is what you want to see. Afterwards it holds
        exactly what it held before, even if ``f`` raises.
    verbose : bool, default True
        Print every index with its derivative.
    h : float, default 1e-5
        Half the distance between the two values that are compared.

    Returns
    -------
    ndarray of float
        The gradient, in the shape and dtype of ``x``.

    Raises
    ------
    TypeError
        If ``x`` does not hold floats: a small step would be rounded away.
    ValueError
        If ``x`` cannot be written to, or ``h`` is not positive.
    """
    _check_point("eval_numerical_gradient", x, h)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        with _stepped(x, index, h):
            above = f(x)
        with _stepped(x, index, -h):
            below = f(x)
        gradient[index] = (above - below) / (2 * h)
        if verbose:
            print(index, gradient[index])
    return gradient


def eval_numerical_gradient_array(
    f: Callable[[Float[np.ndarray, "*shape"]], Float[np.ndarray, "*out"]],
    x: Float[np.ndarray, "*shape"],
    df: Float[np.ndarray, "*out"],
    h: float = 1e-5,
) -> Float[np.ndarray, "*shape"]:
    """Measure the gradient of a loss behind an array, given its gradient by that array.

    The array's entries move by a centred difference each; ``df`` says how much the loss cares.

    Parameters
    ----------
    f : callable
        Takes ``x`` and returns an array.
    x : ndarray of float
        The point; see `eval_numerical_gradient`.
    df : ndarray of float
        Gradient of the loss by the result of ``f``, in its shape.
    h : float, default 1e-5
        Half the distance between the two values that are compared.

    Returns
    -------
    ndarray of float
        The gradient of the loss by ``x``, in the shape and dtype of ``x``.

    Raises
    ------
    TypeError
        If ``x`` does not hold floats: a small step would be rounded away.
    ValueError
        If ``x`` cannot be written to, ``h`` is not positive, or ``df`` and the result of ``f``
        differ in shape.
    """
    _check_point("eval_numerical_gradient_array", x, h)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        with _stepped(x, index, h):
            above = np.array(f(x))  # a copy, for f may use its buffer again
        with _stepped(x, index, -h):
            below = np.asarray(f(x))
        if above.shape != np.shape(df):
            raise ValueError(
                f"eval_numerical_gradient_array: df should have the shape of f(x), "
                f"{above.shape}, got {np.shape(df)}."
            )
        gradient[index] = np.sum((above - below) * df) / (2 * h)
    return gradient


@contextmanager
def _stepped(x: Float[np.ndarray, "..."], index: tuple[int, ...], step: float) -> Iterator[None]:
    value = x[index]
    x[index] = value + step
    try:
        yield
    finally:
        x[index] = value  # value - step + step need not be value


def _check_point(function: str, x: Float[np.ndarray, "..."], h: float) -> None:
    if not isinstance(x, np.ndarray) or x.dtype.kind != "f":
        got = x.dtype if isinstance(x, np.ndarray) else type(x).__name__
        raise TypeError(
            f"{function}: x should be a NumPy array of floats, got {got}; a step of {h} would be "
            f"lost. x.astype(np.float64) converts it."
        )
    if not x.flags.writeable:
        raise ValueError(
            f"{function}: x should be writable, for the steps are made in it and undone again; "
            f"got a read-only array. Pass x.copy()."
        )
    if not h > 0:
        raise ValueError(f"{function}: h should be positive, got {h}.")
