"""The training loop: it learns, repeats itself from a seed, and says clearly what is wrong."""

import signal
import threading

import numpy as np
import pytest

from support.quadratic import Quadratic
from support.tiny_captions import TEXTS, tiny_data, tiny_model
from unrolled.data import decode_captions, sample_coco_minibatch
from unrolled.training import UPDATE_RULES, CaptioningSolver, sgd
from unrolled.training.minibatches import Minibatches

QUIET = {"verbose": False, "batch_size": 3}
ADAM = {"update_rule": "adam", "optim_config": {"learning_rate": 0.02}}


def train(model=None, data=None, **settings):
    solver = CaptioningSolver(model or tiny_model(), data or tiny_data(), **(QUIET | settings))
    solver.train()
    return solver


def test_it_learns_the_training_captions_word_for_word():
    data = tiny_data()
    solver = train(data=data, num_epochs=150, lr_decay=0.99, **ADAM)
    assert solver.loss_history[0] > 5
    assert solver.loss_history[-1] < 0.1
    sampled = solver.model.sample(data["train_features"], max_length=6)
    assert decode_captions(sampled, data["idx_to_word"], markers=False) == TEXTS


@pytest.mark.parametrize("name", sorted(UPDATE_RULES))
def test_every_rule_makes_the_loss_fall(name):
    rates = {"sgd": 0.1, "sgd_momentum": 0.02, "rmsprop": 0.005, "adam": 0.02}
    settings = {"update_rule": name, "optim_config": {"learning_rate": rates[name]}}
    solver = train(num_epochs=40, **settings)
    assert np.mean(solver.loss_history[-10:]) < 0.5 * solver.loss_history[0]


def test_steps_are_the_rule_on_seeded_minibatches():
    data, solver = tiny_data(), train(num_epochs=2, seed=5, optim_config={"learning_rate": 0.1})
    model, batches = tiny_model(), Minibatches(data, 3, seed=5)
    losses = []
    for step in range(4):
        loss, grads = model.loss(*batches.at(step))
        losses.append(loss)
        for name, dw in grads.items():
            model.params[name], _ = sgd(model.params[name], dw, {"learning_rate": 0.1})
    assert solver.loss_history == losses
    for name, value in solver.model.params.items():
        np.testing.assert_array_equal(value, model.params[name])


def test_a_seed_repeats_a_run_and_another_seed_does_not():
    first, again, other = (train(num_epochs=3, seed=seed) for seed in (1, 1, 2))
    assert first.loss_history == again.loss_history
    assert first.loss_history != other.loss_history


@pytest.mark.parametrize(("batch_size", "steps"), [(1, 6), (4, 1), (6, 1), (100, 1)])
def test_an_epoch_is_as_many_whole_batches_as_fit_and_at_least_one(batch_size, steps):
    solver = train(num_epochs=2, batch_size=batch_size)
    assert solver.iterations_per_epoch == steps
    assert solver.num_iterations == len(solver.loss_history) == solver.step == 2 * steps
    assert solver.epoch == 2


def test_the_learning_rate_decays_after_each_epoch():
    # Three epochs of two steps on w -> w - 2 rate w: the factor of each step shows its rate.
    model = Quadratic(w=[1.0])
    train(model, num_epochs=3, lr_decay=0.5, optim_config={"learning_rate": 0.1})
    assert model.params["w"][0] == pytest.approx((0.8 * 0.9 * 0.95) ** 2, rel=1e-12)


def test_a_students_own_model_needs_only_params_and_loss():
    model = Quadratic(w=np.ones((2, 3)), b=[5.0])
    solver = train(model, num_epochs=60, optim_config={"learning_rate": 0.1})
    assert solver.loss_history[0] == 31
    assert all(abs(value).max() < 1e-8 for value in model.params.values())


