"""Captions with their pictures' features: reading the course's layout, drawing minibatches."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Integer, Shaped

from unrolled.data import coco_files as files
from unrolled.data.coco_folder import default_coco_folder
from unrolled.data.coco_references import read_references
from unrolled.data.errors import DataError, MissingDataError

CaptionData = dict[str, Any]
"""Splits of captions, image indices, features and urls, with one vocabulary."""


def load_coco_data(
    base_dir: str | os.PathLike[str] | None = None,
    max_train: int | None = None,
    pca_features: bool = True,
    *,
    seed: int | np.random.Generator | None = 0,
) -> CaptionData:
    """
    Read captions and features from a folder in the layout of the course's COCO folder.

    Every number is checked before it is handed out: a caption that leaves the vocabulary or points
    at a picture without features is an error here, not a wrong gradient later.

    Parameters
    ----------
    base_dir : str or path, optional
        The folder. Without it, ``coco_captioning`` in the folder that the environment variable
        ``UNROLLED_DATA`` names, or else in the cache folder, where `fetch_coco` puts it.
    max_train : int, optional
        Keep this many training captions, drawn at random with replacement as the course does. The
        training features stay whole, so that the image indices keep their meaning.
    pca_features : bool
        Whether to take the features that PCA brought down to 512 numbers a picture, or all 4096.
    seed : int or numpy.random.Generator, optional
        Where the draw for `max_train` starts; None for another one at each call.

    Returns
    -------
    dict
        For each ``split`` of ``train`` and ``val``: ``{split}_captions`` (M, L) int32,
        ``{split}_image_idxs`` (M,) int32, ``{split}_features`` (P, F) float32 and
        ``{split}_urls`` (P,) strings; and ``idx_to_word`` (a list), ``word_to_idx`` (a dict).
        Where the folder has ``{split}2014_references.json``, also ``{split}_references``, for each
        picture the tuple of all its captions as text, none cut short and no word replaced.

    Raises
    ------
    MissingDataError
        If the folder or one of its files is missing.
    DataError
        If a file is broken or holds something else. The message names file, key, what was expected
        and what was found.
    ValueError
        If `max_train` is less than 1.

    See Also
    --------
    sample_coco_minibatch : Draw captions with their features.
    fetch_coco : Download the course's folder.

    Examples
    --------
    >>> data = load_coco_data("coco_captioning", max_train=50)  # doctest: +SKIP
    >>> data["train_captions"].shape  # doctest: +SKIP
    (50, 17)
    """
    if max_train is not None and max_train < 1:
        raise ValueError(f"max_train must be at least 1, or None for all captions; got {max_train}")
    folder = default_coco_folder() if base_dir is None else Path(base_dir).expanduser()
    if not folder.is_dir():
        raise MissingDataError.about(folder, expected="a folder", found="none")
    idx_to_word, word_to_idx = files.read_vocabulary(folder / files.VOCABULARY_FILE)
    data: CaptionData = {}
    for split in ("train", "val"):
        data |= _read_split(folder, split, len(idx_to_word), pca_features)
    _check_widths(folder, data)
    if max_train is not None:
        rng = np.random.default_rng(seed)
        drawn = rng.integers(len(data["train_captions"]), size=max_train)
        data["train_captions"] = data["train_captions"][drawn]
        data["train_image_idxs"] = data["train_image_idxs"][drawn]
    return data | {"idx_to_word": idx_to_word, "word_to_idx": word_to_idx}


def sample_coco_minibatch(
    data: Mapping[str, Any],
    batch_size: int = 100,
    split: str = "train",
    seed: int | np.random.Generator | None = None,
) -> tuple[Integer[np.ndarray, "B L"], Float[np.ndarray, "B F"], Shaped[np.ndarray, " B"]]:
    """
    Draw captions at random, with replacement, and their pictures' features and addresses.

    Parameters
    ----------
    data : mapping
        What `load_coco_data` or `load_scenes` returns.
    batch_size : int
        How many captions to draw.
    split : str
        Any split that is in `data`: ``"train"``, ``"val"`` and, for scenes, ``"heldout"``.
    seed : int or numpy.random.Generator, optional
        Where the draw starts; None for another one at each call.

    Returns
    -------
    captions : Integer[np.ndarray, "B L"]
        Word indices.
    features : Float[np.ndarray, "B F"]
        The features of each caption's picture.
    urls : Shaped[np.ndarray, " B"]
        Where each caption's picture is; empty strings if the split has no addresses.

    Raises
    ------
    ValueError
        If `data` has no such split, or `batch_size` is less than 1.
    """
    if f"{split}_captions" not in data:
        suffix = "_captions"
        known = sorted(key.removesuffix(suffix) for key in data if key.endswith(suffix))
        raise ValueError(f"split must be one of {known}, the splits of this data; got {split!r}")
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1; got {batch_size}")
    captions = data[f"{split}_captions"]
    drawn = np.random.default_rng(seed).integers(len(captions), size=batch_size)
    image_idxs = data[f"{split}_image_idxs"][drawn]
    urls = data.get(f"{split}_urls")
    drawn_urls = np.full(batch_size, "") if urls is None else np.asarray(urls)[image_idxs]
    return captions[drawn], data[f"{split}_features"][image_idxs], drawn_urls


def _read_split(folder: Path, split: str, vocabulary_size: int, pca_features: bool) -> CaptionData:
    """Everything of one split, under the names of the course."""
    captions_file = folder / files.CAPTIONS_FILE
    captions = files.read_captions(captions_file, split, vocabulary_size)
    pca = "_pca" if pca_features else ""
    features = files.read_features(folder / f"{split}2014_vgg16_fc7{pca}.h5")
    urls = files.read_urls(folder / f"{split}2014_urls.txt", len(features))
    idxs = files.read_image_idxs(captions_file, split, len(captions), len(features))
    found: CaptionData = {
        f"{split}_captions": captions,
        f"{split}_image_idxs": idxs,
        f"{split}_features": features,
        f"{split}_urls": urls,
    }
    references = read_references(folder, split, len(features))
    return found if references is None else found | {f"{split}_references": references}


def _check_widths(folder: Path, data: Mapping[str, np.ndarray]) -> None:
    """Check that a model made for the training features can take the validation features."""
    train, val = data["train_features"], data["val_features"]
    if train.shape[1] != val.shape[1]:
        expected = f"as many numbers a picture as train_features, {train.shape[1]}"
        raise DataError.about(folder, "val_features", expected=expected, found=f"{val.shape[1]}")
