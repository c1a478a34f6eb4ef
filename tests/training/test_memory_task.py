"""The adding problem: its sequences are what it says, and a net can learn it."""

import numpy as np
import pytest

from unrolled.training.memory_task import RIGHT, draw_sums, train_adding


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("length", [2, 3, 10, 11])
def test_two_steps_are_marked_one_in_each_half(rng, length):
    x, _ = draw_sums(200, length, rng)
    half = length // 2
    numbers, marks = x[:, :, 0], x[:, :, 1]
    assert x.shape == (200, length, 2)
    assert x.dtype == np.float32
    assert set(np.unique(marks)) <= {0, 1}
    np.testing.assert_array_equal(marks[:, :half].sum(axis=1), 1)
    np.testing.assert_array_equal(marks[:, half:].sum(axis=1), 1)
    assert (marks.sum(axis=0) > 0).all()  # every step is marked now and then
    assert numbers.min() >= 0
    assert numbers.max() < 1


def test_the_sum_is_that_of_the_marked_numbers(rng):
    x, sums = draw_sums(50, 7, rng)
    for sequence, total in zip(x, sums, strict=True):
        first, second = sequence[sequence[:, 1] == 1, 0]
        assert total == pytest.approx(first + second)
    assert sums.dtype == np.float32


def test_the_variance_of_the_sums_is_a_sixth(rng):
    _, sums = draw_sums(100_000, 4, rng)
    assert np.mean((sums - 1) ** 2) == pytest.approx(1 / 6, rel=0.02)


def test_a_sequence_needs_a_step_in_each_half(rng):
    with pytest.raises(ValueError, match="at least 2, a step in each half; got 1"):
        draw_sums(3, 1, rng)


@pytest.mark.parametrize(
    ("cell_type", "settings"),
    [("rnn", {}), ("rnn", {"orthogonal": True}), ("lstm", {"time_scale": 4})],
)
def test_a_net_learns_short_sequences(cell_type, settings):
    run = train_adding(cell_type, 3, learning_rate=1e-2, num_steps=300, **settings)
    assert np.mean(run.losses[:5]) > 0.1
    assert run.test_loss < 0.02
    assert run.right > 0.5


def test_training_ends_when_the_problem_is_solved():
    settings = {"learning_rate": 2e-2, "num_steps": 300, "time_scale": 4}
    whole, early = (train_adding("lstm", 3, solved=solved, **settings) for solved in (0.0, 0.02))
    steps = len(early.losses)
    assert len(whole.losses) == 300
    assert 20 <= steps < 300
    np.testing.assert_array_equal(early.losses, whole.losses[:steps])
    assert np.mean(early.losses[-20:]) < 0.02 <= np.mean(early.losses[-21:-1])


def test_whoever_learns_nothing_is_right_by_chance():
    """With a rate of zero what comes out is near zero: only the smallest sums are right."""
    run = train_adding("rnn", 4, learning_rate=0.0, num_steps=1)
    assert len(run.losses) == 1
    assert run.right < 2 * RIGHT


def test_the_same_seed_gives_the_same_run():
    first, again, other = (train_adding("lstm", 4, num_steps=3, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.losses, again.losses)
    assert first.test_loss == again.test_loss
    assert (first.losses != other.losses).any()


def test_a_long_memory_lets_more_of_the_gradient_through():
    """Forget gates near one, at the first step already: the loss falls where it did not."""
    settings = {"hidden_dim": 16, "learning_rate": 2e-2, "num_steps": 120}
    forgetful = train_adding("lstm", 24, **settings)
    lasting = train_adding("lstm", 24, time_scale=24, **settings)
    assert lasting.test_loss < 0.05 < forgetful.test_loss


@pytest.mark.parametrize(
    ("cell_type", "settings", "message"),
    [
        ("gru", {}, "unknown cell_type 'gru'"),
        ("rnn", {"time_scale": 10}, "this cell has none"),
        ("lstm", {"time_scale": 2}, "above 2; got 2"),
    ],
)
def test_settings_that_make_no_sense_are_refused(cell_type, settings, message):
    with pytest.raises(ValueError, match=message):
        train_adding(cell_type, 4, **settings)
