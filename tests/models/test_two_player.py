"""The game xy: its six pairs from a matrix of integers, what steps keep, and what they do not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.models import (
    alternating_invariant,
    alternating_steps,
    simultaneous_steps,
    steps_a_round,
)

RATES = st.floats(0.01, 1.9)
PLACES = st.floats(-3, 3)
PLAYERS = st.sampled_from(["x", "y"])


def test_the_six_pairs_from_one_one():
    # y first: y' = y + x, then x' = x - y' = -y. As one matrix on the column (x, y):
    step = np.array([[0, -1], [1, 1]])
    expected = [np.linalg.matrix_power(step, k) @ [1, 1] for k in range(13)]
    points = alternating_steps(1, 1, rate=1, num_steps=12)
    np.testing.assert_array_equal(points, expected)
    # Its sixth power is the identity, and no lower one: an orbit of six.
    assert [k for k in range(1, 7) if np.all(np.linalg.matrix_power(step, k) == np.eye(2))] == [6]
    assert not np.any(np.all(points == 0, axis=1))


def test_x_may_move_first():
    # x' = x - y, then y' = y + x' = x.
    step = np.array([[1, -1], [1, 0]])
    expected = [np.linalg.matrix_power(step, k) @ [1, 1] for k in range(7)]
    np.testing.assert_array_equal(alternating_steps(1, 1, 1, 6, first="x"), expected)


@settings(max_examples=50, deadline=None)
@given(x=PLACES, y=PLACES, rate=RATES, first=PLAYERS)
def test_alternating_steps_stay_on_their_ellipse(x, y, rate, first):
    points = alternating_steps(x, y, rate, 100, first)
    values = alternating_invariant(points, rate, first)
    np.testing.assert_allclose(values, values[0], rtol=1e-9, atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(rate=RATES)
def test_the_angle_is_that_of_the_steps_matrix(rate):
    step = np.array([alternating_steps(*unit, rate, 1)[1] for unit in np.eye(2)]).T
    assert np.linalg.det(step) == pytest.approx(1)  # areas stay
    angle = np.abs(np.angle(np.linalg.eigvals(step)))
    assert 2 * np.pi / steps_a_round(rate) == pytest.approx(angle[0], rel=1e-6)


@pytest.mark.parametrize(("rate", "period"), [(1.0, 6), (2**0.5, 4), (3**0.5, 3)])
def test_orbits_that_close(rate, period):
    assert steps_a_round(rate) == pytest.approx(period)
    points = alternating_steps(0.3, -1.2, rate, period)
    np.testing.assert_allclose(points[-1], points[0], atol=1e-12)
    assert all(np.abs(point - points[0]).max() > 0.1 for point in points[1:-1])


def test_from_a_step_size_of_two_on_they_leave():
    # At 2, the matrix's only eigenvalue is -1 and it has one direction for it: growth by the step.
    at_two = np.linalg.norm(alternating_steps(1, 1, 2, 200), axis=1)
    assert at_two[200] / at_two[100] == pytest.approx(2, rel=0.02)
    beyond = np.linalg.norm(alternating_steps(1, 1, 2.1, 200), axis=1)
    assert beyond[200] / beyond[100] > 1e10


@settings(max_examples=50, deadline=None)
@given(x=PLACES, y=PLACES, rate=RATES)
def test_simultaneous_steps_grow_by_one_factor(x, y, rate):
    lengths = np.linalg.norm(simultaneous_steps(x, y, rate, 30), axis=1)
    expected = np.hypot(x, y) * np.sqrt(1 + rate**2) ** np.arange(31)
    np.testing.assert_allclose(lengths, expected, rtol=1e-9, atol=1e-12)


def test_another_game_comes_to_rest():
    # f = x^2 - y^2 has a saddle that both players walk into: each is alone.
    def slopes(x, y):
        return 2 * x, -2 * y

    for points in (
        alternating_steps(1, -2, 0.25, 10, gradients=slopes),
        simultaneous_steps(1, -2, 0.25, 10, gradients=slopes),
    ):
        np.testing.assert_array_equal(points[-1], np.array([1, -2]) / 2**10)


def test_the_second_player_sees_the_first_ones_move():
    seen = []

    def watched(x, y):
        seen.append((x, y))
        return y, x

    alternating_steps(1, 1, 1, 1, gradients=watched)
    assert seen == [(1, 1), (1, 2)]


@pytest.mark.usefixtures("own_errors")
def test_refusals():
    with pytest.raises(ValueError, match="alternating_steps: first should be 'x' or 'y', got 'z'"):
        alternating_steps(1, 1, 1, 1, first="z")
    with pytest.raises(ValueError, match="alternating_invariant: first should be"):
        alternating_invariant(np.ones(2), 1, first="z")
    for steps in (alternating_steps, simultaneous_steps):
        with pytest.raises(ValueError, match="num_steps should be 0 or more, got -1"):
            steps(1, 1, 1, -1)
    for rate in (0, 2, -1, np.nan):
        with pytest.raises(ValueError, match="between 0 and 2"):
            steps_a_round(rate)


def test_no_steps_leave_the_start():
    np.testing.assert_array_equal(alternating_steps(1, 2, 1, 0), [[1, 2]])
    np.testing.assert_array_equal(simultaneous_steps(1, 2, 1, 0), [[1, 2]])
