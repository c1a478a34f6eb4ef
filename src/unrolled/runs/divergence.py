"""Noticing that training has left all bounds."""

import numpy as np


class DivergedError(RuntimeError):
    """Training that left all bounds: the loss or a parameter is no longer a finite number."""


def check_finite(name: str, value: float | np.ndarray, place: str, rate: float) -> None:
    """
    Raise if a loss or a parameter is not finite.

    Parameters
    ----------
    name : str
        What it is called.
    value : float or ndarray
        The loss or the parameter.
    place : str
        Where in the run it was found.
    rate : float
        The learning rate there.

    Raises
    ------
    DivergedError
        If any number is infinite or not a number.
    """
    if not np.isfinite(value).all():
        raise DivergedError(
            f"training diverged: {name} is not a finite number at {place}. Try a learning rate ten "
            f"times smaller than {rate:g}, or features of a smaller scale."
        )
