"""Serve MathJax from the site itself, so that its formulas need no network.

The files come from the ``django-static-mathjax`` package, which carries MathJax 3
(Apache-2.0). Only what the pages load is copied: one script, with every TeX
extension in it, and its fonts.
"""

from importlib.resources import files
from pathlib import Path
from shutil import copy2, copytree

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

SCRIPT = Path("tex-chtml-full.js")
FONTS = Path("output", "chtml", "fonts", "woff-v2")


def copy_mathjax(app: Sphinx) -> None:
    """Copy the script and its fonts into the built site's ``_static/mathjax``."""
    if app.builder.format != "html":
        return
    source = Path(str(files("mathjax"))) / "static" / "mathjax" / "es5"
    if not (source / SCRIPT).is_file():
        raise ExtensionError(f"expected MathJax's {SCRIPT} in {source}; reinstall the book group")
    target = Path(app.outdir) / "_static" / "mathjax"
    (target / FONTS).parent.mkdir(parents=True, exist_ok=True)
    copy2(source / SCRIPT, target / SCRIPT)
    copytree(source / FONTS, target / FONTS, dirs_exist_ok=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Point Sphinx at the local copy and make it before pages are written."""
    app.config.mathjax_path = f"mathjax/{SCRIPT}"
    app.connect("builder-inited", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
