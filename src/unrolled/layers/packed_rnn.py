"""A vanilla recurrent net over sequences of different lengths: no step after an end is computed."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Integer

from unrolled.layers.arrays import Sizes
from unrolled.layers.packing import Packing
from unrolled.layers.rnn import RNNGradients


class PackedRNNCache(NamedTuple):
    """What the backward pass needs, a row for each of the K steps there are.

    ``prev_h`` holds the states that steps start from, ``states`` those that they end with.
    """

    packing: Packing
    x: Float[np.ndarray, "K D"]
    prev_h: Float[np.ndarray, "K H"]
    states: Float[np.ndarray, "K H"]
    Wx: Float[np.ndarray, "D H"]
    Wh: Float[np.ndarray, "H H"]


def packed_rnn_forward(
    x: Float[np.ndarray, "N T D"],
    h0: Float[np.ndarray, "N H"],
    Wx: Float[np.ndarray, "D H"],
    Wh: Float[np.ndarray, "H H"],
    b: Float[np.ndarray, " H"],
    lengths: Integer[np.ndarray, " N"],
) -> tuple[Float[np.ndarray, "N T H"], PackedRNNCache]:
    """Run sequences to their ends, each to its own.

    The hidden states are those of `rnn_forward` up to the ends and zero after them. A step is
    computed for those sequences alone that have it: see `Packing`.

    Parameters
    ----------
    x : ndarray of float, shape (N, T, D)
        Inputs of all steps; those after a sequence's end do not count.
    h0 : ndarray of float, shape (N, H)
        Hidden state before the first step.
    Wx : ndarray of float, shape (D, H)
        Weights from input to hidden state.
    Wh : ndarray of float, shape (H, H)
        Weights from hidden state to hidden state.
    b : ndarray of float, shape (H,)
        Biases.
    lengths : ndarray of int, shape (N,)
        Steps of each sequence, ``0 <= length <= T``.

    Returns
    -------
    h : ndarray of float, shape (N, T, H)
        Hidden states after every step, as a view of an array that has time first.
    cache : PackedRNNCache
        For `packed_rnn_backward`.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold what it should, or the shapes do not fit each other.
    """
    sizes = Sizes("packed_rnn_forward")
    sizes.floats(x=(x, "N T D"), h0=(h0, "N H"), Wx=(Wx, "D H"), Wh=(Wh, "H H"), b=(b, "H"))
    sizes.integers(lengths=(lengths, "N"))
    N, T, _ = x.shape
    packing = Packing(lengths, T)
    rows = packing.pack(x)
    dtype, K, H = np.result_type(x, h0, Wx, Wh, b), len(rows), h0.shape[1]
    prev_h, states = np.empty((K, H), dtype), np.empty((K, H), dtype)
    recurrent = np.empty((N, H), dtype)
    np.matmul(rows, Wx, out=states)
    h = h0[packing.order]
    for step in packing.steps:
        n = step.stop - step.start
        prev_h[step] = h[:n]
        h, recurrent = states[step], recurrent[:n]
        np.matmul(prev_h[step], Wh, out=recurrent)
        np.add(recurrent, b, out=recurrent)
        np.add(h, recurrent, out=h)
        np.tanh(h, out=h)
    return packing.unpack(states), PackedRNNCache(packing, rows, prev_h, states, Wx, Wh)


def packed_rnn_backward(dh: Float[np.ndarray, "N T H"], cache: PackedRNNCache) -> RNNGradients:
    """Send the gradients of the hidden states back through time, from each sequence's end.

    Parameters
    ----------
    dh : ndarray of float, shape (N, T, H)
        Gradient of the loss by every hidden state, from above. Those after a sequence's end do not
        count: these states are zero, whatever was given.
    cache : PackedRNNCache
        From `packed_rnn_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, T, D)
        Gradient by the inputs, zero after the ends, as a view of an array that has time first.
    dh0 : ndarray of float, shape (N, H)
        Gradient by the first hidden state.
    dWx : ndarray of float, shape (D, H)
        Gradient by the input's weights, summed over time.
    dWh : ndarray of float, shape (H, H)
        Gradient by the hidden state's weights, summed over time.
    db : ndarray of float, shape (H,)
        Gradient by the biases, summed over time.

    Raises
    ------
    TypeError, ValueError
        If ``dh`` does not hold floats or does not have the hidden states' shape.
    """
    packing, x, prev_h, states, Wx, Wh = cache
    (N, T), H = packing.shape, states.shape[1]
    Sizes("packed_rnn_backward", N=N, T=T, H=H).floats(dh=(dh, "N T H"))
    dtype = np.result_type(dh, states)
    from_above = packing.pack(dh)
    # tanh' = 1 - tanh^2, and the forward pass kept the tanh.
    da = np.multiply(states, states, dtype=dtype)
    np.subtract(1, da, out=da)
    # Of a sequence that has not been met yet, going back, this row stays zero.
    dprev_h = np.zeros((N, H), dtype)
    for step in reversed(packing.steps):
        here = dprev_h[: step.stop - step.start]
        here += from_above[step]
        da[step] *= here
        np.matmul(da[step], Wh.T, out=here)
    dh0 = np.empty((N, H), dtype)
    dh0[packing.order] = dprev_h
    return RNNGradients(packing.unpack(da @ Wx.T), dh0, x.T @ da, prev_h.T @ da, da.sum(axis=0))
