"""Sequences of different lengths: to its end, each is what the plain layers make of it alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import slow
from support.layers import check_drawn_gradients, normal
from unrolled.layers.packed_lstm import packed_lstm_backward, packed_lstm_forward
from unrolled.layers.packed_rnn import packed_rnn_backward, packed_rnn_forward
from unrolled.layers.packing import Packing

LAYERS = {
    "rnn": (packed_rnn_forward, packed_rnn_backward, 1),
    "lstm": (packed_lstm_forward, packed_lstm_backward, 4),
}
CELLS = pytest.mark.parametrize("cell", sorted(LAYERS))


@st.composite
def different_lengths(draw):
    N, T = draw(st.integers(0, 5)), draw(st.integers(1, 5))
    return np.array(draw(st.lists(st.integers(0, T), min_size=N, max_size=N)), dtype=np.int64), T


def arguments(cell, lengths, T, D=3, H=4, dtype=np.float64, seed=0):
    N, G = len(lengths), LAYERS[cell][2] * H
    shapes = [(N, T, D), (N, H), (D, G), (H, G), (G,), (N, T, H)]
    *args, dh = normal(seed, *shapes, dtype=dtype)
    return args, dh


def one_by_one(cell, args, lengths, dh):
    """Every sequence by itself, cut off at its end, through the slow forms."""
    x, h0, *weights = args
    forward, backward = (getattr(slow, f"{cell}_{way}") for way in ("forward", "backward"))
    h, dx, dh0 = np.zeros_like(dh), np.zeros_like(x), np.zeros_like(h0)
    sums = [np.zeros_like(weight) for weight in weights]
    for n, length in enumerate(lengths):
        if length == 0:
            continue
        one = slice(n, n + 1)
        h[one, :length], caches = forward(x[one, :length], h0[one], *weights)
        dx[one, :length], dh0[one], *each = backward(dh[one, :length], caches)
        sums = [total + gradient for total, gradient in zip(sums, each, strict=True)]
    return h, dx, dh0, *sums


@CELLS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@settings(max_examples=40, deadline=None)
@given(drawn=different_lengths(), seed=st.integers(0, 2**32 - 1))
def test_each_sequence_is_what_it_is_alone(cell, dtype, drawn, seed):
    forward, backward, _ = LAYERS[cell]
    lengths, T = drawn
    args, dh = arguments(cell, lengths, T, dtype=dtype, seed=seed)
    h, cache = forward(*args, lengths)
    tolerance = 1e-4 if dtype == np.float32 else 1e-12
    expected = one_by_one(cell, args, lengths, dh)
    for mine, theirs in zip((h, *backward(dh, cache)), expected, strict=True):
        assert mine.dtype == dtype
        scale = np.max(np.abs(theirs), initial=1.0)
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=tolerance * scale)


@CELLS
def test_gradients_are_those_measured(cell):
    forward, backward, _ = LAYERS[cell]
    lengths = np.array([2, 0, 3, 2])
    args, dh = arguments(cell, lengths, 4, D=2, H=3)
    check_drawn_gradients(lambda *args: forward(*args, lengths), backward, args, dh)


@CELLS
def test_what_comes_after_an_end_is_never_read(cell):
    forward, backward, _ = LAYERS[cell]
    lengths = np.array([1, 4, 0])
    (x, *rest), dh = arguments(cell, lengths, 4)
    after = np.arange(4) >= lengths[:, np.newaxis]
    x[after], dh[after] = np.nan, np.nan
    h, cache = forward(x, *rest, lengths)
    gradients = backward(dh, cache)
    assert not h[after].any()
    assert not gradients[0][after].any()
    for array in (h, *gradients):
        assert np.isfinite(array).all()


@CELLS
def test_nothing_passed_in_changes_and_backward_can_be_called_twice(cell):
    forward, backward, _ = LAYERS[cell]
    lengths = np.array([3, 1, 3])
    args, dh = arguments(cell, lengths, 3)
    before = [array.copy() for array in (*args, dh, lengths)]
    _, cache = forward(*args, lengths)
    for first, second in zip(backward(dh, cache), backward(dh, cache), strict=True):
        np.testing.assert_array_equal(first, second)
    for array, copy in zip((*args, dh, lengths), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@CELLS
@pytest.mark.usefixtures("own_errors")
def test_lengths_that_do_not_fit_are_refused(cell):
    forward, backward, _ = LAYERS[cell]
    args, dh = arguments(cell, np.array([2, 2]), 2)
    for lengths, error, message in [
        (np.array([3, 2]), ValueError, "lengths should be from 0 to T = 2; got 2 to 3"),
        (np.array([-1, 2]), ValueError, "lengths should be from 0 to T = 2; got -1 to 2"),
        (np.array([1, 1, 1]), ValueError, r"lengths should have shape \(N,\) = \(2,\), got \(3,\)"),
        (np.array([1.0, 2.0]), TypeError, "lengths should hold integers, got float64"),
    ]:
        with pytest.raises(error, match=message):
            forward(*args, lengths)
    with pytest.raises(ValueError, match=rf"packed_{cell}_forward: Wh should have shape"):
        forward(*args[:3], args[3][:-1], args[4], np.array([2, 1]))
    _, cache = forward(*args, np.array([2, 1]))
    with pytest.raises(ValueError, match=rf"packed_{cell}_backward: dh should have shape"):
        backward(dh[:, 1:], cache)


def test_rows_go_step_by_step_and_the_longest_sequence_comes_first():
    x = np.array([[10, 11, 12], [20, 21, 22], [30, 31, 32], [40, 41, 42]])[..., np.newaxis] / 1.0
    packing = Packing(np.array([1, 3, 0, 3], dtype=np.uint8), 3)
    rows = packing.pack(x)
    assert [rows[step, 0].tolist() for step in packing.steps] == [[20, 40, 10], [21, 41], [22, 42]]
    unpacked = packing.unpack(rows)[..., 0]
    assert unpacked.tolist() == [[10, 0, 0], [20, 21, 22], [0, 0, 0], [40, 41, 42]]
