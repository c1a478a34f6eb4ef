"""Runs with everything that regularises: cut anywhere, they end the same in every bit."""

import numpy as np
import pytest

from support.regularised import ADAM, ALL, assert_same, longer_data, solver, trained
from support.tiny_captions import tiny_model
from unrolled.runs.hdf5 import read_tree, write_tree
from unrolled.training import CheckpointError, load_model


class StopError(Exception):
    pass


def cut(run, step):
    """Let a run end with an error in a step, as a killed one would."""
    whole = run.model.loss

    def loss(*batch, **settings):
        if run.step == step:
            raise StopError
        return whole(*batch, **settings)

    run.model.loss = loss
    with pytest.raises(StopError):
        run.train()


@pytest.mark.parametrize("without", [None, "patience", "average", "dropout"])
def test_a_run_with_everything_goes_on_as_if_nothing_had_happened(tmp_path, without):
    settings = {name: value for name, value in ALL.items() if name != without}
    whole, path = trained(data=longer_data(), **settings), tmp_path / "run.h5"
    assert whole.step > 15
    assert max(bleu for _, bleu in whole.bleu_history) > 0.1
    for step in (2, 5, 6, 9, 14):
        cut(solver(data=longer_data(), checkpoint=path, checkpoint_every=2, **settings), step)
    last = trained(tiny_model(seed=99), longer_data(), checkpoint=path, **settings)
    assert_same(last, whole)
    loaded = load_model(path)
    for name, value in whole.model.params.items():
        np.testing.assert_array_equal(loaded.params[name], value)
    again = trained(tiny_model(seed=98), longer_data(), checkpoint=path, **settings)
    assert_same(again, whole)


def test_more_epochs_train_on_with_the_last_parameters_not_the_best(tmp_path):
    settings = {**ADAM, "average": 0.8, "patience": 50, "val_every": 4}
    whole = trained(num_epochs=9, **settings)
    trained(num_epochs=3, checkpoint=tmp_path / "run.h5", **settings)
    longer = trained(num_epochs=9, checkpoint=tmp_path / "run.h5", **settings)
    assert_same(longer, whole)
    at_once = trained(num_epochs=3, **settings)
    at_once.num_epochs = 9
    at_once.train()
    assert_same(at_once, whole)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dropout": 0.4}, "settings.dropout: 0.3 in the checkpoint, 0.4 now"),
        ({"clip_norm": None}, "settings.clip_norm: 1.0 in the checkpoint, None now"),
        ({"patience": 5}, "settings.patience: 4 in the checkpoint, 5 now"),
        ({"stop_on": "loss"}, "settings.stop_on: bleu in the checkpoint, loss now"),
        ({"average": 0.9}, "settings.average: 0.8 in the checkpoint, 0.9 now"),
        ({"schedule": "exponential"}, "settings.schedule: cosine in the checkpoint, exponential"),
        ({"num_epochs": 9}, "settings.num_epochs: 8 in the checkpoint, 9 now"),
    ],
)
def test_other_settings_are_another_run(tmp_path, change, message):
    path = tmp_path / "run.h5"
    cut(solver(checkpoint=path, checkpoint_every=2, **ALL), 3)
    with pytest.raises(CheckpointError, match=message):
        trained(checkpoint=path, **(ALL | change))


def with_references(word):
    return longer_data() | {"val_references": [(f"two {word}",)] * 6}


def test_references_that_decide_belong_to_the_run(tmp_path):
    path = tmp_path / "run.h5"
    cut(solver(data=with_references("bar"), checkpoint=path, checkpoint_every=2, **ALL), 3)
    with pytest.raises(CheckpointError, match=r"data\.val_references: \w+ in .*, \w+ now"):
        trained(data=with_references("disc"), checkpoint=path, **ALL)
    with pytest.raises(CheckpointError, match=r"data\.val_references: \w+ in .*, nothing now"):
        trained(data=longer_data(), checkpoint=path, **ALL)
    trained(data=with_references("bar"), checkpoint=path, **ALL)


def test_references_that_decide_nothing_may_change(tmp_path):
    path, settings = tmp_path / "run.h5", ALL | {"stop_on": "loss"}
    cut(solver(data=with_references("bar"), checkpoint=path, checkpoint_every=2, **settings), 3)
    trained(data=with_references("disc"), checkpoint=path, **settings)


def test_a_checkpoint_of_an_earlier_release_is_told_from_a_damaged_one(tmp_path):
    path = tmp_path / "run.h5"
    cut(solver(checkpoint=path, checkpoint_every=2), 3)
    tree = read_tree(path)
    for name in ("dropout", "clip_norm", "schedule", "average", "patience", "stop_on", "origin"):
        del tree["run"]["identity"]["settings"][name]
    for name in ("norm_history", "val_bleus", "best"):
        del tree["run"][name]
    write_tree(path, tree)
    with pytest.raises(CheckpointError, match=r"earlier unrolled, whose runs had no dropout, clip"):
        trained(checkpoint=path)
    assert load_model(path).params.keys() == tiny_model().params.keys()


def test_a_run_that_began_elsewhere_is_another_run(tmp_path):
    path = tmp_path / "run.h5"
    cut(solver(checkpoint=path, checkpoint_every=2, origin="model A"), 3)
    for origin, said in (("model B", "model B"), (None, "None")):
        with pytest.raises(CheckpointError, match=f"origin: model A in the checkpoint, {said} now"):
            trained(checkpoint=path, origin=origin)
    assert_same(trained(checkpoint=path, origin="model A"), trained())


@pytest.mark.usefixtures("own_errors")
def test_an_origin_that_is_no_text_is_refused():
    with pytest.raises(TypeError, match="origin should be a text or None; got 3"):
        solver(origin=3)
