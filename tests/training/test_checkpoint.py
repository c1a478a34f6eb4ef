"""Runs that stop and go on: the same in every bit, or a clear word about what is different."""

import numpy as np
import pytest

from support.tiny_captions import WORD_TO_IDX, tiny_data, tiny_model
from unrolled.models import CaptioningRNN
from unrolled.runs.hdf5 import read_tree, write_tree
from unrolled.training import UPDATE_RULES, CaptioningSolver, CheckpointError, save_model

SETTINGS = {
    "update_rule": "adam",
    "optim_config": {"learning_rate": 0.01},
    "lr_decay": 0.9,
    "batch_size": 2,
    "num_epochs": 4,
    "verbose": False,
    "val_every": 5,
    "val_batch": 4,
}


def solver(path=None, model=None, data=None, **settings):
    return CaptioningSolver(
        model or tiny_model(), data or tiny_data(), checkpoint=path, **(SETTINGS | settings)
    )


class StopError(Exception):
    """Raised by a model to end a run at some step."""


def stop_at(step, training):
    """Let a run end with an error in a step, as a full memory would end it."""
    whole = training.model.loss

    def loss(features, captions):
        if training.step == step:
            raise StopError
        return whole(features, captions)

    training.model.loss = loss
    with pytest.raises(StopError):
        training.train()


def assert_same(one, other):
    assert one.loss_history == other.loss_history
    assert one.val_history == other.val_history
    for name, value in one.model.params.items():
        np.testing.assert_array_equal(value, other.model.params[name])


@pytest.mark.parametrize("rule", sorted(UPDATE_RULES))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_resumed_run_is_the_run_that_never_stopped(tmp_path, rule, dtype):
    settings = {"update_rule": rule, "checkpoint_every": 3}
    whole = solver(model=tiny_model(dtype=dtype), **settings)
    whole.train()
    path = tmp_path / "run.h5"
    for step in (2, 3, 4, 7, 11):  # before the first checkpoint, at one, after one
        stop_at(step, solver(path, tiny_model(dtype=dtype), **settings))
    # Resumed into a model that began elsewhere: all that counts is in the file.
    last = solver(path, tiny_model(seed=99, dtype=dtype), **settings)
    last.train()
    assert last.step == 12
    assert_same(last, whole)


def test_a_finished_run_is_not_trained_again(tmp_path):
    path = tmp_path / "run.h5"
    first = solver(path)
    first.train()
    written = path.read_bytes()
    again = solver(path)
    again.model.loss = lambda *_: pytest.fail("it took another step")
    again.train()
    assert_same(again, first)
    assert path.read_bytes() == written


def test_more_epochs_go_on_as_if_they_had_been_asked_for_at_once(tmp_path):
    whole = solver(num_epochs=6)
    whole.train()
    solver(tmp_path / "run.h5", num_epochs=2).train()
    longer = solver(tmp_path / "run.h5", num_epochs=6)
    longer.train()
    assert_same(longer, whole)


def test_printing_and_saving_may_change(tmp_path, capsys):
    path = tmp_path / "run.h5"
    stop_at(6, solver(path, checkpoint_every=1))
    solver(path, checkpoint_every=7, verbose=True, print_every=3).train()
    assert f"Going on from step 6 in {path}" in capsys.readouterr().out


def test_ctrl_c_leaves_a_checkpoint_of_the_last_step(tmp_path):
    path, whole = tmp_path / "run.h5", solver()
    whole.train()
    interrupted = solver(path)
    ordinary = interrupted.model.loss

    def loss(features, captions):
        if interrupted.step == 6:
            import signal

            signal.raise_signal(signal.SIGINT)
        return ordinary(features, captions)

    interrupted.model.loss = loss
    with pytest.raises(KeyboardInterrupt, match=r"stopped after step 7; .*run\.h5 is up to date"):
        interrupted.train()
    resumed = solver(path)
    resumed._resume()
    assert resumed.step == 7
    resumed.train()
    assert_same(resumed, whole)


def test_a_students_model_can_be_resumed(tmp_path):
    class Mine:
        def __init__(self):
            self.params = {"layer/w": np.array([1.0, 2.0])}

        def loss(self, features, captions):
            w = self.params["layer/w"]
            return float(captions.mean() * (w**2).sum()), {"layer/w": 2 * captions.mean() * w}

    whole, path = solver(model=Mine()), tmp_path / "run.h5"
    whole.train()
    stop_at(5, solver(path, Mine(), checkpoint_every=2))
    last = solver(path, Mine())
    last.train()
    assert_same(last, whole)


