"""The captions of a folder's pictures as people wrote them, before they became word indices."""

import json
from pathlib import Path

from unrolled.data.coco_files import read_urls
from unrolled.data.errors import BROKEN, DataError

References = list[tuple[str, ...]]


def read_references(folder: Path, split: str, num_pictures: int) -> References | None:
    """
    Read all right captions of a split's pictures, in the order of its features.

    The file is a JSON object: the name of each picture's file with a list of captions. Which row a
    picture has is what the list of images says, or in its absence the end of the addresses.

    Parameters
    ----------
    folder : pathlib.Path
        A folder in the layout of the course's COCO folder.
    split : str
        ``"train"`` or ``"val"``.
    num_pictures : int
        How many pictures the split has.

    Returns
    -------
    list of tuple of str, or None
        The captions of each picture as they stand in the file; None if the folder has no such file.

    Raises
    ------
    DataError
        If the file is not such an object, or a picture has no captions in it, or what is listed is
        not text; or if the list of images has another number of lines.
    """
    path = folder / f"{split}2014_references.json"
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError.about(path, expected="JSON", found=str(error), advice=BROKEN) from error
    if not isinstance(content, dict):
        expected = "a JSON object, captions by the names of pictures"
        raise DataError.about(path, expected=expected, found=f"{content!r:.60}")
    return [_captions_of(path, name, content) for name in _names(folder, split, num_pictures)]


def _names(folder: Path, split: str, num_pictures: int) -> list[str]:
    """List the names of the pictures' files, without folders, in the order of the features."""
    images = folder / f"{split}2014_images.txt"
    listing = images if images.is_file() else folder / f"{split}2014_urls.txt"
    return [str(line).rsplit("/", 1)[-1] for line in read_urls(listing, num_pictures)]


def _captions_of(path: Path, name: str, content: dict[str, object]) -> tuple[str, ...]:
    expected = "a list of one caption or more"
    if name not in content:
        found = f"nothing of that name among {len(content)} pictures"
        raise DataError.about(path, name, expected=expected, found=found)
    captions = content[name]
    if not isinstance(captions, list) or not captions:
        raise DataError.about(path, name, expected=expected, found=f"{captions!r:.60}")
    for caption in captions:
        if not isinstance(caption, str) or not caption.strip():
            expected = "captions of one word or more"
            raise DataError.about(path, name, expected=expected, found=f"{caption!r:.60}")
    return tuple(captions)
