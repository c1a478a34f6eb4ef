"""Long short-term memory over whole sequences, written to be fast."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes
from unrolled.layers.lstm_gates import split_gates, squash_gates, step_back
from unrolled.layers.lstm_step import check_lstm


class LSTMCache(NamedTuple):
    """What the backward pass of a sequence needs; time comes first, so a step lies in one piece.

    ``states[0]`` is h0, ``cells[0]`` zero, and index t + 1 is after step t. ``gates`` holds the
    squashed gates i, f, o, g side by side.
    """

    steps: Float[np.ndarray, "T N D"]
    states: Float[np.ndarray, "T1 N H"]
    cells: Float[np.ndarray, "T1 N H"]
    gates: Float[np.ndarray, "T N 4*H"]
    tanh_cells: Float[np.ndarray, "T N H"]
    Wx: Float[np.ndarray, "D 4*H"]
    Wh: Float[np.ndarray, "H 4*H"]


class LSTMGradients(NamedTuple):
    """The gradients of the loss by the arguments of a sequence, in their order."""

    dx: Float[np.ndarray, "N T D"]
    dh0: Float[np.ndarray, "N H"]
    dWx: Float[np.ndarray, "D 4*H"]  # noqa: N815
    dWh: Float[np.ndarray, "H 4*H"]  # noqa: N815
    db: Float[np.ndarray, " 4*H"]


def lstm_forward(
    x: Float[np.ndarray, "N T D"],
    h0: Float[np.ndarray, "N H"],
    Wx: Float[np.ndarray, "D 4*H"],
    Wh: Float[np.ndarray, "H 4*H"],
    b: Float[np.ndarray, " 4*H"],
) -> tuple[Float[np.ndarray, "N T H"], LSTMCache]:
    """Run a whole sequence from a first hidden state and an empty cell.

    Equation ``eq-lstm-sequence`` of the book. The input times its weights is one matrix product
    over all steps (``eq-lstm-one-product``); the four gates of a step lie side by side, and one
    tanh squashes them all, for a sigmoid is half a tanh of half its argument (``eq-half-tanh``).

    Parameters
    ----------
    x : ndarray of float, shape (N, T, D)
        Inputs of all steps.
    h0 : ndarray of float, shape (N, H)
        Hidden state before the first step; the cell state before it is zero.
    Wx : ndarray of float, shape (D, 4H)
        Weights from input to gates: H columns each for input, forget, output and candidate.
    Wh : ndarray of float, shape (H, 4H)
        Weights from hidden state to gates, in the same order.
    b : ndarray of float, shape (4H,)
        Biases, in the same order.

    Returns
    -------
    h : ndarray of float, shape (N, T, H)
        Hidden states after every step, as a view of an array that has time first.
    cache : LSTMCache
        For `lstm_backward`.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, or the shapes do not fit each other.

    See Also
    --------
    lstm_step_forward : The same step by step, one at a time.
    """
    check_lstm("lstm_forward", (x, "N T D"), {"h0": (h0, "N H")}, Wx, Wh, b)
    N, T, D = x.shape
    H = h0.shape[1]
    dtype = np.result_type(x, h0, Wx, Wh, b)
    steps = np.ascontiguousarray(x.transpose(1, 0, 2))  # (T, N, D)
    states, cells = np.empty((T + 1, N, H), dtype), np.empty((T + 1, N, H), dtype)
    states[0], cells[0] = h0, 0
    gates, tanh_cells = np.empty((T, N, 4 * H), dtype), np.empty((T, N, H), dtype)
    np.matmul(steps.reshape(T * N, D), Wx, out=gates.reshape(T * N, 4 * H))
    recurrent = np.empty((N, 4 * H), dtype)
    for t in range(T):
        np.matmul(states[t], Wh, out=recurrent)
        np.add(recurrent, b, out=recurrent)
        np.add(gates[t], recurrent, out=gates[t])
        squash_gates(gates[t])
        i, f, o, g = split_gates(gates[t])
        np.multiply(f, cells[t], out=cells[t + 1])
        np.multiply(i, g, out=tanh_cells[t])
        np.add(cells[t + 1], tanh_cells[t], out=cells[t + 1])
        np.tanh(cells[t + 1], out=tanh_cells[t])
        np.multiply(o, tanh_cells[t], out=states[t + 1])
    h = states[1:].transpose(1, 0, 2)
    return h, LSTMCache(steps, states, cells, gates, tanh_cells, Wx, Wh)


def lstm_backward(dh: Float[np.ndarray, "N T H"], cache: LSTMCache) -> LSTMGradients:
    """Send the gradients of all hidden states back through time.

    Equation ``eq-lstm-bptt`` of the book. Only the gradients that travel from step to step, those
    of hidden and cell state, need a loop; the rest is one product over all steps each.

    Parameters
    ----------
    dh : ndarray of float, shape (N, T, H)
        Gradient of the loss by every hidden state, from above: without what reaches it through
        later steps.
    cache : LSTMCache
        From `lstm_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, T, D)
        Gradient by the inputs, as a view of an array that has time first.
    dh0 : ndarray of float, shape (N, H)
        Gradient by the first hidden state.
    dWx : ndarray of float, shape (D, 4H)
        Gradient by the input's weights, summed over time.
    dWh : ndarray of float, shape (H, 4H)
        Gradient by the hidden state's weights, summed over time.
    db : ndarray of float, shape (4H,)
        Gradient by the biases, summed over time.

    Raises
    ------
    TypeError, ValueError
        If ``dh`` does not hold floats or does not have the hidden states' shape.

    See Also
    --------
    lstm_step_backward : The gradients of one step.
    """
    steps, states, cells, gates, tanh_cells, Wx, Wh = cache
    T, N, D = steps.shape
    H = states.shape[2]
    Sizes("lstm_backward", N=N, T=T, H=H).floats(dh=(dh, "N T H"))
    dtype = np.result_type(dh, states)
    da = np.empty((T, N, 4 * H), dtype)
    dnext_h, dc, scratch = np.empty((N, H), dtype), np.zeros((N, H), dtype), np.empty((N, H), dtype)
    # Transposed, for BLAS takes 1.4 times as long for da[t] @ Wh.T when the batch is small.
    dprev_h_T = np.zeros((H, N), dtype)
    for t in reversed(range(T)):
        np.add(dh[:, t], dprev_h_T.T, out=dnext_h)
        step_back(dnext_h, dc, cells[t], gates[t], tanh_cells[t], da[t], scratch)
        np.matmul(Wh, da[t].T, out=dprev_h_T)
    rows = da.reshape(T * N, 4 * H)
    dx = (rows @ Wx.T).reshape(T, N, D).transpose(1, 0, 2)
    dWx = steps.reshape(T * N, D).T @ rows
    dWh = states[:-1].reshape(T * N, H).T @ rows
    dh0 = np.ascontiguousarray(dprev_h_T.T)
    return LSTMGradients(dx, dh0, dWx, dWh, rows.sum(axis=0))
