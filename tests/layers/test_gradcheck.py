import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.layers import normal
from unrolled.layers import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
    relative_error,
)

NUMBERS = st.floats(-1e6, 1e6)


def cubes(x):
    return float(np.sum(x**3))


def test_relative_error_values_that_can_be_worked_out():
    assert relative_error([1.0, 2.0], [1.0, 2.0]) == 0.0
    np.testing.assert_allclose(relative_error([1.0, 3.0], [1.0, 1.0]), 0.5, rtol=1e-15)
    np.testing.assert_allclose(relative_error(1.0, -1.0), 1.0, rtol=1e-15)
    np.testing.assert_allclose(relative_error(0.0, 1e-9), 0.1, rtol=1e-12)  # 1e-9 over 1e-8
    assert relative_error(np.zeros((0, 3)), np.zeros((0, 3))) == 0.0


@given(NUMBERS, NUMBERS)
def test_relative_error_is_symmetric_and_at_most_one(a, b):
    assert relative_error(a, b) == relative_error(b, a)
    assert 0 <= relative_error(a, b) <= 1


def test_relative_error_is_measured_in_double_precision():
    a, b = np.float32([1.0]), np.float32([1.0 + 2**-23])
    np.testing.assert_allclose(relative_error(a, b), 2**-24, rtol=1e-6)


def test_relative_error_of_small_integers_does_not_wrap_around():
    a, b = np.array([1], dtype=np.uint8), np.array([3], dtype=np.uint8)
    assert relative_error(a, b) == relative_error(b, a) == 0.5


def test_relative_error_does_not_hide_nan():
    assert np.isnan(relative_error([1.0, np.nan], [1.0, 2.0]))
    assert np.isnan(relative_error([1.0, np.nan], [1.0, np.nan]))


def test_relative_error_does_not_broadcast():
    with pytest.raises(ValueError, match=r"same shape, got \(3,\) and \(3, 1\)"):
        relative_error(np.zeros(3), np.zeros((3, 1)))


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 0), (1, 2, 2)])
def test_gradient_of_a_sum_of_cubes(shape):
    (x,) = normal(0, shape) if shape else [np.array(1.5)]
    gradient = eval_numerical_gradient(cubes, x, verbose=False)
    # The centred difference of a cube is off by h squared, exactly.
    np.testing.assert_allclose(gradient, 3 * x**2 + 1e-10, rtol=1e-8, atol=1e-9)
    assert gradient.shape == shape
    assert gradient.dtype == np.float64


def test_the_difference_is_centred_and_h_is_half_its_width():
    x = np.array([2.0])
    gradient = eval_numerical_gradient(cubes, x, verbose=False, h=0.5)
    # (2.5**3 - 1.5**3) / 1
    np.testing.assert_allclose(gradient, [12.25], rtol=1e-14)
    (gradient,) = eval_numerical_gradient_array(lambda x: x**3, x, np.array([2.0]), h=0.5)
    np.testing.assert_allclose(gradient, 24.5, rtol=1e-14)


def test_array_gradient_weighs_every_output():
    x, A, df = normal(1, (3,), (4, 3), (4,))
    gradient = eval_numerical_gradient_array(lambda x: A @ x, x, df)
    np.testing.assert_allclose(gradient, A.T @ df, rtol=1e-9)


def test_a_function_may_return_the_same_array_every_time():
    x, out = np.array([1.0, 2.0]), np.empty(2)
    gradient = eval_numerical_gradient_array(lambda x: np.multiply(x, 3, out=out), x, np.ones(2))
    np.testing.assert_allclose(gradient, [3.0, 3.0], rtol=1e-9)


def test_a_function_may_look_at_the_array_itself():
    x = np.array([1.0, 2.0])
    gradient = eval_numerical_gradient(lambda _: cubes(x), x, verbose=False)
    np.testing.assert_allclose(gradient, [3.0, 12.0], rtol=1e-9)


