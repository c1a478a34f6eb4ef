"""A data set small enough to learn by heart in a second, in the form that every loader returns."""

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from unrolled.models import CaptioningRNN

IDX_TO_WORD = ["<NULL>", "<START>", "<END>", "<UNK>", "a", "red", "blue", "disc", "bar", "two"]
WORD_TO_IDX = {word: index for index, word in enumerate(IDX_TO_WORD)}
TEXTS = ["a red disc", "a blue disc", "a red bar", "a blue bar", "two red disc", "two blue bar"]


def tiny_data(seed: int = 0, width: int = 6) -> dict[str, Any]:
    """Six pictures with a caption each; to validate, the same with one another's captions."""
    captions = np.zeros((len(TEXTS), 6), dtype=np.int32)
    for row, text in zip(captions, TEXTS, strict=True):
        words = ["<START>", *text.split(), "<END>"]
        row[: len(words)] = [WORD_TO_IDX[word] for word in words]
    features = np.random.default_rng(seed).standard_normal((len(TEXTS), width)).astype(np.float32)
    order = np.arange(len(TEXTS), dtype=np.int32)
    return {
        "train_captions": captions,
        "train_image_idxs": order,
        "train_features": features,
        "val_captions": captions[::-1].copy(),
        "val_image_idxs": order.copy(),
        "val_features": features,
        "idx_to_word": IDX_TO_WORD,
        "word_to_idx": WORD_TO_IDX,
    }


def tiny_model(seed: int = 0, dtype: Any = np.float32, hidden_dim: int = 16) -> CaptioningRNN:
    """A model that fits `tiny_data`."""
    return CaptioningRNN(
        WORD_TO_IDX, input_dim=6, wordvec_dim=5, hidden_dim=hidden_dim, dtype=dtype, seed=seed
    )


def write_tiny_folder(folder: Path) -> Path:
    """Write `tiny_data` in the layout of the course's COCO folder."""
    data = tiny_data()
    folder.mkdir(parents=True)
    with h5py.File(folder / "coco2014_captions.h5", "w") as file:
        for split in ("train", "val"):
            for kind in ("captions", "image_idxs"):
                file[f"{split}_{kind}"] = data[f"{split}_{kind}"]
    for split in ("train", "val"):
        with h5py.File(folder / f"{split}2014_vgg16_fc7_pca.h5", "w") as file:
            file["features"] = data[f"{split}_features"]
        lines = "".join(f"{split}{i}.jpg\n" for i in range(len(TEXTS)))
        (folder / f"{split}2014_urls.txt").write_text(lines)
    vocabulary = {"idx_to_word": IDX_TO_WORD, "word_to_idx": WORD_TO_IDX}
    (folder / "coco2014_vocab.json").write_text(json.dumps(vocabulary))
    return folder
