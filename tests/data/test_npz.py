import zipfile
from pathlib import Path

import numpy as np
import pytest

from unrolled.data import DataError, MissingDataError
from unrolled.data.npz import npz_bytes, read_arrays

ARRAYS = {"a": np.arange(6.0).reshape(2, 3), "b": np.array([1, 2], np.uint8)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "some.npz"
    path.write_bytes(npz_bytes(ARRAYS))
    return path


def test_arrays_come_back(path):
    read = read_arrays(path, ["b", "a"])
    assert list(read) == ["b", "a"]
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(read[name], array)
        assert read[name].dtype == array.dtype


def test_numpy_reads_them_too(path):
    with np.load(path, allow_pickle=False) as opened:
        np.testing.assert_array_equal(opened["a"], ARRAYS["a"])


def test_other_arrays_are_left_alone(path):
    assert list(read_arrays(path, ["a"])) == ["a"]


def test_nothing_tells_when_the_file_was_made(path):
    assert npz_bytes(ARRAYS) == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert {member.create_system for member in members} == {3}


def test_objects_are_not_pickled():
    with pytest.raises(ValueError, match="allow_pickle=False"):
        npz_bytes({"a": np.array([object()])})


def test_objects_are_not_unpickled(path):
    np.savez(path, a=np.array([Path("x")], dtype=object))
    with pytest.raises(DataError, match=r"expected a whole \.npz file.*found one that is not") as e:
        read_arrays(path, ["a"])
    assert "allow_pickle" not in str(e.value)


def test_a_missing_array_is_an_error(path):
    with pytest.raises(DataError, match="arrays a and c, found 'a', 'b'"):
        read_arrays(path, ["a", "c"])


def test_a_missing_file_is_an_error(path):
    with pytest.raises(MissingDataError, match=r"other\.npz: expected a file of that name"):
        read_arrays(path.with_name("other.npz"), ["a"])


def test_one_array_alone_is_an_error(path):
    with path.open("wb") as file:
        np.save(file, ARRAYS["a"])
    with pytest.raises(DataError, match="found a single array"):
        read_arrays(path, ["a"])


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_file_that_breaks_off_is_an_error(path, share):
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(DataError, match=r"some\.npz: expected a whole .*\. Do this\."):
        read_arrays(path, ["a"], "Do this.")
