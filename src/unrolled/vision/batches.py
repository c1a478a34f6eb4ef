"""Many pictures, a few at a time: memory stays small, and nothing is compiled twice."""

import numpy as np
from jaxtyping import Float

# A gradient keeps every layer's output: some 50 MB a picture of 224 x 224 pixels.
_PIXELS_AT_ONCE = 8 * 224 * 224


def batch_size(X: Float[np.ndarray, "N H W C"], most: int | None = None) -> int:
    """
    Say how many pictures to take at once.

    Parameters
    ----------
    X : array
        Pictures.
    most : int, optional
        Pictures that there will be in all; without it, as many as `X` holds.

    Returns
    -------
    int
        As many as there are, or as a few hundred megabytes hold: batches of one size, with as
        few pictures too many in the last as can be.
    """
    count = most or len(X)
    at_once = max(1, _PIXELS_AT_ONCE // int(X.shape[1] * X.shape[2]))
    num_batches = -(-count // at_once)
    return -(-count // num_batches)


def fill_up(rows: np.ndarray, size: int) -> np.ndarray:
    """
    Repeat the last row until there are enough.

    Parameters
    ----------
    rows : array (n, ...)
        At least one row.
    size : int
        How many there shall be.

    Returns
    -------
    array (size, ...)
        The rows, and copies of the last.
    """
    missing = size - len(rows)
    return np.concatenate([rows, np.repeat(rows[-1:], missing, axis=0)]) if missing > 0 else rows
