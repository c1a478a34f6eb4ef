"""The files of the commands about pictures: found, read, and checked before a long run."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from jaxtyping import UInt8

from unrolled.data import (
    check_can_save,
    course_path,
    example_path,
    read_image,
    resize_shorter_side,
    save_image,
)
from unrolled.data.memory import free_memory

_KINDS = {"example": example_path, "course": course_path}

# What a gradient by the pixels takes at its worst: measured, EfficientNet-Lite0 is the larger.
_BYTES_PER_PIXEL = 600


def picture_path(name: str) -> Path:
    """
    Find the file that a name on the command line means.

    Parameters
    ----------
    name : str
        A path, or ``example:NAME``, or ``course:NAME``.

    Returns
    -------
    pathlib.Path
        The file. Of a path, it is not checked whether it is there.

    Raises
    ------
    ValueError
        If there is no such example.
    MissingDataError
        If its file is not there.
    """
    kind, _, rest = name.partition(":")
    if rest and kind in _KINDS:
        return _KINDS[kind](rest)
    return Path(name).expanduser()


def plain_name(name: str) -> str:
    """
    Give the name of a picture without its folder and ending, to name another after it.

    Parameters
    ----------
    name : str
        As for `picture_path`.

    Returns
    -------
    str
        Such as ``cat`` for ``pets/cat.jpg``, and ``coffee`` for ``example:coffee``.
    """
    kind, _, rest = name.partition(":")
    return rest if rest and kind in _KINDS else Path(name).stem


def read_picture(name: str) -> UInt8[np.ndarray, "h w 3"]:
    """
    Read a picture as it is meant to be seen.

    Parameters
    ----------
    name : str
        As for `picture_path`.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        Its pixels.

    Raises
    ------
    DataError
        If there is none, or it cannot be read.
    """
    return read_image(picture_path(name))


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


def checked_output(output: Path | None, default: str, inputs: Sequence[str]) -> Path:
    """
    Say where the picture goes, and check that it can before anything long is begun.

    Parameters
    ----------
    output : pathlib.Path, optional
        What ``--output`` says.
    default : str
        The name without it, in the current folder.
    inputs : sequence of str
        The pictures that are read, which must not be replaced.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ValueError
        If it is one of the inputs.
    ImageError, MissingDataError, OSError
        If it cannot be written.
    """
    path = Path(default) if output is None else output.expanduser()
    for name in inputs:
        if path.exists() and path.samefile(picture_path(name)):
            raise ValueError(
                f"{path}: this is the picture {name}, which would be replaced: give the new one "
                "another name with --output"
            )
    check_can_save(path)
    return path


def checked_frames(folder: Path | None) -> Path | None:
    """
    Make the folder for the pictures on the way, and check that it can be written.

    Parameters
    ----------
    folder : pathlib.Path, optional
        What ``--frames`` says.

    Returns
    -------
    pathlib.Path or None
        The folder.

    Raises
    ------
    OSError, MissingDataError
        If it is none, or cannot be written.
    """
    if folder is None:
        return None
    folder = folder.expanduser()
    if not folder.exists() and folder.parent.is_dir():
        folder.mkdir()
    check_can_save(folder / "0000.png")
    return folder


def as_saved(pixels: UInt8[np.ndarray, "h w 3"], suffix: str) -> UInt8[np.ndarray, "h w 3"]:
    """
    Tell what will be left of a picture in a file.

    Parameters
    ----------
    pixels : UInt8[np.ndarray, "h w 3"]
        The picture.
    suffix : str
        The ending of the file's name.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        The pixels, saved and read again.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"picture{suffix}"
        save_image(path, pixels)
        return read_image(path)
