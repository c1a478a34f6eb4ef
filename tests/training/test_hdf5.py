"""Trees of arrays and values: written and read back the same, or refused in clear words."""

import h5py
import numpy as np
import pytest

from unrolled.training import CheckpointError
from unrolled.training.hdf5 import read_tree, write_tree


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
