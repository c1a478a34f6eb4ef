"""Pictures of the size that a network gets, as far as the memory suffices."""

import numpy as np
from jaxtyping import UInt8

from unrolled.data import resize_shorter_side
from unrolled.data.memory import free_memory

# What a gradient by the pixels takes at its worst: measured, EfficientNet-Lite0 is the larger.
_BYTES_PER_PIXEL = 600


def scaled(pixels: UInt8[np.ndarray, "h w 3"], size: int) -> UInt8[np.ndarray, "H W 3"]:
    """
    Scale a picture for a network, if that fits into memory.

    Parameters
    ----------
    pixels : UInt8[np.ndarray, "h w 3"]
        The picture.
    size : int
        Pixels of the shorter side.

    Returns
    -------
    UInt8[np.ndarray, "H W 3"]
        The scaled picture. One of that size already is the same, pixel for pixel.

    Raises
    ------
    ValueError
        If the scaled picture would be too large.
    """
    shorter, longer = sorted(pixels.shape[:2])
    check_fits(size, longer * size // shorter, size)
    return resize_shorter_side(pixels, size)


def check_fits(height: int, width: int, size: int) -> None:
    """
    Check that the memory that is free suffices for a gradient by so many pixels.

    Parameters
    ----------
    height, width : int
        The picture's sides.
    size : int
        What ``--size`` says.

    Raises
    ------
    ValueError
        If it does not. The message says what does.
    """
    needed, free = height * width * _BYTES_PER_PIXEL, free_memory()
    if free is not None and needed > free:
        most = int(size * (free / needed) ** 0.5)
        raise ValueError(
            f"--size {size} makes a picture of {width} by {height} pixels, whose gradient takes "
            f"about {needed / 1e9:.1f} GB of memory; {free / 1e9:.1f} GB are free: --size {most} "
            "fits"
        )
