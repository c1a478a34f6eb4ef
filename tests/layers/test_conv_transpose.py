import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.gan_layers import check_conv_transpose_values, slow_conv_transpose
from support.layers import check_drawn_gradients, normal
from unrolled.layers import (
    conv_forward,
    conv_matrix,
    conv_transpose_backward,
    conv_transpose_forward,
    conv_transpose_matrix,
)

SIZES = st.integers(1, 3)
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def cases(draw):
    """Shapes of x, w and b, with stride and padding that leaves something."""
    N, H, W, C, F = draw(st.tuples(SIZES, SIZES, SIZES, SIZES, SIZES))
    kh, kw, stride = draw(st.tuples(SIZES, SIZES, SIZES))
    smallest = min((H - 1) * stride + kh, (W - 1) * stride + kw)
    cut = st.integers(0, (smallest - 1) // 2)
    padding = draw(st.one_of(cut, st.sampled_from(["same", "valid"])))
    return ((N, H, W, C), (kh, kw, F, C), (F,)), stride, padding


def test_values_are_those_stamped():
    check_conv_transpose_values(lambda *args: conv_transpose_forward(*args)[0])


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-4), (np.float64, 1e-12)])
@settings(max_examples=15, deadline=None)
@given(case=cases(), seed=SEEDS)
def test_fast_form_equals_slow_form(dtype, tolerance, case, seed):
    shapes, stride, padding = case
    args = normal(seed, *shapes, dtype=dtype)
    before = [arg.copy() for arg in args]
    out, cache = conv_transpose_forward(*args, stride, padding)
    if not isinstance(padding, str):
        expected = slow_conv_transpose(*args, stride, padding)
        np.testing.assert_allclose(out, expected, rtol=0, atol=tolerance)
    assert out.dtype == dtype
    for gradient, arg in zip(conv_transpose_backward(out, cache), args, strict=True):
        assert gradient.dtype == dtype
        assert gradient.shape == arg.shape
    for arg, original in zip(args, before, strict=True):
        np.testing.assert_array_equal(arg, original)


@settings(max_examples=15, deadline=None)
@given(case=cases(), seed=SEEDS)
def test_gradients_are_those_measured(case, seed):
    shapes, stride, padding = case
    args = normal(seed, *shapes)
    (dout,) = normal(seed + 1, conv_transpose_forward(*args, stride, padding)[0].shape)

    def forward(x, w, b):
        return conv_transpose_forward(x, w, b, stride, padding)

    check_drawn_gradients(forward, conv_transpose_backward, args, dout)


def test_a_case_that_can_be_worked_out():
    x = np.array([1.0, 10.0]).reshape(1, 1, 2, 1)
    w = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1)
    out, cache = conv_transpose_forward(x, w, np.array([0.5]), 2, 0)
    np.testing.assert_array_equal(out.ravel(), [1.5, 2.5, 13.5, 20.5, 30.5])  # 3 * 1 + 1 * 10
    dx, dw, db = conv_transpose_backward(np.arange(1.0, 6).reshape(1, 1, 5, 1), cache)
    np.testing.assert_array_equal(dx.ravel(), [1 * 1 + 2 * 2 + 3 * 3, 1 * 3 + 2 * 4 + 3 * 5])
    np.testing.assert_array_equal(dw.ravel(), [1 + 30, 2 + 40, 3 + 50])
    np.testing.assert_array_equal(db, [15])


