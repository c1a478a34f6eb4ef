"""Convolutions as explicit matrices, for pictures small enough to look at them."""

from collections.abc import Callable
from typing import SupportsIndex

import numpy as np
from jaxtyping import Float

from unrolled.layers.conv_transpose import Padding, conv_transpose_forward
from unrolled.layers.convolution import conv_forward


def conv_matrix(
    w: Float[np.ndarray, "kh kw C F"],
    size: tuple[int, int],
    stride: SupportsIndex = 1,
    padding: SupportsIndex = 0,
) -> Float[np.ndarray, "_ _"]:
    """Write a convolution as one matrix, which multiplies the pixels of a picture in one column.

    Parameters
    ----------
    w : ndarray of float, shape (kh, kw, C, F)
        Weights, as for `conv_forward`.
    size : tuple of int
        Height and width of the picture.
    stride, padding : int
        As for `conv_forward`.

    Returns
    -------
    ndarray of float, shape (H_out * W_out * F, H * W * C)
        A row for every number of the output, a column for every number of the picture.

    Raises
    ------
    TypeError, ValueError
        As `conv_forward` does.
    """
    no_bias = np.zeros(w.shape[3:], dtype=w.dtype)
    return _matrix_of(lambda x: conv_forward(x, w, no_bias, stride, padding)[0], size, w, 2)


def conv_transpose_matrix(
    w: Float[np.ndarray, "kh kw F C"],
    size: tuple[int, int],
    stride: SupportsIndex = 1,
    padding: Padding = "valid",
) -> Float[np.ndarray, "_ _"]:
    """Write a transposed convolution as one matrix: that of the convolution, transposed.

    Equation ``eq-conv-transpose-matrix`` of the book. The convolution is the one with the same
    weights, stride and padding whose output has the size that goes in here.

    Parameters
    ----------
    w : ndarray of float, shape (kh, kw, F, C)
        Weights, as for `conv_transpose_forward`.
    size : tuple of int
        Height and width of the picture that goes in, the smaller one.
    stride, padding : int or str
        As for `conv_transpose_forward`.

    Returns
    -------
    ndarray of float, shape (H_out * W_out * F, H * W * C)
        A row for every number of the output, a column for every number of the picture.

    Raises
    ------
    TypeError, ValueError
        As `conv_transpose_forward` does.
    """
    no_bias = np.zeros(w.shape[2:3], dtype=w.dtype)
    return _matrix_of(
        lambda x: conv_transpose_forward(x, w, no_bias, stride, padding)[0], size, w, 3
    )


def _matrix_of(
    layer: Callable[[Float[np.ndarray, "N H W C"]], Float[np.ndarray, "N H_out W_out F"]],
    size: tuple[int, int],
    w: Float[np.ndarray, "kh kw _ _"],
    channels_axis: int,
) -> Float[np.ndarray, "_ _"]:
    """Column by column: what the layer makes of a picture that is 1 at one place, 0 elsewhere."""
    shape = (*size, w.shape[channels_axis])
    count = int(np.prod(shape))
    ones = np.eye(count, dtype=w.dtype).reshape(count, *shape)
    return layer(ones).reshape(count, -1).T
