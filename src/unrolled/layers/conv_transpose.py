"""Transposed convolution: what the backward pass of a convolution does, used to go forward."""

from operator import index
from typing import Literal, NamedTuple, SupportsIndex

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes
from unrolled.layers.convolution import (
    ConvCache,
    conv_forward,
    conv_input_gradient,
    conv_weight_gradient,
)

Padding = SupportsIndex | Literal["same", "valid"]
"""Pixels to cut off on each side, or one of TensorFlow's two words."""


class ConvTransposeCache(NamedTuple):
    """What a backward pass needs: the arguments but the bias, and where the output was cut."""

    x: Float[np.ndarray, "N H W C"]
    w: Float[np.ndarray, "kh kw F C"]
    stride: int
    crop: "Crop"


class ConvTransposeGradients(NamedTuple):
    """The gradients of the loss by the three arrays of the layer, in their order."""

    dx: Float[np.ndarray, "N H W C"]
    dw: Float[np.ndarray, "kh kw F C"]
    db: Float[np.ndarray, " F"]


class Crop(NamedTuple):
    """The canvas that all windows are stamped on, and the rows and columns that are kept of it."""

    canvas: tuple[int, int]
    rows: slice
    columns: slice


def conv_transpose_forward(
    x: Float[np.ndarray, "N H W C"],
    w: Float[np.ndarray, "kh kw F C"],
    b: Float[np.ndarray, " F"],
    stride: SupportsIndex = 1,
    padding: Padding = "valid",
) -> tuple[Float[np.ndarray, "N H_out W_out F"], ConvTransposeCache]:
    r"""Stamp every pixel, times the weights, on a larger picture, and add up where stamps overlap.

    Equation ``eq-conv-transpose`` of the book: with stride :math:`s`, pixel :math:`(i, j)` adds
    :math:`\sum_c w_{abfc}\, x_{ijc}` to place :math:`(si + a, sj + b)`. A convolution with the
    same weights gathers a window to a pixel, and its gradient goes back from the pixel to the
    window: that is this, so no new sum is needed.

    Parameters
    ----------
    x : ndarray of float, shape (N, H, W, C)
        N pictures of C channels.
    w : ndarray of float, shape (kh, kw, F, C)
        Weights, the channels of the output before those of the input, as TensorFlow keeps them.
    b : ndarray of float, shape (F,)
        Biases.
    stride : int, default 1
        How far apart the stamps of neighbours are, at least 1.
    padding : int, "same" or "valid"
        How many rows and columns to cut off on each side; ``"same"`` cuts, evenly or one more at
        the end, what leaves ``stride`` times the input's size, and ``"valid"`` cuts nothing.

    Returns
    -------
    out : ndarray of float, shape (N, H_out, W_out, F)
        The outputs; ``H_out`` is ``(H - 1) * stride + kh - 2 * padding``, ``H * stride`` for
        ``"same"``, and ``H * stride + max(kh - stride, 0)`` for ``"valid"``; W_out likewise.
    cache : ConvTransposeCache
        For `conv_transpose_backward`.

    Raises
    ------
    TypeError
        If an array does not hold floats, or stride or padding is no integer.
    ValueError
        If the shapes do not fit each other, an axis of x or w is empty, stride or padding is too
        small, padding is another word, or nothing would be left.

    See Also
    --------
    unrolled.layers.conv_matrices.conv_transpose_matrix : The same as one matrix product.

    Notes
    -----
    V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep learning*, 2016.
    """
    Sizes("conv_transpose_forward").floats(x=(x, "N H W C"), w=(w, "kh kw F C"), b=(b, "F"))
    s = index(stride)
    crop = _crop(x.shape[1:3], w.shape[:2], s, padding)
    stamped = conv_input_gradient(x, _convolution(len(x), w, s, crop))
    out = stamped[:, crop.rows, crop.columns] + b
    return out, ConvTransposeCache(x, w, s, crop)


def conv_transpose_backward(
    dout: Float[np.ndarray, "N H_out W_out F"], cache: ConvTransposeCache
) -> ConvTransposeGradients:
    r"""Send the gradient of a transposed convolution's output back to its arguments.

    Equation ``eq-conv-transpose-grads`` of the book. Forward went the way back of a convolution;
    so back goes its way forward: the pixels' gradient is a convolution of ``dout``, and the
    weights' is that convolution's, with ``dout`` as its pictures and ``x`` as its gradient.

    Parameters
    ----------
    dout : ndarray of float, shape (N, H_out, W_out, F)
        Gradient of the loss by the output.
    cache : ConvTransposeCache
        From `conv_transpose_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, H, W, C)
        Gradient by the pictures.
    dw : ndarray of float, shape (kh, kw, F, C)
        Gradient by the weights.
    db : ndarray of float, shape (F,)
        Gradient by the biases, summed over all places.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    x, w, s, crop = cache
    H_out, W_out = (kept.stop - kept.start for kept in (crop.rows, crop.columns))
    sizes = Sizes("conv_transpose_backward", N=len(x), H_out=H_out, W_out=W_out, F=w.shape[2])
    sizes.floats(dout=(dout, "N H_out W_out F"))
    canvas = np.zeros((len(x), *crop.canvas, w.shape[2]), dtype=dout.dtype)
    canvas[:, crop.rows, crop.columns] = dout
    dx, conv = conv_forward(canvas, w, np.zeros(w.shape[3], dtype=dout.dtype), s)
    return ConvTransposeGradients(dx, conv_weight_gradient(x, conv), dout.sum(axis=(0, 1, 2)))


def _convolution(N: int, w: Float[np.ndarray, "kh kw F C"], stride: int, crop: Crop) -> ConvCache:
    """Name the convolution that goes the other way, from the canvas; only its sizes matter."""
    pictures = np.broadcast_to(w.dtype.type(0), (N, *crop.canvas, w.shape[2]))
    return ConvCache(pictures, w, stride, 0)


def _crop(size: tuple[int, ...], window: tuple[int, ...], stride: int, padding: Padding) -> Crop:
    """Say what is stamped on, and what is kept, along both axes."""
    function = "conv_transpose_forward"
    if isinstance(padding, str) and padding not in ("same", "valid"):
        raise ValueError(
            f"{function}: padding should be 'same', 'valid' or an integer, got {padding!r}."
        )
    if stride < 1 or min(*size, *window) < 1:
        raise ValueError(
            f"{function}: stride should be at least 1, and x and w at least 1 high and wide, got "
            f"{stride}, {size} and {window}."
        )
    canvas, kept = [], []
    for n, k in zip(size, window, strict=True):
        stamped = (n - 1) * stride + k
        if isinstance(padding, str):
            # A window smaller than the stride leaves gaps, one after the last pixel, too.
            canvas.append(max(stamped, n * stride))
            cut = canvas[-1] - n * stride if padding == "same" else 0
            kept.append(slice(cut // 2, canvas[-1] - (cut - cut // 2)))
        else:
            canvas.append(stamped)
            kept.append(slice(index(padding), stamped - index(padding)))
            if not 0 <= kept[-1].start < kept[-1].stop:
                raise ValueError(
                    f"{function}: padding should be at least 0 and leave something of {stamped} "
                    f"rows or columns, got {padding}."
                )
    return Crop((canvas[0], canvas[1]), kept[0], kept[1])
