"""Functions that act on every number by itself."""

import numpy as np
from jaxtyping import Float

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
