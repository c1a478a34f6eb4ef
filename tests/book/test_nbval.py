"""nbval finds what a chapter computes otherwise than its reference says, and nothing else."""

import shutil
from xml.etree import ElementTree

import pytest
import references
from small_book import CELLS, edit, edit_reference

TIMEOUT = 5.0  # seconds for a cell, far more than any but the one that hangs needs


def nbval(root):
    """Compare with nbval; return the exit status and the cells it found right and wrong."""
    report = root / "junit.xml"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root / "src"))
        patch.setenv("PYTEST_ADDOPTS", f"--junitxml={report}")
        status = references.compare(root, (), TIMEOUT)
    names, right, wrong = list(CELLS), set(), set()
    for case in ElementTree.parse(report).iter("testcase"):
        name = names[int(case.get("name").removeprefix("Cell "))]
        (right if len(case) == 0 else wrong).add(name)
    return status, right, wrong


def test_an_untouched_book_passes(project):
    assert references.check(project) == []
    assert nbval(project) == (0, set(CELLS), set())


@pytest.fixture(scope="module")
def wrong_cells(pristine, tmp_path_factory):
    """Run nbval once on a project with many faults; return the cells it found wrong."""
    root = tmp_path_factory.mktemp("faulty") / "project"
    shutil.copytree(pristine, root)
    edit_reference(root, lambda cells: cells["sum"]["outputs"][0].update(text="3.0000001\n"))
    edit_reference(root, lambda cells: cells["stderr"]["outputs"][0].update(text="take car\n"))
    package = root / "src" / "tiny.py"
    edit(package, "2 * x", "2 * x + 1e-8")
    edit(package, "ANSWER, PAUSE = 42, 0", "ANSWER, PAUSE = 43, 600")
    edit(package, "raise ValueError", "return ValueError")
    edit(package, "    pass", "    raise RuntimeError('planted')")
    assert references.check(root) == []  # which runs nothing, and so cannot know
    status, right, wrong = nbval(root)
    assert status == 1
    assert right | wrong == set(CELLS)
    return wrong


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("sum", id="a number changed in the reference"),
        pytest.param("package", id="a number the package computes"),
        pytest.param("stderr", id="text on stderr"),
        pytest.param("glue", id="a glued value"),
        pytest.param("raises", id="an error that no longer comes"),
        pytest.param("error", id="an error"),
        pytest.param("hang", id="a cell that never ends"),
    ],
)
def test_nbval_finds(wrong_cells, name):
    assert name in wrong_cells


@pytest.mark.parametrize("name", ["imports", "pictures", "timing", "folder", "warning"])
def test_nbval_accepts(wrong_cells, name):
    assert name not in wrong_cells
