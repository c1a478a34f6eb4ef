"""Where data that the package cannot bring along may lie on this machine."""

import os
from pathlib import Path

from unrolled.data.download import cache_folder
from unrolled.data.errors import MissingDataError


def data_candidates(name: str) -> list[Path]:
    """
    Name the places in which a file or folder of data may lie, the likeliest first.

    Parameters
    ----------
    name : str
        Its name, as in ``styles/muse.jpg``.

    Returns
    -------
    list of pathlib.Path
        That name in the folder ``UNROLLED_DATA``, if that is set, and in the cache folder.
    """
    own = os.environ.get("UNROLLED_DATA")
    parents = [Path(own).expanduser()] if own else []
    return [parent / name for parent in (*parents, cache_folder())]


def find_data_file(name: str, what: str, advice: str = "") -> Path:
    """
    Find a file of data.

    Parameters
    ----------
    name : str
        Its name, as for `data_candidates`.
    what : str
        What the file is, for the message.
    advice : str, optional
        What one can do without it, as a whole sentence.

    Returns
    -------
    pathlib.Path
        The first candidate that is there.

    Raises
    ------
    MissingDataError
        If none is. The message says where it was looked for.
    """
    candidates = data_candidates(name)
    for path in candidates:
        if path.is_file():
            return path
    looked = " and ".join(str(path) for path in candidates)
    how = f"Set UNROLLED_DATA to the folder that holds {name}. {advice}".rstrip()
    raise MissingDataError.about(name, expected=what, found=f"none at {looked}", advice=how)
