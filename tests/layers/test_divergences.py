"""Divergences against SciPy, closed forms, and what no distribution may be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy

from unrolled.layers import jensen_shannon, kl_divergence, optimal_discriminator

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed, size, zeros=False):
    rng = np.random.default_rng(seed)
    p, q = rng.random((2, size)) + 1e-3
    if zeros:
        p[rng.random(size) < 0.3] = 0
        q[rng.random(size) < 0.3] = 0
        p[0] = q[-1] = 1.0
    return p / p.sum(), q / q.sum()


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, size=st.integers(1, 40))
def test_kl_is_scipys(seed, size):
    p, q = drawn(seed, size)
    assert kl_divergence(p, q) == pytest.approx(entropy(p, q), rel=1e-10, abs=1e-14)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, size=st.integers(1, 40), zeros=st.booleans())
def test_jensen_shannon_is_scipys_squared(seed, size, zeros):
    p, q = drawn(seed, size, zeros)
    expected = jensenshannon(p, q) ** 2
    assert jensen_shannon(p, q) == pytest.approx(expected, rel=1e-10, abs=1e-14)
    assert jensen_shannon(q, p) == pytest.approx(expected, rel=1e-10, abs=1e-14)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, size=st.integers(1, 40), zeros=st.booleans())
def test_jensen_shannon_is_its_definition(seed, size, zeros):
    p, q = drawn(seed, size, zeros)
    middle = (p + q) / 2
    both = (kl_divergence(p, middle) + kl_divergence(q, middle)) / 2
    assert jensen_shannon(p, q) == pytest.approx(both, rel=1e-10, abs=1e-14)


@pytest.mark.parametrize(("mean", "width"), [(0.5, 1.0), (2.0, 0.7)])
def test_kl_of_shifted_normals_in_closed_form(mean, width):
    x = np.linspace(-12, 12, 4001)
    p, q = (np.exp(-(((x - m) / width) ** 2) / 2) for m in (0, mean))
    kl = kl_divergence(p / p.sum(), q / q.sum())
    assert kl == pytest.approx(mean**2 / (2 * width**2), rel=1e-10)


def test_two_coins_by_hand():
    fair, always = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    assert kl_divergence(always, fair) == pytest.approx(np.log(2), rel=1e-15)
    assert kl_divergence(fair, always) == np.inf
    # The mean coin is (3/4, 1/4).
    by_hand = 0.5 * (0.5 * np.log(2 / 3) + 0.5 * np.log(2)) + 0.5 * np.log(4 / 3)
    assert jensen_shannon(fair, always) == pytest.approx(by_hand, rel=1e-14)


def test_extremes_of_jensen_shannon():
    p, q = np.array([0.2, 0.8, 0.0, 0.0]), np.array([0.0, 0.0, 0.7, 0.3])
    assert jensen_shannon(p, p) == 0
    assert jensen_shannon(p, q) == pytest.approx(np.log(2), rel=1e-15)
    tiny = np.array([np.nextafter(0, 1), 1.0])  # whose half is zero
    assert jensen_shannon(tiny, tiny) == 0
    assert jensen_shannon(tiny, tiny[::-1]) == pytest.approx(np.log(2), rel=1e-15)


def test_probabilities_far_apart_do_not_overflow():
    tiny = np.array([1e-310, 1.0])
    assert kl_divergence(tiny[::-1], tiny) == pytest.approx(310 * np.log(10), rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_no_judge_does_better_than_the_optimal_one(seed):
    p, q = drawn(seed, 12)
    best = optimal_discriminator(p, q)
    others = np.random.default_rng(seed).uniform(0.01, 0.99, size=(20, 12))

    def value(judge):
        return np.sum(p * np.log(judge) + q * np.log(1 - judge), axis=-1)

    assert np.all(value(best) >= value(others))
    assert value(best) == pytest.approx(2 * jensen_shannon(p, q) - np.log(4), rel=1e-10)


def test_optimal_discriminator_by_hand_in_any_shape_and_precision():
    p = np.array([[0.75, 0.0], [2.0, 0.0]], dtype=np.float32)
    q = np.array([[0.25, 1.0], [0.0, 0.0]], dtype=np.float32)
    best = optimal_discriminator(p, q)
    assert best.dtype == np.float32
    np.testing.assert_array_equal(best, [[0.75, 0.0], [1.0, 0.5]])
    large = np.array([1e308, 5e-324])
    np.testing.assert_array_equal(optimal_discriminator(large, large), [0.5, 0.5])


@pytest.mark.parametrize("function", [kl_divergence, jensen_shannon])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_either_precision_is_summed_in_double(function, dtype):
    p, q = (array.astype(dtype) for array in drawn(0, 10_000))
    assert isinstance(function(p, q), float)
    exact = function(*drawn(0, 10_000))
    assert function(p, q) == pytest.approx(exact, rel=1e-5 if dtype == np.float32 else 1e-12)


@pytest.mark.parametrize("function", [kl_divergence, jensen_shannon])
@pytest.mark.parametrize(
    ("p", "says"),
    [
        ([0.5, 0.6], r"p should sum to 1, got 1\.1\. p / p\.sum\(\)"),
        ([1.5, -0.5], r"at least 0, got -0\.5 at p\[1\]"),
        ([0.5, np.nan], r"finite numbers of at least 0, got nan at p\[1\]"),
        ([0.2, 0.3, 0.5], r"same outcomes, got shapes \(3,\) and \(2,\)"),
    ],
)
def test_what_is_no_distribution(function, p, says):
    with pytest.raises(ValueError, match=f"{function.__name__}: .*{says}"):
        function(np.array(p), np.array([0.5, 0.5]))


@pytest.mark.parametrize("function", [kl_divergence, jensen_shannon])
def test_empty_and_tables_are_refused(function):
    for shape in [(0,), (2, 2)]:
        with pytest.raises(ValueError, match=r"should have shape \(K,\)"):
            function(np.full(shape, 0.5), np.full(shape, 0.5))


@pytest.mark.usefixtures("own_errors")
def test_integers_are_refused():
    with pytest.raises(TypeError, match="q should hold floats"):
        kl_divergence(np.array([1.0, 0.0]), np.array([1, 0]))


@pytest.mark.usefixtures("own_errors")
def test_the_optimal_judge_refuses_what_is_no_density():
    with pytest.raises(ValueError, match=r"got -1\.0 at q\[0, 1\]"):
        optimal_discriminator(np.ones((1, 2)), np.array([[1.0, -1.0]]))
    with pytest.raises(ValueError, match=r"shapes \(2,\) and \(3,\)"):
        optimal_discriminator(np.ones(2), np.ones(3))
