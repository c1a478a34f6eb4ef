"""Where the course's COCO folder lies on this machine, and getting it there."""

from pathlib import Path

from unrolled.data.archives import unpack
from unrolled.data.coco_files import CAPTIONS_FILE
from unrolled.data.download import cache_folder, fetch
from unrolled.data.errors import MissingDataError, require_file
from unrolled.data.places import data_candidates

COCO_FOLDER = "coco_captioning"
COCO_URL = "https://cs231n.stanford.edu/coco_captioning.zip"
_GIGABYTE = 10**9


def fetch_coco(
    url: str = COCO_URL,
    *,
    sha256: str | None = None,
    min_bytes: int = _GIGABYTE // 2,
    progress: bool | None = None,
) -> Path:
    """
    Download the course's COCO folder, about 1 GB, and unpack it into the cache folder.

    The course publishes no checksum of its archive. Without one, the first download is believed if
    it has a likely size, and later ones are compared with it, as `fetch` describes. Once it is
    unpacked, ``coco_captioning.zip`` in the cache folder may be deleted.

    Parameters
    ----------
    url : str
        Where the archive is.
    sha256 : str, optional
        Its SHA-256, if you have it from somebody you trust.
    min_bytes : int
        An archive smaller than this is not the course's.
    progress : bool, optional
        Whether to draw a progress bar; by default, when there is a terminal to draw it on.

    Returns
    -------
    pathlib.Path
        The folder, which `load_coco_data` finds by itself.

    Raises
    ------
    DownloadError
        If the archive cannot be fetched.
    ArchiveError
        If it is broken, or would write outside its folder.
    MissingDataError
        If it holds something else.
    """
    folder = cache_folder() / COCO_FOLDER
    if not folder.is_dir():
        archive = fetch(
            url,
            sha256,
            f"{COCO_FOLDER}.zip",
            min_bytes=min_bytes,
            max_bytes=max(4 * _GIGABYTE, min_bytes),
            progress=progress,
            advice=f"If you have the unpacked {COCO_FOLDER}, set UNROLLED_DATA to its folder.",
        )
        unpack(archive, folder)
    require_file(folder / CAPTIONS_FILE)
    return folder


def coco_candidates() -> list[Path]:
    """
    Name the folders in which COCO may lie, the likeliest first.

    Returns
    -------
    list of pathlib.Path
        ``coco_captioning`` in the folder ``UNROLLED_DATA``, if that is set, and in the cache.
    """
    return data_candidates(COCO_FOLDER)


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
