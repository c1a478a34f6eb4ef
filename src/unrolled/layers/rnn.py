"""A vanilla recurrent net: one step, written to be read, and a sequence, written to be fast."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes


class RNNStepCache(NamedTuple):
    """What the backward pass of one step needs from its forward pass."""

    x: Float[np.ndarray, "N D"]
    prev_h: Float[np.ndarray, "N H"]
    Wx: Float[np.ndarray, "D H"]
    Wh: Float[np.ndarray, "H H"]
    next_h: Float[np.ndarray, "N H"]


class RNNStepGradients(NamedTuple):
    """The gradients of the loss by the arguments of a step, in their order."""

    dx: Float[np.ndarray, "N D"]
    dprev_h: Float[np.ndarray, "N H"]
    dWx: Float[np.ndarray, "D H"]  # noqa: N815
    dWh: Float[np.ndarray, "H H"]  # noqa: N815
    db: Float[np.ndarray, " H"]


class RNNCache(NamedTuple):
    """What the backward pass of a sequence needs; time comes first, so a step lies in one piece.

    ``states[0]`` is h0 and ``states[t + 1]`` the hidden state after step t.
    """

    steps: Float[np.ndarray, "T N D"]
    states: Float[np.ndarray, "T1 N H"]
    Wx: Float[np.ndarray, "D H"]
    Wh: Float[np.ndarray, "H H"]


class RNNGradients(NamedTuple):
    """The gradients of the loss by the arguments of a sequence, in their order."""

    dx: Float[np.ndarray, "N T D"]
    dh0: Float[np.ndarray, "N H"]
    dWx: Float[np.ndarray, "D H"]  # noqa: N815
    dWh: Float[np.ndarray, "H H"]  # noqa: N815
    db: Float[np.ndarray, " H"]


def rnn_step_forward(
    x: Float[np.ndarray, "N D"],
    prev_h: Float[np.ndarray, "N H"],
    Wx: Float[np.ndarray, "D H"],
    Wh: Float[np.ndarray, "H H"],
    b: Float[np.ndarray, " H"],
) -> tuple[Float[np.ndarray, "N H"], RNNStepCache]:
    r"""Take one step: mix the input and the last hidden state, and squash the sum.

    Equation ``eq-rnn-step`` of the book, :math:`h' = \tanh(x W_x + h W_h + b)`.

    Parameters
    ----------
    x : ndarray of float, shape (N, D)
        Input of this step.
    prev_h : ndarray of float, shape (N, H)
        Hidden state before it.
    Wx : ndarray of float, shape (D, H)
        Weights from input to hidden state.
    Wh : ndarray of float, shape (H, H)
        Weights from hidden state to hidden state.
    b : ndarray of float, shape (H,)
        Biases.

    Returns
    -------
    next_h : ndarray of float, shape (N, H)
        Hidden state after the step.
    cache : RNNStepCache
        For `rnn_step_backward`.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, or the shapes do not fit each other.
    """
    Sizes("rnn_step_forward").floats(
        x=(x, "N D"), prev_h=(prev_h, "N H"), Wx=(Wx, "D H"), Wh=(Wh, "H H"), b=(b, "H")
    )
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, RNNStepCache(x, prev_h, Wx, Wh, next_h)


def rnn_step_backward(dnext_h: Float[np.ndarray, "N H"], cache: RNNStepCache) -> RNNStepGradients:
    """Send the gradient of one step's hidden state back to the step's arguments.

    Equations ``eq-rnn-step-da`` and ``eq-rnn-step-grads`` of the book.

    Parameters
    ----------
    dnext_h : ndarray of float, shape (N, H)
        Gradient of the loss by the hidden state after the step.
    cache : RNNStepCache
        From `rnn_step_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, D)
        Gradient by the input.
    dprev_h : ndarray of float, shape (N, H)
        Gradient by the hidden state before the step.
    dWx : ndarray of float, shape (D, H)
        Gradient by the input's weights.
    dWh : ndarray of float, shape (H, H)
        Gradient by the hidden state's weights.
    db : ndarray of float, shape (H,)
        Gradient by the biases.

    Raises
    ------
    TypeError, ValueError
        If ``dnext_h`` does not hold floats or does not have the hidden state's shape.
    """
    x, prev_h, Wx, Wh, next_h = cache
    N, H = next_h.shape
    Sizes("rnn_step_backward", N=N, H=H).floats(dnext_h=(dnext_h, "N H"))
    da = dnext_h * (1 - next_h**2)
    return RNNStepGradients(da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0))


def rnn_forward(
    x: Float[np.ndarray, "N T D"],
    h0: Float[np.ndarray, "N H"],
    Wx: Float[np.ndarray, "D H"],
    Wh: Float[np.ndarray, "H H"],
    b: Float[np.ndarray, " H"],
) -> tuple[Float[np.ndarray, "N T H"], RNNCache]:
    """Run a whole sequence, taking every hidden state into the next step.

    Equation ``eq-rnn-sequence`` of the book. The part that does not depend on the last state,
    the input times its weights, is one matrix product over all steps (``eq-rnn-one-product``).

    Parameters
    ----------
    x : ndarray of float, shape (N, T, D)
        Inputs of all steps.
    h0 : ndarray of float, shape (N, H)
        Hidden state before the first step.
    Wx : ndarray of float, shape (D, H)
        Weights from input to hidden state.
    Wh : ndarray of float, shape (H, H)
        Weights from hidden state to hidden state.
    b : ndarray of float, shape (H,)
        Biases.

    Returns
    -------
    h : ndarray of float, shape (N, T, H)
        Hidden states after every step, as a view of an array that has time first.
    cache : RNNCache
        For `rnn_backward`.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, or the shapes do not fit each other.

    See Also
    --------
    rnn_step_forward : The same step by step, one at a time.
    """
    Sizes("rnn_forward").floats(
        x=(x, "N T D"), h0=(h0, "N H"), Wx=(Wx, "D H"), Wh=(Wh, "H H"), b=(b, "H")
    )
    N, T, D = x.shape
    H = h0.shape[1]
    steps = np.ascontiguousarray(x.transpose(1, 0, 2))  # (T, N, D)
    states = np.empty((T + 1, N, H), dtype=np.result_type(x, h0, Wx, Wh, b))
    states[0] = h0
    np.matmul(steps.reshape(T * N, D), Wx, out=states[1:].reshape(T * N, H))
    recurrent = np.empty((N, H), dtype=states.dtype)
    for prev_h, next_h in pairwise(states):
        np.matmul(prev_h, Wh, out=recurrent)
        np.add(recurrent, b, out=recurrent)
        np.add(next_h, recurrent, out=next_h)
        np.tanh(next_h, out=next_h)
    return states[1:].transpose(1, 0, 2), RNNCache(steps, states, Wx, Wh)


def rnn_backward(dh: Float[np.ndarray, "N T H"], cache: RNNCache) -> RNNGradients:
    """Send the gradients of all hidden states back through time.

    Equations ``eq-rnn-bptt`` and ``eq-rnn-bptt-sums`` of the book. Only the gradient that travels
    from state to state needs a loop; the rest is one product over all steps each.

    Parameters
    ----------
    dh : ndarray of float, shape (N, T, H)
        Gradient of the loss by every hidden state, from above: without what reaches it through
        later steps.
    cache : RNNCache
        From `rnn_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, T, D)
        Gradient by the inputs, as a view of an array that has time first.
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

    See Also
    --------
    rnn_step_backward : The gradients of one step.
    """
    steps, states, Wx, Wh = cache
    T, N, D = steps.shape
    H = states.shape[2]
    Sizes("rnn_backward", N=N, T=T, H=H).floats(dh=(dh, "N T H"))
    dtype = np.result_type(dh, states)
    da = np.empty((T, N, H), dtype=dtype)
    dprev_h = np.zeros((N, H), dtype=dtype)
    for t in reversed(range(T)):
        # tanh' = 1 - tanh^2, and the forward pass kept the tanh.
        np.multiply(states[t + 1], states[t + 1], out=da[t])
        np.subtract(1, da[t], out=da[t])
        dprev_h += dh[:, t]
        da[t] *= dprev_h
        np.matmul(da[t], Wh.T, out=dprev_h)
    rows = da.reshape(T * N, H)
    dx = (rows @ Wx.T).reshape(T, N, D).transpose(1, 0, 2)
    dWx = steps.reshape(T * N, D).T @ rows
    dWh = states[:-1].reshape(T * N, H).T @ rows
    return RNNGradients(dx, dprev_h, dWx, dWh, rows.sum(axis=0))
