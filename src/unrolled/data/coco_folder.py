"""Where the course's COCO folder lies on this machine."""

import os
from pathlib import Path

from unrolled.data.download import cache_folder
from unrolled.data.errors import MissingDataError

COCO_FOLDER = "coco_captioning"


def coco_candidates() -> list[Path]:
    """
    Name the folders in which COCO may lie, the likeliest first.

    Returns
    -------
    list of pathlib.Path
        ``coco_captioning`` in the folder ``UNROLLED_DATA``, if that is set, and in the cache.
    """
    own = os.environ.get("UNROLLED_DATA")
    parents = [Path(own).expanduser()] if own else []
    return [parent / COCO_FOLDER for parent in (*parents, cache_folder())]


def default_coco_folder() -> Path:
    """
    Find the COCO folder.

    Returns
    -------
    pathlib.Path
        The first of `coco_candidates` that is there.

    Raises
    ------
    MissingDataError
        If none is. The message says where it was looked for and how to get it.
    """
    candidates = coco_candidates()
    for folder in candidates:
        if folder.is_dir():
            return folder
    advice = (
        "Download it with unrolled.data.fetch_coco() (about 1 GB), or set UNROLLED_DATA to the "
        f"folder that holds your {COCO_FOLDER}, or give base_dir. "
        "unrolled.data.load_scenes() needs no download."
    )
    looked = " and ".join(str(folder) for folder in candidates)
    raise MissingDataError.about(
        COCO_FOLDER, expected="a folder of that name", found=f"none at {looked}", advice=advice
    )
