"""Fetching files: one cache folder, one function for everything that comes from a network."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """
    Name the folder that fetched and computed files are kept in; it need not exist yet.

    Returns
    -------
    pathlib.Path
        The folder that the environment variable ``UNROLLED_CACHE`` names, or else the user's cache
        folder of this system, such as ``~/.cache/unrolled``.
    """
    own = os.environ.get("UNROLLED_CACHE")
    if own:
        return Path(own).expanduser()
    import pooch  # here, as it takes longer to import than all of unrolled.data

    return Path(pooch.os_cache("unrolled"))
