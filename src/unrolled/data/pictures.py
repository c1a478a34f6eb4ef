"""Pictures of a wanted size: read, scaled and cut, always as 8-bit RGB."""

import os
from pathlib import Path
from typing import SupportsIndex

import numpy as np
from jaxtyping import Shaped, UInt8
from PIL import Image, ImageOps

from unrolled.data.images import MAX_PIXELS, read_image
from unrolled.data.whole import whole_number


def load_image(
    path: str | os.PathLike[str],
    size: SupportsIndex | None = None,
    *,
    max_pixels: int = MAX_PIXELS,
) -> UInt8[np.ndarray, "h w 3"]:
    """
    Read a picture and scale it until its shorter side has a wanted number of pixels.

    Parameters
    ----------
    path : str or path
        The file; `read_image` says which formats, and how it is read.
    size : int, optional
        Pixels of the shorter side. Without it, the picture keeps its size.
    max_pixels : int
        The most pixels to decode, and the most to scale to.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        Red, green and blue, each 0..255. A picture that is wider than high stays so.

    Raises
    ------
    MissingDataError
        If there is no such file.
    ImageError
        If it is no picture, is cut short, or is too large.
    TypeError
        If `size` is no whole number.
    ValueError
        If `size` is not positive, or so large that the picture would have more than `max_pixels`.

    See Also
    --------
    resize_shorter_side : The scaling.
    """
    side = None if size is None else _side("size", size)  # before a file is decoded
    pixels = read_image(Path(path).expanduser(), max_pixels=max_pixels)
    return pixels if side is None else resize_shorter_side(pixels, side, max_pixels=max_pixels)


def resize_shorter_side(
    pixels: Shaped[np.ndarray, "..."], size: SupportsIndex, *, max_pixels: int = MAX_PIXELS
) -> UInt8[np.ndarray, "h w 3"]:
    """
    Scale a picture until its shorter side has a wanted number of pixels.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (h, w, 3)
        The picture.
    size : int
        Pixels of the shorter side.
    max_pixels : int
        The most pixels that the result may have.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        The picture with the sides in the same proportion, as far as whole pixels allow: the longer
        side is rounded down.

    Raises
    ------
    TypeError
        If the picture is not of type uint8, or `size` is no whole number.
    ValueError
        If the picture's shape is another, or if `size` is not positive or too large.

    See Also
    --------
    resize : Scale to any height and width.

    Notes
    -----
    The longer side is computed in whole numbers. Scaling by the float ``size / shorter`` and
    rounding down can lose a pixel of the side that should have exactly `size`: 873 pixels times
    224/873 come out just below 224.
    """
    side = _side("size", size)
    height, width = to_pillow(pixels).size[::-1]
    shorter = min(height, width)
    new_height, new_width = (length * side // shorter for length in (height, width))
    return _scaled(pixels, new_height, new_width, max_pixels, f"size {side}")


def resize(
    pixels: Shaped[np.ndarray, "..."],
    height: SupportsIndex,
    width: SupportsIndex,
    *,
    max_pixels: int = MAX_PIXELS,
) -> UInt8[np.ndarray, "h w 3"]:
    """
    Scale a picture to a height and a width, whatever that does to its proportions.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (h, w, 3)
        The picture.
    height, width : int
        The new sides in pixels.
    max_pixels : int
        The most pixels that the result may have.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        The scaled picture. Pillow's bilinear filter reaches as far as a new pixel, so a picture
        made smaller shows no false patterns.

    Raises
    ------
    TypeError
        If the picture is not of type uint8, or a side is no whole number.
    ValueError
        If the picture's shape is another, or if a side is not positive or too large.
    """
    sides = _side("height", height), _side("width", width)
    return _scaled(pixels, *sides, max_pixels, "that")


def centre_square(
    pixels: Shaped[np.ndarray, "..."], size: SupportsIndex
) -> UInt8[np.ndarray, "size_ size_ 3"]:
    """
    Cut the middle square out of a picture and scale it.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (h, w, 3)
        The picture, of any proportions.
    size : int
        Pixels of the result, each way.

    Returns
    -------
    UInt8[np.ndarray, "size_ size_ 3"]
        The square, of Pillow's finest filter (Lanczos).

    Raises
    ------
    TypeError
        If the picture is not of type uint8, or `size` is no whole number.
    ValueError
        If the picture's shape is another, or if `size` is not positive or too large.
    """
    side = _side("size", size)
    image = to_pillow(pixels)
    _check_room(side, side, MAX_PIXELS, f"size {side}")
    return np.array(ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS))


def to_pillow(pixels: Shaped[np.ndarray, "..."]) -> Image.Image:
    """
    Check that an array is a picture, and hand it to Pillow.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (h, w, 3)
        The picture.

    Returns
    -------
    PIL.Image.Image
        The same, in Pillow's mode RGB.

    Raises
    ------
    TypeError
        If it is not of type uint8.
    ValueError
        If its shape is another, or it has no pixels.
    """
    if pixels.dtype != np.uint8:
        advice = "deprocess_image of unrolled.vision makes such pixels of a network's input"
        raise TypeError(f"pixels should be uint8, 0 to 255, got {pixels.dtype}: {advice}")
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.size == 0:
        hint = "; give one picture of the batch" if pixels.ndim == 4 else ""
        raise ValueError(f"pixels should have shape (height, width, 3), got {pixels.shape}{hint}")
    return Image.fromarray(pixels)


def _scaled(
    pixels: Shaped[np.ndarray, "..."], height: int, width: int, max_pixels: int, cause: str
) -> UInt8[np.ndarray, "h w 3"]:
    image = to_pillow(pixels)
    _check_room(height, width, max_pixels, cause)
    return np.array(image.resize((width, height), Image.Resampling.BILINEAR))


def _check_room(height: int, width: int, max_pixels: int, cause: str) -> None:
    if height * width > max_pixels:
        raise ValueError(
            f"{cause} would make a picture of {width} by {height} pixels; "
            f"at most {max_pixels:,} pixels are allowed: choose a smaller one"
        )


def _side(name: str, value: SupportsIndex) -> int:
    number = whole_number(name, value)
    if number < 1:
        raise ValueError(f"{name} should be a positive number of pixels, got {number}")
    return number
