"""Whole numbers that callers give: sizes, counts and numbers of classes."""

import operator
from typing import SupportsIndex


def whole_number(name: str, value: SupportsIndex) -> int:
    """
    Check that an argument is a whole number.

    Parameters
    ----------
    name : str
        What the argument is called.
    value : int
        Its value; NumPy's integers will do.

    Returns
    -------
    int
        The same as a plain int.

    Raises
    ------
    TypeError
        If it is none, as 3.0 and True are none.
    """
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise TypeError(f"{name} should be a whole number, got {value!r}")
    return number
