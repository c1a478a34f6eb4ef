"""What the names and calls in a file of PyTorch's stand for; none of them is called."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard

from unrolled.data.errors import BROKEN, DataError, UnsafeFileError
from unrolled.data.torch_objects import LARGEST, NUMBERS, Global, Storage, Tensor, said

ORDERED_DICT = "collections.OrderedDict"
TENSOR = "torch._utils._rebuild_tensor_v2"
PARAMETER = "torch._utils._rebuild_parameter"


@dataclass(frozen=True, slots=True)
class TensorBuilder:
    """
    Decides what the names, calls and stored objects in a file stand for; it calls none of them.

    Attributes
    ----------
    path : pathlib.Path
        The file, for messages.
    storages : dict
        The storages met so far, by key.
    """

    path: Path
    storages: dict[str, Storage] = field(default_factory=dict)

    def find(self, name: str) -> Global:
        """
        Admit a function or class.

        Parameters
        ----------
        name : str
            Its module and name, joined by a dot.

        Returns
        -------
        Global
            Its name, and no more.

        Raises
        ------
        UnsafeFileError
            If it is none of the few that a file of tensors needs.
        DataError
            If it is a storage of numbers that NumPy does not have.
        """
        if name in NUMBERS or name in (ORDERED_DICT, TENSOR, PARAMETER):
            return Global(name)
        shown = name if name.isidentifier() or name.replace(".", "_").isidentifier() else said(name)
        if re.fullmatch(r"torch\.[A-Za-z0-9]+Storage", name):
            kinds = ", ".join(kind.removeprefix("torch.") for kind in NUMBERS)
            advice = "Convert the tensors first, as with tensor.float(), and save them again."
            raise DataError.about(
                self.path, expected=f"one of {kinds}", found=shown[:99], advice=advice
            )
        raise UnsafeFileError.about(
            self.path,
            expected="nothing but tensors, storages and ordered dictionaries",
            found=f"a request for {shown[:99]}",
            advice="Nothing of it was run. Be careful with where this file came from.",
        )

    def call(self, function: Global, args: tuple[object, ...]) -> object:
        """
        Say what a call stands for.

        Parameters
        ----------
        function : Global
            What is called.
        args : tuple
            What it is called with.

        Returns
        -------
        dict or Tensor
            What PyTorch would have made.

        Raises
        ------
        DataError
            If the arguments do not fit.
        """
        match function.name, args:
            case "collections.OrderedDict", ():
                return {}
            case "torch._utils._rebuild_parameter", (Tensor() as tensor, bool(), hooks):
                if hooks == {}:
                    return tensor
            case "torch._utils._rebuild_tensor_v2", (
                (Storage() as storage, offset, shape, strides, bool(), hooks)
                | (Storage() as storage, offset, shape, strides, bool(), hooks, None)
            ):
                if (
                    _is_count(offset)
                    and _are_counts(shape)
                    and _are_counts(strides)
                    and hooks == {}
                ):
                    return self._checked(Tensor(storage, offset, shape, strides))
        raise self._broken("arguments that fit", f"{function.name} called with others")

    def persistent(self, saved: object) -> Storage:
        """
        Say what an object stands for that is stored after the pickles.

        Parameters
        ----------
        saved : object
            What the file says about it.

        Returns
        -------
        Storage
            The storage; the same key gives the same again.

        Raises
        ------
        DataError
            If it is something else, or was something else before.
        """
        match saved:
            case "storage", Global(kind), str(key), str(), numel, None if (
                kind in NUMBERS and _is_count(numel)
            ):
                storage = self.storages.setdefault(key, Storage(key, kind, numel))
                if storage == Storage(key, kind, numel):
                    return storage
                raise self._broken("one type and size for each storage", f"two for {said(key)}")
        raise self._broken("the type, key, place and size of a storage", said(saved))

    def _checked(self, tensor: Tensor) -> Tensor:
        """Pass on a tensor if it is possible."""
        if fault := tensor.fault():
            raise self._broken("a tensor inside its storage", fault)
        return tensor

    def _broken(self, expected: str, found: str) -> DataError:
        """Make the error of a file that PyTorch did not write, or that changed since."""
        return DataError.about(self.path, expected=expected, found=found, advice=BROKEN)


def _is_count(value: object) -> TypeGuard[int]:
    """Tell whether a value can be a size, an offset or a stride."""
    return type(value) is int and 0 <= value <= LARGEST


def _are_counts(values: object) -> TypeGuard[tuple[int, ...]]:
    """Tell whether a value can be a shape or strides."""
    return isinstance(values, tuple) and all(_is_count(value) for value in values)
