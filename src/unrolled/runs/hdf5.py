"""HDF5 files of our own: nested arrays and plain values, written whole and read back whole."""

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import numpy as np

from unrolled.data.atomic import write_atomically

if TYPE_CHECKING:
    import h5py

Tree = Mapping[str, Any]
"""Names to arrays, to values that JSON can hold, or to further trees."""

_FORMAT, _VERSION = "unrolled", 1

# The data set of everything that is no array. No quoted name has brackets, so none can clash.
_VALUES = "(values)"


class CheckpointError(ValueError):
    """A file that is no checkpoint or model of this package, or one that does not fit this run."""


def write_tree(path: Path, tree: Tree) -> None:
    """
    Write a tree to a file, replacing what is there in one moment.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    tree : mapping
        What to write. Arrays become HDF5 data sets, and mappings with an array somewhere in them
        groups; everything else in a group becomes one data set of JSON.

    Raises
    ------
    OSError
        If it cannot be written; the file is then as it was.
    """
    import h5py  # here, for it is slow to import

    # Built in memory first: HDF5 copes badly with a disk that is full when it closes a file.
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        _write_group(file, tree)
        file.attrs["format"], file.attrs["version"] = _FORMAT, _VERSION
        file.attrs["sha256"] = _digest(file)
    with buffer.getbuffer() as content:
        write_atomically(path, content)


def _write_group(group: "h5py.Group", tree: Tree) -> None:
    values = {}
    for key, value in tree.items():
        name = quote(key, safe="")  # a slash in a name would make a group of its own
        if isinstance(value, np.ndarray):
            group.create_dataset(name, data=value)
        elif _holds_arrays(value):
            _write_group(group.create_group(name, track_order=True), value)
        else:
            values[key] = value
    # Not as attributes, which hold 64 KiB at most: a vocabulary can be larger.
    group.create_dataset(_VALUES, data=json.dumps(values))


def _holds_arrays(value: object) -> bool:
    return isinstance(value, Mapping) and any(
        isinstance(entry, np.ndarray) or _holds_arrays(entry) for entry in value.values()
    )


def read_tree(path: Path) -> dict[str, Any]:
    """
    Read a file that `write_tree` wrote.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    dict
        The tree.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    CheckpointError
        If it is not HDF5, is cut short or damaged, or was not written by this package.
    """
    import h5py  # here, for it is slow to import

    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    try:
        with h5py.File(path, "r") as file:
            found = file.attrs.get("format")
            if found != _FORMAT:
                raise CheckpointError(
                    f"{path} is an HDF5 file that unrolled did not write: its attribute 'format' "
                    f"should be {_FORMAT!r}, found {found!r}."
                )
            version = file.attrs.get("version")
            if version != _VERSION:
                raise CheckpointError(
                    f"{path} has version {version} of the format, this unrolled reads version "
                    f"{_VERSION}; use the release of unrolled that wrote it."
                )
            if file.attrs.get("sha256") != _digest(file):
                raise CheckpointError(
                    f"{path} is damaged: its content is not what its checksum was taken of. "
                    "Remove it or name another file."
                )
            return _read_group(file)
    except CheckpointError:
        raise
    except Exception as error:  # damage shows as whatever HDF5 stumbles over, of any type
        raise CheckpointError(
            f"{path} is not a whole HDF5 file: {error}. It is damaged, cut short or something "
            "else; remove it or name another file."
        ) from error


def _digest(group: "h5py.Group") -> str:
    """Hash the names, shapes, dtypes and bytes of all that is in a group."""
    import h5py  # here, for it is slow to import

    digest = hashlib.sha256()
    for name in sorted(group):
        item = group[name]
        content: bytes | memoryview
        if isinstance(item, h5py.Group):
            form = "group"
            content = _digest(item).encode()
        elif name == _VALUES:
            form = "values"
            content = item.asstr()[()].encode()
        else:
            array = np.asarray(item[()])
            # As bytes in one row: no buffer can be had of an array without elements.
            content = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
            form = f"{array.dtype.str} {array.shape}"
        digest.update(json.dumps([name, form, len(content)]).encode())
        digest.update(content)
    return digest.hexdigest()


def _read_group(group: "h5py.Group") -> dict[str, Any]:
    import h5py  # here, for it is slow to import

    tree: dict[str, Any] = {}
    for name, item in group.items():
        if name == _VALUES:
            tree |= json.loads(item.asstr()[()])
        elif isinstance(item, h5py.Group):
            tree[unquote(name)] = _read_group(item)
        else:
            tree[unquote(name)] = np.asarray(item[()])
    return tree
