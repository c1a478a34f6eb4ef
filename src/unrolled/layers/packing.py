"""Sequences of different lengths without the steps after their ends, for recurrent layers."""

from itertools import pairwise

import numpy as np
from jaxtyping import Float, Integer


class Packing:
    """Where each step of each sequence goes when those after a sequence's end are left out.

    The rows of step 0 come first, then those of step 1, and so on; within a step the longest
    sequence comes first. So a step's rows lie in one piece, and the sequences that run on are its
    first rows: ``states[:n]`` of n sequences is what the next step starts from.

    Parameters
    ----------
    lengths : ndarray of int, shape (N,)
        Steps of each sequence, ``0 <= length <= T``.
    T : int
        Steps of each sequence when it is not packed.

    Attributes
    ----------
    shape : tuple of int
        N and T.
    order : ndarray of int, shape (N,)
        The sequences, longest first; of two equally long ones the earlier one.
    steps : list of slice
        Of each step, its rows; only of steps that a sequence has.
    """

    def __init__(self, lengths: Integer[np.ndarray, " N"], T: int) -> None:
        if len(lengths) and not 0 <= lengths.min() <= lengths.max() <= T:
            raise ValueError(
                f"lengths should be from 0 to T = {T}; got {lengths.min()} to {lengths.max()}."
            )
        self.shape = (len(lengths), T)
        self.order = np.argsort(-lengths.astype(np.int64), kind="stable")
        runs = np.arange(T)[:, np.newaxis] < lengths[self.order]  # (T, N)
        self._time, place = np.nonzero(runs)
        self._sequence = self.order[place]
        ends = np.cumsum(runs.sum(axis=1)[: lengths.max(initial=0)]).tolist()
        self.steps = [slice(start, end) for start, end in pairwise([0, *ends])]

    def pack(self, x: Float[np.ndarray, "N T D"]) -> Float[np.ndarray, "K D"]:
        """Take the K steps there are out of a batch.

        Parameters
        ----------
        x : ndarray of float, shape (N, T, D)
            A batch of sequences.

        Returns
        -------
        ndarray of float, shape (K, D)
            A copy, a row a step.
        """
        return x[self._sequence, self._time]

    def unpack(self, rows: Float[np.ndarray, "K D"]) -> Float[np.ndarray, "N T D"]:
        """Put rows back where they came from.

        Parameters
        ----------
        rows : ndarray of float, shape (K, D)
            A row a step.

        Returns
        -------
        ndarray of float, shape (N, T, D)
            The sequences, zero after their ends, as a view of an array that has time first.
        """
        N, T = self.shape
        steps = np.zeros((T, N, rows.shape[1]), dtype=rows.dtype)
        steps[self._time, self._sequence] = rows
        return steps.transpose(1, 0, 2)
