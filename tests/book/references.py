"""Keep the executed reference notebooks that nbval compares the book's chapters with.

    python tests/book/references.py check   [chapter ...]
    python tests/book/references.py compare [chapter ...]
    python tests/book/references.py refresh [chapter ...]

``check`` asks whether the references are those of the chapters as they stand, ``compare`` also
runs every cell again and compares its output, ``refresh`` executes chapters anew and writes
their references.

A reference holds the code cells of its chapter and their text outputs, nothing else: nbval
compares code cells only, so a change of prose needs no new run, and pictures would make the
repository large without being compared. ``check`` is what gives the comparison its meaning:
nbval passes a cell that was never run, and knows nothing of the chapters.
"""

import argparse
import difflib
import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

import nbformat
from chapters import ROOT, Chapter, CodeCell, listed_pages, read_chapters
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbval.plugin import find_comment_markers
from recording import IGNORED, RAISES, SANITIZE, UNCOMPARED, execute, is_compared

REFERENCES = Path("tests", "book", "reference")
REFRESH = "nox -s nbval -- --refresh"
LARGEST = 200_000  # bytes
CELL_TIMEOUT = 300.0  # seconds
DIFF_LINES = 30
COLOURS = re.compile(r"\x1b\[[\d;]*m")
HIDING_TAGS = {"nbval-skip", "skip-execution", "pytest-validate-ignore-output"}


def reference_path(root: Path, chapter: Chapter) -> Path:
    """Return where the reference of a chapter lies."""
    return root / REFERENCES / chapter.place.with_suffix(".ipynb")


def stray_references(root: Path, chapters: Iterable[Chapter]) -> list[Path]:
    """Return the reference notebooks that belong to no chapter."""
    wanted = {reference_path(root, chapter) for chapter in chapters}
    return sorted(set((root / REFERENCES).rglob("*.ipynb")) - wanted)


def check(root: Path, names: Collection[str] = ()) -> list[str]:
    """Return what is wrong with the references, running nothing."""
    missing = [page.relative_to(root) for page in listed_pages(root) if not page.is_file()]
    if missing:
        return [f"{page}: listed in _toc.yml, does not exist" for page in missing]
    chapters = read_chapters(root)
    problems = (
        []
        if names
        else [
            f"{path.relative_to(root)}: no chapter listed in _toc.yml has this reference\n"
            f"  list the chapter, or remove its reference: {REFRESH}"
            for path in stray_references(root, chapters)
        ]
    )
    for chapter in chosen(chapters, names):
        found = list(reference_problems(reference_path(root, chapter), chapter))
        if found:
            problems.append("\n".join([*found, f"  refresh with: {REFRESH} {chapter.name}"]))
    return problems


def chosen(chapters: list[Chapter], names: Collection[str]) -> list[Chapter]:
    """Return the chapters with these names, or all when no name is given."""
    wanted = {name.removesuffix(".md") for name in names}
    unknown = wanted - {chapter.name for chapter in chapters}
    if unknown:
        known = ", ".join(chapter.name for chapter in chapters)
        raise ValueError(f"no chapter {', '.join(sorted(unknown))}; the chapters are {known}")
    return [chapter for chapter in chapters if not names or chapter.name in wanted]


def reference_problems(path: Path, chapter: Chapter) -> Iterator[str]:
    """Yield what is wrong with one reference."""
    if not path.is_file():
        yield f"{chapter.name}: the chapter has no reference notebook"
        return
    if path.stat().st_size > LARGEST:
        yield f"{chapter.name}: the reference has {path.stat().st_size} bytes, at most {LARGEST}"
    try:
        cells = nbformat.read(path, as_version=4).cells
    except (ValueError, AttributeError) as error:  # no JSON, or JSON that is no notebook
        yield f"{chapter.name}: the reference is no notebook: {error}"
        return
    held = tuple(CodeCell(cell.source, tuple(cell.metadata.get("tags", ()))) for cell in cells)
    if any(cell.cell_type != "code" for cell in cells):
        yield f"{chapter.name}: the reference holds a cell that is not code"
    elif held != chapter.cells:
        yield difference(held, chapter)
    else:
        for number, cell in enumerate(cells):
            yield from (f"{chapter.name}, cell {number}: {it}" for it in cell_problems(cell))
        if not any(cell.outputs and is_compared(cell) for cell in cells):
            yield f"{chapter.name}: no cell has an output to compare; print a checked number"


