"""A way to call the command in this process, a folder to train on, and a network to look with."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from support.tiny_captions import write_tiny_folder
from support.tiny_network import tiny_network
from unrolled.cli.app import app


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Call the command in an empty folder; return what it printed and its exit code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))

    def call(*arguments):
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return call


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_tiny_folder(tmp_path / "coco_captioning")


@pytest.fixture(scope="session")
def tiny():
    """A random network with ImageNet's number of classes: compiled once for all tests.

    Photographs are wolf spiders to it or tarantulas, 77 before 76: two sides of one random sum of
    features. 70 to 79 come after them, and all others have no chance.
    """
    made = tiny_network(num_classes=1000)
    kernel, bias = made.weights[-2:]
    side = np.zeros(kernel.shape, dtype=np.float32)
    side[:, 76] = 10 * np.random.default_rng(1).normal(size=len(side))
    side[:, 77] = -side[:, 76]
    kernel.assign(side)
    chances = np.full(bias.shape, -50, dtype=np.float32)
    chances[70:80] = 0
    bias.assign(chances)
    of_grey = made(np.zeros((1, 24, 24, 3), dtype=np.float32)).numpy()[0]
    chances[76:78] -= of_grey[76:78] + np.array([1, -1], dtype=np.float32)
    bias.assign(chances)
    return made


@pytest.fixture
def network(monkeypatch, tiny):
    """Let the commands load the tiny network; list the names that they asked for."""
    asked = []

    def load(name, *, verbose):
        assert not verbose
        asked.append(name)
        return tiny

    monkeypatch.setattr("unrolled.vision.load_network", load)
    return asked
