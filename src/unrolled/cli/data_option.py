"""What ``--data`` names: drawn scenes, the COCO folder, or a folder like it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from unrolled.data import load_coco_data, load_scenes
from unrolled.data.coco_folder import COCO_FOLDER, coco_candidates
from unrolled.data.errors import DataError, MissingDataError
from unrolled.models import CaptioningRNN


def load_data(source: str, max_train: int | None, seed: int) -> dict[str, Any]:
    """
    Load what ``--data`` names.

    Parameters
    ----------
    source : str
        ``scenes``, ``coco`` or a folder.
    max_train : int, optional
        Keep so many training captions, drawn at random, each at most once.
    seed : int
        Where the draw comes from.

    Returns
    -------
    dict
        The data.

    Raises
    ------
    MissingDataError
        If there is no such data. The message says what else ``--data`` may name.
    """
    if source == "scenes":
        data = load_scenes()
    elif source == "coco":
        _check_coco_is_there()
        data = load_coco_data()
    else:
        folder = Path(source).expanduser()
        if not folder.is_dir():
            expected = "scenes, coco or a folder that exists"
            found = "a file of that name" if folder.exists() else "nothing of that name"
            raise MissingDataError.about(f"--data {source}", expected=expected, found=found)
        data = load_coco_data(_inner(folder))
    if max_train is not None and max_train < len(data["train_captions"]):
        rng = np.random.default_rng(seed)
        kept = rng.choice(len(data["train_captions"]), size=max_train, replace=False)
        for key in ("train_captions", "train_image_idxs"):
            data[key] = data[key][kept]
    return data


def data_place(source: str) -> str:
    """
    Say where the data lie, in the same words however ``--data`` named them.

    Parameters
    ----------
    source : str
        ``scenes``, ``coco`` or a folder, which need not exist.

    Returns
    -------
    str
        ``scenes``, or the whole path of the folder; ``coco`` if there is none.
    """
    if source == "scenes":
        return source
    if source == "coco":
        there = [folder for folder in coco_candidates() if folder.is_dir()]
        return str(there[0].resolve()) if there else source
    return str(_inner(Path(source).expanduser()).resolve())


def _inner(folder: Path) -> Path:
    inner = folder / COCO_FOLDER
    return inner if inner.is_dir() else folder


def _check_coco_is_there() -> None:
    candidates = coco_candidates()
    if not any(folder.is_dir() for folder in candidates):
        raise MissingDataError.about(
            "--data coco",
            expected="coco_captioning in the folder UNROLLED_DATA or in the cache",
            found="none at " + " and ".join(str(folder) for folder in candidates),
            advice="Name the folder with --data DIR, or use --data scenes, which needs no "
            "download.",
        )


def check_fits(
    path: Path, model: CaptioningRNN, data: Mapping[str, Any], split: str, source: str
) -> None:
    """
    Check that a saved model and the data belong together.

    Parameters
    ----------
    path : pathlib.Path
        The model's file, for the message.
    model : CaptioningRNN
        The model.
    data : mapping
        The data.
    split : str
        The split whose features it will be given.
    source : str
        What ``--data`` named, for the message.

    Raises
    ------
    DataError
        If the features have another width, or the vocabulary is another one.
    """
    advice = "Name the data that the model was trained on."
    wanted, width = model.config["input_dim"], data[f"{split}_features"].shape[1]
    if wanted != width:
        expected = f"{wanted} numbers a picture, as {path} was trained on"
        about = {"expected": expected, "found": str(width), "advice": advice}
        raise DataError.about(f"--data {source}", "features", **about)
    if model.word_to_idx != data["word_to_idx"]:
        expected = f"the vocabulary that {path} was trained with"
        about = {"expected": expected, "found": "another one", "advice": advice}
        raise DataError.about(f"--data {source}", "word_to_idx", **about)
