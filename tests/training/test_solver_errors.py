"""What the solver refuses: runs that diverge, settings, data and models that cannot be."""

import numpy as np
import pytest

from support.quadratic import Quadratic
from support.tiny_captions import tiny_data, tiny_model
from unrolled.training import CaptioningSolver, DivergedError


def train(model, **settings):
    CaptioningSolver(model, tiny_data(), verbose=False, batch_size=3, **settings).train()


@pytest.mark.parametrize("start", [1.0, 1e200, np.nan])
def test_a_run_that_diverges_says_where_and_what_to_try(start):
    model = Quadratic(w=[start])
    with pytest.raises(
        DivergedError, match=r"the loss is not .* at step \d+ of 2000.* than 1e\+10"
    ):
        train(model, num_epochs=1000, optim_config={"learning_rate": 1e10})


def test_a_diverged_parameter_is_never_saved(tmp_path):
    class Spoilt(Quadratic):
        def loss(self, features, captions):
            return 1.0, {"w": np.array([np.inf])}

    with pytest.raises(DivergedError, match="w is not a finite number"):
        train(Spoilt(w=[1.0]), num_epochs=1, checkpoint=tmp_path / "run.h5")
    assert list(tmp_path.iterdir()) == []


def test_a_parameter_that_diverges_at_the_last_step_is_noticed_without_a_checkpoint():
    class Spoilt(Quadratic):
        def loss(self, features, captions):
            return 1.0, {"w": np.array([np.inf])}

    with pytest.raises(DivergedError, match="w is not a finite number at step 2 of 2"):
        train(Spoilt(w=[1.0]), num_epochs=1)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"update_rule": "adamw"}, "unknown update_rule 'adamw'; the rules are: 'sgd', 'sgd_mom"),
        ({"optim_config": {"lr": 1}}, "sgd has no setting 'lr'; its settings are: learning_rate"),
        ({"optim_config": {"learning_rate": np.nan}}, "should be a finite number; got nan"),
        ({"optim_config": {"learning_rate": "1e-3"}}, "should be a finite number; got '1e-3'"),
        ({"batch_size": 0}, "batch_size should be at least 1; got 0"),
        ({"num_epochs": 0}, "num_epochs should be at least 1; got 0"),
        ({"print_every": 0}, "print_every should be at least 1; got 0"),
        ({"checkpoint_every": 0}, "checkpoint_every should be at least 1"),
        ({"val_every": 0}, "val_every should be at least 1"),
        ({"val_batch": 0}, "val_batch should be at least 1"),
        ({"seed": -1}, "seed should be at least 0; got -1"),
        ({"lr_decay": 0.0}, "lr_decay should be a finite number above 0; got 0.0"),
        ({"lr_decay": -0.5}, "lr_decay should be a finite number above 0; got -0.5"),
        ({"lr_decay": np.nan}, "lr_decay should be a finite number above 0; got nan"),
        ({"lr_decay": np.inf}, "lr_decay should be a finite number above 0; got inf"),
    ],
)
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        CaptioningSolver(tiny_model(), tiny_data(), **settings)


def spoilt_features(value):
    features = tiny_data()["train_features"].copy()
    features[4, 2] = value
    return features


@pytest.mark.parametrize("split", ["train", "val"])
@pytest.mark.parametrize(
    ("kind", "value", "error", "message"),
    [
        ("image_idxs", np.arange(5), ValueError, r".*each of the 6 captions .*found shape \(5,\)"),
        ("image_idxs", np.arange(6) - 1, ValueError, "hold indices from 0 to 5, .*found -1"),
        ("image_idxs", np.arange(6) + 1, ValueError, "hold indices from 0 to 5, .*found 6"),
        ("image_idxs", np.arange(6.0), TypeError, "hold integers, found float64"),
        ("features", np.ones((6, 6), dtype=np.int64), TypeError, "hold floats, found int64"),
        ("features", spoilt_features(np.nan), ValueError, r"hold finite .*found nan at \(4, 2\)"),
        ("features", spoilt_features(np.inf), ValueError, r"hold finite .*found inf at \(4, 2\)"),
    ],
)
def test_data_that_contradicts_itself_is_named(split, kind, value, error, message):
    key = f"{split}_{kind}"
    with pytest.raises(error, match=rf"data\['{key}'\] should {message}"):
        CaptioningSolver(tiny_model(), tiny_data() | {key: value}, val_every=1)


@pytest.mark.parametrize("key", ["train_captions", "train_features", "val_image_idxs"])
def test_missing_data_is_named(key):
    data = tiny_data()
    del data[key]
    with pytest.raises(ValueError, match=f"data should have '{key}'"):
        CaptioningSolver(tiny_model(), data, val_every=1)


def test_empty_data_is_refused():
    data = tiny_data() | {"train_captions": np.zeros((0, 6), dtype=np.int32)}
    with pytest.raises(ValueError, match=r"data\['train_captions'\] should not be empty"):
        CaptioningSolver(tiny_model(), data)


def test_a_checkpoint_that_could_not_be_written_is_refused_before_training(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no folder .*missing to write run.h5 into"):
        CaptioningSolver(tiny_model(), tiny_data(), checkpoint=tmp_path / "missing" / "run.h5")
    with pytest.raises(IsADirectoryError, match="is a folder"):
        CaptioningSolver(tiny_model(), tiny_data(), checkpoint=tmp_path)


@pytest.mark.parametrize(
    ("result", "error", "message"),
    [
        ((1.0, {"w": np.ones(1)}), ValueError, "a gradient for b as well"),
        ((1.0, {"w": np.ones(1), "b": np.ones(3)}), ValueError, r"b: .*shape \(2,\), found \(3,\)"),
        ((np.ones(2), {}), TypeError, r"one number; got shape \(2,\)"),
        ((None, {}), TypeError, "one number"),
    ],
)
def test_a_students_mistake_is_named(result, error, message):
    model = Quadratic(w=[1.0], b=[1.0, 2.0])
    model.loss = lambda features, captions: result
    with pytest.raises(error, match=message):
        train(model)
