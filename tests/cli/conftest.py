"""A way to call the command in this process, a folder to train on, and a network to look with."""

from pathlib import Path

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
    """A random network with ImageNet's number of classes: compiled once for all tests."""
    return tiny_network(num_classes=1000)


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
