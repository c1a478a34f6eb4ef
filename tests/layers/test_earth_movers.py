"""The Wasserstein distance on a line against SciPy, against planning by hand, and closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import wasserstein_distance

from unrolled.layers import wasserstein_1d, wasserstein_1d_samples

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed, size):
    rng = np.random.default_rng(seed)
    p, q = rng.random((2, size))
    p[rng.random(size) < 0.3] = 0
    p[0] = 1.0
    return np.cumsum(0.1 + rng.random(size)), p / p.sum(), q / q.sum()


def cheapest_plan(positions, p, q):
    """Solve for the plan itself: how much goes from each place to each."""
    size = len(p)
    costs = np.abs(positions[:, None] - positions).ravel()
    leaves = np.kron(np.eye(size), np.ones(size))
    arrives = np.kron(np.ones(size), np.eye(size))
    # One equation follows from the others; left in, rounding makes the system unsolvable.
    equations = np.vstack([leaves, arrives])[:-1]
    return linprog(costs, A_eq=equations, b_eq=np.concatenate([p, q])[:-1]).fun


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, size=st.integers(1, 30))
def test_on_a_grid_it_is_scipys(seed, size):
    positions, p, q = drawn(seed, size)
    expected = wasserstein_distance(positions, positions, p, q)
    assert wasserstein_1d(positions, p, q) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, num_x=st.integers(1, 30), num_y=st.integers(1, 30))
def test_of_samples_it_is_scipys(seed, num_x, num_y):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=num_x), rng.integers(-3, 3, size=num_y).astype(float)
    expected = wasserstein_distance(x, y)
    assert wasserstein_1d_samples(x, y) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_no_plan_is_cheaper(seed):
    positions, p, q = drawn(seed, 6)
    assert wasserstein_1d(positions, p, q) == pytest.approx(cheapest_plan(positions, p, q))


def test_samples_and_their_weights_agree():
    x, y = np.array([2.0, 0.0, 2.0]), np.array([5.0, 1.0])
    positions = np.array([0.0, 1.0, 2.0, 5.0])
    p, q = np.array([1, 0, 2, 0]) / 3, np.array([0, 1, 0, 1]) / 2
    # By hand: 1/3 goes from 0 to 1, 1/6 from 2 to 1, and 1/2 from 2 to 5.
    assert wasserstein_1d(positions, p, q) == pytest.approx(2.0)
    assert wasserstein_1d_samples(x, y) == pytest.approx(2.0)


def test_of_equally_many_samples_it_pairs_the_sorted():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 25))
    pairs = np.mean(np.abs(np.sort(x) - np.sort(y)))
    assert wasserstein_1d_samples(x, y) == pytest.approx(pairs, rel=1e-12)


def test_of_shifted_and_of_stretched_normals_in_closed_form():
    x = np.linspace(-30, 30, 60_001)
    one, shifted, wide = (
        weights / weights.sum()
        for weights in (np.exp(-(((x - m) / s) ** 2) / 2) for m, s in ((0, 1), (3, 1), (0, 2)))
    )
    assert wasserstein_1d(x, one, shifted) == pytest.approx(3, rel=1e-9)
    # Every quantile doubles: its mean distance is that of a standard normal number from zero.
    assert wasserstein_1d(x, one, wide) == pytest.approx(np.sqrt(2 / np.pi), rel=1e-6)


def test_single_precision_is_taken():
    positions, p, q = (array.astype(np.float32) for array in drawn(0, 20))
    exact = wasserstein_1d(*drawn(0, 20))
    assert wasserstein_1d(positions, p, q) == pytest.approx(exact, rel=1e-5)
    ones = np.ones(3, dtype=np.float32)
    assert wasserstein_1d_samples(ones, 4 * ones) == 3.0


@pytest.mark.parametrize("positions", [[1.0, 0.0], [0.0, 0.0], [0.0, np.nan], [0.0, np.inf]])
def test_positions_have_to_grow(positions):
    half = np.array([0.5, 0.5])
    with pytest.raises(ValueError, match="positions should be finite and grow"):
        wasserstein_1d(np.array(positions), half, half)


@pytest.mark.usefixtures("own_errors")
def test_other_things_that_are_no_distribution_on_a_line():
    half, grid = np.array([0.5, 0.5]), np.array([0.0, 1.0])
    with pytest.raises(ValueError, match=r"wasserstein_1d: q should sum to 1, got 2"):
        wasserstein_1d(grid, half, np.ones(2))
    with pytest.raises(ValueError, match=r"shape of p and q, \(2,\), got \(3,\)"):
        wasserstein_1d(np.arange(3.0), half, half)
    with pytest.raises(TypeError, match="positions should hold floats"):
        wasserstein_1d(np.arange(2), half, half)


@pytest.mark.parametrize("x", [[], [[1.0]], [np.nan], [np.inf]])
def test_samples_that_are_none(x):
    with pytest.raises(ValueError, match=r"samples: y should have shape \(N,\)"):
        wasserstein_1d_samples(np.ones(2), np.array(x))
