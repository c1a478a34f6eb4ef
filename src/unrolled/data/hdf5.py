"""Reading HDF5 files that others wrote."""

from pathlib import Path

import h5py
import numpy as np
from jaxtyping import Num

from unrolled.data.errors import BROKEN, DataError, listed, require_file


def read_dataset(
    path: Path, key: str, *, ndim: int, kinds: str, shape_said: str
) -> Num[np.ndarray, "..."]:
    """
    Read one data set whole, after checking its form.

    Parameters
    ----------
    path : pathlib.Path
        The HDF5 file.
    key : str
        The name of the data set.
    ndim : int
        How many dimensions it must have.
    kinds : str
        The kinds of number it may hold, as NumPy's ``dtype.kind``: ``"f"``, or ``"iu"``.
    shape_said : str
        The shape in words, for the message.

    Returns
    -------
    Num[np.ndarray, "..."]
        The numbers: integers as they are stored, floats as float32.

    Raises
    ------
    MissingDataError
        If there is no such file.
    DataError
        If the file is broken or cut short, or the data set is missing, empty or of another form.
    """
    require_file(path)
    try:
        with h5py.File(path, "r") as file:
            dataset = file.get(key)
            if not isinstance(dataset, h5py.Dataset):
                found = f"the keys {listed(file)}"
                raise DataError.about(path, key, expected="a data set of that name", found=found)
            _check_form(path, key, dataset, ndim=ndim, kinds=kinds, shape_said=shape_said)
            # HDF5 turns float64 into float32 while it reads, so there is never a second copy.
            dtype = np.dtype(np.float32) if kinds == "f" else dataset.dtype
            values = np.empty(dataset.shape, dtype=dtype)
            dataset.read_direct(values)
            return values
    except (OSError, RuntimeError) as error:
        expected, found = "a whole HDF5 file", str(error)
        raise DataError.about(path, key, expected=expected, found=found, advice=BROKEN) from error


def _check_form(
    path: Path, key: str, dataset: "h5py.Dataset", *, ndim: int, kinds: str, shape_said: str
) -> None:
    """Check the rank, the kind of number and that there is one at all, before anything is read."""
    if dataset.dtype.kind not in kinds:
        expected = "floats" if kinds == "f" else "integers"
        raise DataError.about(path, key, expected=expected, found=f"dtype {dataset.dtype}")
    if dataset.ndim != ndim:
        expected = f"the shape {shape_said}"
        raise DataError.about(path, key, expected=expected, found=f"{dataset.shape}")
    if dataset.size == 0:
        expected = f"the shape {shape_said} with at least one of each"
        raise DataError.about(path, key, expected=expected, found=f"{dataset.shape}, an empty set")
