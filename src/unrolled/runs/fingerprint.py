"""Descriptions by which a run that goes on is known to be the one that was begun."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np


def array_fingerprint(array: np.ndarray) -> str:
    """
    Describe an array so that another one has another description.

    Parameters
    ----------
    array : ndarray
        Any array of numbers.

    Returns
    -------
    str
        Its dtype, its shape and a hash of its bytes.
    """
    digest = hashlib.blake2b(np.ascontiguousarray(array).data, digest_size=8)
    return f"{array.dtype} {array.shape} {digest.hexdigest()}"


def differences(saved: Mapping[str, Any], now: Mapping[str, Any], place: str = "") -> list[str]:
    """
    List where two descriptions differ.

    Parameters
    ----------
    saved, now : mapping
        Descriptions that may be nested.
    place : str
        What to write before each name.

    Returns
    -------
    list of str
        A line for each entry that differs.
    """
    lines = []
    for name in [*saved, *(name for name in now if name not in saved)]:
        old, new = saved.get(name, "nothing"), now.get(name, "nothing")
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            lines += differences(old, new, f"{place}{name}.")
        elif old != new:
            lines.append(f"{place}{name}: {old} in the checkpoint, {new} now")
    return lines
