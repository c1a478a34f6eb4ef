"""Teach nbval what the references leave out, and run each one where its chapter runs.

pytest loads this file when it is pointed at this folder, as ``references.py compare`` does.
"""

import sys
from pathlib import Path

import nbval.plugin

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from chapters import listed_pages  # noqa: E402
from recording import UNCOMPARED  # noqa: E402

BOOK = listed_pages(HERE.parents[2])[0].parent


class ChapterKernel(nbval.plugin.RunningKernel):
    """A kernel that works in the chapter's folder, as in the book's build."""

    def __init__(self, kernel_name, cwd=None, startup_timeout=60):
        folder = BOOK / Path(cwd).relative_to(HERE)
        super().__init__(kernel_name, str(folder), startup_timeout)


def pytest_configure():
    nbval.plugin.RunningKernel = ChapterKernel


def pytest_collectstart(collector):
    if isinstance(collector, nbval.plugin.IPyNbFile):
        collector.skip_compare += UNCOMPARED
