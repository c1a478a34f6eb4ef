"""A way to call the command in this process, and a folder for it to train on."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.tiny_captions import write_tiny_folder
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
