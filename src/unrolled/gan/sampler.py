"""Pictures from a generator as it is."""

from typing import Any

import numpy as np
import tensorflow as tf
from jaxtyping import Float

from unrolled.gan.noise import sample_noise

_AT_ONCE = 500  # pictures made in one go, so that 10,000 of them need no more memory


class Sampler:
    """
    Makes pictures, compiled for any number of them at once.

    Parameters
    ----------
    G : keras.Model
        The generator. Batch normalisation takes its moving statistics, so that a picture does not
        depend on the others of its sheet.
    noise_size : int
        Numbers of noise a picture.
    """

    def __init__(self, G: Any, noise_size: int) -> None:
        self._noise_size = noise_size
        self._generate = tf.function(
            lambda noise: (tf.reshape(G(noise, training=False), (-1, 28, 28)) + 1) / 2,
            input_signature=[tf.TensorSpec((None, noise_size), tf.float32)],
            autograph=False,
        )

    def sample(self, count: int, seed: int = 0) -> Float[np.ndarray, "count 28 28"]:
        """
        Make pictures.

        Parameters
        ----------
        count : int
            How many.
        seed : int, default 0
            What their noise follows from.

        Returns
        -------
        Float[np.ndarray, "count 28 28"]
            Pictures in [0, 1].

        Raises
        ------
        ValueError
            If `count` is no whole number of at least 1.
        """
        noise = sample_noise(count, self._noise_size, seed)
        parts = [self._generate(noise[i : i + _AT_ONCE]) for i in range(0, count, _AT_ONCE)]
        return np.concatenate([part.numpy() for part in parts])
