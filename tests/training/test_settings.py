"""Settings that cannot be are named, whatever type they come as."""

from pathlib import Path

import numpy as np
import pytest

from unrolled.runs.places import check_folder
from unrolled.training.settings import check_count, check_factor


@pytest.mark.parametrize("value", [2.5, 2.0, "2", None, np.float64(3)])
def test_a_count_that_is_no_whole_number_is_named(value):
    with pytest.raises(TypeError, match="batch_size should be a whole number; got"):
        check_count("batch_size", value)


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3), np.array(3)])
def test_any_integer_becomes_a_plain_one(value):
    found = check_count("batch_size", value)
    assert (type(found), found) == (int, 3)


def test_a_count_has_a_smallest_value():
    assert check_count("seed", 0, at_least=0) == 0
    with pytest.raises(ValueError, match="seed should be at least 0; got -1"):
        check_count("seed", -1, at_least=0)


@pytest.mark.parametrize("value", [0, -0.5, np.nan, np.inf, "0.9", None])
def test_a_factor_that_cannot_be_is_named(value):
    with pytest.raises(ValueError, match="lr_decay should be a finite number above 0; got"):
        check_factor("lr_decay", value)


@pytest.mark.parametrize("value", [1, 0.5, np.float32(0.5)])
def test_a_factor_becomes_a_plain_number(value):
    found = check_factor("lr_decay", value)
    assert (type(found), found) == (float, value)


def test_a_file_can_be_written_or_it_is_told_why_not(tmp_path):
    check_folder(tmp_path / "run.h5")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(IsADirectoryError, match="is a folder; name a file in it"):
        check_folder(tmp_path)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        check_folder(tmp_path / "no" / "run.h5")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes no files")
def test_a_folder_that_takes_no_files_is_told():
    with pytest.raises(OSError, match=r"cannot write /proc/run\.h5"):
        check_folder(Path("/proc/run.h5"))
