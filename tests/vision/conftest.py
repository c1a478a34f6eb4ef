"""An empty cache and no data of the user's own, so that no test finds weights by accident."""

import os
from pathlib import Path

import numpy as np
import pytest

from unrolled.vision import load_network


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("UNROLLED_CACHE", str(folder))
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    monkeypatch.delenv("UNROLLED_DOWNLOAD", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return folder


@pytest.fixture(scope="session")
def efficientnet():
    """The bundled network with its trained weights."""
    return load_network("efficientnet_lite0", verbose=False)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data, where there is one."""
    folder = Path(os.environ.get("UNROLLED_DATA", "/nowhere"))
    if not (folder / "imagenet_val_25.npz").is_file():
        pytest.skip("the course's pictures are not at hand: UNROLLED_DATA names no such folder")
    return folder


@pytest.fixture(scope="session")
def course_pictures(real_data: Path) -> tuple[np.ndarray, np.ndarray]:
    """The course's 25 pictures of ImageNet, as pixels, and their classes."""
    with np.load(real_data / "imagenet_val_25.npz", allow_pickle=False) as file:
        return file["X"], file["y"]


@pytest.fixture(scope="session")
def squeezenet(real_data: Path):
    """SqueezeNet with the weights of the folder of real data."""
    return load_network("squeezenet", download=False, verbose=False)
