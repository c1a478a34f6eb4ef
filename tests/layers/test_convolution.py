import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import slow_pictures as slow
from support.layers import check_drawn_gradients, normal
from unrolled.layers import conv_backward, conv_forward

SIZES = st.integers(1, 3)
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def cases(draw):
    """Shapes of x, w and b, with stride and padding; the window fits into the padded picture."""
    N, C, F, stride, padding = draw(st.tuples(SIZES, SIZES, SIZES, SIZES, st.integers(0, 2)))
    H, W = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    kh = draw(st.integers(1, min(3, H + 2 * padding)))
    kw = draw(st.integers(1, min(3, W + 2 * padding)))
    return ((N, H, W, C), (kh, kw, C, F), (F,)), stride, padding


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-4), (np.float64, 1e-12)])
@settings(max_examples=15, deadline=None)
@given(case=cases(), seed=SEEDS)
def test_fast_form_equals_slow_form(dtype, tolerance, case, seed):
    shapes, stride, padding = case
    args = normal(seed, *shapes, dtype=dtype)
    before = [arg.copy() for arg in args]
    out, cache = conv_forward(*args, stride, padding)
    expected = slow.conv_forward(*args, stride, padding)
    assert out.dtype == dtype
    np.testing.assert_allclose(out, expected, rtol=0, atol=tolerance)
    for gradient, arg in zip(conv_backward(out, cache), args, strict=True):
        assert gradient.dtype == dtype
        assert gradient.shape == arg.shape
    for arg, original in zip(args, before, strict=True):
        np.testing.assert_array_equal(arg, original)


@settings(max_examples=15, deadline=None)
@given(case=cases(), seed=SEEDS)
def test_gradients_are_those_measured(case, seed):
    shapes, stride, padding = case
    args = normal(seed, *shapes)
    (dout,) = normal(seed + 1, conv_forward(*args, stride, padding)[0].shape)

    def forward(x, w, b):
        return conv_forward(x, w, b, stride, padding)

    check_drawn_gradients(forward, conv_backward, args, dout)


def test_a_case_that_can_be_worked_out():
    x = np.arange(1.0, 7).reshape(1, 2, 3, 1)
    w = np.array([1.0, 10.0]).reshape(1, 2, 1, 1)  # not turned round, as it would be in mathematics
    out, cache = conv_forward(x, w, np.array([0.5]))
    np.testing.assert_array_equal(out[0, :, :, 0], [[21.5, 32.5], [54.5, 65.5]])
    dx, dw, db = conv_backward(np.ones((1, 2, 2, 1)), cache)
    np.testing.assert_array_equal(dx[0, :, :, 0], 2 * [[1, 11, 10]])
    np.testing.assert_array_equal(dw.ravel(), [1 + 2 + 4 + 5, 2 + 3 + 5 + 6])
    np.testing.assert_array_equal(db, [4])


def test_a_stride_leaves_out_what_it_passes_over():
    (x, w, b) = normal(0, (2, 5, 7, 3), (2, 3, 3, 4), (4,))
    every, _ = conv_forward(x, w, b)
    some, cache = conv_forward(x, w, b, np.int64(2))
    np.testing.assert_allclose(some, every[:, ::2, ::2], rtol=1e-12)
    dx, _, _ = conv_backward(np.ones(some.shape), cache)
    assert not dx[:, 4].any()  # below the last window


@pytest.mark.parametrize(
    ("x_shape", "w_shape"), [((0, 4, 4, 2), (3, 3, 2, 3)), ((2, 4, 4, 0), (3, 3, 0, 3))]
)
def test_nothing_in_gives_biases_or_nothing(x_shape, w_shape):
    x, w, b = normal(1, x_shape, w_shape, (3,))
    out, cache = conv_forward(x, w, b)
    np.testing.assert_array_equal(out, np.broadcast_to(b, (x_shape[0], 2, 2, 3)))
    dx, dw, db = conv_backward(np.ones(out.shape), cache)
    assert dx.shape == x_shape
    np.testing.assert_array_equal(dw, np.zeros(w_shape))
    np.testing.assert_array_equal(db, np.full(3, 4.0 * x_shape[0]))


def test_layout_does_not_matter_and_a_cache_serves_twice():
    wide = normal(2, (4, 6, 5, 6))[0]
    w, b = normal(3, (3, 3, 3, 2), (2,))
    view = wide[::2, ::-1, :, 1::2]
    out, cache = conv_forward(view, np.asfortranarray(w), b, 1, 1)
    expected, other = conv_forward(view.copy(), w, b, 1, 1)
    np.testing.assert_allclose(out, expected, rtol=1e-12)
    dout = np.asfortranarray(out)
    for _ in range(2):
        for mine, theirs in zip(
            conv_backward(dout, cache), conv_backward(expected, other), strict=True
        ):
            np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-12)


def test_single_precision_next_to_double_gives_double():
    args = normal(4, (1, 3, 3, 2), (2, 2, 2, 3), (3,), dtype=np.float32)
    for place in range(3):
        mixed = [a.astype(np.float64) if n == place else a for n, a in enumerate(args)]
        assert conv_forward(*mixed)[0].dtype == np.float64


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    x, w, b = normal(5, (2, 4, 5, 3), (3, 3, 3, 6), (6,))
    with pytest.raises(ValueError, match=r"conv_forward: w should have shape \(kh, kw, C, F\)"):
        conv_forward(x, w.swapaxes(2, 3), b)
    with pytest.raises(ValueError, match=r"b should have shape \(F,\) = \(6,\), got \(5,\)"):
        conv_forward(x, w, b[:5])
    with pytest.raises(TypeError, match="x should hold floats"):
        conv_forward(x.astype(np.uint8), w, b)
    with pytest.raises(ValueError, match=r"no larger than the padded pictures, \(2, 5\), got"):
        conv_forward(x[:, :2], w, b)
    for stride, padding in [(0, 0), (-1, 0), (1, -1)]:
        with pytest.raises(ValueError, match=rf"at least 0, got {stride} and {padding}"):
            conv_forward(x, w, b, stride, padding)
    with pytest.raises(TypeError, match="integer"):
        conv_forward(x, w, b, 1.5)
    out, cache = conv_forward(x, w, b)
    for wrong in (out[:1], out[:, :1], out[..., :1]):
        with pytest.raises(ValueError, match="conv_backward: dout should have shape"):
            conv_backward(wrong, cache)
