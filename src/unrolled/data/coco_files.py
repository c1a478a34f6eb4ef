"""The files of the course's COCO folder, read with every number checked."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32, Int32, Integer, Shaped

from unrolled.data.errors import BROKEN, DataError, listed, require_file
from unrolled.data.hdf5 import read_dataset

CAPTIONS_FILE = "coco2014_captions.h5"
VOCABULARY_FILE = "coco2014_vocab.json"

# Rows of features looked at together when searching for NaN: 4096 rows of 4096 floats are 64 MiB,
# where one look at all of COCO would ask for a third of a gigabyte more.
_ROWS_PER_LOOK = 4096


def read_vocabulary(path: Path) -> tuple[list[str], dict[str, int]]:
    """
    Read a vocabulary and check that its two directions agree.

    Parameters
    ----------
    path : pathlib.Path
        A JSON file with ``idx_to_word`` (a list) and ``word_to_idx`` (the same, turned round).

    Returns
    -------
    idx_to_word : list of str
        The word of each index.
    word_to_idx : dict of str to int
        The index of each word.

    Raises
    ------
    DataError
        If the file is missing, is not JSON, lacks a key, or contradicts itself.
    """
    require_file(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError.about(path, expected="JSON", found=str(error), advice=BROKEN) from error
    idx_to_word = _entry(path, content, "idx_to_word", list)
    word_to_idx = _entry(path, content, "word_to_idx", dict)
    for index, word in enumerate(idx_to_word):
        if not isinstance(word, str) or word_to_idx.get(word) != index:
            found = f"{word_to_idx.get(word)!r}" if isinstance(word, str) else f"{word!r} as a word"
            expected = f"{index}, as idx_to_word[{index}] is {word!r}"
            raise DataError.about(path, f"word_to_idx[{word!r}]", expected=expected, found=found)
    if len(word_to_idx) != len(idx_to_word):
        extra = listed(set(word_to_idx) - set(idx_to_word))
        expected = f"the {len(idx_to_word)} words of idx_to_word"
        found = f"{len(word_to_idx)} words, among them {extra}"
        raise DataError.about(path, "word_to_idx", expected=expected, found=found)
    if "<NULL>" not in word_to_idx:
        expected = "the word '<NULL>', which fills captions up to their length"
        raise DataError.about(path, "word_to_idx", expected=expected, found="no such word")
    return idx_to_word, {word: index for index, word in enumerate(idx_to_word)}


def read_captions(path: Path, split: str, vocabulary_size: int) -> Int32[np.ndarray, "M L"]:
    """
    Read the captions of one split.

    Parameters
    ----------
    path : pathlib.Path
        The HDF5 file with the captions.
    split : str
        ``"train"`` or ``"val"``.
    vocabulary_size : int
        One more than the largest word index allowed.

    Returns
    -------
    Int32[np.ndarray, "M L"]
        One caption a row, as word indices.

    Raises
    ------
    DataError
        If the file or the key is missing, or if shape, dtype or an index is wrong.
    """
    key = f"{split}_captions"
    captions = read_dataset(path, key, ndim=2, kinds="iu", shape_said="(captions, words)")
    if captions.shape[1] < 2:
        found = f"shape {captions.shape}"
        raise DataError.about(path, key, expected="captions of 2 words or more", found=found)
    _check_indices(path, key, captions, vocabulary_size, "the vocabulary")
    return captions.astype(np.int32, copy=False)


def read_image_idxs(
    path: Path, split: str, num_captions: int, num_pictures: int
) -> Int32[np.ndarray, " M"]:
    """
    Read which picture each caption of a split describes.

    Parameters
    ----------
    path : pathlib.Path
        The HDF5 file with the captions.
    split : str
        ``"train"`` or ``"val"``.
    num_captions, num_pictures : int
        How many captions and pictures the split has.

    Returns
    -------
    Int32[np.ndarray, " M"]
        For each caption, the row of its picture's features.

    Raises
    ------
    DataError
        If the file or the key is missing, or if shape, dtype or an index is wrong.
    """
    key = f"{split}_image_idxs"
    idxs = read_dataset(path, key, ndim=1, kinds="iu", shape_said="(captions,)")
    if len(idxs) != num_captions:
        expected = f"one index for each of the {num_captions} captions"
        raise DataError.about(path, key, expected=expected, found=f"{len(idxs)}")
    _check_indices(path, key, idxs, num_pictures, "the features")
    return idxs.astype(np.int32, copy=False)


def read_features(path: Path) -> Float32[np.ndarray, "P F"]:
    """
    Read the features of one split's pictures.

    Parameters
    ----------
    path : pathlib.Path
        An HDF5 file with the data set ``features``.

    Returns
    -------
    Float32[np.ndarray, "P F"]
        One picture a row.

    Raises
    ------
    DataError
        If the file or the key is missing, if shape or dtype is wrong, or if a value is not finite.
    """
    key = "features"
    features = read_dataset(path, key, ndim=2, kinds="f", shape_said="(pictures, features)")
    for start in range(0, len(features), _ROWS_PER_LOOK):
        finite = np.isfinite(features[start : start + _ROWS_PER_LOOK])
        if not finite.all():
            row, column = np.argwhere(~finite)[0]
            found = f"{features[start + row, column]} at [{start + row}, {column}]"
            raise DataError.about(path, key, expected="finite numbers", found=found)
    return features


def read_urls(path: Path, num_pictures: int) -> Shaped[np.ndarray, " P"]:
    """
    Read the addresses of one split's pictures.

    Parameters
    ----------
    path : pathlib.Path
        A text file, one address a line.
    num_pictures : int
        How many there should be.

    Returns
    -------
    Shaped[np.ndarray, " P"]
        The addresses as strings, as they stand in the file.

    Raises
    ------
    DataError
        If the file is missing, is not text, or has another number of lines.
    """
    require_file(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except ValueError as error:
        raise DataError.about(path, expected="text in UTF-8", found=str(error)) from error
    urls = [line.strip() for line in lines]
    if len(urls) != num_pictures:
        expected = f"one line for each of the {num_pictures} pictures"
        raise DataError.about(path, expected=expected, found=f"{len(urls)} lines")
    return np.asarray(urls)


def _check_indices(
    path: Path, key: str, indices: Integer[np.ndarray, "..."], limit: int, of: str
) -> None:
    """Check that every index lies in 0..limit-1."""
    outside = (indices < 0) | (indices >= limit)
    if outside.any():
        place = tuple(int(i) for i in np.argwhere(outside)[0])
        expected = f"indices from 0 to {limit - 1}, inside {of} of {limit}"
        found = f"{indices[place]} at {list(place)}"
        raise DataError.about(path, key, expected=expected, found=found)


def _entry(path: Path, content: object, key: str, kind: type) -> Any:  # noqa: ANN401
    """One entry of a JSON object, of the wanted kind and not empty."""
    if not isinstance(content, dict):
        raise DataError.about(path, expected="a JSON object", found=f"{content!r:.60}")
    if key not in content:
        found = f"the entries {listed(content)}"
        raise DataError.about(path, key, expected="an entry of that name", found=found)
    value = content[key]
    if not isinstance(value, kind) or not value:
        expected = f"a {kind.__name__} with at least one word"
        raise DataError.about(path, key, expected=expected, found=f"{value!r:.60}")
    return value
