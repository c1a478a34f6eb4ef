"""Dropout: what is kept, how often, and that the gradient goes the same way."""

import numpy as np
import pytest

from unrolled.layers import dropout_backward, dropout_forward, eval_numerical_gradient_array

X = np.random.default_rng(0).standard_normal((4, 5, 6))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.75])
def test_each_number_is_dropped_or_scaled_up(dtype, rate):
    x = np.random.default_rng(1).uniform(1, 2, (300, 400)).astype(dtype)
    out, _ = dropout_forward(x, rate, seed=2)
    assert out.dtype == dtype
    kept = out != 0
    np.testing.assert_allclose(out[kept], (x / (1 - rate))[kept], rtol=1e-6)
    # 120,000 coins: the share strays from the rate by a deviation of at most 0.0015.
    assert 1 - kept.mean() == pytest.approx(rate, abs=0.006)
    assert out.mean() == pytest.approx(x.mean(), rel=0.03)
    # No row or column is favoured.
    assert np.abs(kept.mean(axis=0) - (1 - rate)).max() < 0.15


def test_rate_zero_is_the_identity_and_draws_nothing():
    rng = np.random.default_rng(3)
    out, cache = dropout_forward(X, 0.0, rng)
    assert out is X
    assert dropout_backward(X, cache) is X
    assert rng.random() == np.random.default_rng(3).random()


def test_a_seed_repeats_the_draw_in_either_precision_and_any_layout():
    first, _ = dropout_forward(X, 0.5, seed=4)
    again, _ = dropout_forward(X, 0.5, np.random.default_rng(4))
    np.testing.assert_array_equal(first, again)
    single, _ = dropout_forward(X.astype(np.float32), 0.5, seed=4)
    np.testing.assert_array_equal(single == 0, first == 0)
    turned = np.ascontiguousarray(X.transpose(1, 0, 2)).transpose(1, 0, 2)
    other, _ = dropout_forward(turned, 0.5, seed=4)
    np.testing.assert_array_equal(other, first)
    assert other.strides == turned.strides
    elsewhere, _ = dropout_forward(X, 0.5, seed=5)
    assert not np.array_equal(elsewhere == 0, first == 0)


def test_a_generator_goes_on():
    rng = np.random.default_rng(6)
    (first, _), (second, _) = dropout_forward(X, 0.5, rng), dropout_forward(X, 0.5, rng)
    assert not np.array_equal(first == 0, second == 0)


def test_the_gradient_is_the_one_measured():
    before, dout = X.copy(), np.random.default_rng(7).standard_normal(X.shape)
    _, cache = dropout_forward(X, 0.3, seed=8)
    dx = dropout_backward(dout, cache)
    measured = eval_numerical_gradient_array(
        lambda x: dropout_forward(x, 0.3, seed=8)[0], X, dout, 1e-5
    )
    np.testing.assert_allclose(dx, measured, rtol=1e-8, atol=1e-8)
    assert (dx == 0).any()
    np.testing.assert_array_equal(X, before)


def test_an_empty_array_stays_empty():
    out, cache = dropout_forward(np.zeros((0, 3)), 0.5, seed=0)
    assert out.shape == dropout_backward(out, cache).shape == (0, 3)


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize("rate", [1, 1.0, -0.1, 7, float("nan"), "0.5", None])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(ValueError, match=r"rate should be a share from 0 .* including 1; got "):
        dropout_forward(X, rate)


@pytest.mark.usefixtures("own_errors")
def test_what_is_no_array_of_floats_is_refused():
    with pytest.raises(TypeError, match="dropout_forward: x should hold floats"):
        dropout_forward(X.astype(int), 0.5)
    _, cache = dropout_forward(X, 0.5)
    with pytest.raises(TypeError, match="dropout_backward: dout should be a NumPy array"):
        dropout_backward(X.tolist(), cache)
    with pytest.raises(ValueError, match=r"should have shape \(4, 5, 6\).* got \(4, 5\)"):
        dropout_backward(X[..., 0], cache)
