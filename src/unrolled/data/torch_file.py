"""Reading the older of PyTorch's two file layouts with NumPy alone, and without running a word."""

import os
import pickle
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

import numpy as np
from jaxtyping import Shaped

from unrolled.data.errors import BROKEN, DataError, require_file
from unrolled.data.torch_builder import TensorBuilder
from unrolled.data.torch_objects import NUMBERS, Storage, Tensor, said
from unrolled.data.torch_pickle import PickleMachine

MAGIC = pickle.dumps(0x1950A86A20F9469CFC6C, protocol=2)[2:]
PROTOCOL_VERSION = 1001
LARGEST_DESCRIPTION = 2**22
"""The pickles before the numbers take some 150 bytes a tensor: this is for 28,000 of them."""
MOST_COPIES = 16
"""Tensors may share numbers; together they may be so many times as large as the file."""

Array: TypeAlias = Shaped[np.ndarray, "..."]

RESAVE = (
    "Save it again with torch.save(model.state_dict(), path, _use_new_zipfile_serialization=False)."
)


def read_torch_file(path: str | os.PathLike[str]) -> dict[str, Array]:
    """
    Read the tensors of a PyTorch file in the older layout, the one before zip archives.

    Neither PyTorch nor Python's own unpickler takes part, and nothing that the file says is
    run: it may name ordered dictionaries, tensors, parameters and storages, and nothing else.
    What each tensor claims is checked against the file before memory is set aside for it.

    Parameters
    ----------
    path : str or path
        The file: one dictionary of tensors, such as ``model.state_dict()``.

    Returns
    -------
    dict of str to Shaped[np.ndarray, "..."]
        The tensors in the file's order, each an array with memory of its own, in C order.

    Raises
    ------
    MissingDataError
        If there is no such file.
    UnsafeFileError
        If it asks for any other function or class; the message names it.
    DataError
        If it is no such file, is cut short or damaged, has the newer layout, holds numbers that
        NumPy does not have, or something other than tensors.

    Notes
    -----
    The file holds five pickles: a magic number, a version, facts about the machine, the
    dictionary, and the keys of the storages; then, for each key, a count in eight bytes and the
    numbers, little-endian. A tensor is a window on a storage: an offset, sizes and strides.
    Besides the arrays, one storage is in memory at a time.
    """
    path = Path(path)
    require_file(path)
    with path.open("rb") as file:
        tensors, storages = _read_description(path, file)
        _check_sizes(path, file, tensors, storages)
        windows: dict[str, list[str]] = {storage.key: [] for storage in storages}
        for name, tensor in tensors.items():
            windows[tensor.storage.key].append(name)
        arrays: dict[str, Array] = {}
        for storage, content in _read_storages(path, file, storages):
            arrays |= {name: _cut(tensors[name], content) for name in windows[storage.key]}
    return {name: arrays[name] for name in tensors}


def _read_description(path: Path, file: BinaryIO) -> tuple[dict[str, Tensor], list[Storage]]:
    """Read the five pickles; the file then stands at the first storage."""
    head = file.read(LARGEST_DESCRIPTION)
    _check_layout(path, head)
    stream = BytesIO(head)
    builder = TensorBuilder(path)
    machine = PickleMachine(path, stream, builder)
    machine.load()  # the magic number
    _check_header(path, machine.load(), machine.load())
    tensors = _tensors(path, machine.load())
    storages = _listed(path, machine.load(), builder.storages)
    file.seek(stream.tell())
    return tensors, storages


def _check_layout(path: Path, head: bytes) -> None:
    """Check how the file begins."""
    expected = "a file in PyTorch's older layout"
    if MAGIC in head[:32]:  # after the protocol's number, and from protocol 4 on a length
        return
    if head.startswith(b"PK\x03\x04"):
        found = "a zip archive, which is its newer layout if PyTorch wrote it"
        raise DataError.about(path, expected=expected, found=found, advice=RESAVE)
    found = f"one that begins with {head[:16]!r}" if head else "an empty file"
    advice = "Check that this is the right file, and whole: copy or download it again."
    raise DataError.about(path, expected=expected, found=found, advice=advice)


