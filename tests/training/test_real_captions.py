"""Fifty captions of real photographs, learnt by heart with the settings of the course."""

import os
from pathlib import Path

import numpy as np
import pytest

from unrolled.data import decode_captions, load_coco_data
from unrolled.models import CaptioningRNN
from unrolled.training import CaptioningSolver

FOLDER = Path(os.environ.get("UNROLLED_DATA", "")) / "coco_captioning"


@pytest.mark.skipif(
    "UNROLLED_DATA" not in os.environ or not FOLDER.is_dir(),
    reason="UNROLLED_DATA names no folder with a coco_captioning in it",
)
@pytest.mark.parametrize(
    ("cell_type", "lr_decay", "below"), [("rnn", 0.95, 0.1), ("lstm", 0.995, 0.5)]
)
def test_fifty_real_captions_are_learnt_word_for_word(cell_type, lr_decay, below):
    data = load_coco_data(FOLDER, max_train=50)
    features = data["train_features"][data["train_image_idxs"]]
    model = CaptioningRNN(
        data["word_to_idx"],
        input_dim=features.shape[1],
        wordvec_dim=256,
        hidden_dim=512,
        cell_type=cell_type,
        seed=0,
    )
    model.standardize_features(features)
    solver = CaptioningSolver(
        model,
        data,
        update_rule="adam",
        optim_config={"learning_rate": 5e-3},
        lr_decay=lr_decay,
        batch_size=25,
        num_epochs=50,
        verbose=False,
    )
    solver.train()
    assert len(solver.loss_history) == 100
    # A new model takes every word for about equally likely: log V nats a word, some 11 a caption.
    words = (data["train_captions"][:, 1:] != 0).sum(axis=1).mean()
    chance = words * np.log(len(data["idx_to_word"]))
    assert solver.loss_history[0] == pytest.approx(chance, rel=0.1)
    assert solver.loss_history[-1] < below
    sampled = model.sample(features, max_length=data["train_captions"].shape[1])
    truth = decode_captions(data["train_captions"], data["idx_to_word"], markers=False)
    assert decode_captions(sampled, data["idx_to_word"], markers=False) == truth
