import tracemalloc

import numpy as np
import pytest

from support import torch_file as made
from unrolled.data import DataError, MissingDataError, read_torch_file

TEN = np.arange(10, dtype=np.float32)


@pytest.fixture
def read(tmp_path):
    """Write a file and read it."""

    def write_and_read(content):
        path = tmp_path / "net.pth"
        path.write_bytes(content)
        return read_torch_file(path)

    return write_and_read


def refusal(read, content):
    with pytest.raises(DataError) as error:
        read(content)
    message = str(error.value)
    assert "net.pth" in message
    assert "expected" in message
    assert "found" in message
    return message


def view_of_ten(shape, strides, offset=0, numel=10):
    return made.layout(
        {"w": made.tensor(made.storage("k", numel), shape, strides, offset)}, {"k": TEN}
    )


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


@pytest.mark.parametrize(
    ("shape", "strides", "offset"),
    [
        ((11,), (1,), 0),
        ((10,), (1,), 1),
        ((1,), (1,), 10),
        ((), (), 10),
        ((2, 5), (6, 1), 0),
        ((2,), (10**15,), 0),
        ((5,), (-1,), 9),
        ((5,), (1,), -1),
        ((-5,), (1,), 0),
        ((2, 5), (1,), 0),
        ((True,), (1,), 0),
        ((1,) * 65, (1,) * 65, 0),
        ((0, 2**40, 2**40), (1, 1, 1), 0),
        ((2**80,), (0,), 0),
        ("a", (1,), 0),
    ],
)
def test_windows_that_leave_their_storage_are_refused(read, shape, strides, offset):
    assert "download it again" in refusal(read, view_of_ten(shape, strides, offset))


def test_a_huge_storage_is_refused_before_memory_is_taken(read):
    tracemalloc.start()
    message = refusal(read, view_of_ten((10**15,), (1,), 0, numel=10**15))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "4,000,000,000,000," in message
    assert peak < 2**23


def test_tensors_that_share_numbers_cannot_fill_the_memory(read):
    message = refusal(read, view_of_ten((10**12,), (0,)))
    assert "4,000,000,000,000 bytes" in message
    assert ".clone()" in message


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


def test_a_storage_has_one_type_and_one_size(read):
    tensors = {
        "a": made.tensor(made.storage("k", 10), (1,), (1,)),
        "b": made.tensor(made.storage("k", 10, "IntStorage"), (1,), (1,)),
    }
    assert "one type and size" in refusal(read, made.layout(tensors, {"k": TEN}))


@pytest.mark.parametrize("keys", [[], ["k", "k"], ["other"], [3], "k", ["k", 3]])
def test_each_storage_is_listed_once(read, keys):
    tensors = {"w": made.tensor(made.storage("k", 10), (10,), (1,))}
    message = refusal(read, made.layout(tensors, {"k": TEN}, keys=keys))
    assert "the keys of 1 storages, each once" in message


def test_a_storage_must_have_as_many_numbers_as_its_tensors_were_told(read):
    content = view_of_ten((10,), (1,))
    wrong = content[:-48] + (9).to_bytes(8, "little") + content[-40:]
    assert "expected 10 numbers, found 9" in refusal(read, wrong)


def test_a_name_cannot_come_twice(read):
    one = made.encode("w") + made.encode(made.tensor(made.storage("k", 10), (10,), (1,)))
    message = refusal(read, made.layout(made.Raw(b"}(" + one + one + b"u"), {"k": TEN}))
    assert "the key 'w' twice" in message


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"epoch": 3}, "'epoch': expected a dictionary of tensors, found 3 in it"),
        ({"state_dict": {}}, "found a dict of 0 in it"),
        ([], "found a list of 0"),
        (None, "found None"),
        ("x" * 1000, "xxx"),
        (made.Name(made.ORDERED_DICT), "found a global"),
    ],
)
def test_anything_but_a_dictionary_of_tensors_is_refused(read, found, said):
    message = refusal(read, made.layout(found, {}))
    assert said in message
    assert len(message) < 600
    assert "model.state_dict()" in message


@pytest.mark.parametrize("kind", ["BFloat16Storage", "ComplexFloatStorage"])
def test_numbers_that_numpy_has_not_are_refused_by_name(read, kind):
    tensors = {"w": made.tensor(made.storage("k", 2, kind), (2,), (1,))}
    message = refusal(read, made.layout(tensors, {"k": TEN}))
    assert f"found torch.{kind}" in message
    assert "FloatStorage, HalfStorage" in message
    assert "tensor.float()" in message


def test_another_version_or_byte_order_is_refused(read):
    assert "expected version 1001" in refusal(read, made.layout({}, {}, version=1000))
    for system in ({"little_endian": False}, {}, 3):
        assert "little_endian" in refusal(read, made.layout({}, {}, system=system))


def test_the_newer_layout_is_named_with_what_to_do(read):
    message = refusal(read, b"PK\x03\x04" + bytes(50))
    assert "found a zip archive" in message
    assert "_use_new_zipfile_serialization=False" in message


@pytest.mark.parametrize(
    "content", [b"", b"\x89HDF", b"\x89PNG\r\n\x1a\n" + bytes(99), b"\x80\x02."]
)
def test_other_files_are_refused(read, content):
    message = refusal(read, content)
    assert "a file in PyTorch's older layout" in message
    assert ("an empty file" in message) == (not content)


def test_a_missing_file_is_named(tmp_path):
    (tmp_path / "other.pth").touch()
    with pytest.raises(MissingDataError, match=r"gone\.pth: expected .*'other\.pth'"):
        read_torch_file(tmp_path / "gone.pth")


def test_bytes_after_the_end_are_refused(read):
    content = view_of_ten((10,), (1,))
    message = refusal(read, content + b"\0")
    assert f"expected {len(content):,} bytes" in message
    assert f"found {len(content) + 1:,}" in message
