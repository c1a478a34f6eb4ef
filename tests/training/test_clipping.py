"""Clipping by global norm: the direction stays, the length is bounded."""

import numpy as np
import pytest

from unrolled.training.clipping import clip_global_norm, global_norm


def some(scale=1.0, dtype=np.float64):
    rng = np.random.default_rng(0)
    return {
        "w": (scale * rng.standard_normal((4, 3))).astype(dtype),
        "b": (scale * rng.standard_normal(5)).astype(dtype),
        "last": np.asarray(scale * 2.0, dtype=dtype),
    }


def long_vector(grads):
    return np.concatenate([grad.ravel() for grad in grads.values()]).astype(np.float64)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_norm_is_that_of_one_long_vector(dtype):
    grads = some(dtype=dtype)
    expected = np.linalg.norm(long_vector(grads))
    assert global_norm(grads) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("bound", [0.01, 1.0])
def test_long_gradients_keep_their_direction(dtype, bound):
    grads = some(dtype=dtype)
    before = long_vector(grads)
    clipped, norm = clip_global_norm(grads, bound)
    assert norm == pytest.approx(np.linalg.norm(before), rel=1e-6)
    np.testing.assert_allclose(
        long_vector(clipped), before * bound / np.linalg.norm(before), rtol=1e-5
    )
    assert {grad.dtype for grad in clipped.values()} == {np.dtype(dtype)}
    np.testing.assert_array_equal(long_vector(grads), before)


def test_short_gradients_are_left_alone():
    grads = some()
    clipped, _ = clip_global_norm(grads, 1000.0)
    assert all(clipped[name] is grad for name, grad in grads.items())


def test_gradients_whose_squares_overflow_are_clipped_as_well():
    grads = some(1e25, np.float32)
    clipped, norm = clip_global_norm(grads, 1.0)
    assert norm == pytest.approx(np.linalg.norm(long_vector(grads)), rel=1e-6)
    assert global_norm(clipped) == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize("spoilt", [np.nan, np.inf])
def test_what_is_not_finite_is_told_by_the_norm(spoilt):
    grads = some() | {"b": np.array([1.0, spoilt])}
    clipped, norm = clip_global_norm(grads, 1.0)
    assert not np.isfinite(norm)
    np.testing.assert_array_equal(clipped["w"], grads["w"])


@pytest.mark.parametrize("bound", [0.0, -1.0, np.nan, np.inf])
def test_a_bound_that_is_none_is_refused(bound):
    with pytest.raises(ValueError, match="clip_norm should be a finite number above 0; got"):
        clip_global_norm(some(), bound)
