import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from unrolled.data import DataError, MissingDataError, class_names, load_imagenet_val

NAME = "imagenet_val_25.npz"


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return (open, (self.path, "w"))


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    return {
        "X": rng.integers(256, size=(3, 224, 224, 3), dtype=np.uint8),
        "y": np.array([958, 85, 244]),
    }


@pytest.fixture
def folder(tmp_path, cache, monkeypatch):
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("UNROLLED_DATA", str(folder))
    return folder


def test_pictures_classes_and_names_come_back(folder, arrays):
    np.savez(folder / NAME, **arrays)
    X, y, names = load_imagenet_val()
    np.testing.assert_array_equal(X, arrays["X"])
    np.testing.assert_array_equal(y, arrays["y"])
    assert X.dtype == np.uint8
    assert names == dict(enumerate(class_names()))
    assert [names[i] for i in y.tolist()] == ["hay", "quail", "Tibetan mastiff"]


def test_the_first_num_pictures_are_taken(folder, arrays):
    np.savez(folder / NAME, **arrays)
    for num in (1, 2, np.int64(3)):
        X, y, _ = load_imagenet_val(num)
        np.testing.assert_array_equal(X, arrays["X"][:num])
        np.testing.assert_array_equal(y, arrays["y"][:num])


@pytest.mark.parametrize("num", [0, -1, 4])
def test_a_number_of_pictures_that_are_not_there_is_an_error(folder, arrays, num):
    np.savez(folder / NAME, **arrays)
    with pytest.raises(ValueError, match=f"num should be from 1 to 3, .* got {num}"):
        load_imagenet_val(num)


@pytest.mark.parametrize("num", [2.0, "2", True])
def test_a_number_that_is_not_whole_is_an_error(num, own_errors):
    with pytest.raises(TypeError, match=f"num should be a whole number, got {num!r}"):
        load_imagenet_val(num)


def test_the_file_may_lie_in_the_cache(folder, cache, arrays):
    cache.mkdir()
    np.savez(cache / NAME, **arrays)
    assert load_imagenet_val()[0].shape == (3, 224, 224, 3)


def test_a_missing_file_says_where_it_was_looked_for(folder, cache):
    with pytest.raises(MissingDataError, match=r"imagenet_val_25\.npz: expected") as caught:
        load_imagenet_val()
    assert f"none at {folder / NAME} and {cache / NAME}." in str(caught.value)
    assert "Set UNROLLED_DATA to the folder" in str(caught.value)


def test_the_names_in_the_file_are_never_unpickled(folder, arrays, tmp_path):
    trap = tmp_path / "sprung"
    np.savez(folder / NAME, label_map=np.array(Trap(trap), dtype=object), **arrays)
    assert len(load_imagenet_val()[0]) == 3
    assert not trap.exists()
    with np.load(folder / NAME, allow_pickle=True) as opened:
        opened["label_map"].item().close()
    assert trap.exists()  # the trap works


@pytest.mark.parametrize("key", ["X", "y"])
def test_an_array_that_is_pickled_is_refused(folder, arrays, tmp_path, key):
    trap = tmp_path / "sprung"
    np.savez(folder / NAME, **(arrays | {key: np.array([Trap(trap)], dtype=object)}))
    with pytest.raises(DataError, match=r"expected a whole \.npz file") as caught:
        load_imagenet_val()
    assert "allow_pickle=" not in str(caught.value)  # no advice to trust it
    assert not trap.exists()


def test_a_pickle_under_that_name_is_refused(folder, tmp_path):
    trap = tmp_path / "sprung"
    (folder / NAME).write_bytes(pickle.dumps(Trap(trap)))
    with pytest.raises(DataError, match=r"found one that is not.*copy or download it again"):
        load_imagenet_val()
    assert not trap.exists()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_file_that_breaks_off_is_an_error(folder, arrays, share):
    path = folder / NAME
    np.savez(path, **arrays)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(DataError, match=rf"{NAME}: expected a whole \.npz file.*damaged"):
        load_imagenet_val()


def test_a_damaged_file_is_an_error(folder, arrays):
    path = folder / NAME
    np.savez_compressed(path, **arrays)
    content = bytearray(path.read_bytes())
    content[1000:1100] = bytes(100)
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"expected a whole \.npz file.*damaged"):
        load_imagenet_val()


def test_an_array_that_claims_to_be_huge_is_an_error(folder, arrays):
    path = folder / NAME
    np.savez(path, **arrays)
    claim = path.read_bytes().replace(b"(3, 224, 224, 3), }", b"(3, 9224224, 93), }")
    assert claim != path.read_bytes()
    path.write_bytes(claim)
    with pytest.raises(DataError, match=r"expected a whole \.npz file"):
        load_imagenet_val()


def test_one_array_alone_is_an_error(folder, arrays):
    with (folder / NAME).open("wb") as file:
        np.save(file, arrays["X"])
    with pytest.raises(DataError, match="found a single array"):
        load_imagenet_val()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"X": None}, "arrays X and y, found 'y'"),
        ({"X": np.zeros((3, 224, 224, 3), np.float32)}, "npz: X: expected uint8.*float32"),
        ({"X": np.zeros((3, 32, 32, 3), np.uint8)}, r"uint8 of \(3, 32, 32, 3\)"),
        ({"X": np.zeros((0, 224, 224, 3), np.uint8)}, r"uint8 of \(0, 224, 224, 3\)"),
        ({"y": np.arange(4)}, r"npz: y: expected integers of shape \(3,\), found int64 of \(4,\)"),
        ({"y": np.arange(3.0)}, r"found float64 of \(3,\)"),
        ({"y": np.array([0, 1, 1000])}, "classes from 0 to 999, found 0 to 1000"),
        ({"y": np.array([0, -1, 999])}, "classes from 0 to 999, found -1 to 999"),
    ],
)
def test_other_content_is_an_error(folder, arrays, changes, message):
    held = {key: value for key, value in (arrays | changes).items() if value is not None}
    np.savez(folder / NAME, **held)
    with pytest.raises(DataError, match=message):
        load_imagenet_val()


def test_the_course_file_is_read():
    own = os.environ.get("UNROLLED_DATA")
    if not own or not (Path(own) / NAME).is_file():
        pytest.skip(f"UNROLLED_DATA names no folder with {NAME}")
    X, y, names = load_imagenet_val()
    assert X.shape == (25, 224, 224, 3)
    assert [names[i] for i in y[:5].tolist()][:3] == ["hay", "quail", "Tibetan mastiff"]
