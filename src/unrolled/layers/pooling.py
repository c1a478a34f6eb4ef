"""Pooling: one number a channel, however large the picture."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes


class PoolCache(NamedTuple):
    """What the backward pass needs: the input's shape."""

    shape: tuple[int, ...]


def global_average_pool_forward(
    x: Float[np.ndarray, "N H W C"],
) -> tuple[Float[np.ndarray, "N C"], PoolCache]:
    """Average every channel over all positions.

    Parameters
    ----------
    x : ndarray of float, shape (N, H, W, C)
        N pictures of C channels, with at least one position.

    Returns
    -------
    out : ndarray of float, shape (N, C)
        The averages.
    cache : PoolCache
        For `global_average_pool_backward`.

    Raises
    ------
    TypeError
        If ``x`` does not hold floats.
    ValueError
        If ``x`` has not four axes, or no positions, for then there is no average.
    """
    Sizes("global_average_pool_forward").floats(x=(x, "N H W C"))
    if x.shape[1] * x.shape[2] == 0:
        raise ValueError(
            f"global_average_pool_forward: x should have shape (N, H, W, C) with at least one "
            f"position, got {x.shape}."
        )
    return x.mean(axis=(1, 2)), PoolCache(x.shape)


def global_average_pool_backward(
    dout: Float[np.ndarray, "N C"], cache: PoolCache
) -> Float[np.ndarray, "N H W C"]:
    """Share out the gradient of an average, equally among all positions.

    Parameters
    ----------
    dout : ndarray of float, shape (N, C)
        Gradient of the loss by the averages.
    cache : PoolCache
        From `global_average_pool_forward`.

    Returns
    -------
    ndarray of float, shape (N, H, W, C)
        Gradient by the input.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    N, H, W, C = cache.shape
    Sizes("global_average_pool_backward", N=N, C=C).floats(dout=(dout, "N C"))
    shares = dout[:, np.newaxis, np.newaxis] / (H * W)
    dx: Float[np.ndarray, "N H W C"] = np.broadcast_to(shares, cache.shape).copy()
    return dx
