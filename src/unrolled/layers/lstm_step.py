"""One step of a long short-term memory, written to be read; `unrolled.layers.lstm` runs many."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from unrolled.layers.activations import sigmoid
from unrolled.layers.arrays import Sizes


class LSTMStepCache(NamedTuple):
    """What the backward pass of one step needs from its forward pass; i, f, o and g are gates."""

    x: Float[np.ndarray, "N D"]
    prev_h: Float[np.ndarray, "N H"]
    prev_c: Float[np.ndarray, "N H"]
    Wx: Float[np.ndarray, "D 4*H"]
    Wh: Float[np.ndarray, "H 4*H"]
    i: Float[np.ndarray, "N H"]
    f: Float[np.ndarray, "N H"]
    o: Float[np.ndarray, "N H"]
    g: Float[np.ndarray, "N H"]
    tanh_c: Float[np.ndarray, "N H"]


class LSTMStepGradients(NamedTuple):
    """The gradients of the loss by the arguments of a step, in their order."""

    dx: Float[np.ndarray, "N D"]
    dprev_h: Float[np.ndarray, "N H"]
    dprev_c: Float[np.ndarray, "N H"]
    dWx: Float[np.ndarray, "D 4*H"]  # noqa: N815
    dWh: Float[np.ndarray, "H 4*H"]  # noqa: N815
    db: Float[np.ndarray, " 4*H"]


def lstm_step_forward(
    x: Float[np.ndarray, "N D"],
    prev_h: Float[np.ndarray, "N H"],
    prev_c: Float[np.ndarray, "N H"],
    Wx: Float[np.ndarray, "D 4*H"],
    Wh: Float[np.ndarray, "H 4*H"],
    b: Float[np.ndarray, " 4*H"],
) -> tuple[Float[np.ndarray, "N H"], Float[np.ndarray, "N H"], LSTMStepCache]:
    r"""Take one step: forget a part of the cell, write into it, and show a part of it.

    Equations ``eq-lstm-gates``, ``eq-lstm-cell`` and ``eq-lstm-hidden`` of the book:
    :math:`c' = f \odot c + i \odot g` and :math:`h' = o \odot \tanh c'`, where the four gates are
    squashed sums of the input and the last hidden state (Hochreiter and Schmidhuber 1997, with
    the forget gate of Gers et al. 2000).

    Parameters
    ----------
    x : ndarray of float, shape (N, D)
        Input of this step.
    prev_h : ndarray of float, shape (N, H)
        Hidden state before it.
    prev_c : ndarray of float, shape (N, H)
        Cell state before it.
    Wx : ndarray of float, shape (D, 4H)
        Weights from input to gates: H columns each for input, forget, output and candidate.
    Wh : ndarray of float, shape (H, 4H)
        Weights from hidden state to gates, in the same order.
    b : ndarray of float, shape (4H,)
        Biases, in the same order.

    Returns
    -------
    next_h : ndarray of float, shape (N, H)
        Hidden state after the step.
    next_c : ndarray of float, shape (N, H)
        Cell state after the step.
    cache : LSTMStepCache
        For `lstm_step_backward`.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, or the shapes do not fit each other.
    """
    state = {"prev_h": (prev_h, "N H"), "prev_c": (prev_c, "N H")}
    check_lstm("lstm_step_forward", (x, "N D"), state, Wx, Wh, b)
    a = x @ Wx + prev_h @ Wh + b  # (N, 4H)
    i, f, o, g = np.split(a, 4, axis=1)  # (N, H) each
    i, f, o, g = sigmoid(i), sigmoid(f), sigmoid(o), np.tanh(g)
    next_c = f * prev_c + i * g
    tanh_c = np.tanh(next_c)
    next_h = o * tanh_c
    return next_h, next_c, LSTMStepCache(x, prev_h, prev_c, Wx, Wh, i, f, o, g, tanh_c)


def lstm_step_backward(
    dnext_h: Float[np.ndarray, "N H"], dnext_c: Float[np.ndarray, "N H"], cache: LSTMStepCache
) -> LSTMStepGradients:
    """Send the gradients of one step's two states back to the step's arguments.

    Equation ``eq-lstm-step-grads`` of the book. The cell state is reached along two paths, from
    the next step's cell and through this step's hidden state: their gradients add up.

    Parameters
    ----------
    dnext_h : ndarray of float, shape (N, H)
        Gradient of the loss by the hidden state after the step.
    dnext_c : ndarray of float, shape (N, H)
        Gradient of the loss by the cell state after the step, without what goes through
        ``next_h``.
    cache : LSTMStepCache
        From `lstm_step_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, D)
        Gradient by the input.
    dprev_h : ndarray of float, shape (N, H)
        Gradient by the hidden state before the step.
    dprev_c : ndarray of float, shape (N, H)
        Gradient by the cell state before the step.
    dWx : ndarray of float, shape (D, 4H)
        Gradient by the input's weights.
    dWh : ndarray of float, shape (H, 4H)
        Gradient by the hidden state's weights.
    db : ndarray of float, shape (4H,)
        Gradient by the biases.

    Raises
    ------
    TypeError, ValueError
        If a gradient does not hold floats or does not have its state's shape.
    """
    x, prev_h, prev_c, Wx, Wh, i, f, o, g, tanh_c = cache
    N, H = tanh_c.shape
    sizes = Sizes("lstm_step_backward", N=N, H=H)
    sizes.floats(dnext_h=(dnext_h, "N H"), dnext_c=(dnext_c, "N H"))
    dc = dnext_c + dnext_h * o * (1 - tanh_c**2)  # both paths
    di, df, do, dg = dc * g, dc * prev_c, dnext_h * tanh_c, dc * i
    gates = [di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)]
    da = np.concatenate(gates, axis=1)  # (N, 4H)
    return LSTMStepGradients(da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, prev_h.T @ da, da.sum(axis=0))


def check_lstm(
    function: str,
    x: tuple[np.ndarray, str],
    state: dict[str, tuple[np.ndarray, str]],
    Wx: np.ndarray,
    Wh: np.ndarray,
    b: np.ndarray,
) -> None:
    """Check the arguments of a forward pass: floats, in shapes that fit each other.

    Parameters
    ----------
    function : str
        Name of the calling function, for the message.
    x : tuple of ndarray and str
        The input and the letters of its shape.
    state : dict of str to tuple of ndarray and str
        By its name, each state with the letters of its shape.
    Wx, Wh, b : ndarray
        The parameters.

    Raises
    ------
    TypeError, ValueError
        If they do not fit.
    """
    sizes = Sizes(function)
    sizes.floats(x=x, **state)
    hidden, _ = next(iter(state.values()))
    sizes.know(**{"4H": 4 * hidden.shape[1]})
    sizes.floats(Wx=(Wx, "D 4H"), Wh=(Wh, "H 4H"), b=(b, "4H"))
