"""What makes two runs the same run: settings, model and data, described so they can be compared."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.models import CaptioningRNN
from unrolled.training.model_file import param_forms
from unrolled.training.trainable import Trainable


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


def data_fingerprint(data: Mapping[str, Any], splits: tuple[str, ...]) -> dict[str, str]:
    """
    Describe the data that a run learns from.

    Parameters
    ----------
    data : mapping
        Captions, image indices and features.
    splits : tuple of str
        The splits that are used.

    Returns
    -------
    dict of str to str
        A fingerprint for each of the arrays.
    """
    keys = [
        f"{split}_{kind}" for split in splits for kind in ("captions", "image_idxs", "features")
    ]
    return {key: array_fingerprint(np.asarray(data[key])) for key in keys}


def model_fingerprint(model: Trainable) -> dict[str, Any]:
    """
    Describe the form of a model, without the values of its parameters.

    Parameters
    ----------
    model : Trainable
        A model with ``params``; ``config`` and ``scaling`` are used where there are any.

    Returns
    -------
    dict
        Its class, the dtype and shape of its parameters, its settings, and whether it scales
        features.
    """
    description: dict[str, Any] = {
        "class": type(model).__name__,
        "params": param_forms(model.params),
    }
    if isinstance(model, CaptioningRNN):
        words = repr(sorted(model.word_to_idx.items())).encode()
        description["cell_type"] = model.cell_type
        description["vocabulary"] = hashlib.blake2b(words, digest_size=8).hexdigest()
        description["standardizes_features"] = model.scaling is not None
    return description


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
