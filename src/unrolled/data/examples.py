"""Pictures to try things on: those that scikit-image brings along, and the course's paintings."""

import difflib
import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import SupportsIndex

import numpy as np
from jaxtyping import UInt8

from unrolled.data.errors import MissingDataError
from unrolled.data.pictures import load_image
from unrolled.data.places import find_data_file

# Only files that are in scikit-image's wheel: it would download its other pictures.
_FILES = {
    "astronaut": "astronaut.png",
    "brick": "brick.png",
    "camera": "camera.png",
    "cell": "cell.png",
    "chelsea": "chelsea.png",
    "clock": "clock_motion.png",
    "coffee": "coffee.png",
    "coins": "coins.png",
    "colorwheel": "color.png",
    "grass": "grass.png",
    "gravel": "gravel.png",
    "hubble_deep_field": "hubble_deep_field.jpg",
    "immunohistochemistry": "ihc.png",
    "moon": "moon.png",
    "motorcycle": "motorcycle_left.png",
    "page": "page.png",
    "retina": "retina.jpg",
    "rocket": "rocket.jpg",
    "text": "text.png",
}
EXAMPLE_PICTURES = tuple(_FILES)
"""Names of the pictures that scikit-image brings along."""

COURSE_PICTURES = ("tubingen", "starry_night", "the_scream", "composition_vii", "muse")
"""Names of the course's pictures: what is painted, and four ways to paint it."""


def example_path(name: str) -> Path:
    """
    Find the file of a picture that scikit-image brings along.

    Parameters
    ----------
    name : str
        One of `EXAMPLE_PICTURES`.

    Returns
    -------
    pathlib.Path
        The file. Nothing is downloaded.

    Raises
    ------
    ValueError
        If there is no picture of that name.
    MissingDataError
        If scikit-image is not installed.
    """
    _check_name(name, EXAMPLE_PICTURES)
    # Its folder is found without importing it: that would take longer than reading the picture.
    spec = importlib.util.find_spec("skimage")
    folders = (spec.submodule_search_locations if spec else None) or []
    for folder in folders:
        path = Path(folder) / "data" / _FILES[name]
        if path.is_file():
            return path
    raise MissingDataError.about(
        f"the picture {name!r}",
        expected="scikit-image, which brings it along",
        found=f"none of it in {folders[0]}" if folders else "that it is not installed",
        advice="Install it with: pip install 'unrolled[pictures]'",
    )


def example_picture(name: str, size: SupportsIndex | None = None) -> UInt8[np.ndarray, "h w 3"]:
    """
    Read a picture that scikit-image brings along.

    Parameters
    ----------
    name : str
        One of `EXAMPLE_PICTURES`, such as ``chelsea`` (a cat), ``coffee`` or ``gravel``.
    size : int, optional
        Pixels of the shorter side, as for `load_image`.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        Red, green and blue, each 0..255; grey pictures too.

    Raises
    ------
    ValueError
        If there is no picture of that name, or `size` cannot be one.
    MissingDataError
        If scikit-image is not installed.
    """
    return load_image(example_path(name), size)


def course_path(name: str) -> Path:
    """
    Find the file of one of the course's pictures, which do not come with the package.

    Parameters
    ----------
    name : str
        One of `COURSE_PICTURES`.

    Returns
    -------
    pathlib.Path
        The file, ``styles/NAME.jpg`` in the folder ``UNROLLED_DATA`` or in the cache folder.

    Raises
    ------
    ValueError
        If there is no picture of that name.
    MissingDataError
        If there is no such file.
    """
    _check_name(name, COURSE_PICTURES)
    advice = "unrolled.data.example_picture has pictures that come with scikit-image."
    return find_data_file(f"styles/{name}.jpg", "a picture of the course", advice)


def course_picture(name: str, size: SupportsIndex | None = None) -> UInt8[np.ndarray, "h w 3"]:
    """
    Read one of the course's pictures.

    Parameters
    ----------
    name : str
        One of `COURSE_PICTURES`.
    size : int, optional
        Pixels of the shorter side, as for `load_image`.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        Red, green and blue, each 0..255.

    Raises
    ------
    ValueError
        If there is no picture of that name, or `size` cannot be one.
    MissingDataError
        If there is no such file.
    """
    return load_image(course_path(name), size)


def _check_name(name: str, names: Iterable[str]) -> None:
    if name in names:
        return
    close = difflib.get_close_matches(name.lower().replace(" ", "_"), names, n=1)
    meant = f" Did you mean {close[0]!r}?" if close else ""
    raise ValueError(f"there is no picture {name!r}.{meant} There are {', '.join(names)}.")
