"""Writing a file so that a kill at any moment leaves the old content or the new, never a mix."""

import os
import re
import secrets
from pathlib import Path


def leftovers(path: Path) -> list[Path]:
    """
    Find the unfinished files of writes to this file: killed ones, and any still going on.

    Parameters
    ----------
    path : pathlib.Path
        The file that was to be written.

    Returns
    -------
    list of pathlib.Path
        Hidden files in the same folder.
    """
    path = path.resolve()
    if not path.parent.is_dir():
        return []
    name = re.compile(rf"\.{re.escape(path.name)}\.\d+-[0-9a-f]{{8}}\.part")
    return sorted(entry for entry in path.parent.iterdir() if name.fullmatch(entry.name))


def write_atomically(path: Path, content: bytes | memoryview) -> None:
    """
    Replace a file's content, all of it or nothing.

    The content is written beside the file, forced to the disk and renamed. Several processes may
    write the same file at once: each has an unfinished file of its own, and the last to end wins.
    What a killed write left behind stays until `remove_leftovers` clears it away.

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
    part = _unfinished(path)
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        old = "; the file that was there is unchanged" if path.exists() else ""
        raise OSError(error.errno, f"could not write {path} ({error.strerror}){old}") from error
    finally:
        part.unlink(missing_ok=True)


def check_writable(path: Path) -> None:
    """
    Check that `write_atomically` can write a file: begin with it, and take it back.

    Parameters
    ----------
    path : pathlib.Path
        The file; its folder must exist. It is not touched.

    Raises
    ------
    OSError
        If nothing can be written there; of the class that fits, such as PermissionError.
    """
    part = _unfinished(path.resolve())
    try:
        with part.open("xb") as file:
            file.write(b"?")
        part.unlink()
    except OSError as error:
        raise OSError(error.errno, f"cannot write {path} ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)


def _unfinished(path: Path) -> Path:
    """Name a file for what is written, in the same folder: no rename crosses file systems."""
    return path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")


def remove_leftovers(path: Path) -> None:
    """
    Remove what killed writes to this file may have left beside it.

    A write that is still going on would fail: call it only where nobody else writes this file.

    Parameters
    ----------
    path : pathlib.Path
        The file that was to be written.
    """
    for part in leftovers(path):
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Force the rename itself to the disk, where folders can be opened (not on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
