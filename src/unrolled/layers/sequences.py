"""Sequences as rows: what a layer needs that treats every step alike."""

import numpy as np
from jaxtyping import Float


def has_time_first(x: Float[np.ndarray, "N T D"]) -> bool:
    """Tell whether a batch of sequences lies in memory step by step.

    Recurrent layers write their sequences so, as a view with the axes in the usual order, for a
    step is then one piece of memory. Layers that only need rows, in any order, can take them as
    they lie instead of copying them.

    Parameters
    ----------
    x : ndarray of float, shape (N, T, D)
        A batch of sequences.

    Returns
    -------
    bool
        True if the steps lie one after another and the sequences do not.
    """
    return not x.flags.c_contiguous and x.transpose(1, 0, 2).flags.c_contiguous


def to_rows(x: Float[np.ndarray, "N T D"], time_first: bool) -> Float[np.ndarray, "NT D"]:
    """See every step of every sequence as a row.

    Parameters
    ----------
    x : ndarray of float, shape (N, T, D)
        A batch of sequences.
    time_first : bool
        Whether the rows go through the batch step by step, or sequence by sequence.

    Returns
    -------
    ndarray of float, shape (N*T, D)
        The rows; a view where memory has that order, else a copy.
    """
    N, T, D = x.shape
    return (x.transpose(1, 0, 2) if time_first else x).reshape(N * T, D)


def from_rows(
    rows: Float[np.ndarray, "NT D"], N: int, T: int, time_first: bool
) -> Float[np.ndarray, "N T D"]:
    """See rows as a batch of sequences again.

    Parameters
    ----------
    rows : ndarray of float, shape (N*T, D)
        The rows, in one piece.
    N : int
        Number of sequences.
    T : int
        Number of steps.
    time_first : bool
        The order of the rows, as given to `to_rows`.

    Returns
    -------
    ndarray of float, shape (N, T, D)
        A view of the rows.
    """
    D = rows.shape[1]
    return rows.reshape(T, N, D).transpose(1, 0, 2) if time_first else rows.reshape(N, T, D)
