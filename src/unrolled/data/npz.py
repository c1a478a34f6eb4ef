"""Arrays in NumPy's .npz files: read without unpickling, written alike every time."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from jaxtyping import Shaped

from unrolled.data.errors import BROKEN, DataError, listed, require_file

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip file can hold
_UNIX = 3


def read_arrays(
    path: Path, names: Iterable[str], advice: str = BROKEN
) -> dict[str, Shaped[np.ndarray, "..."]]:
    """
    Read arrays of a .npz file, and never unpickle anything.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    names : iterable of str
        Which arrays; others are left alone.
    advice : str, optional
        What to do about a damaged file, as a whole sentence.

    Returns
    -------
    dict of str to ndarray
        The arrays under their names, in the order of `names`.

    Raises
    ------
    MissingDataError
        If there is no such file.
    DataError
        If it is damaged, is something else, or lacks one of the arrays.
    """
    wanted = list(names)
    require_file(path)
    named = " and ".join(part for part in (", ".join(wanted[:-1]), wanted[-1]) if part)
    expected = f"a whole .npz file with the arrays {named}"
    try:
        with path.open("rb") as file:  # by a path, NumPy leaves a damaged file open
            opened = np.load(file, allow_pickle=False)
            if isinstance(opened, np.ndarray):
                raise DataError.about(path, expected=expected, found="a single array")
            if not set(wanted) <= set(opened.files):
                raise DataError.about(path, expected=expected, found=listed(opened.files))
            return {name: opened[name] for name in wanted}
    except DataError:
        raise
    except Exception as error:  # a damaged archive: zipfile and zlib have errors of their own
        # NumPy takes what it does not know for a pickle, and its advice is to trust the file.
        found = "one that is not" if "pickle" in str(error) else str(error) or repr(error)
        raise DataError.about(path, expected=expected, found=found, advice=advice) from error


def npz_bytes(arrays: Mapping[str, Shaped[np.ndarray, "..."]]) -> bytes:
    """
    Make the content of a compressed .npz file, the same bytes for the same arrays.

    Nothing in it tells when or on what system it was made. (Another zlib may compress otherwise.)

    Parameters
    ----------
    arrays : mapping of str to ndarray
        The arrays and their names. Arrays of objects would be pickled, and are refused.

    Returns
    -------
    bytes
        What `read_arrays` and `numpy.load` read.

    Raises
    ------
    ValueError
        If an array is of objects.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", _FIRST_DAY)
            member.create_system = _UNIX
            member.compress_type = zipfile.ZIP_DEFLATED
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            archive.writestr(member, buffer.getvalue(), compresslevel=9)
    return content.getvalue()
