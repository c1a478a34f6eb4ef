"""``unrolled info``: what is installed, and where data is looked for."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer

from unrolled import __version__

_PACKAGES = ("numpy", "scipy", "h5py", "matplotlib", "pillow", "pooch", "tensorflow")
_MOST_ENTRIES = 12


def info(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show versions, the cache folder, and what lies in the folder UNROLLED_DATA."""
    from unrolled.cli.console import print_json, reported_errors

    with reported_errors():
        facts = _gather()
        if as_json:
            print_json(facts)
        else:
            _show(facts)


def _gather() -> dict[str, Any]:
    from unrolled.data import cache_folder

    cache, own = cache_folder(), os.environ.get("UNROLLED_DATA")
    folder = Path(own).expanduser() if own else None
    found = sorted(entry.name for entry in folder.iterdir()) if folder and folder.is_dir() else []
    return {
        "unrolled": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "cache": {"folder": str(cache), "exists": cache.is_dir()},
        "data": {
            "UNROLLED_DATA": own,
            "exists": bool(folder and folder.is_dir()),
            "found": found,
        },
    }


def _version(package: str) -> str | None:
    # Asked of the metadata: importing TensorFlow only to see its version takes seconds.
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _show(facts: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    from unrolled.cli.console import results

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("unrolled", facts["unrolled"])
    table.add_row("Python", f"{facts['python']} on {facts['platform']}")
    for name, number in facts["packages"].items():
        table.add_row(name, number or Text("not installed", style="dim"))
    cache, data = facts["cache"], facts["data"]
    table.add_row(
        "cache folder", f"{cache['folder']}{'' if cache['exists'] else ' (not there yet)'}"
    )
    table.add_row("UNROLLED_DATA", data["UNROLLED_DATA"] or Text("not set", style="dim"))
    if data["UNROLLED_DATA"]:
        names = data["found"]
        more = f" and {len(names) - _MOST_ENTRIES} more" if len(names) > _MOST_ENTRIES else ""
        listed = ", ".join(names[:_MOST_ENTRIES]) + more
        table.add_row("found there", listed if data["exists"] else "there is no such folder")
    results().print(table)
