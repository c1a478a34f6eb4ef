"""Between the pixels of a file, 0 to 255, and the numbers that a network takes."""

from typing import Any

import numpy as np
from jaxtyping import Float32, UInt8

from unrolled.vision.squeezenet import MEAN, STD

_WHITE = 255.0


def preprocess_image(img: Any, model: Any = None) -> Float32[np.ndarray, "*N H W 3"]:
    """
    Turn pixels into what a network takes: ``(pixels / 255 - mean) / std``.

    Parameters
    ----------
    img : array, tensor or list (..., H, W, 3)
        Pixels, 0..255, one picture or many.
    model : PictureNetwork, optional
        The network whose mean and standard deviation are meant. Without it they are the course's,
        which are `SqueezeNet`'s.

    Returns
    -------
    Float32[np.ndarray, "*N H W 3"]
        The preprocessed picture.

    Raises
    ------
    ValueError
        If its last axis does not hold three colours.

    See Also
    --------
    deprocess_image : The way back.
    """
    mean, std = _constants(model)
    pixels = np.asarray(img).astype(np.float32)
    if pixels.ndim < 3 or pixels.shape[-1] != 3:
        raise ValueError(
            f"img must hold three colours a pixel, shape (..., H, W, 3); got {pixels.shape}. "
            "load_image makes such of any picture"
        )
    return np.asarray((pixels / _WHITE - mean) / std, dtype=np.float32)


def deprocess_image(
    img: Any, rescale: bool = False, model: Any = None
) -> UInt8[np.ndarray, "*N H W 3"]:
    """
    Turn a preprocessed picture back into pixels.

    Parameters
    ----------
    img : array or tensor (..., H, W, 3)
        The preprocessed picture.
    rescale : bool
        Whether to stretch the values so that the least becomes black and the largest white.
        Otherwise what lies outside 0..255 is clipped.
    model : PictureNetwork, optional
        The network it was preprocessed for; without it, the course's.

    Returns
    -------
    UInt8[np.ndarray, "*N H W 3"]
        The pixels, rounded.

    Raises
    ------
    ValueError
        If a value is not a number.
    """
    mean, std = _constants(model)
    shares = np.asarray(img) * std + mean  # 0 is black, 1 is white
    if not np.all(np.isfinite(shares)):
        raise ValueError("img must hold numbers only; it holds a NaN or an infinity")
    if rescale:
        low, high = shares.min(), shares.max()
        shares = (shares - low) / max(high - low, np.finfo(shares.dtype).tiny)
    return np.asarray(np.clip(np.rint(_WHITE * shares), 0, _WHITE), dtype=np.uint8)


def valid_pixels(model: Any = None) -> tuple[Float32[np.ndarray, "3"], Float32[np.ndarray, "3"]]:
    """
    Give the preprocessed values of black and of white.

    Parameters
    ----------
    model : PictureNetwork, optional
        The network; of one that does not say how its pictures are preprocessed, and without one,
        they are the course's.

    Returns
    -------
    low, high : Float32[np.ndarray, "3"]
        One value a colour.
    """
    mean, std = _constants(model)
    return -mean / std, (1 - mean) / std


def _constants(model: Any) -> tuple[np.ndarray, np.ndarray]:
    mean, std = getattr(model, "mean", MEAN), getattr(model, "std", STD)
    return np.asarray(mean, dtype=np.float32), np.asarray(std, dtype=np.float32)
