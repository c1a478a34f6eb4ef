import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import slow_pictures as slow
from support.layers import normal
from support.pictures import measured_score_gradient, network_of
from unrolled.layers import (
    eval_numerical_gradient,
    small_network,
    style_objective_and_gradients,
)

SHAPES = st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=8, deadline=None)
@given(shape=SHAPES, seed=SEEDS)
def test_scores_equal_the_slow_form(shape, seed):
    (X,) = normal(seed, shape)
    network = network_of(shape)
    np.testing.assert_allclose(network.scores(X), slow.scores(network, X), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("shape", [(2, 2, 3, 3), (1, 1, 1, 1), (1, 4, 1, 2)])
def test_score_gradient_is_the_one_measured(shape):
    (X,) = normal(0, shape)
    network, y = network_of(shape), np.arange(shape[0]) + 1
    expected = measured_score_gradient(network, X, y)
    np.testing.assert_allclose(network.score_gradient(X, y), expected, rtol=1e-6, atol=1e-9)


def test_pictures_do_not_touch_each_other():
    (X,) = normal(1, (3, 5, 4, 3))
    network, y = network_of(X.shape), np.array([3, 0, 3], dtype=np.int8)
    together = network.score_gradient(X, y)
    for n in range(3):
        alone = network.score_gradient(X[n : n + 1], y[n : n + 1])
        np.testing.assert_allclose(together[n : n + 1], alone, rtol=1e-12)


def test_the_gradient_of_the_style_objective_reaches_the_pixels():
    X, other = normal(2, (1, 4, 3, 3), (1, 5, 5, 3))
    network = network_of(X.shape)
    content = network.features(other[:, :4, :3])[1]
    targets = [slow.gram_matrix(f) for f in network.features(other)]

    def objective(x):
        return style_objective_and_gradients(
            network.features(x), 1, 0.3, content, [0, 1], targets, [50, 2.0]
        )

    measured = eval_numerical_gradient(lambda x: objective(x)[0], X, verbose=False)
    got = network.pixel_gradient(X, objective(X)[1])
    np.testing.assert_allclose(got, measured, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_inputs_are_kept(dtype):
    (X,) = normal(3, (2, 4, 5, 3), dtype=dtype)
    before = X.copy()
    network, y = network_of(X.shape, dtype=dtype), np.array([1, 2])
    features = network.features(X)
    gradients = [network.score_gradient(X, y), network.pixel_gradient(X, features)]
    assert [f.shape for f in features] == [(2, 4, 5, 4), (2, 4, 5, 6)]
    assert {a.dtype for a in (*features, network.scores(X), *gradients)} == {np.dtype(dtype)}
    np.testing.assert_array_equal(X, before)


def test_single_precision_next_to_double_gives_double():
    (X,) = normal(4, (1, 2, 2, 3))
    network, y = network_of(X.shape, dtype=np.float32), np.array([1])
    wide = dataclasses.replace(
        network,
        kernels=tuple(k.astype(np.float64) for k in network.kernels),
        w=network.w.astype(np.float64),
    )
    gradient = network.score_gradient(X, y)
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, wide.score_gradient(X, y), rtol=1e-12)


def test_a_network_of_one_convolution_and_one_class():
    network = small_network(5, filters=(3,), classes=1, dtype=np.float64)
    (X,) = normal(5, (2, 2, 2, 3))
    y = np.zeros(2, dtype=int)
    measured = measured_score_gradient(network, X, y)
    np.testing.assert_allclose(network.score_gradient(X, y), measured, rtol=1e-6, atol=1e-9)


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    (X,) = normal(6, (2, 3, 4, 3))
    network = network_of(X.shape)
    y = np.array([0, 1])
    for wrong in (-1, 4):
        with pytest.raises(IndexError, match=rf"y should hold .* K = 4, got {wrong} at y\[1\]"):
            network.score_gradient(X, np.array([0, wrong]))
    with pytest.raises(ValueError, match=r"y should have shape \(N,\) = \(2,\), got \(1,\)"):
        network.score_gradient(X, y[:1])
    with pytest.raises(TypeError, match="y should hold integers"):
        network.score_gradient(X, y.astype(float))
    with pytest.raises(ValueError, match=r"x should have shape \(N, H, W, C\) = .* 3\), got"):
        network.scores(X[..., :2])
    with pytest.raises(TypeError, match="x should hold floats"):
        network.scores(X.astype(np.uint8))
    features = network.features(X)
    with pytest.raises(ValueError, match=r"dfeats should hold 2 gradients, .* got 1"):
        network.pixel_gradient(X, features[:1])
    with pytest.raises(ValueError, match=r"dfeats\[0\] should have shape \(N, H, W, F\)"):
        network.pixel_gradient(X, features[::-1])
