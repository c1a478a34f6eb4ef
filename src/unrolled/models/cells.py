"""The recurrent cells that a model can be built from: the one place that knows their names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from unrolled.layers import (
    lstm_backward,
    lstm_forward,
    lstm_step_forward,
    rnn_backward,
    rnn_forward,
    rnn_step_forward,
)
from unrolled.layers.packed_lstm import packed_lstm_backward, packed_lstm_forward
from unrolled.layers.packed_rnn import packed_rnn_backward, packed_rnn_forward

State = tuple[np.ndarray, ...]
"""What a cell carries from step to step: its hidden state (N, H) first, then any others."""


@dataclass(frozen=True)
class Cell:
    """
    A recurrent cell: its functions, and the two numbers in which cells differ.

    Attributes
    ----------
    forward : callable
        The whole sequence, ``forward(x, h0, Wx, Wh, b) -> h, cache``.
    backward : callable
        ``backward(dh, cache) -> dx, dh0, dWx, dWh, db``.
    packed_forward : callable
        The same, but sequence n ends after ``lengths[n]`` steps, and no step after that is
        computed: ``packed_forward(x, h0, Wx, Wh, b, lengths) -> h, cache``.
    packed_backward : callable
        ``packed_backward(dh, cache) -> dx, dh0, dWx, dWh, db``.
    step_forward : callable
        One step, ``step_forward(x, *state, Wx, Wh, b) -> *next_state, cache``.
    gates : int
        Widths of H that one step computes: Wx is (D, gates * H), Wh (H, gates * H), b (gates * H,).
    states : int
        Arrays (N, H) carried from step to step; all but the first start at zero.
    """

    forward: Callable[..., tuple[np.ndarray, Any]]
    backward: Callable[..., tuple[np.ndarray, ...]]
    packed_forward: Callable[..., tuple[np.ndarray, Any]]
    packed_backward: Callable[..., tuple[np.ndarray, ...]]
    step_forward: Callable[..., tuple[Any, ...]]
    gates: int
    states: int

    def start(self, h0: Float[np.ndarray, "N H"]) -> State:
        """
        Make the state before the first step.

        Parameters
        ----------
        h0 : ndarray of float, shape (N, H)
            The first hidden state.

        Returns
        -------
        tuple of ndarray
            ``h0`` and, for a cell that carries more, zeros.
        """
        return (h0, *(np.zeros_like(h0) for _ in range(self.states - 1)))

    def step(
        self,
        x: Float[np.ndarray, "N D"],
        state: State,
        Wx: Float[np.ndarray, "D G"],
        Wh: Float[np.ndarray, "H G"],
        b: Float[np.ndarray, " G"],
    ) -> State:
        """
        Take one step that no gradient will be asked of.

        Parameters
        ----------
        x : ndarray of float, shape (N, D)
            Input of this step.
        state : tuple of ndarray
            From `start` or from the step before.
        Wx, Wh, b : ndarray of float
            The cell's parameters.

        Returns
        -------
        tuple of ndarray
            The next state; its first array is the hidden state, shape (N, H).
        """
        *next_state, _ = self.step_forward(x, *state, Wx, Wh, b)
        return tuple(next_state)


CELLS = {
    "rnn": Cell(
        rnn_forward,
        rnn_backward,
        packed_rnn_forward,
        packed_rnn_backward,
        rnn_step_forward,
        gates=1,
        states=1,
    ),
    "lstm": Cell(
        lstm_forward,
        lstm_backward,
        packed_lstm_forward,
        packed_lstm_backward,
        lstm_step_forward,
        gates=4,
        states=2,
    ),
}
"""Every cell by the name it has in ``cell_type``."""


def get_cell(cell_type: str) -> Cell:
    """
    Find a cell by its name.

    Parameters
    ----------
    cell_type : str
        A key of `CELLS`.

    Returns
    -------
    Cell
        The cell.

    Raises
    ------
    ValueError
        If there is no such cell; the message names those that there are.
    """
    if cell_type not in CELLS:
        known = ", ".join(repr(name) for name in CELLS)
        raise ValueError(f"unknown cell_type {cell_type!r}; the cells are: {known}")
    return CELLS[cell_type]
