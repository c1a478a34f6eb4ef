"""Runs on the tiny captions with the settings that regularise."""

import numpy as np

from support.tiny_captions import WORD_TO_IDX, tiny_data, tiny_model
from unrolled.training import CaptioningSolver

ADAM = {"update_rule": "adam", "optim_config": {"learning_rate": 0.02}}
ALL = {
    **ADAM,
    "dropout": 0.3,
    "clip_norm": 1.0,
    "schedule": "cosine",
    "average": 0.8,
    "patience": 4,
    "stop_on": "bleu",
    "val_every": 5,
}


def longer_data():
    """Captions of four words, for with fewer BLEU-4 is always zero; the same to validate."""
    data = tiny_data()
    data["train_captions"][:, 4:] = [WORD_TO_IDX["two"], WORD_TO_IDX["<END>"]]
    data |= {key.replace("train", "val"): data[key] for key in list(data) if "train" in key}
    return data


def solver(model=None, data=None, **settings):
    quiet = {"verbose": False, "batch_size": 2, "num_epochs": 8, "val_batch": 6}
    return CaptioningSolver(model or tiny_model(), data or tiny_data(), **(quiet | settings))


def trained(model=None, data=None, **settings):
    run = solver(model, data, **settings)
    run.train()
    return run


def assert_same(one, other):
    for name in ("loss_history", "val_history", "bleu_history", "norm_history", "step"):
        assert getattr(one, name) == getattr(other, name)
    for name, value in one.model.params.items():
        np.testing.assert_array_equal(value, other.model.params[name])
