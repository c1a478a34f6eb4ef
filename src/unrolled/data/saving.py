"""Pictures written to files, whole or not at all."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from jaxtyping import Shaped, UInt8
from PIL import Image

from unrolled.data.atomic import check_writable, write_atomically
from unrolled.data.errors import DiskFullError, ImageError, MissingDataError, is_disk_full
from unrolled.data.pictures import to_pillow

_FORMATS = {
    ".bmp": "BMP",
    ".jpeg": "JPEG",
    ".jpg": "JPEG",
    ".png": "PNG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
}


def save_image(
    path: str | os.PathLike[str], pixels: Shaped[np.ndarray, "..."], quality: int = 95
) -> None:
    """
    Write a picture to a file.

    A file of that name is replaced in one moment, when the new one is whole on the disk: a run that
    is killed, or a disk that is full, leaves it as it was.

    Parameters
    ----------
    path : str or path
        The file. Its suffix says which format: ``.png``, ``.tif``, ``.tiff`` and ``.bmp`` keep
        every pixel; ``.jpg``, ``.jpeg`` and ``.webp`` are smaller and change them a little.
    pixels : ndarray of uint8, shape (h, w, 3)
        The picture: red, green and blue, each 0..255.
    quality : int
        How exact JPEG and WebP are, 1 to 100.

    Raises
    ------
    TypeError
        If the picture is not of type uint8.
    ValueError
        If the picture's shape is another, or `quality` is out of range.
    ImageError
        If the suffix is of no format, or the format cannot hold so large a picture.
    MissingDataError
        If the folder is not there.
    IsADirectoryError
        If `path` is a folder.
    PermissionError
        If the file may not be written.
    DiskFullError
        If there is no room for it.

    See Also
    --------
    check_can_save : Find that out before a long run, not after it.
    """
    place = _checked_place(path)
    content = _encoded(pixels, _FORMATS[place.suffix.lower()], quality, str(path))
    with _explained(place, f"{place.name}, {len(content):,} bytes"):
        write_atomically(place, content)


def check_can_save(path: str | os.PathLike[str]) -> None:
    """
    Check that `save_image` can write a file, without touching it.

    Parameters
    ----------
    path : str or path
        The file that is to be written later.

    Raises
    ------
    ImageError
        If the suffix is of no format.
    MissingDataError
        If the folder is not there.
    IsADirectoryError
        If `path` is a folder.
    PermissionError
        If the file may not be written.
    DiskFullError
        If there is no room even for a byte.
    """
    place = _checked_place(path)
    with _explained(place, place.name):
        check_writable(place)


def jpeg_bytes_round_trip(
    pixels: Shaped[np.ndarray, "..."], quality: int = 95
) -> UInt8[np.ndarray, "h w 3"]:
    """
    Save a picture as JPEG and read it again, all in memory.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (h, w, 3)
        The picture.
    quality : int
        How exact JPEG is, 1 to 100.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        What is left of it: `save_image` to a ``.jpg`` file and `load_image` give the same.

    Raises
    ------
    TypeError
        If the picture is not of type uint8.
    ValueError
        If the picture's shape is another, or `quality` is out of range.
    ImageError
        If the picture is too large for JPEG.
    """
    with Image.open(io.BytesIO(_encoded(pixels, "JPEG", quality, "JPEG"))) as image:
        return np.array(image)


def _encoded(pixels: Shaped[np.ndarray, "..."], kind: str, quality: int, place: str) -> bytes:
    if isinstance(quality, bool) or not 1 <= quality <= 100:
        raise ValueError(f"quality should be 1 to 100, got {quality!r}")
    options = {"quality": quality} if kind in ("JPEG", "WEBP") else {}
    image = to_pillow(pixels)
    content = io.BytesIO()
    try:
        image.save(content, kind, **options)
    except (OSError, ValueError) as error:  # whichever the format's encoder likes best
        found = f"{image.width} by {image.height} ({error})"
        expected, advice = f"a picture of a size that {kind} can hold", "Save it as .png."
        raise ImageError.about(place, expected=expected, found=found, advice=advice) from error
    return content.getvalue()


def _checked_place(path: str | os.PathLike[str]) -> Path:
    """Check all that can be known of a place without writing there."""
    place = Path(path).expanduser()
    if place.suffix.lower() not in _FORMATS:
        expected = f"a name that ends in {', '.join(sorted(_FORMATS))}"
        found = repr(place.suffix) if place.suffix else "no ending"
        raise ImageError.about(path, expected=expected, found=found)
    folder = place.resolve().parent
    if not folder.is_dir():
        found = "a file" if folder.exists() else "nothing"
        advice = "Create the folder, or save the picture elsewhere."
        raise MissingDataError.about(
            folder, expected="a folder to save the picture in", found=found, advice=advice
        )
    if place.is_dir():
        raise IsADirectoryError(f"{path}: expected the name of a file to write, found a folder.")
    return place


@contextmanager
def _explained(place: Path, what: str) -> Iterator[None]:
    """Say of a failed write what to do about it."""
    try:
        yield
    except OSError as error:
        folder = place.resolve().parent
        if is_disk_full(error):
            raise DiskFullError.at(folder, what, "save it to a folder") from error
        if isinstance(error, PermissionError):
            advice = "Save it to a folder that you may write to."
            raise PermissionError(f"{error.strerror}. {advice}") from error
        raise