def test_a_scaling_of_features_is_resumed(tmp_path):
    def scaled():
        model = tiny_model()
        model.standardize_features(tiny_data()["train_features"] * 5 + 1)
        return model

    whole, path = solver(model=scaled()), tmp_path / "run.h5"
    whole.train()
    stop_at(5, solver(path, scaled(), checkpoint_every=2))
    last = solver(path, scaled())
    last.train()
    assert_same(last, whole)


def bigger_vocabulary():
    words = WORD_TO_IDX | {"green": len(WORD_TO_IDX)}
    return CaptioningRNN(words, input_dim=6, wordvec_dim=5, hidden_dim=16)


def renamed_word():
    words = {("green" if word == "red" else word): i for word, i in WORD_TO_IDX.items()}
    return CaptioningRNN(words, input_dim=6, wordvec_dim=5, hidden_dim=16)


def standardizing():
    model = tiny_model()
    model.standardize_features(tiny_data()["train_features"])
    return model


def other_captions():
    data = tiny_data()
    data["train_captions"][0, 1] = 9
    return data


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"batch_size": 3}, "settings.batch_size: 2 in the checkpoint, 3 now"),
        ({"seed": 1}, "settings.seed: 0 in the checkpoint, 1 now"),
        ({"lr_decay": 1.0}, "settings.lr_decay: 0.9 in the checkpoint, 1.0 now"),
        ({"val_every": None}, "settings.val_every: 5 in the checkpoint, None now"),
        ({"update_rule": "sgd"}, "settings.update_rule: adam in the checkpoint, sgd now"),
        (
            {"optim_config": {"learning_rate": 0.02}},
            "settings.optim_config.learning_rate: 0.01 in the checkpoint, 0.02 now",
        ),
        (
            {"model": tiny_model(hidden_dim=8)},
            "model.params.Wh: float32 (16, 16) in the checkpoint, float32 (8, 8) now",
        ),
        (
            {"model": tiny_model(dtype=np.float64)},
            "model.params.b: float32 (16,) in the checkpoint",
        ),
        ({"model": bigger_vocabulary()}, "model.params.b_vocab: float32 (10,) in the checkpoint"),
        ({"model": renamed_word()}, "model.vocabulary: "),
        ({"model": standardizing()}, "model.scaling: none in the checkpoint, float64 (2, 6) "),
        ({"data": tiny_data(seed=1)}, "data.train_features: float32 (6, 6) "),
        ({"data": other_captions()}, "data.train_captions: int32 (6, 6) "),
    ],
)
def test_resuming_something_else_names_what_differs(tmp_path, change, message):
    path = tmp_path / "run.h5"
    stop_at(4, solver(path, checkpoint_every=2))
    other = solver(path, **change)
    with pytest.raises(CheckpointError, match="belongs to another run") as caught:
        other.train()
    lines = [line.strip() for line in str(caught.value).splitlines()]
    assert any(line.startswith(message) for line in lines), lines
    assert other.step == 0


def test_only_what_differs_is_named(tmp_path):
    path = tmp_path / "run.h5"
    stop_at(4, solver(path, checkpoint_every=2))
    with pytest.raises(CheckpointError) as caught:
        solver(path, seed=1).train()
    assert len(str(caught.value).splitlines()) == 3


def test_fewer_epochs_than_are_done_are_refused(tmp_path):
    solver(tmp_path / "run.h5").train()
    with pytest.raises(CheckpointError, match=r"is at step 12, beyond the 6 steps of this run"):
        solver(tmp_path / "run.h5", num_epochs=2).train()


def test_a_model_file_is_no_checkpoint(tmp_path):
    save_model(tiny_model(), tmp_path / "model.h5")
    with pytest.raises(CheckpointError, match="holds a model but no run"):
        solver(tmp_path / "model.h5").train()


def test_a_checkpoint_that_lacks_a_part_is_refused(tmp_path):
    path = tmp_path / "run.h5"
    stop_at(4, solver(path, checkpoint_every=2))
    tree = read_tree(path)
    del tree["run"]["loss_history"]
    write_tree(path, tree)
    with pytest.raises(CheckpointError, match="its run has no loss_history"):
        solver(path).train()
