"""Runs that train on the score: their checkpoints are models, and belong to one run only."""

import numpy as np
import pytest

from support.regularised import assert_same
from support.tiny_captions import WORD_TO_IDX, tiny_data
from unrolled.models import CaptioningRNN
from unrolled.training import (
    CaptioningSolver,
    CheckpointError,
    SelfCritical,
    load_model,
    picture_rows,
)


def model(words=WORD_TO_IDX, spread=1.0, seed=0):
    found = CaptioningRNN(words, input_dim=6, wordvec_dim=5, hidden_dim=8, seed=seed)
    if spread:
        found.standardize_features(spread * tiny_data()["train_features"])
    return found


def solver(checkpoint, captioner=None, samples=3, caption_length=6, **settings):
    critic = SelfCritical(captioner or model(), caption_length, samples)
    given = {
        "update_rule": "adam",
        "optim_config": {"learning_rate": 0.02},
        "batch_size": 2,
        "num_epochs": 4,
        "average": 0.8,
        "val_every": 4,
        "val_batch": 6,
        "verbose": False,
    }
    data = picture_rows(tiny_data())
    return CaptioningSolver(critic, data, checkpoint=checkpoint, **(given | settings))


class KilledError(Exception):
    """Ends a run as a kill would."""


def killed_at(step, run):
    """End a run in the middle of a step: what is in its checkpoint is all that remains."""
    whole = run.model.loss

    def loss(*batch, **settings):
        if run.step == step:
            raise KilledError
        return whole(*batch, **settings)

    run.model.loss = loss
    with pytest.raises(KilledError):
        run.train()


def test_a_run_cut_in_the_middle_of_an_epoch_ends_bit_for_bit_the_same(tmp_path):
    whole, path = solver(None), tmp_path / "run.h5"
    whole.train()
    for step in (2, 5, 8):  # three steps an epoch
        killed_at(step, solver(path, checkpoint_every=2))
    last = solver(path, model(seed=99))
    last.train()
    assert_same(last, whole)


def test_its_checkpoint_is_a_model(tmp_path):
    run, path = solver(tmp_path / "run.h5"), tmp_path / "run.h5"
    run.train()
    loaded, trained = load_model(path), run.model.model
    assert loaded.config == trained.config
    for name, value in trained.params.items():
        np.testing.assert_array_equal(loaded.params[name], value)
    for mine, theirs in zip(loaded.scaling, trained.scaling, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    features = tiny_data()["val_features"]
    np.testing.assert_array_equal(loaded.sample(features), trained.sample(features))


def renamed():
    return {("green" if word == "red" else word): i for word, i in WORD_TO_IDX.items()}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"samples": 4}, "model.samples: 3 in the checkpoint, 4 now"),
        ({"caption_length": 3}, "model.caption_length: 6 in the checkpoint, 3 now"),
        ({"captioner": model(renamed())}, "model.vocabulary: "),
        ({"captioner": model(spread=None)}, r"model.scaling: float64 \(2, 6\) .* none now"),
        ({"captioner": model(spread=2.0)}, r"model.scaling: float64 \(2, 6\) "),
    ],
)
def test_another_run_is_not_gone_on_with(tmp_path, change, message):
    path = tmp_path / "run.h5"
    killed_at(3, solver(path, checkpoint_every=2))
    other = solver(path, **change)
    with pytest.raises(CheckpointError, match="belongs to another run:\n  " + message):
        other.train()
    assert other.step == 0
