"""Runs that end with an error leave the model with the best parameters seen, and no others."""

import numpy as np
import pytest

from support.quadratic import Quadratic
from support.regularised import ADAM, solver
from unrolled.training import DivergedError

# sgd on w squared, at this rate: every step makes w larger, until its square overflows.
GROWING = {"optim_config": {"learning_rate": 1e10}, "num_epochs": 100, "val_every": 1}


@pytest.mark.parametrize("average", [None, 0.9])
def test_a_run_that_diverges_leaves_its_best(average):
    model = Quadratic(w=[1.0])
    run = solver(model, patience=1000, average=average, **GROWING)
    with pytest.raises(DivergedError):
        run.train()
    assert run.step > 10
    assert run.early_stopping.step == 1
    np.testing.assert_allclose(model.params["w"], [1 - 2e10], rtol=1e-15)


def test_a_run_that_diverges_leaves_a_mean_only_if_it_is_finite():
    class Spoilt(Quadratic):
        def loss(self, features, captions):
            return 1.0, {"w": np.array([np.inf])}

    model = Spoilt(w=[1.0])
    run = solver(model, average=0.9, num_epochs=1)
    with pytest.raises(DivergedError):
        run.train()
    # Its own last parameters, which are infinite, and not a mean of infinities, which is none.
    assert model.params["w"][0] == -np.inf


def test_a_checkpoint_that_cannot_be_written_leaves_the_best(tmp_path, monkeypatch):
    settings = {"num_epochs": 60, "val_every": 3, "val_batch": 20, "patience": 3, **ADAM}
    whole = solver(**settings)
    whole.train()
    run = solver(checkpoint=tmp_path / "run.h5", checkpoint_every=whole.step, **settings)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("unrolled.training.solver.save_run", full)
    with pytest.raises(OSError, match="No space left"):
        run.train()
    assert run.early_stopping.step < run.step == whole.step
    for name, value in whole.model.params.items():
        np.testing.assert_array_equal(run.model.params[name], value)
