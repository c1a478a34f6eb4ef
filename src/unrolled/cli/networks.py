"""The network that looks at pictures: loaded with a word about it, and asked what it sees."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np
from jaxtyping import UInt8

from unrolled.cli.console import messages
from unrolled.cli.picture_options import NETWORKS
from unrolled.data import OfflineError


def check_network(name: str) -> None:
    """
    Check what ``--network`` says, before TensorFlow is loaded.

    Parameters
    ----------
    name : str
        The name.

    Raises
    ------
    ValueError
        If there is no such network.
    RuntimeError
        If TensorFlow is not installed.
    """
    if name not in NETWORKS:
        raise ValueError(f"--network {name}: there is none; there are {', '.join(NETWORKS)}")
    check_tensorflow()


def check_tensorflow() -> None:
    """
    Check that TensorFlow is there, without loading it.

    Raises
    ------
    RuntimeError
        If it is not installed.
    """
    if importlib.util.find_spec("tensorflow") is None:
        raise RuntimeError(
            "this command needs TensorFlow, which is not installed: "
            "pip install 'unrolled[pictures]'"
        )


def open_network(name: str, *, quiet: bool) -> Any:  # noqa: ANN401 - a class of TensorFlow's side
    """
    Load a network.

    Parameters
    ----------
    name : str
        What ``--network`` says.
    quiet : bool
        Whether to say nothing meanwhile.

    Returns
    -------
    PictureNetwork
        The network.

    Raises
    ------
    DataError, DownloadError
        If its weights are not there, broken, or cannot be fetched.
    """
    console = messages()
    waiting = console.status("loading TensorFlow and the network")
    with nullcontext() if quiet or not console.is_terminal else waiting:
        from unrolled import vision

        try:
            return vision.load_network(name.replace("-", "_"), verbose=False)  # type: ignore[arg-type]
        except OfflineError as error:
            way = 'load_network("efficientnet_lite0")', "--network efficientnet-lite0"
            raise OfflineError(str(error).replace(*way)) from error


@contextmanager
def computing() -> Iterator[None]:
    """
    Turn errors of long computations into those that the command reports well.

    Yields
    ------
    None
        To code that computes.

    Raises
    ------
    MemoryError
        If TensorFlow had not enough memory.
    RuntimeError
        If numbers became infinite.
    """
    try:
        yield
    except FloatingPointError as error:
        raise RuntimeError(str(error)) from error
    except Exception as error:
        if type(error).__name__ == "ResourceExhaustedError":
            raise MemoryError from error
        raise


def probabilities(
    network: Any,  # noqa: ANN401 - a class of TensorFlow's side
    pixels: UInt8[np.ndarray, "h w 3"],
) -> np.ndarray:
    """
    Compute the probabilities that a network gives to its classes.

    Parameters
    ----------
    network : PictureNetwork
        The network.
    pixels : UInt8[np.ndarray, "h w 3"]
        The picture.

    Returns
    -------
    array (classes,)
        The softmax of its scores, in double precision.

    Raises
    ------
    ValueError
        If the picture is too small for the network.
    """
    from unrolled.vision import preprocess_image

    with computing():
        scores = np.asarray(network(preprocess_image(pixels[np.newaxis], network)), dtype=float)[0]
    if not np.isfinite(scores).all():
        height, width = pixels.shape[:2]
        raise ValueError(
            f"a picture of {width} by {height} pixels is too small for {network.title}: it gives "
            "no scores. Take a larger --size"
        )
    powers = np.exp(scores - scores.max())
    shares: np.ndarray = powers / powers.sum()
    return shares
