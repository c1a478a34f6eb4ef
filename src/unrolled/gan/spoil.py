"""Pictures that are no digits, made from digits: what a judge should not take for one."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float32
from scipy.ndimage import gaussian_filter

Spoiler = Callable[
    [Float32[np.ndarray, "N 28 28"], np.random.Generator], Float32[np.ndarray, "N 28 28"]
]

_BLOCK = 7


def spoil(
    pictures: Float32[np.ndarray, "N 28 28"], rng: np.random.Generator
) -> Float32[np.ndarray, "N 28 28"]:
    """
    Make pictures that are no digits.

    A sixth each: blocks of 7 by 7 pixels of a digit in another order; two digits on top of each
    other; a part of one joined to a part of another; a digit in heavy noise; a blurred one; blots
    and noise without any digit.

    Parameters
    ----------
    pictures : Float32[np.ndarray, "N 28 28"]
        Digits, each pixel in [0, 1], in any order.
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    Float32[np.ndarray, "N 28 28"]
        As many others, in [0, 1].
    """
    ways: tuple[Spoiler, ...] = (_blocks, _overlaid, _joined, _noisy, _blurred, _blots)
    shares = np.array_split(pictures, len(ways))
    parts = [way(part, rng) for way, part in zip(ways, shares, strict=True) if len(part)]
    return np.concatenate(parts).clip(0, 1)


def _blocks(
    pictures: Float32[np.ndarray, "N 28 28"], rng: np.random.Generator
) -> Float32[np.ndarray, "N 28 28"]:
    grid = pictures.reshape(-1, 4, _BLOCK, 4, _BLOCK).transpose(0, 1, 3, 2, 4)
    mixed = [rng.permutation(blocks) for blocks in grid.reshape(-1, 16, _BLOCK, _BLOCK)]
    back = np.reshape(mixed, (-1, 4, 4, _BLOCK, _BLOCK)).transpose(0, 1, 3, 2, 4)
    return back.reshape(-1, 28, 28)


def _overlaid(
    pictures: Float32[np.ndarray, "N 28 28"], rng: np.random.Generator
) -> Float32[np.ndarray, "N 28 28"]:
    both: Float32[np.ndarray, "N 28 28"] = np.maximum(pictures, _others(pictures, rng))
    return both


def _joined(
    pictures: Float32[np.ndarray, "N 28 28"], rng: np.random.Generator
) -> Float32[np.ndarray, "N 28 28"]:
    """Cut two digits somewhere in the middle, by a straight line at any angle."""
    angle = rng.uniform(0, 2 * np.pi, (len(pictures), 1, 1))
    rows, columns = np.mgrid[-13.5:14, -13.5:14]
    side = rows * np.sin(angle) + columns * np.cos(angle) > rng.uniform(-3, 3, angle.shape)
    return np.where(side, pictures, _others(pictures, rng))


def _noisy(
    pictures: Float32[np.ndarray, "N 28 28"], rng: np.random.Generator
) -> Float32[np.ndarray, "N 28 28"]:
    size = rng.uniform(0.25, 0.7, (len(pictures), 1, 1)).astype(np.float32)
    noise = rng.standard_normal(pictures.shape, dtype=np.float32)
    return pictures + np.multiply(noise, size, out=noise)


def _blurred(
    pictures: Float32[np.ndarray, "N 28 28"], rng: np.random.Generator
) -> Float32[np.ndarray, "N 28 28"]:
    return np.stack([gaussian_filter(one, rng.uniform(0.9, 2.5)) for one in pictures])


def _blots(
    pictures: Float32[np.ndarray, "N 28 28"], rng: np.random.Generator
) -> Float32[np.ndarray, "N 28 28"]:
    """Noise of any grain and strength, down to an empty sheet."""
    made = np.empty_like(pictures)
    for place in range(len(made)):
        grain = gaussian_filter(rng.standard_normal((28, 28)), rng.uniform(0, 3))
        made[place] = rng.uniform(0, 1) * (grain / grain.std() + rng.uniform(-2, 1))
    return made


def _others(
    pictures: Float32[np.ndarray, "N 28 28"], rng: np.random.Generator
) -> Float32[np.ndarray, "N 28 28"]:
    """Give each picture another one of the same set, up to three pixels away from its place."""
    moved = np.roll(pictures, 1, axis=0)
    return np.roll(moved, rng.integers(-3, 4, 2), axis=(1, 2))
