"""Digits turned, moved, stretched and made noisy: more of them to learn from."""

import keras
import numpy as np
from jaxtyping import Float32

_TURN = np.deg2rad(12.0)
_STRETCH = 0.12
_SLANT = 0.15
_MOVE = 2.0  # pixels
_NOISE = 0.1
_CENTRE = 13.5
_CHANGED = 0.75


def augment(
    pictures: Float32[np.ndarray, "N 28 28"], rng: np.random.Generator
) -> Float32[np.ndarray, "N 28 28"]:
    """
    Change pictures a little, and as no reader of digits would mind.

    A quarter stay as they are: a clean picture, too, must be known as one. Each other is turned by
    up to 12 degrees, made up to 12 % larger or smaller in either direction, slanted by up to 0.15,
    moved by up to 2 pixels in either, all uniformly, and gets normal noise whose standard deviation
    is uniform up to 0.1.

    Parameters
    ----------
    pictures : Float32[np.ndarray, "N 28 28"]
        The pictures, each pixel in [0, 1].
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    Float32[np.ndarray, "N 28 28"]
        The changed ones, in [0, 1] again.
    """
    moved = keras.ops.image.affine_transform(
        pictures[..., None], _transforms(len(pictures), rng), interpolation="bilinear"
    )
    noise = rng.standard_normal(pictures.shape, dtype=np.float32)
    noise *= rng.uniform(0, _NOISE, (len(pictures), 1, 1)).astype(np.float32)
    noise += keras.ops.convert_to_numpy(moved)[..., 0]
    changed = rng.uniform(size=(len(pictures), 1, 1)) < _CHANGED
    return np.where(changed, noise.clip(0, 1), pictures)


def _transforms(count: int, rng: np.random.Generator) -> Float32[np.ndarray, "N 8"]:
    """Say where each pixel comes from: x is a0 x + a1 y + a2, and y is b0 x + b1 y + b2."""
    turn = rng.uniform(-_TURN, _TURN, count)
    x_size, y_size = rng.uniform(1 - _STRETCH, 1 + _STRETCH, (2, count))
    slant = rng.uniform(-_SLANT, _SLANT, count)
    a0, a1 = x_size * np.cos(turn), y_size * (slant * np.cos(turn) - np.sin(turn))
    b0, b1 = x_size * np.sin(turn), y_size * (slant * np.sin(turn) + np.cos(turn))
    x_move, y_move = rng.uniform(-_MOVE, _MOVE, (2, count)) + _CENTRE
    a2, b2 = x_move - (a0 + a1) * _CENTRE, y_move - (b0 + b1) * _CENTRE
    nothing = np.zeros(count)
    rows = np.stack([a0, a1, a2, b0, b1, b2, nothing, nothing], axis=1)
    return rows.astype(np.float32)
