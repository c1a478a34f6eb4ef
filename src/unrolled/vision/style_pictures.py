"""What style transfer takes and gives: pictures in, the styled picture with its history out."""

import functools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from jaxtyping import Float, Float32, UInt8

from unrolled.data.pictures import load_image, resize_shorter_side, to_pillow
from unrolled.vision.ascent import Ascent, Reason
from unrolled.vision.preprocessing import deprocess_image
from unrolled.vision.weights import load_network

Picture: TypeAlias = str | os.PathLike[str] | np.ndarray


@dataclass(frozen=True)
class Styled:
    """
    A picture that was made from features, and how it came to be.

    Attributes
    ----------
    pixels : UInt8[np.ndarray, "H W 3"]
        The picture, 0..255.
    picture : Float32[np.ndarray, "1 H W 3"]
        The same, preprocessed.
    values : Float[np.ndarray, "steps"]
        The loss before each step; of L-BFGS, at each evaluation.
    terms : Float[np.ndarray, "steps 3"]
        The same in parts: content, style, total variation, each with its weight.
    reason : {"steps", "reached", "interrupted"}
        Why it ended: all steps were made, nothing better was found, or Ctrl-C was pressed.
    """

    pixels: UInt8[np.ndarray, "H W 3"]
    picture: Float32[np.ndarray, "1 H W 3"]
    values: Float[np.ndarray, " steps"]
    terms: Float[np.ndarray, "steps 3"]
    reason: Reason


def styled(made: Ascent, terms: Float[np.ndarray, "steps 3"], model: Any) -> Styled:
    """
    Turn what an optimiser gives into what style transfer gives.

    Parameters
    ----------
    made : Ascent
        The picture and the loss at each step.
    terms : Float[np.ndarray, "steps 3"]
        The loss in parts.
    model : PictureNetwork
        The network that the picture is preprocessed for.

    Returns
    -------
    Styled
        The picture in pixels, too.
    """
    pixels = deprocess_image(made.picture[0], model=model)
    return Styled(pixels, made.picture, made.values, terms, made.reason)


@functools.cache
def default_network() -> Any:
    """
    Load the network that is taken when none is given: once, so that it is compiled once.

    Returns
    -------
    PictureNetwork
        What ``load_network("auto")`` gives.
    """
    return load_network("auto")


def read_picture(picture: Picture, size: int | None) -> UInt8[np.ndarray, "h w 3"]:
    """
    Read a picture, or take one that is there, and scale it.

    Parameters
    ----------
    picture : path or UInt8[np.ndarray, "h w 3"]
        The file, or its pixels.
    size : int or None
        Pixels of the shorter side; None to keep the size.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        The pixels.

    Raises
    ------
    MissingDataError, ImageError
        If there is no such file, or it is no picture.
    TypeError, ValueError
        If the array holds no pixels, or `size` is no number of pixels.
    """
    if not isinstance(picture, np.ndarray):
        return load_image(picture, size)
    to_pillow(picture)  # it says what is wrong
    return picture if size is None else resize_shorter_side(picture, size)


def listed(style_image: Picture | Sequence[Picture]) -> list[Picture]:
    """
    Make a list of one style or several.

    Parameters
    ----------
    style_image : path, array, or sequence of them
        The picture or pictures whose style is wanted.

    Returns
    -------
    list
        At least one.

    Raises
    ------
    ValueError
        If there is none.
    """
    images = (
        [style_image]
        if isinstance(style_image, (str, os.PathLike, np.ndarray))
        else list(style_image)
    )
    if not images:
        raise ValueError("style_image must be a picture, or several; got an empty sequence")
    return images
