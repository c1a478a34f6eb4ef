"""Handwritten digits: a part of MNIST that comes with the package, and all of MNIST."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Shaped, UInt8

from unrolled.data.errors import BROKEN, DataError
from unrolled.data.npz import read_arrays
from unrolled.data.places import find_data_file

DIGITS_FILE = Path(__file__).with_name("digits.npz")
"""The digits that come with the package; ``digits.md`` beside it says where they are from."""

MNIST_FILE = "mnist.npz"
"""All of MNIST, under the name and in the layout of Keras."""

_SIDE = 28
_REINSTALL = "It is a part of the package: install unrolled again."


class Digits(NamedTuple):
    """
    Pictures of handwritten digits, and which digit each shows.

    Attributes
    ----------
    x_train : UInt8[np.ndarray, "N 28 28"]
        The pictures to train on: 0 is paper, 255 is ink.
    y_train : UInt8[np.ndarray, " N"]
        The digit that each shows, 0 to 9.
    x_test : UInt8[np.ndarray, "M 28 28"]
        The pictures to test on, by other writers.
    y_test : UInt8[np.ndarray, " M"]
        The digits that those show.
    source : str
        What they are, in a few words, for a caption.
    """

    x_train: UInt8[np.ndarray, "N 28 28"]
    y_train: UInt8[np.ndarray, " N"]
    x_test: UInt8[np.ndarray, "M 28 28"]
    y_test: UInt8[np.ndarray, " M"]
    source: str


def load_digits() -> Digits:
    """
    Load the digits that come with the package.

    They are a part of MNIST: of each digit 1,200 pictures of its training half and 200 of its test
    half, chosen by chance, in an order by chance.

    Returns
    -------
    Digits
        12,000 pictures for training and 2,000 for testing.

    Raises
    ------
    MissingDataError
        If the file is not in the package.
    DataError
        If it is damaged.

    See Also
    --------
    load_mnist : All 70,000.

    Examples
    --------
    >>> digits = load_digits()
    >>> digits.x_train.shape, digits.x_test.shape
    ((12000, 28, 28), (2000, 28, 28))
    """
    return read_digits(DIGITS_FILE, "part of MNIST that comes with the package", _REINSTALL)


def load_mnist() -> Digits:
    """
    Load all of MNIST from a file that is on this machine.

    The file is ``mnist.npz`` in the folder ``UNROLLED_DATA`` or in the cache folder. Nothing in it
    is unpickled.

    Returns
    -------
    Digits
        60,000 pictures for training and 10,000 for testing.

    Raises
    ------
    MissingDataError
        If the file is not there; also a FileNotFoundError. The message says what to do.
    DataError
        If it is damaged, or holds something else.

    See Also
    --------
    load_digits : A fifth of them, which needs no file.
    """
    advice = "It is the file that tf.keras.datasets.mnist fetches. load_digits() needs none."
    return read_digits(find_data_file(MNIST_FILE, "all of MNIST", advice), "all of MNIST", BROKEN)


def read_digits(path: Path, what: str, advice: str = BROKEN) -> Digits:
    """
    Read digits from a file in the layout of Keras's ``mnist.npz``.

    Parameters
    ----------
    path : pathlib.Path
        The file, with the arrays x_train, y_train, x_test and y_test.
    what : str
        What it holds, in a few words.
    advice : str, optional
        What to do about a damaged file, as a whole sentence.

    Returns
    -------
    Digits
        Its arrays. The source is `what`, with how many there are.

    Raises
    ------
    MissingDataError
        If there is no such file.
    DataError
        If it is damaged, or holds something else.
    """
    arrays = read_arrays(path, ("x_train", "y_train", "x_test", "y_test"), advice)
    for half in ("train", "test"):
        _check(path, half, arrays[f"x_{half}"], arrays[f"y_{half}"])
    counts = f"{len(arrays['x_train']):,} + {len(arrays['x_test']):,} digits"
    labels = {key: arrays[key].astype(np.uint8) for key in ("y_train", "y_test")}
    return Digits(
        arrays["x_train"],
        labels["y_train"],
        arrays["x_test"],
        labels["y_test"],
        f"{counts}, {what}",
    )


def _check(
    path: Path, half: str, x: Shaped[np.ndarray, "..."], y: Shaped[np.ndarray, "..."]
) -> None:
    if x.dtype != np.uint8 or x.ndim != 3 or x.shape[1:] != (_SIDE, _SIDE) or len(x) == 0:
        expected = f"uint8 of shape (pictures, {_SIDE}, {_SIDE})"
        found = f"{x.dtype} of {x.shape}"
        raise DataError.about(path, f"x_{half}", expected=expected, found=found)
    if y.dtype.kind not in "iu" or y.shape != x.shape[:1]:
        expected, found = f"integers of shape ({len(x)},)", f"{y.dtype} of {y.shape}"
        raise DataError.about(path, f"y_{half}", expected=expected, found=found)
    if y.min() < 0 or y.max() > 9:
        found = f"{y.min()} to {y.max()}"
        raise DataError.about(path, f"y_{half}", expected="digits from 0 to 9", found=found)
