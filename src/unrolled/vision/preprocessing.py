"""Between the pixels of a file, 0 to 255, and the numbers that a network takes."""

from typing import Any

import numpy as np
from jaxtyping import Float32, Shaped, UInt8

from unrolled.vision.squeezenet import MEAN, STD

_WHITE = 255.0


def preprocess_image(
    img: Shaped[np.ndarray, "*N H W 3"], model: Any = None
) -> Float32[np.ndarray, "*N H W 3"]:
    """
    Turn pixels into what a network takes: ``(pixels / 255 - mean) / std``.

    Parameters
    ----------
    img : array (..., H, W, 3)
        Pixels, 0..255, one picture or many.
    model : PictureNetwork, optional
        The network whose mean and standard deviation are meant. Without it they are the course's,
        which are `SqueezeNet`'s.

    Returns
    -------
    Float32[np.ndarray, "*N H W 3"]
        The preprocessed picture.

    See Also
    --------
    deprocess_image : The way back.
    """
    mean, std = _constants(model)
    return np.asarray((img.astype(np.float32) / _WHITE - mean) / std, dtype=np.float32)


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


def _constants(model: Any) -> tuple[np.ndarray, np.ndarray]:
    if model is not None:
        return model.mean, model.std
    return np.array(MEAN, dtype=np.float32), np.array(STD, dtype=np.float32)
