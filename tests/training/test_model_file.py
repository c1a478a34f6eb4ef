"""Saved models come back down to the last bit, and nothing else passes for one."""

from pathlib import Path

import numpy as np
import pytest

from support.tiny_captions import tiny_data, tiny_model
from unrolled.runs.hdf5 import read_tree, write_tree
from unrolled.training import (
    CaptioningSolver,
    CheckpointError,
    load_model,
    load_notes,
    save_model,
)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("standardized", [False, True])
def test_a_model_comes_back_as_it_was(tmp_path, dtype, standardized):
    model, data = tiny_model(dtype=dtype), tiny_data()
    if standardized:
        model.standardize_features(data["train_features"])
    save_model(model, tmp_path / "model.h5")
    again = load_model(str(tmp_path / "model.h5"))
    assert again.config == model.config
    assert list(again.params) == list(model.params)
    for name, value in model.params.items():
        assert again.params[name].dtype == value.dtype
        np.testing.assert_array_equal(again.params[name], value)
    batch = data["train_features"], data["train_captions"]
    assert again.loss(*batch)[0] == model.loss(*batch)[0]
    np.testing.assert_array_equal(again.sample(batch[0]), model.sample(batch[0]))


def test_notes_come_back_and_need_not_be_there(tmp_path):
    notes = {"features": "scenes", "settings": {"dropout": 0.5, "checkpoint": None}}
    save_model(tiny_model(), tmp_path / "model.h5", notes=notes)
    assert load_notes(tmp_path / "model.h5") == notes
    save_model(tiny_model(), tmp_path / "model.h5")
    assert load_notes(tmp_path / "model.h5") == {}
    # As written before there were notes.
    tree = read_tree(tmp_path / "model.h5")
    del tree["notes"]
    write_tree(tmp_path / "model.h5", tree)
    assert load_notes(tmp_path / "model.h5") == {}
    load_model(tmp_path / "model.h5")


def test_a_checkpoint_is_a_model_file_too(tmp_path):
    path, model = tmp_path / "run.h5", tiny_model()
    CaptioningSolver(
        model, tiny_data(), num_epochs=2, batch_size=3, verbose=False, checkpoint=path
    ).train()
    again = load_model(path)
    for name, value in model.params.items():
        np.testing.assert_array_equal(again.params[name], value)


def test_loading_during_a_run_leaves_its_unfinished_file_alone(tmp_path, monkeypatch):
    path, replace = tmp_path / "run.h5", Path.replace

    def load_first(part, target):
        if path.exists():
            load_model(path)
        replace(part, target)

    monkeypatch.setattr(Path, "replace", load_first)
    CaptioningSolver(
        tiny_model(), tiny_data(), num_epochs=2, verbose=False, checkpoint=path, checkpoint_every=1
    ).train()
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_without_a_model_is_refused(tmp_path):
    path = tmp_path / "other.h5"
    write_tree(path, {"something": 1})
    with pytest.raises(CheckpointError, match="should hold a CaptioningRNN, found none"):
        load_model(path)
    write_tree(path, {"model": {"class": "Mine", "params": {"w": np.ones(2)}}})
    with pytest.raises(CheckpointError, match=r"found Mine.* build it yourself"):
        load_model(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cell_type": "gru"}, "describes no model that can be built: unknown cell_type 'gru'"),
        ({"colour": 1}, "describes no model that can be built: .*colour"),
        (
            {"hidden_dim": 7},
            r"W_proj is float32 \(6, 16\) in the file, float32 \(6, 7\) in",
        ),
    ],
)
def test_a_model_that_does_not_fit_itself_is_refused(tmp_path, change, message):
    path, model = tmp_path / "model.h5", tiny_model()
    config = model.config | change
    write_tree(
        path, {"model": {"class": "CaptioningRNN", "params": model.params, "config": config}}
    )
    with pytest.raises(CheckpointError, match=message):
        load_model(path)


def test_a_missing_parameter_is_named(tmp_path):
    path = tmp_path / "model.h5"
    save_model(tiny_model(), path)
    tree = read_tree(path)
    del tree["model"]["params"]["Wh"]
    write_tree(path, tree)
    with pytest.raises(CheckpointError, match="Wh is missing in the file, float32"):
        load_model(path)
