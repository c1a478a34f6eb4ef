"""The noise that pictures are made from."""

import numpy as np
import tensorflow as tf

from unrolled.gan.checks import check_count


def sample_noise(batch_size: int, dim: int, seed: int | None = None) -> tf.Tensor:
    """
    Draw the noise that a generator starts from, uniform from -1 to 1.

    Parameters
    ----------
    batch_size : int
        How many rows to draw.
    dim : int
        Numbers a row.
    seed : int, optional
        The same seed, 0 or more, gives the same noise; without one it is other noise each time.

    Returns
    -------
    tensor of float32, shape (batch_size, dim)
        Numbers in [-1, 1).

    Raises
    ------
    ValueError
        If one of the sizes is no whole number of at least 1, or the seed is negative.
    """
    check_count("batch_size", batch_size)
    check_count("dim", dim)
    if seed is None:
        return tf.random.uniform((batch_size, dim), -1, 1)
    check_count("seed", seed, least=0)
    # Two numbers of 32 bits; TensorFlow turns them into a key.
    key = np.array([seed & 0x7FFFFFFF, seed >> 31 & 0x7FFFFFFF], dtype=np.int32)
    return tf.random.stateless_uniform((batch_size, dim), key, -1, 1)
