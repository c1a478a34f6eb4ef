"""A data set small enough to learn by heart in a second, in the form that every loader returns."""

from typing import Any

import numpy as np

from unrolled.models import CaptioningRNN

IDX_TO_WORD = ["<NULL>", "<START>", "<END>", "<UNK>", "a", "red", "blue", "disc", "bar", "two"]
WORD_TO_IDX = {word: index for index, word in enumerate(IDX_TO_WORD)}
TEXTS = ["a red disc", "a blue disc", "a red bar", "a blue bar", "two red disc", "two blue bar"]


def tiny_data(seed: int = 0, width: int = 6) -> dict[str, Any]:
    """Six pictures with a caption each to train on, the same pictures backwards to validate."""
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
        "val_image_idxs": order[::-1].copy(),
        "val_features": features,
        "idx_to_word": IDX_TO_WORD,
        "word_to_idx": WORD_TO_IDX,
    }


def tiny_model(seed: int = 0, dtype: Any = np.float32, hidden_dim: int = 16) -> CaptioningRNN:
    """A model that fits `tiny_data`."""
    return CaptioningRNN(
        WORD_TO_IDX, input_dim=6, wordvec_dim=5, hidden_dim=hidden_dim, dtype=dtype, seed=seed
    )