def difference(held: tuple[CodeCell, ...], chapter: Chapter) -> str:
    """Say which cell is the first that differs, and how."""
    pairs = enumerate(zip_longest(held, chapter.cells))
    first = next(number for number, (old, new) in pairs if old != new)
    names = "reference", chapter.path.name
    diff = difflib.unified_diff(as_script(held), as_script(chapter.cells), *names, n=2, lineterm="")
    lines = [f"    {line}" for line in diff]
    if len(lines) > DIFF_LINES:
        lines[DIFF_LINES:] = [f"    ... and {len(lines) - DIFF_LINES} lines more"]
    return "\n".join([f"{chapter.name}, cell {first}: reference and chapter differ", *lines])


def as_script(cells: Iterable[CodeCell]) -> list[str]:
    """Return the lines of all cells, each under a line with its tags."""
    lines = []
    for cell in cells:
        lines += [f"# cell, tags: {', '.join(cell.tags) or 'none'}", *cell.source.splitlines()]
    return lines


def cell_problems(cell: NotebookNode) -> Iterator[str]:
    """Yield why nbval would compare less of a cell than it seems to."""
    tags = cell.metadata.get("tags", ())
    for tag in sorted(HIDING_TAGS & set(tags)):
        yield f"the tag {tag} hides it from nbval; {IGNORED} runs it without comparing"
    if list(find_comment_markers(cell.source)):
        yield "marks for nbval are tags of the cell, not comments in its code"
    if cell.execution_count is None:
        yield "it was never run, so nbval would compare nothing"
    kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
    if kinds & set(UNCOMPARED):
        yield f"it holds {', '.join(sorted(kinds & set(UNCOMPARED)))}; keep text only"
    raised = any(output.output_type == "error" for output in cell.outputs)
    if is_compared(cell) and RAISES in tags and not raised:
        yield f"it is tagged {RAISES} and raised nothing"
    if raised and RAISES not in tags:
        yield "it ended in an error"


def refresh(root: Path, names: Collection[str], timeout: float) -> list[str]:
    """Execute chapters and write their references; return what went wrong."""
    chapters = read_chapters(root)
    problems = []
    for chapter in chosen(chapters, names):
        print(f"executing {chapter.name}", flush=True)
        try:
            text = nbformat.writes(execute(chapter, timeout))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            problems.append(f"{chapter.name}: {COLOURS.sub('', str(error))}")
        else:
            write(reference_path(root, chapter), f"{text}\n")
    for path in [] if names else stray_references(root, chapters):
        print(f"removing {path.relative_to(root)}")
        path.unlink()
    return problems or check(root, names)


def write(path: Path, text: str) -> None:
    """Write a file so that a kill in the middle leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def compare(root: Path, names: Collection[str], timeout: float) -> int:
    """Run the cells of the references again under nbval; return pytest's exit status."""
    paths = [str(reference_path(root, it)) for it in chosen(read_chapters(root), names)]
    options = [
        "--nbval",
        "--nbval-current-env",  # a user's kernel called python3 is another Python
        f"--nbval-cell-timeout={timeout}",
        f"--nbval-sanitize-with={SANITIZE}",
        "--tb=short",
        "--override-ini=filterwarnings=default",  # warnings of nbval are none of ours
    ]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *paths], cwd=root, check=False
    ).returncode


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three commands and return its exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=["check", "compare", "refresh"])
    parser.add_argument("chapter", nargs="*", help="names as in _toc.yml; all when none is given")
    parser.add_argument("--timeout", type=float, default=CELL_TIMEOUT, help="seconds for one cell")
    given = parser.parse_args(arguments)
    os.environ.pop("MPLBACKEND", None)  # another backend than a notebook's shows no figures
    try:
        if given.command == "refresh":
            problems = refresh(ROOT, given.chapter, given.timeout)
        else:
            problems = check(ROOT, given.chapter)
    except ValueError as error:
        parser.error(str(error))
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems or given.command != "compare":
        if not problems:
            print("the references are those of the chapters")
        return bool(problems)
    return compare(ROOT, given.chapter, given.timeout)


if __name__ == "__main__":
    sys.exit(main())
