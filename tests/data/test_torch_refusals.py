import tracemalloc

import pytest

from support import torch_file as made
from support.torch_file import TEN, refusal, view_of_ten
from unrolled.data import MissingDataError, read_torch_file


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
