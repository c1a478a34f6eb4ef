"""Read the book's table of contents and the code cells of its chapters.

A chapter is a page of ``_toc.yml`` whose front matter makes it a notebook and that holds at
least one code cell; a page of prose (a bibliography, say) runs nothing and is no chapter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext
import yaml

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK_KEYS = {"jupytext", "kernelspec", "file_format"}


@dataclass(frozen=True)
class CodeCell:
    """One code cell: what runs and how it is marked."""

    source: str
    tags: tuple[str, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Chapter:
    """One chapter: its name in ``_toc.yml``, its file, its place in the book, its code cells."""

    name: str
    path: Path
    place: Path
    cells: tuple[CodeCell, ...]


def listed_pages(root: Path) -> list[Path]:
    """Return every page that ``_toc.yml`` lists, in order, whether the file exists or not."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    return [root / (name if name.endswith(".md") else f"{name}.md") for name in _entries(toc)]


def _entries(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _entries(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("root", "file"):
                yield value
            elif key in ("parts", "chapters", "sections", "subtrees", "entries"):
                yield from _entries(value)


def read_chapters(root: Path) -> list[Chapter]:
    """Return the chapters of the book, in the order of ``_toc.yml``."""
    pages = listed_pages(root)
    book = pages[0].parent
    chapters = []
    for page in pages:
        cells = code_cells(page)
        if cells:
            name = page.relative_to(root).with_suffix("").as_posix()
            chapters.append(Chapter(name, page, page.relative_to(book), cells))
    return chapters


def code_cells(page: Path) -> tuple[CodeCell, ...]:
    """Return the code cells of a page, none when its front matter does not make it a notebook."""
    text = page.read_text(encoding="utf-8")
    if not NOTEBOOK_KEYS & front_matter(text).keys():
        return ()
    notebook = jupytext.reads(text, fmt="md:myst")
    return tuple(
        CodeCell(cell.source, tuple(cell.metadata.get("tags", ())), dict(cell.metadata))
        for cell in notebook.cells
        if cell.cell_type == "code"
    )


def front_matter(text: str) -> dict[str, Any]:
    """Return the YAML between the two ``---`` lines a page may begin with."""
    match = re.match(r"---\n(.*?)\n---\s*(?:\n|$)", text, flags=re.DOTALL)
    return (yaml.safe_load(match[1]) or {}) if match else {}