@pytest.mark.parametrize(
    ("size", "window", "stride", "padding"),
    [
        ((4, 4), (3, 3), 1, 0),
        ((6, 4), (4, 4), 2, 1),
        ((5, 7), (3, 3), 2, 1),
        ((3, 5), (2, 1), 1, 0),
    ],
)
def test_it_is_the_adjoint_of_a_convolution(size, window, stride, padding):
    x, w = normal(0, (2, *size, 3), (*window, 3, 4))
    down, _ = conv_forward(x, w, np.zeros(4), stride, padding)
    (y,) = normal(1, down.shape)
    up, _ = conv_transpose_forward(y, w, np.zeros(3), stride, padding)
    assert up.shape == x.shape
    np.testing.assert_allclose(np.sum(down * y), np.sum(x * up), rtol=1e-12)
    there = conv_matrix(w, size, stride, padding)
    back = conv_transpose_matrix(w, down.shape[1:3], stride, padding)
    np.testing.assert_allclose(back, there.T, rtol=0, atol=1e-15)
    np.testing.assert_allclose(there @ x[0].ravel(), down[0].ravel(), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(back @ y[0].ravel(), up[0].ravel(), rtol=1e-12, atol=1e-13)


def test_the_matrix_of_a_window_of_two_by_two():
    a, b, c, d = 1.0, 2.0, 3.0, 4.0
    w = np.array([[a, b], [c, d]])[:, :, None, None]
    matrix = conv_matrix(w, (3, 3))
    # A row for each place of the window: its weights at the pixels under it.
    np.testing.assert_array_equal(
        matrix,
        [
            [a, b, 0, c, d, 0, 0, 0, 0],
            [0, a, b, 0, c, d, 0, 0, 0],
            [0, 0, 0, a, b, 0, c, d, 0],
            [0, 0, 0, 0, a, b, 0, c, d],
        ],
    )
    np.testing.assert_array_equal(conv_transpose_matrix(w, (2, 2)), matrix.T)


def test_sizes():
    def size(H, window, stride, padding):
        x, w = np.ones((1, H, H, 2)), np.ones((window, window, 1, 2))
        return conv_transpose_forward(x, w, np.zeros(1), stride, padding)[0].shape[1]

    assert size(7, 4, 2, "same") == size(7, 4, 2, 1) == 14
    assert size(7, 3, 2, "same") == 14
    assert size(7, 4, 2, "valid") == size(7, 4, 2, 0) == 16
    assert size(7, 1, 2, "valid") == 14
    assert size(7, 1, 2, 0) == 13


@pytest.mark.parametrize("stride", [2, np.int64(2)])
def test_a_window_of_an_even_multiple_of_the_stride_covers_evenly(stride):
    x, w = np.ones((1, 5, 5, 1)), np.ones((4, 4, 1, 1))
    covered, _ = conv_transpose_forward(x, w, np.zeros(1), stride, "same")
    np.testing.assert_array_equal(covered[0, 1:-1, 1:-1, 0], np.full((8, 8), 4.0))
    patchy, _ = conv_transpose_forward(x, w[:3, :3], np.zeros(1), stride, "same")
    assert set(patchy[0, 2:-2, 2:-2, 0].ravel()) == {1.0, 2.0, 4.0}  # the checkerboard


def test_an_empty_batch_and_a_cache_that_serves_twice():
    x, w, b = normal(2, (0, 2, 3, 2), (2, 2, 3, 2), (3,))
    out, cache = conv_transpose_forward(x, w, b, 2)
    assert out.shape == (0, 4, 6, 3)
    for _ in range(2):
        dx, dw, db = conv_transpose_backward(out, cache)
        assert dx.shape == x.shape
        assert not dw.any()
        assert not db.any()


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    x, w, b = normal(3, (2, 4, 5, 3), (3, 3, 6, 3), (6,))
    with pytest.raises(ValueError, match=r"conv_transpose_forward: w should have shape .* F, C"):
        conv_transpose_forward(x, w.swapaxes(2, 3), b)
    with pytest.raises(ValueError, match=r"b should have shape \(F,\) = \(6,\), got \(5,\)"):
        conv_transpose_forward(x, w, b[:5])
    with pytest.raises(TypeError, match="x should hold floats"):
        conv_transpose_forward(x.astype(np.uint8), w, b)
    with pytest.raises(ValueError, match=r"padding should be 'same', 'valid' or .* got 'full'"):
        conv_transpose_forward(x, w, b, 1, "full")
    for padding in (-1, 3):
        with pytest.raises(ValueError, match=rf"leave something of 6 .* got {padding}"):
            conv_transpose_forward(x, w, b, 1, padding)
    for arrays in [(x, w, b, 0), (x[:, :0], w, b, 1), (x, w[:, :0], b, 1)]:
        with pytest.raises(ValueError, match=r"stride should be at least 1, and x and w at least"):
            conv_transpose_forward(*arrays)
    for stride, padding in [(1.5, 0), (1, 0.5)]:
        with pytest.raises(TypeError, match="integer"):
            conv_transpose_forward(x, w, b, stride, padding)
    out, cache = conv_transpose_forward(x, w, b)
    for wrong in (out[:1], out[:, :1], out[..., :1]):
        with pytest.raises(ValueError, match=r"conv_transpose_backward: dout should have shape"):
            conv_transpose_backward(wrong, cache)
