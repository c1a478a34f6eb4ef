"""The four gates of an LSTM side by side in one buffer, and what happens to them in place."""

import numpy as np
from jaxtyping import Float


def split_gates(a: Float[np.ndarray, "N G"]) -> Float[np.ndarray, "4 N H"]:
    """See the four gates apart: as np.split, which takes a hundredth of a small batch's time.

    Parameters
    ----------
    a : ndarray of float, shape (N, 4H)
        Gates, or their gradients, side by side and in one piece.

    Returns
    -------
    ndarray of float, shape (4, N, H)
        Views of the input, forget and output gate and of the candidate.
    """
    return a.reshape(len(a), 4, a.shape[1] // 4).swapaxes(0, 1)


def squash_gates(a: Float[np.ndarray, "N G"]) -> None:
    """Put sigmoids in the place of three sums and a tanh in the place of the fourth.

    Equation ``eq-half-tanh`` of the book: one tanh squashes them all.

    Parameters
    ----------
    a : ndarray of float, shape (N, 4H)
        The sums in the gates; written over.
    """
    half = a.dtype.type(0.5)
    sigmoids = a[:, : 3 * (a.shape[1] // 4)]
    sigmoids *= half
    np.tanh(a, out=a)
    sigmoids *= half
    sigmoids += half


def step_back(
    dh: Float[np.ndarray, "N H"],
    dc: Float[np.ndarray, "N H"],
    prev_c: Float[np.ndarray, "N H"],
    gates: Float[np.ndarray, "N 4*H"],
    tanh_c: Float[np.ndarray, "N H"],
    da: Float[np.ndarray, "N 4*H"],
    scratch: Float[np.ndarray, "N H"],
) -> None:
    """Go one step back, down to the sums in the gates.

    Equation ``eq-lstm-step-grads`` of the book, entry by entry and in place.

    Parameters
    ----------
    dh : ndarray of float, shape (N, H)
        Gradient by the hidden state after the step.
    dc : ndarray of float, shape (N, H)
        Gradient by the cell state after the step; written over with that by the one before it.
    prev_c : ndarray of float, shape (N, H)
        Cell state before the step.
    gates : ndarray of float, shape (N, 4H)
        What `squash_gates` left.
    tanh_c : ndarray of float, shape (N, H)
        The tanh of the cell state after the step.
    da : ndarray of float, shape (N, 4H)
        Where the gradient by the sums in the gates goes.
    scratch : ndarray of float, shape (N, H)
        Room to calculate in.
    """
    i, f, o, g = split_gates(gates)
    di, df, do, dg = split_gates(da)
    # dc += dh * o * (1 - tanh_c^2): the path through the hidden state joins the other.
    np.multiply(tanh_c, tanh_c, out=scratch)
    np.subtract(1, scratch, out=scratch)
    scratch *= o
    scratch *= dh
    dc += scratch
    # The derivatives of the squashing, s - s^2 and 1 - g^2, written from what was squashed. All
    # four gates lie in one piece: that takes half the time of the first three, and g's comes after.
    np.multiply(gates, gates, out=da)
    np.subtract(gates, da, out=da)
    np.multiply(g, g, out=dg)
    np.subtract(1, dg, out=dg)
    for slope, first, second in ((di, dc, g), (df, dc, prev_c), (do, dh, tanh_c), (dg, dc, i)):
        np.multiply(slope, first, out=slope)
        np.multiply(slope, second, out=slope)
    dc *= f
