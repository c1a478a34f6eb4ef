"""Runs with dropout, clipping, means and early stopping do what they say."""

import numpy as np
import pytest

from support.quadratic import Quadratic
from support.regularised import ADAM, assert_same, longer_data, solver, trained
from support.tiny_captions import tiny_data, tiny_model
from unrolled.models import greedy_search
from unrolled.training import CaptioningSolver, corpus_bleu, describe_pictures, sgd
from unrolled.training.averaging import ParameterAverage
from unrolled.training.minibatches import Minibatches
from unrolled.training.validation import mean_loss


def test_a_steps_dropout_follows_from_the_seed_and_the_step():
    run = trained(dropout=0.4, num_epochs=2, seed=5, optim_config={"learning_rate": 0.1})
    model, batches, losses = tiny_model(), Minibatches(tiny_data(), 2, seed=5), []
    for step in range(6):
        rng = np.random.default_rng([5, 2, step])
        loss, grads = model.loss(*batches.at(step), dropout=0.4, seed=rng)
        losses.append(loss)
        for name, dw in grads.items():
            model.params[name], _ = sgd(model.params[name], dw, {"learning_rate": 0.1})
    assert run.loss_history == losses


def test_validation_is_without_dropout():
    run = trained(dropout=0.6, num_epochs=1, val_every=3)
    sizes = {"count": 6, "batch_size": 2, "seed": 0}
    assert run.val_history == [(3, mean_loss(run.model, tiny_data(), "val", **sizes))]


def test_a_model_without_dropout_trains_without_it_and_is_refused_with_it():
    assert trained(Quadratic(w=[1.0]), num_epochs=1).step == 3
    with pytest.raises(TypeError, match=r"that of Quadratic has the arguments features, captions"):
        solver(Quadratic(w=[1.0]), dropout=0.5)


def test_a_students_model_may_take_dropout():
    class Mine(Quadratic):
        asked = ()

        def loss(self, features, captions, **settings):
            self.asked = (*self.asked, settings["dropout"])
            return super().loss(features, captions)

    model = Mine(w=[1.0])
    trained(model, dropout=0.25, num_epochs=1)
    assert model.asked == (0.25,) * 3


def test_no_step_is_longer_than_the_bound_allows():
    # sgd moves by rate times gradient: 2 w = 20 is clipped to 4, until w is below 2.
    model = Quadratic(w=[10.0])
    rate = {"optim_config": {"learning_rate": 0.5}}
    run = trained(model, clip_norm=4.0, num_epochs=2, **rate)
    assert run.norm_history == [20.0, 16.0, 12.0, 8.0, 4.0, 0.0]
    assert model.params["w"][0] == 0
    assert trained(Quadratic(w=[10.0]), num_epochs=1, **rate).norm_history == []


def test_a_cosine_lowers_every_step():
    # w -> w - 2 rate w: the factor of each step shows its rate.
    model = Quadratic(w=[1.0])
    rate = {"optim_config": {"learning_rate": 0.1}}
    run = trained(model, schedule="cosine", num_epochs=2, **rate)
    rates = 0.1 * (1 + np.cos(np.pi * np.arange(6) / 6)) / 2
    assert model.params["w"][0] == pytest.approx(np.prod(1 - 2 * rates), rel=1e-12)
    run.num_epochs = 3
    with pytest.raises(ValueError, match="reached zero after 2 epochs"):
        run.train()


def test_the_mean_is_validated_and_handed_over_but_not_trained():
    plain = trained(num_epochs=4, val_every=6, **ADAM)
    run = trained(num_epochs=4, val_every=6, average=0.7, **ADAM)
    assert run.loss_history == plain.loss_history
    assert run.val_history != plain.val_history
    model = tiny_model()
    average = ParameterAverage(0.7, model.params)

    class Followed(CaptioningSolver):
        def _take_step(self):
            super()._take_step()
            average.update(self.model.params, self.step)

    same = {"batch_size": 2, "num_epochs": 4, "verbose": False}
    Followed(model, tiny_data(), **same, **ADAM).train()
    for name, value in run.model.params.items():
        np.testing.assert_array_equal(value, average.params[name])