def test_arrays_that_others_hold_do_not_change():
    model, data, config = tiny_model(), tiny_data(), {"learning_rate": 0.02}
    held = dict(model.params)
    copies = {name: value.copy() for name, value in held.items()}
    train(model, data, num_epochs=2, update_rule="adam", optim_config=config)
    for name, value in copies.items():
        np.testing.assert_array_equal(held[name], value)
        assert not np.array_equal(model.params[name], value)
    for key, value in tiny_data().items():
        np.testing.assert_array_equal(data[key], value)
    assert config == {"learning_rate": 0.02}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_parameters_keep_their_dtype(dtype):
    solver = train(tiny_model(dtype=dtype), num_epochs=2, **ADAM)
    assert {value.dtype for value in solver.model.params.values()} == {np.dtype(dtype)}
    assert all(isinstance(loss, float) for loss in solver.loss_history)


def test_validation_measures_the_same_captions_every_time_and_moves_nothing():
    plain = train(num_epochs=4, **ADAM)
    measured = train(num_epochs=4, val_every=3, val_batch=8, **ADAM)
    assert [step for step, _ in measured.val_history] == [3, 6]
    assert plain.val_history == []
    assert measured.loss_history == plain.loss_history
    still = train(
        Quadratic(w=[1.0]), num_epochs=2, optim_config={"learning_rate": 0.0}, val_every=1
    )
    assert still.val_history == [(1, 1.0), (2, 1.0), (3, 1.0), (4, 1.0)]


def test_validation_loss_is_the_mean_over_its_captions():
    data, solver = tiny_data(), train(num_epochs=1, val_every=2, val_batch=7)
    rng = np.random.default_rng([0, 1])
    captions, features, _ = sample_coco_minibatch(data, 7, "val", rng)
    at_once, _ = solver.model.loss(features, captions)
    assert solver.val_history[0][1] == pytest.approx(at_once, rel=1e-5)


def test_training_again_goes_on_only_when_epochs_were_added():
    solver, whole = train(num_epochs=2, **ADAM), train(num_epochs=5, **ADAM)
    solver.train()
    assert solver.step == 4
    solver.num_epochs = 5
    solver.train()
    assert solver.loss_history == whole.loss_history


def test_lines_are_those_of_the_course(capsys):
    train(num_epochs=3, verbose=True, print_every=4, val_every=6)
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "(Iteration 1 / 6) loss",
        "(Iteration 5 / 6) loss",
        "(Iteration 6 / 6) validation loss",
    ]
    assert err == ""  # the bar is for terminals


def test_quiet_means_silent(capsys):
    train(num_epochs=2)
    assert capsys.readouterr() == ("", "")


def test_the_bar_shows_the_running_loss_and_leaves_the_lines_whole(capsys):
    solver = train(num_epochs=10, verbose=True, progress=True)
    out, err = capsys.readouterr()
    assert "20/20" in err
    assert f"loss {np.mean(solver.loss_history[-20:]):.3f}" in err
    assert [line[:10] for line in out.splitlines()] == ["(Iteration", "(Iteration"]


class Interrupting(Quadratic):
    """A model in whose third step somebody presses Ctrl-C, once or twice."""

    presses = 1
    calls = 0

    def loss(self, features, captions):
        self.calls += 1
        if self.calls == 3:
            for _ in range(self.presses):
                signal.raise_signal(signal.SIGINT)
        return super().loss(features, captions)


def test_ctrl_c_finishes_the_step_and_training_can_go_on():
    model = Interrupting(w=[1.0])
    solver = CaptioningSolver(model, tiny_data(), num_epochs=3, **QUIET)
    with pytest.raises(KeyboardInterrupt, match="stopped after step 3"):
        solver.train()
    assert solver.step == len(solver.loss_history) == 3
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    solver.train()
    assert solver.loss_history == train(Quadratic(w=[1.0]), num_epochs=3).loss_history


def test_a_second_ctrl_c_does_not_wait():
    model = Interrupting(w=[1.0])
    model.presses = 2
    solver = CaptioningSolver(model, tiny_data(), num_epochs=3, **QUIET)
    with pytest.raises(KeyboardInterrupt):
        solver.train()
    assert solver.step == 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_thread_can_train():
    solvers = []
    thread = threading.Thread(target=lambda: solvers.append(train(num_epochs=2)))
    thread.start()
    thread.join()
    assert solvers[0].step == 4
