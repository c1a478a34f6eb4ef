import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import slow_pictures as slow
from support.layers import normal
from support.pictures import check_content_values, check_tv_values
from unrolled.layers import (
    content_loss_and_gradient,
    eval_numerical_gradient,
    tv_loss_and_gradient,
)

SHAPES = st.tuples(st.just(1), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))
SEEDS = st.integers(0, 2**32 - 1)
WEIGHTS = st.sampled_from([0, 1, 0.05, 3e-2, np.float32(0.5), np.float64(2.0)])
DTYPES = pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-12)])


def test_content_values():
    check_content_values(lambda *args: content_loss_and_gradient(*args)[0])


def test_tv_values():
    check_tv_values(lambda *args: tv_loss_and_gradient(*args)[0])


@DTYPES
@settings(max_examples=20, deadline=None)
@given(shape=SHAPES, seed=SEEDS, weight=WEIGHTS)
def test_values_and_dtypes(dtype, tolerance, shape, seed, weight):
    a, b = normal(seed, shape, shape, dtype=dtype)
    originals = a.copy(), b.copy()
    for (loss, gradient), expected in [
        (content_loss_and_gradient(weight, a, b), slow.content_loss(weight, a, b)),
        (tv_loss_and_gradient(a, weight), slow.tv_loss(a, weight)),
    ]:
        assert type(loss) is float
        assert gradient.dtype == dtype
        assert gradient.shape == shape
        np.testing.assert_allclose(loss, expected, rtol=tolerance, atol=1e-12)
    np.testing.assert_array_equal((a, b), originals)


@settings(max_examples=20, deadline=None)
@given(shape=SHAPES, seed=SEEDS, weight=WEIGHTS)
def test_gradients_are_those_measured(shape, seed, weight):
    a, b = normal(seed, shape, shape)
    for function in (
        lambda x: content_loss_and_gradient(weight, x, b),
        lambda x: tv_loss_and_gradient(x, weight),
    ):
        measured = eval_numerical_gradient(lambda x, f=function: f(x)[0], a, verbose=False)
        np.testing.assert_allclose(function(a)[1], measured, rtol=1e-7, atol=1e-8)


@settings(max_examples=20, deadline=None)
@given(shape=SHAPES, seed=SEEDS)
def test_what_total_variation_does_not_see(shape, seed):
    """A brighter picture, a mirrored one, one on its side; and a flat one has none at all."""
    (x,) = normal(seed, shape)
    loss, gradient = tv_loss_and_gradient(x, 1)
    for change in (lambda a: a[:, ::-1], lambda a: a[:, :, ::-1], lambda a: a.swapaxes(1, 2)):
        changed_loss, changed_gradient = tv_loss_and_gradient(change(x), 1)
        np.testing.assert_allclose(changed_loss, loss, rtol=1e-12)
        np.testing.assert_allclose(changed_gradient, change(gradient), atol=1e-12)
    np.testing.assert_allclose(tv_loss_and_gradient(x + 100, 1)[0], loss, rtol=1e-9, atol=1e-9)
    flat_loss, flat_gradient = tv_loss_and_gradient(np.full(shape, 0.3), 1)
    assert flat_loss == 0
    assert not flat_gradient.any()


def test_total_variation_in_one_direction_only():
    column = np.array([1.0, 4.0, 2.0]).reshape(1, 3, 1, 1)
    loss, gradient = tv_loss_and_gradient(column, 2)
    assert loss == 2 * (9 + 4)
    np.testing.assert_array_equal(gradient.ravel(), [-12, 20, -8])
    assert tv_loss_and_gradient(column.reshape(1, 1, 3, 1), 2)[0] == loss
    assert tv_loss_and_gradient(column[:, :1], 2)[0] == 0


def test_of_several_pictures_the_variations_add_up():
    (x,) = normal(0, (3, 4, 5, 2))
    loss, gradient = tv_loss_and_gradient(x, 0.5)
    alone = [tv_loss_and_gradient(x[n : n + 1], 0.5) for n in range(3)]
    np.testing.assert_allclose(loss, sum(value for value, _ in alone), rtol=1e-12)
    np.testing.assert_array_equal(gradient, np.concatenate([g for _, g in alone]))


def test_equal_features_cost_nothing():
    (x,) = normal(1, (1, 2, 3, 4))
    loss, gradient = content_loss_and_gradient(7, x, x.copy())
    assert loss == 0
    assert not gradient.any()


def test_many_small_differences_do_not_get_lost_in_single_precision():
    x = np.zeros((1, 512, 512, 4), dtype=np.float32)
    x[0, 0, 0, 0] = 1e4
    x[0, 1:] = 1.0
    count = 511 * 512 * 4
    loss, _ = content_loss_and_gradient(1, x, np.zeros_like(x))
    np.testing.assert_allclose(loss, 1e8 + count, rtol=1e-9)


def test_nan_is_not_hidden():
    x = np.zeros((1, 3, 3, 1))
    x[0, 1, 1, 0] = np.nan
    assert np.isnan(tv_loss_and_gradient(x, 1)[0])
    assert np.isnan(content_loss_and_gradient(1, x, np.zeros_like(x))[0])


def test_strided_and_read_only_arrays():
    wide = normal(2, (1, 8, 6, 4))[0]
    view = wide[:, ::2, ::-1, 1:]
    view.flags.writeable = False
    expected = tv_loss_and_gradient(np.ascontiguousarray(view), 1)
    np.testing.assert_allclose(tv_loss_and_gradient(view, 1)[0], expected[0], rtol=1e-12)
    np.testing.assert_array_equal(tv_loss_and_gradient(view, 1)[1], expected[1])


@pytest.mark.parametrize("weight", [-1, -1e-9, np.nan, np.inf, "much", None, np.zeros(2)])
@pytest.mark.usefixtures("own_errors")
def test_a_weight_without_meaning_is_named(weight):
    x = np.zeros((1, 2, 2, 1))
    with pytest.raises(ValueError, match="tv_weight should be a finite number of at least 0, got"):
        tv_loss_and_gradient(x, weight)
    with pytest.raises(ValueError, match="content_weight should be a finite number of at least 0"):
        content_loss_and_gradient(weight, x, x)


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    x = np.zeros((1, 2, 3, 4))
    with pytest.raises(ValueError, match=r"same shape, got \(1, 2, 3, 4\) and \(1, 3, 2, 4\)"):
        content_loss_and_gradient(1, x, x.swapaxes(1, 2))
    with pytest.raises(ValueError, match="same shape"):  # these would broadcast
        content_loss_and_gradient(1, x, x[:, :1])
    with pytest.raises(TypeError, match="content_original should hold floats"):
        content_loss_and_gradient(1, x, x.astype(np.uint8))
    with pytest.raises(TypeError, match="content_current should be a NumPy array"):
        content_loss_and_gradient(1, x.tolist(), x)
    with pytest.raises(ValueError, match=r"img should have shape \(N, H, W, C\), got \(2, 3, 4\)"):
        tv_loss_and_gradient(x[0], 1)
    with pytest.raises(TypeError, match=r"img should hold floats .* got uint8"):
        tv_loss_and_gradient(x.astype(np.uint8), 1)
