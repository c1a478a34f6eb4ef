import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import slow
from support.layers import (
    check_softmax_gradient,
    check_softmax_of_huge_scores,
    check_softmax_values,
    normal,
)
from unrolled.layers import eval_numerical_gradient, losses, temporal_softmax_loss

SIZES = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 6))
SEEDS = st.integers(0, 2**32 - 1)
KEEP = st.sampled_from([0.0, 0.1, 0.5, 1.0])


def draw(sizes, keep, seed, dtype=np.float64):
    N, T, V = sizes
    rng = np.random.default_rng(seed)
    x = (3 * rng.standard_normal((N, T, V))).astype(dtype)
    return x, rng.integers(V, size=(N, T)), rng.random((N, T)) < keep


def test_losses_of_the_course():
    check_softmax_values(temporal_softmax_loss)


def test_gradient_of_the_course():
    check_softmax_gradient(temporal_softmax_loss)


def test_a_case_that_can_be_worked_out():
    # Probabilities 1/4 and 3/4 at the first step, 1/2 and 1/2 at the second; a batch of one.
    x = np.log(np.array([[[1.0, 3.0], [1.0, 1.0]]]))
    loss, dx = temporal_softmax_loss(x, np.array([[0, 1]]), np.array([[True, True]]))
    np.testing.assert_allclose(loss, math.log(4) + math.log(2), rtol=1e-14)
    np.testing.assert_allclose(dx, [[[-0.75, 0.75], [0.5, -0.5]]], rtol=1e-14)


def test_huge_scores_do_not_overflow():
    check_softmax_of_huge_scores(temporal_softmax_loss)


