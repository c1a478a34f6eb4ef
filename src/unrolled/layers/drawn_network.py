"""Draw the weights of a small network, so that every class can win."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy.typing import DTypeLike

from unrolled.layers.small_network import WINDOW, SmallNetwork


def small_network(
    seed: int | np.random.Generator = 0,
    *,
    channels: int = 3,
    filters: Sequence[int] = (16, 32),
    classes: int = 10,
    dtype: DTypeLike = np.float32,
) -> SmallNetwork:
    """Draw a small network.

    Weights are normal, scaled so that scores are neither tiny nor huge. The weights of each
    filter after the first layer, and of each class, add up to zero: otherwise a stronger picture
    would raise all features alike, and most classes could never win. Biases are not zero, for that
    would hide a network that forgets them.

    Parameters
    ----------
    seed : int or numpy.random.Generator, default 0
        Where the draw starts; the same numbers in either precision.
    channels : int, default 3
        Channels of the pictures.
    filters : sequence of int, default (16, 32)
        Filters of each convolution, at least 2; as many convolutions as there are numbers.
    classes : int, default 10
        Classes to score.
    dtype : dtype, default float32
        Precision of the weights; float64 to compare with measured differences.

    Returns
    -------
    SmallNetwork
        The network; its arrays are read-only.

    Raises
    ------
    ValueError
        If a size is too small, or there is no convolution.
    """
    if min(channels, classes) < 1 or min(filters, default=0) < 2:
        raise ValueError(
            f"small_network: channels and classes should be at least 1, and filters one or more "
            f"numbers of at least 2; got {channels}, {classes} and {tuple(filters)}."
        )
    rng = np.random.default_rng(seed)
    kernels: list[Float[np.ndarray, "3 3 _ _"]] = []
    for C, F in pairwise([channels, *filters]):
        kernel = rng.standard_normal((WINDOW, WINDOW, C, F)) * (2 / (WINDOW**2 * C)) ** 0.5
        kernels.append(kernel - kernel.mean(axis=(0, 1, 2)) if kernels else kernel)
    w = rng.standard_normal((filters[-1], classes))
    w -= w.mean(axis=0)
    w /= np.linalg.norm(w, axis=0)
    biases = [0.1 * rng.standard_normal(F) for F in (*filters, classes)]
    *kernel_biases, b = (_read_only(bias, dtype) for bias in biases)
    kernels = [_read_only(kernel, dtype) for kernel in kernels]
    return SmallNetwork(tuple(kernels), tuple(kernel_biases), _read_only(w, dtype), b)


def _read_only(array: Float[np.ndarray, "..."], dtype: DTypeLike) -> Float[np.ndarray, "..."]:
    result = array.astype(dtype)
    result.flags.writeable = False
    return result
