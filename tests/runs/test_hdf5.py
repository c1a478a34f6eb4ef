"""Trees of arrays and values: written and read back the same, or refused in clear words."""

import h5py
import numpy as np
import pytest

from unrolled.runs.hdf5 import read_tree, write_tree
from unrolled.training import CheckpointError


def same(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b)
    return type(a) is type(b) and a == b


def test_a_tree_comes_back_as_it_was(tmp_path):
    tree = {
        "arrays": {
            "z/last": np.arange(3, dtype=np.int64),
            "a": np.linspace(0, 1, 7, dtype=np.float32).reshape(7, 1),
            "empty": np.zeros((0, 4)),
            "scalar": np.array(0.1),
        },
        "settings": {"rate": 0.1, "big": 2**127 + 1, "none": None, "deep": {"list": [1, "ü"]}},
        "mixed": {"t": 3, "m": {"inner": np.ones(2)}},
    }
    write_tree(tmp_path / "tree.h5", tree)
    found = read_tree(tmp_path / "tree.h5")
    assert same(found, tree)
    assert list(found["arrays"]) == list(tree["arrays"])  # as a model's parameters, in their order


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no file .*gone\.h5"):
        read_tree(tmp_path / "gone.h5")


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(tmp_path, share):
    path = tmp_path / "tree.h5"
    write_tree(path, {"a": np.arange(10_000.0)})
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(CheckpointError, match=r"tree\.h5 is not a whole HDF5 file"):
        read_tree(path)


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not HDF5 at all\n" * 1000)
    with pytest.raises(CheckpointError, match="is not a whole HDF5 file"):
        read_tree(path)


def test_somebody_elses_hdf5_file_is_refused(tmp_path):
    path = tmp_path / "features.h5"
    with h5py.File(path, "w") as file:
        file["features"] = np.ones(3)
    with pytest.raises(CheckpointError, match="an HDF5 file that unrolled did not write"):
        read_tree(path)


def test_a_later_version_is_refused(tmp_path):
    path = tmp_path / "tree.h5"
    write_tree(path, {"a": 1})
    with h5py.File(path, "a") as file:
        file.attrs["version"] = 99
    with pytest.raises(CheckpointError, match=r"has version 99 of the format.* reads version 1"):
        read_tree(path)


def rename(file):
    file.move("arrays/w", "arrays/v")


def reshape(file):
    value = file["arrays/w"][()].reshape(2, 3)
    del file["arrays/w"]
    file["arrays/w"] = value


def retype(file):
    value = file["arrays/w"][()].view(np.int64)
    del file["arrays/w"]
    file["arrays/w"] = value


def change_a_number(file):
    file["arrays/w"][3] = 7


def change_a_value(file):
    del file["(values)"]
    file["(values)"] = '{"step": 4}'


def forget_the_values(file):
    del file["(values)"]


def replace_a_group(file):
    del file["arrays"]
    file["arrays"] = 1.0


def forget_the_checksum(file):
    del file.attrs["sha256"]


@pytest.mark.parametrize(
    "change",
    [
        rename,
        reshape,
        retype,
        change_a_number,
        change_a_value,
        forget_the_values,
        replace_a_group,
        forget_the_checksum,
    ],
)
def test_whatever_was_changed_is_noticed(tmp_path, change):
    path = tmp_path / "tree.h5"
    write_tree(path, {"arrays": {"w": np.arange(6.0)}, "step": 3})
    with h5py.File(path, "a") as file:
        change(file)
    with pytest.raises(CheckpointError, match=r"tree\.h5 is damaged: .*checksum"):
        read_tree(path)


def test_values_that_are_no_text_are_refused_in_clear_words(tmp_path):
    path = tmp_path / "tree.h5"
    write_tree(path, {"step": 3})
    with h5py.File(path, "a") as file:
        del file["(values)"]
        file["(values)"] = 1.0
    with pytest.raises(CheckpointError, match=r"tree\.h5 is not a whole HDF5 file"):
        read_tree(path)


def test_a_flipped_bit_is_noticed_or_does_no_harm(tmp_path):
    path, rng = tmp_path / "tree.h5", np.random.default_rng(0)
    tree = {"arrays": {"w": np.arange(500.0)}, "step": 3, "words": ["a", "b"]}
    write_tree(path, tree)
    whole, refused = path.read_bytes(), 0
    for place in rng.integers(len(whole), size=200):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << rng.integers(8)
        path.write_bytes(damaged)
        try:
            assert same(read_tree(path), tree)  # a bit that no reader looks at
        except CheckpointError:
            refused += 1
    assert refused > 50
