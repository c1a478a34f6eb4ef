"""Whether a data dictionary can be trained on, said before hours of work."""

from collections.abc import Mapping
from typing import Any

import numpy as np

# Rows of features looked at together, so that no mask as large as all of them is made.
_ROWS = 4096


def check_data(data: Mapping[str, Any], splits: tuple[str, ...]) -> None:
    """
    Check that a data dictionary has what is trained on, and that its arrays fit together.

    Parameters
    ----------
    data : mapping
        The data.
    splits : tuple of str
        The splits that are needed.

    Raises
    ------
    ValueError
        If an array is missing or empty, captions and image indices differ in number, an index
        points to no picture, or a feature is infinite or not a number.
    TypeError
        If indices are no integers, or features no floats.
    """
    for split in splits:
        for kind in ("captions", "image_idxs", "features"):
            key = f"{split}_{kind}"
            if key not in data:
                raise ValueError(f"data should have {key!r}; it has {', '.join(sorted(data))}")
            if len(data[key]) == 0:
                raise ValueError(f"data[{key!r}] should not be empty")
        _check_image_idxs(data, split)
        _check_features(f"{split}_features", np.asarray(data[f"{split}_features"]))


def check_split(data: Mapping[str, Any], split: str) -> None:
    """
    Check that a data dictionary has a split.

    Parameters
    ----------
    data : mapping
        The data.
    split : str
        The split.

    Raises
    ------
    ValueError
        If it has none of that name; the message lists those that it has.
    """
    suffix = "_captions"
    if f"{split}{suffix}" not in data:
        known = sorted(key.removesuffix(suffix) for key in data if key.endswith(suffix))
        raise ValueError(f"split must be one of {known}, the splits of this data; got {split!r}")


def _check_image_idxs(data: Mapping[str, Any], split: str) -> None:
    key = f"{split}_image_idxs"
    idxs = np.asarray(data[key])
    captions, pictures = len(data[f"{split}_captions"]), len(data[f"{split}_features"])
    if idxs.dtype.kind not in "iu":
        raise TypeError(f"data[{key!r}] should hold integers, found {idxs.dtype}")
    if idxs.shape != (captions,):
        raise ValueError(
            f"data[{key!r}] should have one index for each of the {captions} captions in "
            f"data['{split}_captions'], shape ({captions},), found shape {idxs.shape}"
        )
    smallest, largest = idxs.min(), idxs.max()
    if smallest < 0 or largest >= pictures:
        raise ValueError(
            f"data[{key!r}] should hold indices from 0 to {pictures - 1}, the rows of "
            f"data['{split}_features'], found {smallest if smallest < 0 else largest}"
        )


def _check_features(key: str, features: np.ndarray) -> None:
    if features.dtype.kind != "f":
        raise TypeError(
            f"data[{key!r}] should hold floats, found {features.dtype}; convert them with "
            "astype(np.float32)"
        )
    for start in range(0, len(features), _ROWS):
        finite = np.isfinite(features[start : start + _ROWS])
        if not finite.all():
            place = tuple(np.argwhere(~finite)[0].tolist())
            place = (start + place[0], *place[1:])
            raise ValueError(
                f"data[{key!r}] should hold finite numbers, found {features[place]} at {place}"
            )
