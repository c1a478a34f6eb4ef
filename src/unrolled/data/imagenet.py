"""The course's pictures from ImageNet's validation set."""

from pathlib import Path
from typing import SupportsIndex

import numpy as np
from jaxtyping import Int, Shaped, UInt8

from unrolled.data.errors import DataError
from unrolled.data.imagenet_classes import class_names
from unrolled.data.npz import read_arrays
from unrolled.data.places import find_data_file
from unrolled.data.whole import whole_number

IMAGENET_VAL_FILE = "imagenet_val_25.npz"


def load_imagenet_val(
    num: SupportsIndex | None = None,
) -> tuple[UInt8[np.ndarray, "N 224 224 3"], Int[np.ndarray, " N"], dict[int, str]]:
    """
    Load the course's pictures from ImageNet's validation set.

    The file is ``imagenet_val_25.npz`` in the folder ``UNROLLED_DATA`` or in the cache folder. It
    also holds class names as a pickled dictionary. Unpickling can run any program, so those are
    left alone, and the names are the package's own.

    Parameters
    ----------
    num : int, optional
        How many pictures, from the first; without it, all 25.

    Returns
    -------
    X : UInt8[np.ndarray, "N 224 224 3"]
        The pictures, red, green and blue, each 0..255.
    y : Int[np.ndarray, " N"]
        For each its class, 0 to 999.
    class_names : dict of int to str
        The name of each of the 1,000 classes.

    Raises
    ------
    MissingDataError
        If the file is not there.
    DataError
        If it is damaged, or holds something else.
    TypeError
        If `num` is no whole number.
    ValueError
        If `num` is not between 1 and the number of pictures.

    See Also
    --------
    class_names : The same names as a tuple.
    """
    wanted = None if num is None else whole_number("num", num)
    advice = "It comes with the course's assignments, in cs231n/datasets."
    path = find_data_file(IMAGENET_VAL_FILE, "the course's pictures of ImageNet", advice)
    X, y = read_arrays(path, ("X", "y")).values()
    names = dict(enumerate(class_names()))
    _check(path, X, y, len(names))
    if wanted is None:
        wanted = len(X)
    if not 1 <= wanted <= len(X):
        raise ValueError(f"num should be from 1 to {len(X)}, the number of pictures, got {wanted}")
    return X[:wanted], y[:wanted], names


def _check(
    path: Path, X: Shaped[np.ndarray, "..."], y: Shaped[np.ndarray, "..."], classes: int
) -> None:
    if X.dtype != np.uint8 or X.ndim != 4 or X.shape[1:] != (224, 224, 3) or len(X) == 0:
        expected, found = "uint8 of shape (pictures, 224, 224, 3)", f"{X.dtype} of {X.shape}"
        raise DataError.about(path, "X", expected=expected, found=found)
    if y.dtype.kind != "i" or y.shape != X.shape[:1]:
        expected, found = f"integers of shape ({len(X)},)", f"{y.dtype} of {y.shape}"
        raise DataError.about(path, "y", expected=expected, found=found)
    if y.min() < 0 or y.max() >= classes:
        expected, found = f"classes from 0 to {classes - 1}", f"{y.min()} to {y.max()}"
        raise DataError.about(path, "y", expected=expected, found=found)
