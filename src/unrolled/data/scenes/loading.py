"""The drawn data set as the loaders hand it out, made in seconds and kept in the cache folder."""

import hashlib
import io
import operator
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32, UInt8

from unrolled.data.atomic import write_atomically
from unrolled.data.captions import CaptionData
from unrolled.data.download import cache_folder
from unrolled.data.scenes.drawing import draw_scene
from unrolled.data.scenes.features import extract_features
from unrolled.data.scenes.grammar import CAPTION_LENGTH, IDX_TO_WORD, Scene, describe
from unrolled.data.scenes.split import SPLITS, scenes_of
from unrolled.data.words import encode_caption

Drawn = dict[str, UInt8[np.ndarray, "P 64 64 3"] | Float32[np.ndarray, "P F"]]
"""What takes time to make: ``{split}_pictures`` and ``{split}_features``."""


def load_scenes(
    seed: int = 0,
    num_train: int = 3000,
    num_val: int = 500,
    num_heldout: int = 500,
    num_novel: int = 500,
    *,
    cache: bool = True,
) -> CaptionData:
    """
    Draw pictures of coloured shapes, with every caption that is right for them.

    The splits differ in what they put together: ``val`` shows in new pictures what ``train``
    shows, ``heldout`` puts known things into combinations that no training picture shows, and
    ``novel`` shows colours and shapes together that no other split does. A caption is right if it
    is one of its picture's references.

    Parameters
    ----------
    seed : int
        Another seed gives other pictures. The same arguments give the same pictures everywhere;
        features may differ in their last digit between versions of NumPy.
    num_train, num_val, num_heldout, num_novel : int
        How many pictures each split has, at least 1.
    cache : bool
        Whether to keep the result in the cache folder, and to take it from there.

    Returns
    -------
    dict
        As from `load_coco_data`: for each ``split`` of ``train``, ``val``, ``heldout`` and
        ``novel``: ``{split}_captions`` (M, 16) int32, ``{split}_image_idxs`` (M,) int32 and
        ``{split}_features`` (P, F) float32; ``idx_to_word`` (a list) and ``word_to_idx`` (a dict).
        And besides: ``{split}_pictures`` (P, 64, 64, 3) uint8, ``{split}_references``, for each
        picture a tuple of all its captions, and ``source``, a sentence on where this comes from.

    Raises
    ------
    ValueError
        If the seed is negative or a split is empty.
    TypeError
        If one of them is no whole number.

    Warns
    -----
    RuntimeWarning
        If the cache folder cannot be written. The data is drawn and returned all the same.

    Examples
    --------
    >>> data = load_scenes(num_train=8, num_val=4, num_heldout=4, num_novel=4, cache=False)
    >>> data["train_pictures"].shape
    (8, 64, 64, 3)
    >>> data["train_references"][1]
    ('a large red triangle', 'there is a large red triangle')
    """
    sizes = dict(zip(SPLITS, (num_train, num_val, num_heldout, num_novel), strict=True))
    _check_whole("seed", seed, at_least=0)
    for split, num in sizes.items():
        _check_whole(f"num_{split}", num, at_least=1)
    scenes = {split: scenes_of(split, num, seed) for split, num in sizes.items()}
    drawn = _cached(seed, scenes) if cache else _draw(seed, scenes)
    word_to_idx = {word: index for index, word in enumerate(IDX_TO_WORD)}
    data: CaptionData = {"idx_to_word": list(IDX_TO_WORD), "word_to_idx": word_to_idx, **drawn}
    for split, shown in scenes.items():
        data |= _captions(split, shown, word_to_idx)
    data["source"] = f"scenes drawn by the package from seed {seed}; nothing was downloaded"
    return data


def _check_whole(name: str, value: Any, *, at_least: int) -> None:  # noqa: ANN401 - to be checked
    try:
        operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number; got {value!r}") from None
    if value < at_least:
        raise ValueError(f"{name} must be at least {at_least}; got {value}")


def _captions(split: str, scenes: list[Scene], word_to_idx: dict[str, int]) -> dict[str, Any]:
    references = [describe(scene) for scene in scenes]
    encoded = [
        encode_caption(caption, word_to_idx, CAPTION_LENGTH)
        for captions in references
        for caption in captions
    ]
    numbers = np.arange(len(scenes), dtype=np.int32)
    return {
        f"{split}_captions": np.stack(encoded),
        f"{split}_image_idxs": np.repeat(numbers, [len(captions) for captions in references]),
        f"{split}_references": references,
    }


def _draw(seed: int, scenes: dict[str, list[Scene]]) -> Drawn:
    drawn: Drawn = {}
    for split, shown in scenes.items():
        key = (seed, SPLITS.index(split))
        pictures = np.stack([draw_scene(scene, *key, i) for i, scene in enumerate(shown)])
        drawn[f"{split}_pictures"] = pictures
        drawn[f"{split}_features"] = extract_features(pictures)
    return drawn


def _cached(seed: int, scenes: dict[str, list[Scene]]) -> Drawn:
    sizes = "-".join(str(len(shown)) for shown in scenes.values())
    path = cache_folder() / f"scenes-{_recipe()}-{seed}-{sizes}.npz"
    names = [f"{split}_{part}" for split in scenes for part in ("pictures", "features")]
    kept = _read(path, names)
    if kept is not None:
        return kept
    drawn = _draw(seed, scenes)
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **drawn)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with content.getbuffer() as view:
            write_atomically(path, view)
    except OSError as error:
        if _read(path, names) is not None:  # another process was faster
            return drawn
        warnings.warn(
            f"the drawn scenes are not kept, and will be drawn anew next time: {error}. Point "
            f"UNROLLED_CACHE at a folder that can be written, or pass cache=False.",
            RuntimeWarning,
            stacklevel=3,
        )
    return drawn


def _read(path: Path, names: list[str]) -> Drawn | None:
    try:
        with path.open("rb") as file, np.load(file) as archive:
            return {name: archive[name] for name in names}
    except Exception:  # whatever the damage (zipfile alone has six errors), it can be made again
        return None


def _recipe() -> str:
    """Name the version of everything that decides how pictures and features come out."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources))
    return digest.hexdigest()[:12]
