"""Writing a file so that a kill at any moment leaves the old content or the new, never a mix."""

import os
from pathlib import Path


def part_path(path: Path) -> Path:
    """
    Name the file in which new content is gathered before it takes the place of the old.

    Parameters
    ----------
    path : pathlib.Path
        The file to be written.

    Returns
    -------
    pathlib.Path
        A hidden name in the same folder, for a rename does not cross file systems.
    """
    return path.with_name(f".{path.name}.part")


def write_atomically(path: Path, content: bytes | memoryview) -> None:
    """
    Replace a file's content, all of it or nothing.

    The content is written beside the file, forced to the disk and renamed. What a killed write
    left behind is overwritten; `remove_leftover` clears it away without a new write.

    Parameters
    ----------
    path : pathlib.Path
        The file; its folder must exist.
    content : bytes or memoryview
        The new content.

    Raises
    ------
    OSError
        If it cannot be written, as when the disk is full. The file is then as it was.
    """
    path = path.resolve()
    part = part_path(path)
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        reason = f"could not write {path} ({error.strerror}); the file that was there is unchanged"
        raise OSError(error.errno, reason) from error
    finally:
        part.unlink(missing_ok=True)


def remove_leftover(path: Path) -> None:
    """
    Remove what a killed write to this file may have left beside it.

    Parameters
    ----------
    path : pathlib.Path
        The file that was to be written.
    """
    part_path(path.resolve()).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Force the rename itself to the disk, where folders can be opened (not on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
