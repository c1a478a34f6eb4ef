"""Digits to train on: which ones, and in which batches."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, SupportsIndex

import keras
import numpy as np
import tensorflow as tf
from jaxtyping import Float, Int, UInt8

from unrolled.data.digits import MNIST_FILE, Digits, load_digits, load_mnist, read_digits
from unrolled.data.errors import MissingDataError, OfflineError
from unrolled.data.whole import whole_number

BatchMaker = Callable[[tf.Tensor], Float[tf.Tensor, "B 784"]]
DigitSource = Literal["bundled", "mnist", "auto"]

_SIDE = 28
_AHEAD = 2  # batches made while a step runs


def find_digits(source: DigitSource = "bundled", *, download: bool | None = None) -> Digits:
    """
    Load the digits that come with the package, or all of MNIST.

    Parameters
    ----------
    source : {"bundled", "mnist", "auto"}
        ``"bundled"`` are 12,000 + 2,000 digits that need no file and no network. ``"mnist"`` are
        all 70,000: the file ``mnist.npz`` in the folder that ``UNROLLED_DATA`` names or in the
        cache folder, or else Keras's own copy, which `keras.datasets` downloads (11 MB) where it
        is not there yet. ``"auto"`` takes all of MNIST when it is on this machine or may be
        downloaded, and the bundled digits otherwise.
    download : bool, optional
        Whether ``"auto"`` may download. By default it may where the environment variable
        ``UNROLLED_DOWNLOAD`` is 1: so a book comes out alike with a network and without.
        ``"mnist"``, asked for by name, may unless this is False.

    Returns
    -------
    Digits
        The digits; their ``source`` says which they are.

    Raises
    ------
    MissingDataError
        If all of MNIST is asked for, is not there, and may not be downloaded.
    OfflineError
        If it cannot be downloaded.
    DataError
        If a file is damaged, or holds something else.
    ValueError
        If there is no source of this name.
    """
    if source not in ("bundled", "mnist", "auto"):
        raise ValueError(f"source must be one of bundled, mnist and auto; got {source!r}")
    if source == "bundled":
        return load_digits()
    try:
        return load_mnist()
    except MissingDataError as missing:
        if (own := keras_file()).is_file():
            return read_digits(own, "all of MNIST")
        wanted = os.environ.get("UNROLLED_DOWNLOAD") == "1" if source == "auto" else True
        if not (wanted if download is None else download):
            if source == "auto":
                return load_digits()
            raise MissingDataError(f"{missing} Nor is it at {own}, where Keras keeps it.") from None
    return _download() if source == "mnist" else _download_or_bundled()


def keras_file() -> Path:
    """
    Name the file in which Keras keeps all of MNIST.

    Returns
    -------
    pathlib.Path
        It need not exist.
    """
    home = os.environ.get("KERAS_HOME")
    folder = Path(home) if home else Path("~/.keras").expanduser()
    return folder / "datasets" / MNIST_FILE


def _download() -> Digits:
    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises plain Exception
        how = f"Put {MNIST_FILE} into a folder and set UNROLLED_DATA to it, or take the digits"
        bundled = 'that come with the package, find_digits("bundled").'
        raise OfflineError(f"MNIST could not be downloaded: {error}. {how} {bundled}") from error
    what = f"{len(x_train):,} + {len(x_test):,} digits, all of MNIST"
    return Digits(x_train, y_train, x_test, y_test, what)


def _download_or_bundled() -> Digits:
    try:
        return _download()
    except OfflineError:
        return load_digits()


def digit_batches(
    pictures: UInt8[np.ndarray, "N 28 28"],
    batch_size: SupportsIndex = 128,
    *,
    seed: SupportsIndex,
    epoch: SupportsIndex = 0,
    skip: SupportsIndex = 0,
) -> tf.data.Dataset:
    """
    Go once through all pictures in a new order, in batches for a discriminator.

    No picture is left out: where `batch_size` does not divide their number, the last batch is
    shorter (60,000 pictures in batches of 128 end with one of 96). The order follows from `seed`
    and `epoch` alone, so a run that goes on after a pause meets the batches that it would have met.

    Parameters
    ----------
    pictures : UInt8[np.ndarray, "N 28 28"]
        The pictures, 0 for paper and 255 for ink.
    batch_size : int
        How many pictures a batch has.
    seed, epoch : int
        Not negative; another of either is another order.
    skip : int
        How many batches of this order to leave out at its beginning, none of which is made.

    Returns
    -------
    tf.data.Dataset
        Batches of float32, shape (B, 784), each pixel in [-1, 1]; its length is their number.

    Raises
    ------
    TypeError
        If the pictures are not of type uint8, or a number is not whole.
    ValueError
        If there are no pictures, their shape is another, or a number is out of range.
    """
    _check_pictures(pictures)
    size = _at_least("batch_size", batch_size, 1)
    batches = -(-len(pictures) // size)
    first = _at_least("skip", skip, 0)
    if first > batches:
        raise ValueError(f"skip should be at most {batches}, the number of batches, got {first}")
    order = epoch_order(len(pictures), seed, epoch)
    starts = tf.data.Dataset.range(first * size, len(pictures), size)
    options = tf.data.Options()
    options.autotune.enabled = False  # there is nothing to tune
    made = starts.map(_batch_maker(pictures, order, size)).prefetch(_AHEAD)
    return made.with_options(options)


def epoch_order(
    count: SupportsIndex, seed: SupportsIndex, epoch: SupportsIndex
) -> Int[np.ndarray, " count"]:
    """
    Give the order of an epoch's pictures.

    Parameters
    ----------
    count : int
        How many pictures there are.
    seed, epoch : int
        Not negative; the order follows from these.

    Returns
    -------
    Int[np.ndarray, " count"]
        The numbers 0 to ``count - 1``, each once.

    Raises
    ------
    TypeError
        If a number is not whole.
    ValueError
        If a number is negative.
    """
    key = _at_least("seed", seed, 0), _at_least("epoch", epoch, 0)
    return np.random.default_rng(key).permutation(_at_least("count", count, 0))


def _batch_maker(
    pictures: UInt8[np.ndarray, "N 28 28"], order: Int[np.ndarray, " N"], size: int
) -> BatchMaker:
    """Keep the pictures as bytes, and turn only those of one batch into numbers in [-1, 1]."""
    pixels = tf.constant(pictures.reshape(len(pictures), -1))
    places = tf.constant(order)

    def make(start: tf.Tensor) -> tf.Tensor:
        chosen = tf.gather(pixels, places[start : start + size])
        return tf.cast(chosen, tf.float32) / 127.5 - 1.0

    plain: Callable[[tf.Tensor], tf.Tensor] = tf.autograph.experimental.do_not_convert(make)
    return plain


def _at_least(name: str, value: SupportsIndex, least: int) -> int:
    number = whole_number(name, value)
    if number < least:
        raise ValueError(f"{name} should be at least {least}, got {number}")
    return number


def _check_pictures(pictures: UInt8[np.ndarray, "N 28 28"]) -> None:
    if not isinstance(pictures, np.ndarray) or pictures.dtype != np.uint8:
        found = getattr(pictures, "dtype", type(pictures).__name__)
        raise TypeError(f"pictures should be an array of uint8, 0 to 255, got {found}")
    if pictures.ndim != 3 or pictures.shape[1:] != (_SIDE, _SIDE) or len(pictures) == 0:
        wanted = f"({_SIDE}, {_SIDE}) each, at least one"
        raise ValueError(f"pictures should be {wanted}, got shape {pictures.shape}")
