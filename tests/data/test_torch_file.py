import tracemalloc

import numpy as np
import pytest

from support import torch_file as made
from support.torch_file import TEN, view_of_ten
from unrolled.data import read_torch_file


@pytest.mark.parametrize("kind", made.KINDS)
def test_every_kind_of_number_is_read(read, kind):
    values = np.array([[0, 1, 3], [100, 7, 1]]).astype(kind)
    found = read(made.whole_file({"w": values}))["w"]
    assert found.dtype == values.dtype
    np.testing.assert_array_equal(found, values)


def test_the_order_is_the_file_s_and_each_array_its_own(read):
    arrays = {name: np.full((2, 3), i, dtype="f4") for i, name in enumerate(["z", "a", "m"])}
    found = read(made.whole_file(arrays))
    assert list(found) == ["z", "a", "m"]
    for name, array in found.items():
        np.testing.assert_array_equal(array, arrays[name])
        assert array.flags.owndata
        assert array.flags.writeable
        assert array.flags.c_contiguous


def test_the_order_is_kept_when_storages_lie_in_another(read):
    tensors = {
        n: made.tensor(made.storage(k, 10), (10,), (1,)) for n, k in (("x", "2"), ("y", "1"))
    }
    found = read(made.layout(tensors, {"1": TEN, "2": -TEN}))
    assert list(found) == ["x", "y"]
    np.testing.assert_array_equal(found["x"], -TEN)
    np.testing.assert_array_equal(found["y"], TEN)


def test_tensors_of_no_dimension_and_of_no_numbers(read):
    arrays = {"scalar": np.array(7, dtype="i8"), "none": np.empty((3, 0, 2), dtype="f4")}
    found = read(made.whole_file(arrays))
    assert found["scalar"].shape == ()
    assert found["scalar"] == 7
    assert found["none"].shape == (3, 0, 2)
    assert read(made.layout({}, {})) == {}


@pytest.mark.parametrize(
    ("shape", "strides", "offset", "expected"),
    [
        ((2, 5), (5, 1), 0, TEN.reshape(2, 5)),
        ((5, 2), (1, 5), 0, TEN.reshape(2, 5).T),
        ((3,), (3,), 1, TEN[1::3]),
        ((2, 2), (5, 2), 2, TEN.reshape(2, 5)[:, 2::2]),
        ((4,), (0,), 6, np.full(4, 6.0)),
        ((1, 2), (10**12, 1), 8, TEN[None, 8:]),  # nothing is ever stepped over by that stride
        ((3, 8), (1, 1), 0, np.stack([TEN[i : i + 8] for i in range(3)])),
        ((), (), 9, TEN[9]),
        ((0, 4), (4, 1), 10, np.empty((0, 4))),
    ],
)
def test_windows_on_a_storage(read, shape, strides, offset, expected):
    found = read(view_of_ten(shape, strides, offset))["w"]
    assert found.shape == shape
    assert found.flags.c_contiguous
    assert found.flags.owndata
    np.testing.assert_array_equal(found, expected)


def test_tensors_may_share_a_storage_and_their_arrays_do_not(read):
    one = made.storage("k", 10)
    tensors = {"a": made.tensor(one, (10,), (1,)), "b": made.tensor(one, (4,), (1,), 6)}
    found = read(made.layout(tensors, {"k": TEN}))
    found["a"][:] = -1
    np.testing.assert_array_equal(found["b"], TEN[6:])


def test_parameters_and_version_numbers_are_passed_over(read):
    inner = made.tensor(made.storage("k", 10), (10,), (1,))
    hooks = made.Call(made.Name(made.ORDERED_DICT), ())
    parameter = made.Call(made.Name("torch._utils _rebuild_parameter"), (inner, True, hooks))
    tensors = made.encode(made.Call(made.Name(made.ORDERED_DICT), ()))
    tensors += b"(" + made.encode("w") + made.encode(parameter) + b"u"
    tensors += made.encode({"_metadata": {"": {"version": 1}}}) + b"b"
    np.testing.assert_array_equal(read(made.layout(made.Raw(tensors), {"k": TEN}))["w"], TEN)


def test_memory_stays_below_twice_the_file(tmp_path):
    path = tmp_path / "net.pth"
    arrays = {f"w{i}": np.ones((250_000,), dtype="f4") for i in range(6)}
    path.write_bytes(made.whole_file(arrays))
    tracemalloc.start()
    found = read_torch_file(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 6
    assert peak < 2 * path.stat().st_size
