"""The files of the commands about pictures: found, read, and checked before a long run."""

import re
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
    save_image,
)

_KINDS = {"example": example_path, "course": course_path}


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


def file_name(text: str) -> str:
    """
    Turn the name of a class into one that a file may have.

    Parameters
    ----------
    text : str
        The name.

    Returns
    -------
    str
        Small letters, digits and hyphens.
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


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


def stopped(output: Path, done: int, total: int) -> KeyboardInterrupt:
    """
    Say that Ctrl-C ended a run, whose picture is kept.

    Parameters
    ----------
    output : pathlib.Path
        Where it is saved.
    done, total : int
        How many steps were made, and were to be made.

    Returns
    -------
    KeyboardInterrupt
        To be raised.
    """
    return KeyboardInterrupt(
        f"stopped at step {done} of {total}; {output} holds the picture made so far"
    )
