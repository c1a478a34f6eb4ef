"""The features of the pictures that are to be captioned: from a file, a data folder, or pixels."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Num, Shaped
from tqdm import tqdm

from unrolled.cli.data_option import load_data
from unrolled.data import DataError, MissingDataError, extract_features, read_image
from unrolled.data.errors import BROKEN, listed, require_file
from unrolled.data.hdf5 import read_dataset

SCENE_SHAPE = (64, 64, 3)

_HOW = (
    "Give the pictures' features with --features FILE, or with --data a folder whose url lists "
    "name the pictures; --squeezenet computes them, for a model trained on SqueezeNet's."
)


class Described(NamedTuple):
    """Pictures by name, with their features, shape (P, D)."""

    names: list[str]
    features: Float[np.ndarray, "P D"]


def from_file(path: Path, rows: Sequence[int]) -> Described:
    """
    Read features from a file.

    Parameters
    ----------
    path : pathlib.Path
        ``.npy``, ``.npz`` or HDF5: the array ``features``, or the only array with two axes.
    rows : sequence of int
        The rows to take, in this order; all if there are none.

    Returns
    -------
    Described
        The features, as float32 whatever number type the file has; a picture's name is its row.

    Raises
    ------
    DataError
        If the file is missing or broken, or holds no such array, or no such row.
    """
    require_file(path)
    read = _read_hdf5(path) if path.suffix in (".h5", ".hdf5") else _read_numpy(path)
    if read.ndim != 2 or read.dtype.kind not in "fiu" or read.size == 0:
        found = f"{read.dtype} of shape {read.shape}"
        raise DataError.about(path, expected="numbers of shape (pictures, features)", found=found)
    # What is too large becomes infinite, and is then refused like all that is not finite.
    with np.errstate(over="ignore"):
        features = read.astype(np.float32)
    for row in rows:
        if not 0 <= row < len(features):
            expected = f"rows from 0 to {len(features) - 1}"
            raise DataError.about(path, "--row", expected=expected, found=f"{row}")
    chosen = list(rows) or list(range(len(features)))
    return Described([f"row {row}" for row in chosen], features[chosen])


def _read_hdf5(path: Path) -> Num[np.ndarray, "..."]:
    import h5py

    try:
        with h5py.File(path, "r") as file:
            flat = [name for name, item in file.items() if getattr(item, "ndim", 0) == 2]
            key = _choose_key(path, list(file), flat)
            whole = getattr(file[key], "dtype", np.dtype(float)).kind in "iu"
    except OSError as error:
        raise _broken(path, "a whole HDF5 file", error) from error
    kinds = "iu" if whole else "f"
    return read_dataset(path, key, ndim=2, kinds=kinds, shape_said="(pictures, features)")


def _read_numpy(path: Path) -> Shaped[np.ndarray, "..."]:
    try:
        found = np.load(path, allow_pickle=False)
        if isinstance(found, np.ndarray):
            return found
        with found:
            arrays: dict[str, np.ndarray] = {name: found[name] for name in found.files}
    except (OSError, ValueError, EOFError, KeyError) as error:
        raise _broken(path, "features in a whole .npy, .npz or .h5 file", error) from error
    except Exception as error:  # a damaged archive: zipfile and zlib have errors of their own
        raise _broken(path, "a whole .npz file", error) from error
    return arrays[_choose_key(path, list(arrays), [n for n, a in arrays.items() if a.ndim == 2])]


def _choose_key(path: Path, names: list[str], flat: list[str]) -> str:
    if "features" in names:
        return "features"
    if len(flat) != 1:
        expected = "an array 'features', or a single one of shape (pictures, features)"
        raise DataError.about(path, expected=expected, found=f"the arrays {listed(names)}")
    return flat[0]


def _broken(path: Path, expected: str, error: Exception) -> DataError:
    return DataError.about(path, expected=expected, found=str(error), advice=BROKEN)


def of_pictures(pictures: Sequence[str], source: str | None, trained_on: str | None) -> Described:
    """
    Find the features of picture files.

    Scenes are read. Other pictures are looked up by the base name of the file, whatever folder is
    before it and whether or not the file is there: the features come from the data's lists.

    Parameters
    ----------
    pictures : sequence of str
        The files.
    source : str, optional
        What ``--data`` names: where the pictures' features are looked up.
    trained_on : str, optional
        The features that the model was trained on: ``scenes``, ``coco`` or a folder.

    Returns
    -------
    Described
        Features of every picture.

    Raises
    ------
    DataError
        If a picture cannot be read, has the wrong size, or has no features anywhere.
    """
    source = source or trained_on
    if source == "scenes":
        return Described(list(pictures), _of_scenes(pictures))
    if source is None:
        _check_there(pictures)
        raise MissingDataError.about(
            pictures[0],
            expected="to know the features that the model was trained on",
            found="a model file that does not say",
            advice=_HOW,
        )
    return Described(list(pictures), _looked_up(pictures, source))


def seen_by_squeezenet(pictures: Sequence[str], *, quiet: bool) -> Described:
    """
    Compute the features of picture files, as those of the Flickr8k folder were.

    Parameters
    ----------
    pictures : sequence of str
        The files, in any common format.
    quiet : bool
        Whether to leave out the progress bar.

    Returns
    -------
    Described
        512 numbers of every picture.

    Raises
    ------
    DataError
        If a picture cannot be read, or SqueezeNet's weights are not there.
    DownloadError
        If they cannot be fetched.
    """
    _check_there(pictures)
    from unrolled.vision import caption_features, load_network

    network = load_network("squeezenet", verbose=False)
    hidden = quiet or not sys.stderr.isatty()
    with tqdm(pictures, desc="looking", unit="picture", delay=1, disable=hidden) as bar:
        return Described(
            list(pictures), caption_features((read_image(name) for name in bar), network)
        )


def _check_there(pictures: Sequence[str]) -> None:
    for name in pictures:
        if not Path(name).is_file():
            advice = "A picture that is only listed in a folder of data needs --data with that."
            expected, found = "a file of that name", "none"
            raise MissingDataError.about(name, expected=expected, found=found, advice=advice)


def _of_scenes(pictures: Sequence[str]) -> Float[np.ndarray, "P D"]:
    found = []
    for name in pictures:
        picture = read_image(name)
        if picture.shape != SCENE_SHAPE:
            size = f"{picture.shape[1]} by {picture.shape[0]}"
            expected = "a picture of 64 by 64 pixels, as the scenes that the model was trained on"
            raise DataError.about(name, expected=expected, found=size)
        found.append(extract_features(picture[np.newaxis]))
    return np.concatenate(found)


def _looked_up(pictures: Sequence[str], source: str) -> Float[np.ndarray, "P D"]:
    data = load_data(source, None, 0)
    places = _places(data)
    found = []
    for name in pictures:
        place = places.get(Path(name).name)
        if place is None:
            raise MissingDataError.about(
                name,
                expected=f"a picture that --data {source} lists, by the name of its file",
                found="none of that name",
                advice=_HOW,
            )
        split, row = place
        found.append(data[f"{split}_features"][row])
    return np.stack(found)


def _places(data: dict[str, Any]) -> dict[str, tuple[str, int]]:
    """Find split and row of every picture by the name of its file."""
    return {
        str(url).rsplit("/", 1)[-1]: (split, row)
        for split in ("train", "val")
        for row, url in enumerate(data.get(f"{split}_urls", []))
    }
