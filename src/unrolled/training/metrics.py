"""Scores of captions, and the captions they are taken of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Integer

from unrolled.data import decode_captions
from unrolled.models import CaptioningRNN, Ensemble
from unrolled.training.caption_pairs import check_pairs
from unrolled.training.check_data import check_split
from unrolled.training.settings import check_count

Decode = Callable[[Any, np.ndarray, int], np.ndarray]
"""A way to caption: of a model, features (N, D) and a length, word indices (N, length)."""


def caption_exact_match(predictions: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """
    Measure how many pictures are captioned exactly right.

    Parameters
    ----------
    predictions : sequence of str
        A caption for each picture.
    references : sequence of sequences of str
        For each picture, all captions that count as right.

    Returns
    -------
    float
        The share of pictures, from 0 to 1, whose caption is one of the right ones, word for word.

    Raises
    ------
    ValueError
        If there is no picture, or there are not as many references as predictions.
    TypeError
        If the references of a picture are a single text.

    Examples
    --------
    >>> caption_exact_match(["a disc", "a bar"], [["a disc", "one disc"], ["two bars"]])
    0.5
    """
    check_pairs(predictions, references)
    right = [caption in known for caption, known in zip(predictions, references, strict=True)]
    return sum(right) / len(right)


class DescribedPictures(NamedTuple):
    """
    Pictures with what a model says of them and what would be right.

    Attributes
    ----------
    pictures : ndarray of int, shape (K,)
        Rows of the split's features.
    predictions : list of str
        The model's caption of each.
    references : list of tuple of str
        All right captions of each.
    """

    pictures: Integer[np.ndarray, " K"]
    predictions: list[str]
    references: list[tuple[str, ...]]


def describe_pictures(
    model: CaptioningRNN | Ensemble,
    data: Mapping[str, Any],
    split: str,
    *,
    decode: Decode | None = None,
    count: int | None = None,
    seed: int = 0,
    batch_size: int = 500,
) -> DescribedPictures:
    """
    Caption the pictures of a split.

    Parameters
    ----------
    model : CaptioningRNN or Ensemble
        The model.
    data : mapping
        What `load_coco_data` or `load_scenes` returns.
    split : str
        The split; of its pictures, those that have a caption.
    decode : callable, optional
        How to caption, ``decode(model, features, max_length) -> captions``: `greedy_search`,
        `beam_search` or `sample_captions`, or one of them with settings put in by
        `functools.partial`. By default the model's own ``sample``.
    count : int, optional
        Take so many of them at most, drawn at random; by default all.
    seed : int
        Where the draw comes from.
    batch_size : int
        Pictures captioned at once.

    Returns
    -------
    DescribedPictures
        The pictures in the order of the features, the model's captions and the right ones.

    Raises
    ------
    ValueError
        If `data` has no such split, or `count` or `batch_size` is less than 1.
    TypeError
        If `count` or `batch_size` is no whole number.
    """
    check_split(data, split)
    check_count("batch_size", batch_size)
    if count is not None:
        check_count("count", count)
    pictures = np.unique(data[f"{split}_image_idxs"])
    if count is not None and count < len(pictures):
        drawn = np.random.default_rng(seed).choice(pictures, size=count, replace=False)
        pictures = np.sort(drawn)
    features, words = data[f"{split}_features"], data["idx_to_word"]
    longest = data[f"{split}_captions"].shape[1]
    predictions: list[str] = []
    for start in range(0, len(pictures), batch_size):
        some = features[pictures[start : start + batch_size]]
        sampled = model.sample(some, longest) if decode is None else decode(model, some, longest)
        predictions += decode_captions(sampled, words, markers=False)
    return DescribedPictures(pictures, predictions, _references(data, split, pictures))


def _references(
    data: Mapping[str, Any], split: str, pictures: Integer[np.ndarray, " K"]
) -> list[tuple[str, ...]]:
    """All right captions of each picture: as the data lists them, or else as it trains on them."""
    listed = data.get(f"{split}_references")
    if listed is not None:
        return [tuple(listed[picture]) for picture in pictures.tolist()]
    found: dict[int, list[str]] = {picture: [] for picture in pictures.tolist()}
    captions, image_idxs = data[f"{split}_captions"], data[f"{split}_image_idxs"]
    for caption, picture in zip(captions, image_idxs.tolist(), strict=True):
        if picture in found:
            text = decode_captions(caption, data["idx_to_word"], markers=False)
            found[picture].append(str(text))
    return [tuple(texts) for texts in found.values()]
