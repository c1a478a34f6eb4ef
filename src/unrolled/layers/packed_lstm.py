"""Long short-term memory over sequences of different lengths: no step after an end is computed."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Integer

from unrolled.layers.arrays import Sizes
from unrolled.layers.lstm import LSTMGradients
from unrolled.layers.lstm_gates import split_gates, squash_gates, step_back
from unrolled.layers.lstm_step import check_lstm
from unrolled.layers.packing import Packing


class PackedLSTMCache(NamedTuple):
    """What the backward pass needs, a row for each of the K steps there are.

    ``prev_h`` and ``prev_c`` are the states that a step starts from; ``gates`` holds the squashed
    gates i, f, o, g side by side.
    """

    packing: Packing
    x: Float[np.ndarray, "K D"]
    prev_h: Float[np.ndarray, "K H"]
    prev_c: Float[np.ndarray, "K H"]
    gates: Float[np.ndarray, "K 4*H"]
    tanh_c: Float[np.ndarray, "K H"]
    Wx: Float[np.ndarray, "D 4*H"]
    Wh: Float[np.ndarray, "H 4*H"]


def packed_lstm_forward(
    x: Float[np.ndarray, "N T D"],
    h0: Float[np.ndarray, "N H"],
    Wx: Float[np.ndarray, "D 4*H"],
    Wh: Float[np.ndarray, "H 4*H"],
    b: Float[np.ndarray, " 4*H"],
    lengths: Integer[np.ndarray, " N"],
) -> tuple[Float[np.ndarray, "N T H"], PackedLSTMCache]:
    """Run sequences to their ends, each to its own.

    The hidden states are those of `lstm_forward` up to the ends and zero after them. A step is
    computed for those sequences alone that have it: see `Packing`.

    Parameters
    ----------
    x : ndarray of float, shape (N, T, D)
        Inputs of all steps; those after a sequence's end do not count.
    h0 : ndarray of float, shape (N, H)
        Hidden state before the first step; the cell state before it is zero.
    Wx : ndarray of float, shape (D, 4H)
        Weights from input to gates: H columns each for input, forget, output and candidate.
    Wh : ndarray of float, shape (H, 4H)
        Weights from hidden state to gates, in the same order.
    b : ndarray of float, shape (4H,)
        Biases, in the same order.
    lengths : ndarray of int, shape (N,)
        Steps of each sequence, ``0 <= length <= T``.

    Returns
    -------
    h : ndarray of float, shape (N, T, H)
        Hidden states after every step, as a view of an array that has time first.
    cache : PackedLSTMCache
        For `packed_lstm_backward`.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold what it should, or the shapes do not fit each other.
    """
    check_lstm("packed_lstm_forward", (x, "N T D"), {"h0": (h0, "N H")}, Wx, Wh, b)
    N, T, _ = x.shape
    Sizes("packed_lstm_forward", N=N).integers(lengths=(lengths, "N"))
    packing = Packing(lengths, T)
    rows = packing.pack(x)
    dtype, K, H = np.result_type(x, h0, Wx, Wh, b), len(rows), h0.shape[1]
    prev_h, prev_c, tanh_c, states = (np.empty((K, H), dtype) for _ in range(4))
    gates, recurrent = np.empty((K, 4 * H), dtype), np.empty((N, 4 * H), dtype)
    np.matmul(rows, Wx, out=gates)
    h, c = h0[packing.order], np.zeros((N, H), dtype)
    for step in packing.steps:
        n = step.stop - step.start
        prev_h[step], prev_c[step] = h[:n], c[:n]
        h, c, recurrent = states[step], c[:n], recurrent[:n]
        np.matmul(prev_h[step], Wh, out=recurrent)
        np.add(recurrent, b, out=recurrent)
        np.add(gates[step], recurrent, out=gates[step])
        squash_gates(gates[step])
        i, f, o, g = split_gates(gates[step])
        np.multiply(f, c, out=c)
        np.multiply(i, g, out=h)
        np.add(c, h, out=c)
        np.tanh(c, out=tanh_c[step])
        np.multiply(o, tanh_c[step], out=h)
    cache = PackedLSTMCache(packing, rows, prev_h, prev_c, gates, tanh_c, Wx, Wh)
    return packing.unpack(states), cache


def packed_lstm_backward(dh: Float[np.ndarray, "N T H"], cache: PackedLSTMCache) -> LSTMGradients:
    """Send the gradients of the hidden states back through time, from each sequence's end.

    Parameters
    ----------
    dh : ndarray of float, shape (N, T, H)
        Gradient of the loss by every hidden state, from above. Those after a sequence's end do not
        count: these states are zero, whatever was given.
    cache : PackedLSTMCache
        From `packed_lstm_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, T, D)
        Gradient by the inputs, zero after the ends, as a view of an array that has time first.
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
    """
    packing, x, prev_h, prev_c, gates, tanh_c, Wx, Wh = cache
    N, T = packing.shape
    K, H = prev_h.shape
    Sizes("packed_lstm_backward", N=N, T=T, H=H).floats(dh=(dh, "N T H"))
    from_above, dtype = packing.pack(dh), np.result_type(dh, prev_h)
    da = np.empty((K, 4 * H), dtype)
    dc, dnext_h, scratch = np.zeros((N, H), dtype), np.empty((N, H), dtype), np.empty((N, H), dtype)
    # Of a sequence that has not been met yet, going back, its part of this and of dc stays zero.
    dprev_h_T = np.zeros((H, N), dtype)
    for step in reversed(packing.steps):
        n = step.stop - step.start
        np.add(from_above[step], dprev_h_T[:, :n].T, out=dnext_h[:n])
        now = dnext_h[:n], dc[:n], prev_c[step], gates[step], tanh_c[step], da[step], scratch[:n]
        step_back(*now)
        np.matmul(Wh, da[step].T, out=dprev_h_T[:, :n])
    dh0 = np.empty((N, H), dtype)
    dh0[packing.order] = dprev_h_T.T
    dx = packing.unpack(da @ Wx.T)
    return LSTMGradients(dx, dh0, x.T @ da, prev_h.T @ da, da.sum(axis=0))
