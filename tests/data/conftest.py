"""A web server with scripted answers, an empty cache, and a small folder in the COCO layout."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from support.web import Server
from unrolled.data import read_torch_file

WORDS = ["<NULL>", "<START>", "<END>", "<UNK>", "a", "red", "disc", "and", "blue", "ring"]


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, no data of the user's own, and no proxy between us and the server."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("UNROLLED_CACHE", str(folder))
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return folder


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between tries, noted instead of slept."""
    noted: list[float] = []
    monkeypatch.setattr("unrolled.data.download._pause", noted.append)
    return noted


@dataclass
class Coco:
    """A folder in the COCO layout and the arrays that were written to it."""

    folder: Path
    arrays: dict[str, np.ndarray]

    def rewrite(self, file: str, key: str, values: np.ndarray | None) -> None:
        """Put other values under a key, or take the key away."""
        with h5py.File(self.folder / file, "r+") as opened:
            del opened[key]
            if values is not None:
                opened[key] = values


def write_coco(folder: Path) -> Coco:
    rng = np.random.default_rng(0)
    arrays = {}
    folder.mkdir(parents=True)
    for split, pictures, captions in (("train", 5, 20), ("val", 3, 6)):
        arrays[f"{split}_captions"] = rng.integers(len(WORDS), size=(captions, 7), dtype=np.int32)
        arrays[f"{split}_image_idxs"] = rng.integers(pictures, size=captions, dtype=np.int32)
        for suffix, width in (("", 8), ("_pca", 4)):
            features = rng.standard_normal((pictures, width), dtype=np.float32)
            arrays[f"{split}_features{suffix}"] = features
            with h5py.File(folder / f"{split}2014_vgg16_fc7{suffix}.h5", "w") as file:
                file["features"] = features
        urls = [f"images/{split}{i}.jpg" for i in range(pictures)]
        arrays[f"{split}_urls"] = np.array(urls)
        (folder / f"{split}2014_urls.txt").write_text("\n".join(urls) + "\n", encoding="utf-8")
    with h5py.File(folder / "coco2014_captions.h5", "w") as file:
        for key in ("train_captions", "train_image_idxs", "val_captions", "val_image_idxs"):
            file[key] = arrays[key]
    vocabulary = {"idx_to_word": WORDS, "word_to_idx": {w: i for i, w in enumerate(WORDS)}}
    (folder / "coco2014_vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    return Coco(folder, arrays)


@pytest.fixture
def coco(tmp_path: Path) -> Coco:
    return write_coco(tmp_path / "data" / "coco_captioning")


@pytest.fixture
def picture():
    """Two rows, three columns, every pixel another colour."""
    return np.arange(18, dtype=np.uint8).reshape(2, 3, 3) * 14


@pytest.fixture
def png(picture, tmp_path):
    path = tmp_path / "picture.png"
    Image.fromarray(picture).save(path)
    return path


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], dict[str, np.ndarray]]:
    """Write a file of PyTorch's and read it."""

    def write_and_read(content: bytes) -> dict[str, np.ndarray]:
        path = tmp_path / "net.pth"
        path.write_bytes(content)
        return read_torch_file(path)

    return write_and_read
