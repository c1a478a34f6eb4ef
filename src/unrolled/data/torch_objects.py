"""What a file of PyTorch may hold: storages, and tensors that are windows on them."""

import math
from dataclasses import dataclass

import numpy as np

NUMBERS = {
    "torch.DoubleStorage": ("<f8", np.float64),
    "torch.FloatStorage": ("<f4", np.float32),
    "torch.HalfStorage": ("<f2", np.float16),
    "torch.LongStorage": ("<i8", np.int64),
    "torch.IntStorage": ("<i4", np.int32),
    "torch.ShortStorage": ("<i2", np.int16),
    "torch.CharStorage": ("i1", np.int8),
    "torch.ByteStorage": ("u1", np.uint8),
    "torch.BoolStorage": ("u1", np.bool_),  # any other byte than 0 is true
}
"""How each type of storage lies in a file, and what is made of it."""

LARGEST = 2**60
"""No size, offset or product of sizes is larger: beyond is where 64 bits run over."""

MOST_DIMENSIONS = 64
"""More than these NumPy has not."""


@dataclass(frozen=True, slots=True)
class Global:
    """
    A function or class that a pickle names; it can be compared and nothing else.

    Attributes
    ----------
    name : str
        Module and name, joined by a dot.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Storage:
    """
    A run of numbers in a file.

    Attributes
    ----------
    key : str
        What the file calls it.
    kind : str
        The name of its type, a key of `NUMBERS`.
    numel : int
        How many numbers it has.
    """

    key: str
    kind: str
    numel: int

    @property
    def nbytes(self) -> int:
        """The size in bytes."""
        return self.numel * np.dtype(NUMBERS[self.kind][0]).itemsize


@dataclass(frozen=True, slots=True)
class Tensor:
    """
    A window on a storage.

    Attributes
    ----------
    storage : Storage
        Where its numbers are.
    offset : int
        Where in it the first number is.
    shape, strides : tuple of int
        Its sizes, and how many numbers apart its neighbours are, for each dimension.
    """

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        """The size in bytes once it is an array of its own."""
        return math.prod(self.shape) * np.dtype(NUMBERS[self.storage.kind][1]).itemsize

    def fault(self) -> str:
        """
        Say what makes it impossible.

        Returns
        -------
        str
            The fault, or nothing.
        """
        if len(self.shape) != len(self.strides) or len(self.shape) > MOST_DIMENSIONS:
            return f"{len(self.shape)} sizes and {len(self.strides)} strides"
        if math.prod(max(size, 1) for size in self.shape) > LARGEST:
            return f"the shape {said(self.shape)}, more than any memory holds"
        steps = zip(self.shape, self.strides, strict=True)
        last = self.offset + sum((size - 1) * stride for size, stride in steps)
        if 0 not in self.shape and last >= self.storage.numel:
            return f"one that ends at number {said(last)} of {said(self.storage.numel)}"
        return ""


def said(value: object) -> str:
    """
    Describe a value of a file for a message, in few words however large or nested it is.

    Parameters
    ----------
    value : object
        What a pickle held.

    Returns
    -------
    str
        Numbers and short texts themselves, of anything else what it is.
    """
    if value is None or isinstance(value, bool | int | str):
        text = ascii(value[:60] if isinstance(value, str) else value)
        return text if len(text) <= 62 else f"{text[:60]}..."
    if isinstance(value, tuple | list | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {type(value).__name__.lower()}"
