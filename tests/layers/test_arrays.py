import re

import numpy as np
import pytest

from unrolled.layers.arrays import Sizes, check_indices

pytestmark = pytest.mark.usefixtures("own_errors")


def test_what_fits_passes_and_letters_are_remembered():
    sizes = Sizes("layer", T=7)
    sizes.floats(x=(np.zeros((3, 7, 4), dtype=np.float32), "N T D"), w=(np.zeros((4, 4)), "D D"))
    sizes.integers(y=(np.zeros((3, 7), dtype=np.uint8), "N T"))
    with pytest.raises(ValueError, match=r"\(N, T\) = \(3, 7\), got \(2, 7\)\.$"):
        sizes.integers(y=(np.zeros((2, 7), dtype=int), "N T"))


@pytest.mark.parametrize(
    ("shape", "letters", "message"),
    [
        ((4, 10), "D H", "layer: w should have shape (D, H) = (10, 4), got (4, 10). "
                         "Did you transpose it?"),
        ((10, 5), "D H", "layer: w should have shape (D, H) = (10, 4), got (10, 5)."),
        ((5,), "H", "layer: w should have shape (H,) = (4,), got (5,)."),
        ((5, 6), "D M", "layer: w should have shape (D, M) = (10, M), got (5, 6)."),
        ((5, 6), "A B C", "layer: w should have shape (A, B, C), got (5, 6)."),
        ((), "H", "layer: w should have shape (H,) = (4,), got ()."),
    ],
)  # fmt: skip
def test_messages_about_shapes(shape, letters, message):
    sizes = Sizes("layer", D=10, H=4)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        sizes.floats(w=(np.zeros(shape), letters))


def test_messages_about_types():
    sizes = Sizes("layer")
    with pytest.raises(TypeError, match=r"layer: x should be a NumPy array .* got list\. np\.asa"):
        sizes.floats(x=([1.0], "N"))
    with pytest.raises(TypeError, match=r"floats \(float32 or float64\), got float16"):
        sizes.floats(x=(np.ones(1, dtype=np.float16), "N"))
    with pytest.raises(TypeError, match=r"x should hold floats \(float32 or float64\), got int64"):
        sizes.floats(x=(np.arange(3), "N"))
    with pytest.raises(TypeError, match=r"x should hold integers, got float64\. x\.astype"):
        sizes.integers(x=(np.zeros(3), "N"))
    with pytest.raises(TypeError, match="x should hold integers, got bool"):
        sizes.integers(x=(np.zeros(3, dtype=bool), "N"))


@pytest.mark.parametrize("dtype", [bool, np.int32, np.uint8, np.float32])
def test_flags_may_be_written_as_numbers(dtype):
    mask = np.array([0, 1, 1], dtype=dtype)
    flags = Sizes("layer").flags("mask", mask, "N")
    assert flags.dtype == bool
    assert flags.tolist() == [False, True, True]


@pytest.mark.parametrize("wrong", [0.5, np.nan, -1.0])
def test_flags_are_not_weights(wrong):
    with pytest.raises(ValueError, match=r"mask should hold only True and False .* mask != 0"):
        Sizes("layer").flags("mask", np.array([1.0, wrong]), "N")


def test_flags_of_the_wrong_kind_or_shape():
    with pytest.raises(TypeError, match="mask should hold booleans, got <U1"):
        Sizes("layer").flags("mask", np.array(["a"]), "N")
    with pytest.raises(ValueError, match=r"mask should have shape \(N,\) = \(3,\), got \(2,\)"):
        Sizes("layer", N=3).flags("mask", np.ones(2, dtype=bool), "N")


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint8])
def test_indices_inside_pass(dtype):
    check_indices("layer", "x", np.array([[0, 4], [2, 3]], dtype=dtype), 5, "V")
    check_indices("layer", "x", np.zeros((0, 3), dtype=dtype), 0, "V")


@pytest.mark.parametrize(("index", "size"), [(5, 5), (-1, 5), (0, 0)])
def test_the_first_index_outside_is_named(index, size):
    x = np.array([[index, index]]) if size == 0 else np.array([[0, 4], [2, index], [index, 1]])
    place = "0, 0" if size == 0 else "1, 1"
    message = f"layer: x should hold indices 0 <= index < V = {size}, got {index} at x[{place}]."
    with pytest.raises(IndexError, match=f"^{re.escape(message)}$"):
        check_indices("layer", "x", x, size, "V")


def test_checks_do_not_look_at_the_numbers():
    # A million million numbers, all of them the same one in memory.
    huge = np.broadcast_to(np.float32(0), (10**6, 10**6))
    Sizes("layer").floats(x=(huge, "N D"))