def overfitting():
    """A run whose validation loss falls and rises again, for the captions are others'."""
    return solver(num_epochs=60, val_every=3, val_batch=20, patience=3, **ADAM)


def test_a_run_stops_and_keeps_its_best_parameters():
    run = overfitting()
    run.train()
    losses = [loss for _, loss in run.val_history]
    best = int(np.argmin(losses))
    assert len(losses) == best + 1 + 3
    assert run.step == run.val_history[-1][0] < run.num_iterations
    assert run.done
    assert run.early_stopping.stops
    assert (run.early_stopping.step, run.early_stopping.best) == run.val_history[best]
    sizes = {"count": 20, "batch_size": 2, "seed": 0}
    assert mean_loss(run.model, tiny_data(), "val", **sizes) == losses[best]
    before = run.loss_history.copy()
    run.train()  # there is nothing left to do
    assert run.loss_history == before


def test_bleu_can_decide():
    data = longer_data()
    run = solver(data=data, num_epochs=40, val_every=9, patience=3, stop_on="bleu", **ADAM)
    run.train()
    assert [step for step, _ in run.bleu_history] == [step for step, _ in run.val_history]
    best = max(bleu for _, bleu in run.bleu_history)
    assert run.early_stopping.best == best
    found = describe_pictures(run.model, data, "val", decode=greedy_search)
    assert corpus_bleu(found.predictions, found.references)[3] == best > 0.5


def test_patience_validates_once_an_epoch_unless_told_otherwise():
    assert [step for step, _ in trained(patience=9, num_epochs=2).val_history] == [3, 6]


def test_a_run_that_is_interrupted_has_its_best_and_goes_on_with_its_last():
    whole, run = overfitting(), overfitting()
    whole.train()
    ordinary = run.model.loss

    def interrupting(features, captions):
        import signal

        if run.step == whole.step - 2:
            run.model.loss = ordinary
            signal.raise_signal(signal.SIGINT)
        return ordinary(features, captions)

    run.model.loss = interrupting
    with pytest.raises(KeyboardInterrupt):
        run.train()
    for name, value in whole.model.params.items():
        np.testing.assert_array_equal(run.model.params[name], value)
    run.train()
    assert_same(run, whole)


def test_lines_tell_the_best_and_why_it_stopped(capsys):
    run = overfitting()
    run.verbose = True
    run.train()
    lines = capsys.readouterr().out.splitlines()
    marked = [line for line in lines if line.endswith(", the best so far")]
    assert marked[-1].startswith(f"(Iteration {run.early_stopping.step} / 180) validation loss: ")
    assert lines[-1] == (
        f"Stopped: no better validation loss in 3 validations. Of step {run.early_stopping.step}, "
        f"with a validation loss of {run.early_stopping.best:.4f}, are the parameters kept."
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"dropout": 1.0}, "dropout should be a share from 0"),
        ({"clip_norm": 0.0}, "clip_norm should be a finite number above 0; got 0.0"),
        ({"schedule": "linear"}, "schedule should be 'exponential' or 'cosine'; got 'linear'"),
        ({"schedule": "cosine", "lr_decay": 0.9}, "lr_decay should be 1; got 0.9"),
        ({"average": 1.0}, "average should lie between 0 and 1, such as 0.999; got 1.0"),
        ({"patience": 0}, "patience should be at least 1; got 0"),
        ({"stop_on": "beauty"}, "stop_on should be 'loss' or 'bleu'; got 'beauty'"),
    ],
)
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        solver(**settings)


def test_bleu_needs_words():
    with pytest.raises(TypeError, match="Quadratic lacks start, step"):
        solver(Quadratic(w=[1.0]), patience=1, stop_on="bleu")
    data = tiny_data()
    del data["idx_to_word"]
    with pytest.raises(ValueError, match="data should have 'idx_to_word'; it has train_captions"):
        solver(data=data, patience=1, stop_on="bleu")
