"""Where a run keeps its files."""

from pathlib import Path

from unrolled.data.atomic import check_writable


def check_folder(path: Path) -> None:
    """
    Check, before hours of work, that a file can be written where it should be.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Raises
    ------
    FileNotFoundError
        If its folder does not exist.
    IsADirectoryError
        If it is a folder itself.
    OSError
        If its folder takes no files; PermissionError if that is the reason.
    """
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} into")
    check_writable(path)
