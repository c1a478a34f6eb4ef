"""Execute a chapter and keep of its outputs what a comparison can use."""

import re
from pathlib import Path

import nbformat
from chapters import Chapter
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbval.plugin import coalesce_streams, get_sanitize_patterns

SANITIZE = Path(__file__).with_name("sanitize.cfg")
IGNORED, RAISES = "nbval-ignore-output", "raises-exception"

GLUE = "application/papermill.record/"  # myst-nb puts this before the types of a glued value
PICTURES = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/svg+xml",
    "application/pdf",
    "application/javascript",
    "application/vnd.jupyter.widget-view+json",
    "text/html",  # stands beside a text/plain, and is full of random ids
)
UNCOMPARED = PICTURES + tuple(GLUE + kind for kind in PICTURES)


def is_compared(cell: NotebookNode) -> bool:
    """Whether nbval looks at the outputs of a cell."""
    return IGNORED not in cell.metadata.get("tags", ())


def execute(chapter: Chapter, timeout: float) -> NotebookNode:
    """Run the code cells of a chapter in a new kernel and return its reference notebook."""
    cells = []
    for cell in chapter.cells:
        metadata = {"tags": list(cell.tags)} if cell.tags else {}
        cells.append(nbformat.v4.new_code_cell(cell.source, metadata=metadata))
        del cells[-1]["id"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(
        cells=cells,
        metadata={"kernelspec": kernel},
        nbformat_minor=4,  # the last format without random cell ids
    )
    NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name=kernel["name"],
        resources={"metadata": {"path": str(chapter.path.parent)}},
        record_timing=False,
    ).execute()
    del notebook.metadata["language_info"]  # the version of the Python that happened to run
    for cell in notebook.cells:
        cell.outputs = text_outputs(cell.outputs) if is_compared(cell) else []
    return notebook


def text_outputs(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return what nbval compares of a cell's outputs, and the names of glued values."""
    kept = []
    for output in coalesce_streams(outputs):
        if "data" in output:
            output.data = {k: sanitized(v) for k, v in output.data.items() if k not in UNCOMPARED}
            glued = output.metadata.get("scrapbook")
            output.metadata = {"scrapbook": glued} if glued else {}
            if not output.data:
                continue
        elif output.output_type == "error":
            output.evalue = sanitized(output.evalue)
            output.traceback = []  # full of paths, and never compared
        else:
            output.text = sanitized(output.text)
        kept.append(output)
    return kept


def sanitized(value: object) -> object:
    """Return a text as nbval will see it; anything else as it is."""
    if isinstance(value, str):
        for pattern, replacement in get_sanitize_patterns(SANITIZE.read_text(encoding="utf-8")):
            value = re.sub(pattern, replacement, value)
    return value