def test_views_that_are_not_in_one_piece():
    whole = np.arange(12.0).reshape(3, 4)
    x = whole.T[::2]
    gradient = eval_numerical_gradient(cubes, x, verbose=False)
    np.testing.assert_allclose(gradient, 3 * x**2, rtol=1e-8, atol=1e-8)
    np.testing.assert_array_equal(whole, np.arange(12.0).reshape(3, 4))


# For 0.1, adding h, taking 2 h away and adding h again would not lead back.
AWKWARD = np.array([0.1, 1e-12, 1e9, 0.0])


@pytest.mark.parametrize("h", [1e-5, 1e-1, 1e3])
def test_x_is_bit_for_bit_what_it_was(h):
    x = AWKWARD.copy()
    eval_numerical_gradient(lambda x: float(x.sum()), x, verbose=False, h=h)
    eval_numerical_gradient_array(lambda x: 2 * x, x, np.ones(4), h=h)
    assert x.tobytes() == AWKWARD.tobytes()


@pytest.mark.parametrize("fatal_call", [1, 2, 3, 6])
def test_x_is_what_it_was_when_the_function_raises(fatal_call):
    x = AWKWARD.copy()
    calls = []

    def fails(x):
        calls.append(1)
        if len(calls) == fatal_call:
            raise ZeroDivisionError
        return x.sum()

    with pytest.raises(ZeroDivisionError):
        eval_numerical_gradient(fails, x, verbose=False)
    assert x.tobytes() == AWKWARD.tobytes()
    calls.clear()
    with pytest.raises(ZeroDivisionError):
        eval_numerical_gradient_array(lambda x: np.array([fails(x)]), x, np.ones(1))
    assert x.tobytes() == AWKWARD.tobytes()


def test_verbose_prints_every_derivative(capsys):
    x = np.array([[1.0, 2.0]])
    eval_numerical_gradient(cubes, x, verbose=False)
    assert capsys.readouterr().out == ""
    eval_numerical_gradient(cubes, x)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(") ")[0] for line in lines] == ["(0, 0", "(0, 1"]
    np.testing.assert_allclose([float(line.split(") ")[1]) for line in lines], [3, 12], rtol=1e-8)


def test_single_precision_stays_single_and_is_coarse():
    x = np.array([0.7], dtype=np.float32)
    gradient = eval_numerical_gradient(lambda x: (x**3).sum(), x, verbose=False)
    assert gradient.dtype == np.float32
    # With h = 1e-5 a number near 1 has only its last 7 bits left for the step: about 1 %.
    assert relative_error(gradient, [3 * 0.7**2]) > 1e-5


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("eval_numerical_gradient", lambda x, **h: eval_numerical_gradient(cubes, x, False, **h)),
        (
            "eval_numerical_gradient_array",
            lambda x, **h: eval_numerical_gradient_array(lambda x: x, x, np.ones(3), **h),
        ),
    ],
)
def test_points_that_cannot_be_stepped_from_are_refused(name, check):
    with pytest.raises(TypeError, match=rf"^{name}: x should be .* floats, got int64; a step"):
        check(np.arange(3))
    with pytest.raises(TypeError, match=rf"^{name}: x should be .* floats, got list"):
        check([1.0, 2.0, 3.0])
    read_only = np.ones(3)
    read_only.flags.writeable = False
    with pytest.raises(ValueError, match=rf"^{name}: x should be writable.*Pass x\.copy\(\)"):
        check(read_only)
    for h in (0.0, -1e-5, np.nan):
        with pytest.raises(ValueError, match=rf"^{name}: h should be positive, got"):
            check(np.ones(3), h=h)


@pytest.mark.usefixtures("own_errors")
def test_an_upstream_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"df should have the shape of f\(x\), \(2,\), got \(3,\)"):
        eval_numerical_gradient_array(lambda x: x[:2], np.ones(3), np.ones(3))