@settings(max_examples=25, deadline=None)
@given(sizes=SIZES, keep=KEEP, seed=SEEDS)
def test_gradient_is_the_one_measured(sizes, keep, seed):
    x, y, mask = draw(sizes, keep, seed)
    _, dx = temporal_softmax_loss(x, y, mask)
    measured = eval_numerical_gradient(
        lambda x: temporal_softmax_loss(x, y, mask)[0], x, verbose=False
    )
    np.testing.assert_allclose(dx, measured, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("block_bytes", [1, 100, 512 * 1024])
@settings(max_examples=15, deadline=None)
@given(sizes=SIZES, keep=KEEP, seed=SEEDS)
def test_fast_form_equals_slow_form(dtype, block_bytes, sizes, keep, seed):
    x, y, mask = draw(sizes, keep, seed, dtype)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(losses, "_BLOCK_BYTES", block_bytes)
        loss, dx = temporal_softmax_loss(x, y, mask)
    slow_loss, slow_dx = slow.temporal_softmax_loss(x, y, mask)
    tolerance = 1e-5 if dtype == np.float32 else 1e-13
    assert dx.dtype == slow_dx.dtype == dtype
    np.testing.assert_allclose(loss, slow_loss, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(dx, slow_dx, rtol=0, atol=tolerance)


def test_more_rows_than_a_block_holds():
    x, y, mask = draw((40, 30, 1000), 0.7, 0, np.float32)
    assert mask.sum() * x[0, 0].nbytes > 2 * losses._BLOCK_BYTES
    for keep in (mask, np.ones_like(mask)):
        loss, dx = temporal_softmax_loss(x, y, keep)
        slow_loss, slow_dx = slow.temporal_softmax_loss(x, y, keep)
        np.testing.assert_allclose(loss, slow_loss, rtol=1e-5)
        np.testing.assert_allclose(dx, slow_dx, rtol=0, atol=1e-7)


@settings(max_examples=10, deadline=None)
@given(sizes=SIZES, keep=KEEP, seed=SEEDS)
def test_layout_does_not_matter_and_inputs_stay(sizes, keep, seed):
    x, y, mask = draw(sizes, keep, seed)
    expected = temporal_softmax_loss(x, y, mask)
    wide = np.zeros([2 * size for size in x.shape])
    wide[::2, ::2, ::2] = x
    time_first = np.ascontiguousarray(x.transpose(1, 0, 2)).transpose(1, 0, 2)
    for view in (wide[::2, ::2, ::2], time_first, np.asfortranarray(x)):
        arrays = view, np.asfortranarray(y), np.asfortranarray(mask)
        for array in arrays:
            array.flags.writeable = False
        loss, dx = temporal_softmax_loss(*arrays)
        np.testing.assert_allclose(loss, expected[0], rtol=1e-12)
        np.testing.assert_allclose(dx, expected[1], rtol=1e-12, atol=1e-16)
        np.testing.assert_array_equal(view, x)


def test_when_no_step_counts_there_is_no_loss():
    (x,) = normal(1, (3, 4, 5))
    loss, dx = temporal_softmax_loss(x, np.zeros((3, 4), dtype=int), np.zeros((3, 4), dtype=bool))
    assert loss == 0.0
    np.testing.assert_array_equal(dx, np.zeros((3, 4, 5)))


def test_a_vocabulary_of_one_word_leaves_no_doubt():
    (x,) = normal(2, (3, 4, 1))
    loss, dx = temporal_softmax_loss(x, np.zeros((3, 4), dtype=int), np.ones((3, 4), dtype=bool))
    assert loss == 0.0
    np.testing.assert_array_equal(dx, np.zeros((3, 4, 1)))


def test_sequences_without_steps():
    loss, dx = temporal_softmax_loss(
        np.zeros((3, 0, 5)), np.zeros((3, 0), dtype=int), np.zeros((3, 0), dtype=bool)
    )
    assert loss == 0.0
    assert dx.shape == (3, 0, 5)


def test_what_is_masked_may_be_anything():
    x, y, mask = draw((2, 3, 4), 1.0, 3)
    mask[0, 1] = mask[1, 2] = False
    expected = temporal_softmax_loss(x, y, mask)
    x[0, 1], y[0, 1] = np.nan, -7
    x[1, 2], y[1, 2] = np.inf, 99
    loss, dx = temporal_softmax_loss(x, y, mask)
    assert loss == expected[0]
    np.testing.assert_array_equal(dx, expected[1])


def test_nan_is_not_hidden():
    x, y, mask = draw((2, 3, 4), 1.0, 4)
    x[1, 2, 0] = np.nan
    loss, dx = temporal_softmax_loss(x, y, mask)
    assert math.isnan(loss)
    assert np.isnan(dx).any(axis=2).tolist() == [3 * [False], [False, False, True]]


def test_words_ruled_out_by_a_score_of_minus_infinity():
    x = np.array([[[0.0, -np.inf, 0.0]]])
    loss, dx = temporal_softmax_loss(x, np.array([[2]]), np.array([[True]]))
    np.testing.assert_allclose(loss, math.log(2), rtol=1e-15)
    np.testing.assert_array_equal(dx, [[[0.5, 0.0, -0.5]]])


@pytest.mark.parametrize("dtype", [bool, np.int64, np.float32])
def test_a_mask_of_numbers_does_the_same(dtype):
    x, y, mask = draw((4, 5, 6), 0.5, 5)
    loss, dx = temporal_softmax_loss(x, y, mask.astype(dtype))
    assert loss == temporal_softmax_loss(x, y, mask)[0]
    np.testing.assert_array_equal(dx, temporal_softmax_loss(x, y, mask)[1])


def test_verbose_prints_the_shape_of_the_gradient(capsys):
    x, y, mask = draw((2, 3, 4), 1.0, 6)
    temporal_softmax_loss(x, y, mask)
    assert capsys.readouterr().out == ""
    temporal_softmax_loss(x, y, mask, verbose=True)
    assert "(2, 3, 4)" in capsys.readouterr().out


def test_mistakes_are_named():
    x, y, mask = draw((2, 3, 4), 1.0, 7)
    y[1, 0] = 4
    with pytest.raises(IndexError, match=r"y should hold .* V = 4, got 4 at y\[1, 0\]"):
        temporal_softmax_loss(x, y, mask)
    with pytest.raises(ValueError, match="at least one sequence, got N = 0"):
        temporal_softmax_loss(x[:0], y[:0], mask[:0])
    with pytest.raises(ValueError, match="mask should hold only True and False"):
        temporal_softmax_loss(x, y, 0.5 * mask)
