import numpy as np
import pytest

from unrolled.gan.unit_pictures import unit_pictures


def test_bytes_become_numbers_up_to_one():
    pictures = np.zeros((2, 28, 28), np.uint8)
    pictures[1, 3, 4] = 255
    pictures[1, 3, 5] = 51
    made = unit_pictures(pictures)
    assert made.dtype == np.float32
    assert made[1, 3, 4] == 1
    assert made[1, 3, 5] == pytest.approx(0.2)
    assert made.sum() == pytest.approx(1.2)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_numbers_up_to_one_stay(dtype):
    pictures = np.random.default_rng(0).uniform(size=(3, 28, 28)).astype(dtype)
    before = pictures.copy()
    made = unit_pictures(pictures)
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, pictures, rtol=1e-7)
    np.testing.assert_array_equal(pictures, before)


def test_what_rounding_leaves_outside_is_brought_in():
    pictures = np.full((1, 28, 28), 1 + 1e-6)
    pictures[0, 0, 0] = -1e-6
    made = unit_pictures(pictures)
    assert made.min() == 0
    assert made.max() == 1
    assert pictures.max() > 1


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_pictures_of_a_run_that_diverged_are_named(value):
    pictures = np.zeros((5, 28, 28), np.float32)
    pictures[[2, 4], 7, 7] = value
    with pytest.raises(ValueError, match=r"2 of 5 hold NaN or infinity, the first is 2\. A run"):
        unit_pictures(pictures)


@pytest.mark.parametrize(("low", "high"), [(-1.0, 1.0), (0.0, 255.0), (-0.01, 0.5)])
def test_another_range_is_an_error(low, high):
    pictures = np.linspace(low, high, 784).reshape(1, 28, 28)
    message = rf"samples should be in \[0, 1\], got {low:.4g} to {high:.4g}; \(x \+ 1\) / 2"
    with pytest.raises(ValueError, match=message):
        unit_pictures(pictures, "samples")


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((5, 784), r"\(N, 28, 28\), got \(5, 784\)\. Reshape them"),
        ((5, 28, 28, 1), r"got \(5, 28, 28, 1\)\. Reshape them"),
        ((28, 28), r"got \(28, 28\)\.$"),
        ((5, 32, 32), r"got \(5, 32, 32\)\.$"),
        ((0, 28, 28), "at least one picture, got none"),
    ],
)
def test_another_shape_is_an_error(shape, message):
    with pytest.raises(ValueError, match=message):
        unit_pictures(np.zeros(shape, np.float32))


@pytest.mark.parametrize(
    ("pictures", "found"),
    [(np.zeros((1, 28, 28), int), "int64"), (np.zeros((1, 28, 28), bool), "bool"), ([1], "list")],
)
def test_another_type_is_an_error(pictures, found, own_errors):
    with pytest.raises(TypeError, match=f"uint8 or floating numbers, got {found}"):
        unit_pictures(pictures)
