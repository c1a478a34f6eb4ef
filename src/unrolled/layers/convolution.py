"""Convolution: the same affine layer on every patch of a picture."""

from operator import index
from typing import NamedTuple, SupportsIndex

import numpy as np
from jaxtyping import Float
from numpy.lib.stride_tricks import sliding_window_view

from unrolled.layers.arrays import Sizes


class ConvCache(NamedTuple):
    """What a backward pass needs from the forward pass: its arguments but the bias."""

    x: Float[np.ndarray, "N H W C"]
    w: Float[np.ndarray, "kh kw C F"]
    stride: int
    padding: int


class ConvGradients(NamedTuple):
    """The gradients of the loss by the three arrays of a convolution, in their order."""

    dx: Float[np.ndarray, "N H W C"]
    dw: Float[np.ndarray, "kh kw C F"]
    db: Float[np.ndarray, " F"]


def conv_forward(
    x: Float[np.ndarray, "N H W C"],
    w: Float[np.ndarray, "kh kw C F"],
    b: Float[np.ndarray, " F"],
    stride: SupportsIndex = 1,
    padding: SupportsIndex = 0,
) -> tuple[Float[np.ndarray, "N H_out W_out F"], ConvCache]:
    r"""Move a window over pictures, and multiply every patch by the same weights.

    With stride :math:`s`, and the picture padded by :math:`p` zeros on each side, output
    :math:`(i, j)` is :math:`\sum_{abc} x_{si+a, sj+b, c} w_{abcf} + b_f`. The windows are copied
    to the rows of one matrix, so that the whole layer is one product.

    Parameters
    ----------
    x : ndarray of float, shape (N, H, W, C)
        N pictures of C channels.
    w : ndarray of float, shape (kh, kw, C, F)
        Weights of F filters; TensorFlow keeps them in the same order.
    b : ndarray of float, shape (F,)
        Biases.
    stride : int, default 1
        How far the window moves, at least 1.
    padding : int, default 0
        How many rows and columns of zeros to put on each side, at least 0.

    Returns
    -------
    out : ndarray of float, shape (N, H_out, W_out, F)
        The outputs; ``H_out = (H + 2 * padding - kh) // stride + 1``, and W_out likewise.
    cache : ConvCache
        For `conv_backward`.

    Raises
    ------
    TypeError
        If an array does not hold floats, or stride or padding is no integer.
    ValueError
        If the shapes do not fit each other, the window is larger than the padded picture, or
        stride or padding is too small.
    """
    Sizes("conv_forward").floats(x=(x, "N H W C"), w=(w, "kh kw C F"), b=(b, "F"))
    cache = ConvCache(x, w, index(stride), index(padding))
    _check_window(cache)
    rows = _rows(cache)
    out = np.empty((len(rows), len(b)), dtype=np.result_type(x, w, b))
    np.matmul(rows, _matrix(w), out=out)
    out += b
    return out.reshape(len(x), *_output_size(cache), len(b)), cache


def conv_backward(dout: Float[np.ndarray, "N H_out W_out F"], cache: ConvCache) -> ConvGradients:
    """Send the gradient of a convolution's output back to its arguments.

    Parameters
    ----------
    dout : ndarray of float, shape (N, H_out, W_out, F)
        Gradient of the loss by the output.
    cache : ConvCache
        From `conv_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, H, W, C)
        Gradient by the pictures.
    dw : ndarray of float, shape (kh, kw, C, F)
        Gradient by the weights, summed over all windows.
    db : ndarray of float, shape (F,)
        Gradient by the biases, summed over all windows.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    dx = conv_input_gradient(dout, cache)
    return ConvGradients(dx, conv_weight_gradient(dout, cache), dout.sum(axis=(0, 1, 2)))


def conv_input_gradient(
    dout: Float[np.ndarray, "N H_out W_out F"], cache: ConvCache
) -> Float[np.ndarray, "N H W C"]:
    """Send the gradient of a convolution's output back to the pictures alone.

    A pixel is in as many windows as the window has places, so gradients are added place by place.

    Parameters
    ----------
    dout : ndarray of float, shape (N, H_out, W_out, F)
        Gradient of the loss by the output.
    cache : ConvCache
        From `conv_forward`.

    Returns
    -------
    ndarray of float, shape (N, H, W, C)
        Gradient by the pictures.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    _check_dout(dout, cache)
    x, w, s, p = cache
    (N, H, W, C), (kh, kw, _, _) = x.shape, w.shape
    H_out, W_out = _output_size(cache)
    padded = np.zeros((N, H + 2 * p, W + 2 * p, C), dtype=np.result_type(dout, w))
    for a in range(kh):
        for b in range(kw):
            padded[:, a : a + s * H_out : s, b : b + s * W_out : s] += dout @ w[a, b].T
    return padded[:, p : p + H, p : p + W]


def conv_weight_gradient(
    dout: Float[np.ndarray, "N H_out W_out F"], cache: ConvCache
) -> Float[np.ndarray, "kh kw C F"]:
    """Send the gradient of a convolution's output back to the weights alone.

    Parameters
    ----------
    dout : ndarray of float, shape (N, H_out, W_out, F)
        Gradient of the loss by the output.
    cache : ConvCache
        From `conv_forward`.

    Returns
    -------
    ndarray of float, shape (kh, kw, C, F)
        Gradient by the weights, summed over all windows.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    _check_dout(dout, cache)
    rows = _rows(cache)
    dw: Float[np.ndarray, "D F"] = rows.T @ dout.reshape(len(rows), cache.w.shape[3])
    return dw.reshape(cache.w.shape)


def _check_dout(dout: Float[np.ndarray, "..."], cache: ConvCache) -> None:
    H_out, W_out = _output_size(cache)
    sizes = Sizes("conv_backward", N=len(cache.x), H_out=H_out, W_out=W_out, F=cache.w.shape[3])
    sizes.floats(dout=(dout, "N H_out W_out F"))


def _check_window(cache: ConvCache) -> None:
    x, w, stride, padding = cache
    if stride < 1 or padding < 0:
        raise ValueError(
            f"conv_forward: stride should be at least 1 and padding at least 0, got {stride} and "
            f"{padding}."
        )
    padded = tuple(size + 2 * padding for size in x.shape[1:3])
    if padded[0] < w.shape[0] or padded[1] < w.shape[1]:
        raise ValueError(
            f"conv_forward: w should have a window (kh, kw) no larger than the padded pictures, "
            f"{padded}, got {w.shape[:2]}. Use more padding or larger pictures."
        )


def _output_size(cache: ConvCache) -> tuple[int, int]:
    x, w, stride, padding = cache
    H_out, W_out = (
        (size + 2 * padding - window) // stride + 1
        for size, window in zip(x.shape[1:3], w.shape[:2], strict=True)
    )
    return H_out, W_out


def _matrix(w: Float[np.ndarray, "kh kw C F"]) -> Float[np.ndarray, "D F"]:
    kh, kw, C, F = w.shape
    return w.reshape(kh * kw * C, F)


def _rows(cache: ConvCache) -> Float[np.ndarray, "R D"]:
    """Copy every patch under the window to a row."""
    x, w, s, p = cache
    kh, kw, C, _ = w.shape
    padded = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
    windows = sliding_window_view(padded, (kh, kw), axis=(1, 2))[:, ::s, ::s]
    count = int(np.prod(windows.shape[:3]))
    return windows.transpose(0, 1, 2, 4, 5, 3).reshape(count, kh * kw * C)
