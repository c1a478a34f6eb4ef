"""A small book with its reference, for the tests to spoil."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the tools import each other as scripts do


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    """A small book whose reference `refresh` made."""
    from small_book import make

    root = tmp_path_factory.mktemp("book")
    make(root)
    return root


@pytest.fixture
def project(pristine, tmp_path):
    """A copy of the small book."""
    shutil.copytree(pristine, tmp_path, dirs_exist_ok=True)
    return tmp_path
