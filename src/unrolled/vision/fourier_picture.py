"""A picture written as waves: each number moves a whole pattern, and no pixel stands alone."""

from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from jaxtyping import Float32

# Lightness, red against blue, green against both: the directions in which colours of photographs
# vary almost independently, and how much, compared with lightness.
_DIRECTIONS = np.array([[1, 1, 1], [1, 0, -1], [1, -2, 1]]) / np.sqrt([[3], [2], [6]])
_SPREADS = np.array([[1.0], [0.35], [0.18]])
_CONTRAST = 1.5


@dataclass(frozen=True)
class FourierPicture:
    """
    Square pictures as sums of waves, scaled as waves are in photographs.

    The coefficients of a wave of f turns a pixel are multiplied by 1/f: in photographs, coarse
    patterns are that much stronger than fine ones. So the same step changes all scales alike, where
    a step of the pixels themselves would make noise.

    Attributes
    ----------
    size : int
        Height and width in pixels.
    """

    size: int

    def start(self, seed: int) -> Float32[np.ndarray, "2 3 size waves"]:
        """
        Draw coefficients of an almost grey picture.

        Parameters
        ----------
        seed : int
            Where they come from.

        Returns
        -------
        Float32[np.ndarray, "2 3 size waves"]
            Real and imaginary parts of each colour direction's waves.
        """
        shape = (2, 3, self.size, self.size // 2 + 1)
        drawn = 0.01 * np.random.default_rng(seed).normal(size=shape)
        return drawn.astype(np.float32)

    def paint(self, coefficients: tf.Tensor, finest: tf.Tensor | float) -> tf.Tensor:
        """
        Add up the waves.

        Parameters
        ----------
        coefficients : tensor (2, 3, size, size // 2 + 1)
            Real and imaginary parts of each colour direction's waves.
        finest : float or tensor
            In turns a pixel, where waves begin to be left out, softly.

        Returns
        -------
        tf.Tensor (1, size, size, 3)
            The picture, 0 for black to 1 for white: a sigmoid keeps it there.
        """
        turns = self._turns()
        kept = tf.exp(-0.5 * tf.square(tf.constant(turns) / finest))
        waves = coefficients * tf.constant(self._amplitudes(turns)) * kept
        patterns = tf.signal.irfft2d(tf.complex(waves[0], waves[1]), [self.size, self.size])
        colours = tf.tensordot(tf.transpose(patterns, [1, 2, 0]), tf.constant(_colours()), 1)
        return tf.sigmoid(_CONTRAST * colours)[None]

    def _turns(self) -> Float32[np.ndarray, "size waves"]:
        down, right = np.fft.fftfreq(self.size)[:, None], np.fft.rfftfreq(self.size)
        turns: Float32[np.ndarray, "size waves"] = np.hypot(down, right).astype(np.float32)
        return turns

    def _amplitudes(self, turns: Float32[np.ndarray, "size waves"]) -> np.ndarray:
        """Scale waves so that coefficients of spread 1 give patterns of spread about 1."""
        falling = 1 / np.maximum(turns, 1 / self.size)
        half = np.sqrt(4 * np.sum(falling**2))  # each wave stands for two: -f is not written down
        amplitudes: np.ndarray = (falling * self.size**2 / half).astype(np.float32)
        return amplitudes


def _colours() -> Float32[np.ndarray, "3 3"]:
    mixed = _DIRECTIONS * _SPREADS
    length = np.sqrt(np.mean(np.sum(mixed**2, axis=0)))
    scaled: Float32[np.ndarray, "3 3"] = (mixed / length).astype(np.float32)
    return scaled
