"""The two players of the dense GAN as the assignment has them, and the noise for one of them."""

import numpy as np
from jaxtyping import Float
from numpy.typing import DTypeLike

from unrolled.models.dense_network import DenseNetwork

PIXELS = 784
"""Numbers of a picture: 28 rows of 28."""


def dense_generator(
    noise_dim: int = 96,
    *,
    hidden: int = 1024,
    pixels: int = PIXELS,
    dtype: DTypeLike = np.float32,
    seed: int | np.random.Generator | None = None,
) -> DenseNetwork:
    """
    Make a network from noise to pictures: two hidden layers with ReLU, and a tanh at the end.

    Parameters
    ----------
    noise_dim : int, default 96
        Numbers of noise a picture.
    hidden : int, default 1024
        Width of both hidden layers.
    pixels : int, default 784
        Numbers of a picture.
    dtype : numpy dtype
        float32 to train, float64 to check gradients.
    seed : int or numpy.random.Generator, optional
        Where the initial weights come from; None for others at each call.

    Returns
    -------
    DenseNetwork
        The network.

    Examples
    --------
    >>> dense_generator(noise_dim=4).num_params
    1858320
    """
    widths = (noise_dim, hidden, hidden, pixels)
    return DenseNetwork(widths, alpha=0.0, tanh=True, dtype=dtype, seed=seed)


def dense_discriminator(
    *,
    hidden: int = 256,
    pixels: int = PIXELS,
    dtype: DTypeLike = np.float32,
    seed: int | np.random.Generator | None = None,
) -> DenseNetwork:
    """
    Make a network from pictures to one score each: two hidden layers with leaky ReLU.

    Parameters
    ----------
    hidden : int, default 256
        Width of both hidden layers.
    pixels : int, default 784
        Numbers of a picture.
    dtype : numpy dtype
        float32 to train, float64 to check gradients.
    seed : int or numpy.random.Generator, optional
        Where the initial weights come from; None for others at each call.

    Returns
    -------
    DenseNetwork
        The network.

    Examples
    --------
    >>> dense_discriminator().num_params
    267009
    """
    return DenseNetwork((pixels, hidden, hidden, 1), alpha=0.01, dtype=dtype, seed=seed)


def draw_noise(
    count: int, dim: int, rng: np.random.Generator, dtype: DTypeLike = np.float32
) -> Float[np.ndarray, "count dim"]:
    """
    Draw what a generator starts from, uniform from -1 to 1.

    Parameters
    ----------
    count : int
        How many rows to draw.
    dim : int
        Numbers a row.
    rng : numpy.random.Generator
        Where they come from.
    dtype : numpy dtype
        Of the result.

    Returns
    -------
    ndarray of float, shape (count, dim)
        Numbers in [-1, 1).
    """
    # Single precision is exact here, and the same numbers serve both dtypes.
    return (2 * rng.random((count, dim), dtype=np.float32) - 1).astype(dtype)
