"""A small book to plant faults in: one chapter, one page of prose, one package."""

import json
import shutil
from pathlib import Path

import pytest
import references

TOOLS = Path(references.__file__).parent

FRONT = """\
---
jupytext: {text_representation: {format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
---

# A small book

"""

CELLS = {  # name: (tags, code)
    "imports": ("", "import sys, time, warnings\nfrom pathlib import Path\nimport tiny"),
    "sum": ("", "print(1 + 2)"),
    "package": ("", "print(tiny.double(21))"),
    "stderr": ("", "print('take care', file=sys.stderr)"),
    "glue": ("hide-input", "from myst_nb import glue\nglue('answer', tiny.ANSWER, display=False)"),
    "pictures": ("", "tiny.show_noise()"),
    "raises": ("raises-exception", "tiny.refuse()"),
    "timing": ("nbval-ignore-output", "print(time.perf_counter())"),
    "folder": ("", "print(Path.cwd().name)"),
    "warning": ("", "warnings.warn('old', stacklevel=1)\nprint(object())"),
    "error": ("", "tiny.may_fail()"),
    "hang": ("", "time.sleep(tiny.PAUSE)"),
}
NUMBER = {name: number for number, name in enumerate(CELLS)}

PACKAGE = """\
import secrets
from IPython.display import display

ANSWER, PAUSE = 42, 0

def double(x):
    return 2 * x

def show_noise():
    noise = secrets.token_hex()
    for prefix in ("", "application/papermill.record/"):
        kinds = ("image/png", "image/svg+xml", "text/html")
        data = {prefix + kind: noise for kind in kinds}
        display({**data, prefix + "text/plain": "<noise>"}, raw=True)

def refuse():
    raise ValueError("expected a shape")

def may_fail():
    pass
"""


def chapter_text(cells=CELLS):
    """Return a chapter with these cells, prose between them."""
    parts = [FRONT]
    for tags, code in cells.values():
        parts.append(f"Prose.\n\n```{{code-cell}} ipython3\n:tags: [{tags}]\n{code}\n```\n\n")
    return "".join(parts)


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def edit_reference(root, change):
    """Let `change` alter the reference's dictionary of cells by name."""
    path = root / references.REFERENCES / "start.ipynb"
    notebook = json.loads(path.read_text())
    change(dict(zip(CELLS, notebook["cells"], strict=True)))
    path.write_text(json.dumps(notebook))


def make(root):
    """Write the small book and its tools under `root`, and let `refresh` make the reference."""
    tools = root / "tests" / "book"
    shutil.copytree(TOOLS / "reference", tools / "reference", ignore=lambda *_: {"__pycache__"})
    for notebook in (tools / "reference").rglob("*.ipynb"):
        notebook.unlink()
    for name in ("chapters.py", "recording.py", "sanitize.cfg"):
        shutil.copy(TOOLS / name, tools)
    shutil.copy(TOOLS.parents[1] / "pyproject.toml", root)
    files = {
        "_toc.yml": "format: jb-book\nroot: book/start\nchapters:\n  - file: book/plain\n",
        "book/start.md": chapter_text(),
        "book/plain.md": "# Only prose\n",
        "src/tiny.py": PACKAGE,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root / "src"))
        patch.delenv("MPLBACKEND", raising=False)
        assert references.refresh(root, (), 60) == []