def _check_header(path: Path, version: object, machine: object) -> None:
    """Check the version of the layout and the facts about the machine that wrote it."""
    if version != PROTOCOL_VERSION:
        expected, found = f"version {PROTOCOL_VERSION} of the layout", said(version)
        raise DataError.about(path, expected=expected, found=found, advice=BROKEN)
    if not isinstance(machine, dict) or machine.get("little_endian") is not True:
        found = said(machine.get("little_endian") if isinstance(machine, dict) else machine)
        expected = "little_endian to be True in what it says of the machine that wrote it"
        raise DataError.about(path, expected=expected, found=found, advice=BROKEN)


def _tensors(path: Path, found: object) -> dict[str, Tensor]:
    """Check that the file holds a dictionary of tensors and nothing else."""
    expected = "a dictionary of tensors"
    if not isinstance(found, dict):
        raise DataError.about(path, expected=expected, found=said(found), advice=RESAVE)
    for name, value in found.items():
        if not isinstance(value, Tensor):
            text = f"{said(value)} in it"
            raise DataError.about(path, said(name), expected=expected, found=text, advice=RESAVE)
    return found


def _listed(path: Path, keys: object, storages: dict[str, Storage]) -> list[Storage]:
    """Check that each storage is in the file once, and put them in the file's order."""
    listed = keys if isinstance(keys, list) else []
    names = [key for key in listed if isinstance(key, str)]
    # The lengths differ when one is listed twice, the sets when one is missing or unknown.
    if len(listed) != len(storages) or set(names) != set(storages):
        expected = f"the keys of {len(storages)} storages, each once"
        found = f"{said(keys)} that are not these"
        raise DataError.about(path, expected=expected, found=found, advice=BROKEN)
    return [storages[name] for name in names]


def _check_sizes(
    path: Path, file: BinaryIO, tensors: dict[str, Tensor], storages: list[Storage]
) -> None:
    """Check that the file is as large as it says, and that shared numbers do not fill memory."""
    start, size = file.tell(), os.fstat(file.fileno()).st_size
    claimed = start + sum(8 + storage.nbytes for storage in storages)
    if claimed != size:
        expected, found = f"{claimed:,} bytes by what it says of itself", f"{size:,}"
        raise DataError.about(path, expected=expected, found=found, advice=BROKEN)
    total = sum(tensor.nbytes for tensor in tensors.values())
    if total > MOST_COPIES * size:
        expected = f"tensors of at most {MOST_COPIES} times the {size:,} bytes of the file"
        advice = "Call .clone() on the tensors that share numbers before saving."
        raise DataError.about(path, expected=expected, found=f"{total:,} bytes", advice=advice)


def _read_storages(
    path: Path, file: BinaryIO, storages: list[Storage]
) -> Iterator[tuple[Storage, bytes]]:
    """Read one storage after the other."""
    for storage in storages:
        count = int.from_bytes(file.read(8), "little", signed=True)
        if count != storage.numel:
            expected, key = f"{storage.numel:,} numbers", f"storage {said(storage.key)}"
            raise DataError.about(path, key, expected=expected, found=f"{count:,}", advice=BROKEN)
        content = file.read(storage.nbytes)
        if len(content) < storage.nbytes:
            expected, found = "the whole file", "a file that grew shorter while it was read"
            raise DataError.about(path, expected=expected, found=found, advice=BROKEN)
        yield storage, content


def _cut(tensor: Tensor, content: bytes) -> Array:
    """Copy a tensor out of its storage; NumPy checks the window once more."""
    stored, dtype = NUMBERS[tensor.storage.kind]
    if 0 in tensor.shape:
        return np.empty(tensor.shape, dtype=dtype)
    width = np.dtype(stored).itemsize
    # A dimension of one is never stepped along, whatever its stride says.
    pairs = zip(tensor.shape, tensor.strides, strict=True)
    strides = tuple(stride * width if size > 1 else 0 for size, stride in pairs)
    window = np.ndarray(
        tensor.shape, dtype=stored, buffer=content, offset=tensor.offset * width, strides=strides
    )
    return window.astype(dtype, order="C", copy=True)
