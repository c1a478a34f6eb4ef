"""The errors that data, downloads and pictures raise."""

import errno
from collections.abc import Iterable
from os import PathLike
from pathlib import Path

BROKEN = "The file is incomplete or damaged: copy or download it again."
"""What to do about a file that cannot be read to its end."""


class DataError(ValueError):
    """Data that cannot be used; the message names file, key, what was expected and found."""

    @classmethod
    def about(
        cls,
        file: str | PathLike[str],
        key: str = "",
        *,
        expected: str,
        found: str,
        advice: str = "",
    ) -> "DataError":
        """
        Make the error, with its message in one order everywhere.

        Parameters
        ----------
        file : str or path
            The file, folder or address the trouble is in.
        key : str, optional
            The part of it that is meant: a data set, an entry, a member.
        expected, found : str
            What should be there and what is.
        advice : str, optional
            What to do about it: a whole sentence.

        Returns
        -------
        DataError
            An error of the class this was called on.
        """
        place = f"{file}: {key}" if key else f"{file}"
        return cls(
            f"{place}: expected {expected}, found {found}." + (f" {advice}" if advice else "")
        )


class MissingDataError(DataError, FileNotFoundError):
    """A file or folder that should be there is not."""


class ArchiveError(DataError):
    """An archive that is broken, or that would write outside its folder."""


class UnsafeFileError(DataError):
    """A file that asks for code to be run when it is read. None was."""


class ImageError(DataError):
    """Something that should be a picture and is not one, or is one too large to open."""


class DownloadError(OSError):
    """A file could not be fetched, or what came is not the file that was asked for."""


class OfflineError(DownloadError):
    """A file could not be fetched because its server cannot be reached."""


class DiskFullError(OSError):
    """There is no room for a file. Nothing is left of what was begun."""

    @classmethod
    def at(
        cls, folder: Path, what: str, advice: str = "set UNROLLED_CACHE to a folder"
    ) -> "DiskFullError":
        """
        Make the error.

        Parameters
        ----------
        folder : pathlib.Path
            Where there is no room.
        what : str
            What should have gone there.
        advice : str, optional
            What to do other than free some, up to the words *on a larger disk*.

        Returns
        -------
        DiskFullError
            An error that says so, and what to do.
        """
        return cls(f"{folder}: no room for {what}. Free some, or {advice} on a larger disk.")


def is_disk_full(error: OSError) -> bool:
    """
    Tell whether an error of the operating system means that there is no room.

    Parameters
    ----------
    error : OSError
        The error.

    Returns
    -------
    bool
        True for a full disk, a full quota, or a file larger than may be written.
    """
    names = ("ENOSPC", "EDQUOT", "EFBIG")
    return error.errno in {getattr(errno, name) for name in names if hasattr(errno, name)}


def require_file(path: Path) -> None:
    """
    Check that a file is there.

    Parameters
    ----------
    path : pathlib.Path
        The file that is wanted.

    Raises
    ------
    MissingDataError
        If it is not. The message says what its folder holds instead.
    """
    if path.is_file():
        return
    found = f"no folder {path.parent}"
    if path.parent.is_dir():
        found = f"{listed(entry.name for entry in path.parent.iterdir())} in its folder"
    raise MissingDataError.about(path, expected="a file of that name", found=found)


def listed(names: Iterable[str], most: int = 8) -> str:
    """
    List names for a message.

    Parameters
    ----------
    names : iterable of str
        The names, in any order.
    most : int
        How many to show.

    Returns
    -------
    str
        The first few in the order of the alphabet, and how many more there are.
    """
    ordered = sorted(names)
    shown = ", ".join(repr(name) for name in ordered[:most]) or "nothing"
    return f"{shown} and {len(ordered) - most} more" if len(ordered) > most else shown
