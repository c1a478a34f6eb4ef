import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import slow
from unrolled.layers import (
    leaky_relu_backward,
    leaky_relu_forward,
    relu_backward,
    relu_forward,
    sigmoid,
    tanh_backward,
    tanh_forward,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False, width=64)


def test_values_that_can_be_worked_out():
    x = np.log(np.array([1.0, 3.0, 1 / 3.0]))
    np.testing.assert_allclose(sigmoid(x), [0.5, 0.75, 0.25], rtol=1e-15)


@given(FINITE)
def test_any_finite_number_is_safe(value):
    # Warnings are errors here, so an overflow would fail the test.
    x = np.array([value, -value])
    s = sigmoid(x)
    assert np.all((s >= 0) & (s <= 1))
    np.testing.assert_allclose(s.sum(), 1.0, rtol=1e-15)


def test_small_results_keep_their_digits():
    # Half of 1 + tanh(x / 2) would be 0 from about -37 on.
    x = np.linspace(-600.0, 600.0, 1201)
    np.testing.assert_allclose(sigmoid(x), slow.sigmoid(x), rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (3,), (2, 0), (2, 3, 4)])
def test_shape_and_dtype_are_kept(shape, dtype):
    s = sigmoid(np.zeros(shape, dtype=dtype))
    assert s.shape == shape
    assert s.dtype == dtype


def test_nan_stays_nan_and_the_input_as_it_was():
    x = np.array([np.nan, -np.inf, np.inf])
    x.flags.writeable = False
    np.testing.assert_array_equal(sigmoid(x), [np.nan, 0.0, 1.0])


@pytest.mark.usefixtures("own_errors")
def test_integers_are_refused():
    with pytest.raises(TypeError, match=r"sigmoid: x should hold floats .* got int64"):
        sigmoid(np.arange(3))


def test_relu_of_what_is_special():
    x = np.array([-np.inf, -1.0, -0.0, 0.0, 1e-300, np.inf, np.nan])
    out, cache = relu_forward(x)
    np.testing.assert_array_equal(out, [0, 0, 0, 0, 1e-300, np.inf, np.nan])
    dx = relu_backward(np.full(7, np.inf), cache)
    np.testing.assert_array_equal(dx, [0, 0, 0, 0, np.inf, np.inf, 0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_relu_of_a_single_number(dtype):
    for value, slope in [(2.0, 1.0), (-2.0, 0.0)]:
        out, cache = relu_forward(np.array(value, dtype=dtype))
        dx = relu_backward(np.array(3.0, dtype=dtype), cache)
        assert out.shape == dx.shape == ()
        assert out.dtype == dx.dtype == dtype
        assert (out, dx) == (value * slope, 3 * slope)


@pytest.mark.parametrize("alpha", [0.0, 0.01, 0.5, 1.0])
def test_leaky_relu_of_what_is_special(alpha):
    x = np.array([-4.0, -0.0, 0.0, 1e-300, np.inf, np.nan])
    out, cache = leaky_relu_forward(x, alpha)
    np.testing.assert_array_equal(out, [-4 * alpha, 0, 0, 1e-300, np.inf, np.nan])
    dx = leaky_relu_backward(np.full(6, 3.0), cache)
    np.testing.assert_array_equal(dx, 3 * np.array([alpha, alpha, alpha, 1, 1, alpha]))


def test_tanh_saturates_without_overflow():
    x = np.array([-1000.0, -0.0, 1000.0, np.inf, np.nan])
    out, cache = tanh_forward(x)
    np.testing.assert_array_equal(out, [-1, 0, 1, 1, np.nan])
    np.testing.assert_array_equal(tanh_backward(np.ones(5), cache), [0, 1, 0, 0, np.nan])


def test_tanh_is_the_sigmoid_stretched():
    x = np.linspace(-5.0, 5.0, 101)
    np.testing.assert_allclose(tanh_forward(x)[0], 2 * sigmoid(2 * x) - 1, rtol=0, atol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("forward", "backward", "value", "slope"),
    [
        (leaky_relu_forward, leaky_relu_backward, -0.02, 0.01),
        (tanh_forward, tanh_backward, -0.9640275801, 0.0706508249),
    ],
)
def test_a_single_number_is_enough(forward, backward, value, slope, dtype):
    out, cache = forward(np.array(-2.0, dtype=dtype))
    dx = backward(np.array(1.0, dtype=dtype), cache)
    assert out.shape == dx.shape == ()
    assert out.dtype == dx.dtype == dtype
    np.testing.assert_allclose([out, dx], [value, slope], rtol=1e-5)


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize("alpha", [-0.01, 1.01, np.nan])
def test_a_slope_that_is_none_is_refused(alpha):
    with pytest.raises(ValueError, match="leaky_relu_forward: alpha should lie between 0 and 1"):
        leaky_relu_forward(np.ones(2), alpha)
