"""What a developer runs: ``nox -s tests benchmarks``, ``nox -s book``, ``nox --list``.

Every session installs the versions of ``requirements.lock`` and nothing else, but for PyTorch,
which the benchmarks take as they find it.
"""

from __future__ import annotations

import difflib
import os
import shutil
import tomllib
from pathlib import Path

import nox

ROOT = Path(__file__).parent
LOCK = "requirements.lock"
THREAD_SETTINGS = ("OPENBLAS_", "OMP_", "MKL_", "GOTO_", "BLIS_")
# One thread: the sums come out alike on every machine, and small products do not wait.
REPRODUCIBLE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "uv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "types", "tests", "nbval", "book"]


def install(session: nox.Session, *groups: str, package: bool = True, extra: str = "") -> None:
    """Install dependency groups, and the package itself, at the locked versions."""
    chosen = [word for group in groups for word in ("--group", group)]
    itself = ["--editable", f".[{extra}]" if extra else "."] if package else []
    session.install("--constraint", LOCK, "--build-constraint", LOCK, *chosen, *itself)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, spelling, docstrings, import rules, workflows and the lock file."""
    install(session, "lint", "nox")
    check_lock(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("codespell", "book", "src", "tests", "README.md", "CHANGELOG.md", "CONTRIBUTING.md")
    session.run("lint-imports", "--no-cache")
    sources = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "src").rglob("*.py"))
    session.run("numpydoc", "lint", *sources)
    session.run("actionlint")
    session.run("pre-commit", "validate-config")
    session.run("shellcheck", ".ci/run")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package, strictly."""
    install(session, "types")
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; words after ``--`` go to pytest."""
    install(session, "test", "nbval", extra="pictures")
    shapes = "--jaxtyping-packages=unrolled,beartype.beartype"  # annotations are checked, too
    session.run("pytest", shapes, *session.posargs, env=REPRODUCIBLE)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Time the hot functions as ratios; ``-- --torch`` downloads PyTorch's CPU build first."""
    install(session, "bench", "test", extra="pictures")
    posargs = list(session.posargs)
    if "--torch" in posargs:
        posargs.remove("--torch")
        session.install("--torch-backend", "cpu", "torch")
    else:  # a build that pip finds on this machine, or none: the table then has no such column
        session.run(
            *("python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "torch"),
            success_codes=[0, 1],
            silent=True,
        )
    # Each of these moves every ratio: start from the libraries' own choice.
    unset = {name: None for name in os.environ if name.startswith(THREAD_SETTINGS)}
    session.run("pytest", "tests/benchmarks", "--benchmark-only", *posargs, env=unset)


@nox.session
def nbval(session: nox.Session) -> None:
    """Run every chapter and compare it with its reference; ``-- --refresh`` renews references."""
    install(session, "nbval", "test", extra="pictures")
    env = {**REPRODUCIBLE, "UNROLLED_DATA": None}
    if "--refresh" in session.posargs:
        chapters = [word for word in session.posargs if word != "--refresh"]
        session.run("python", "tests/book/references.py", "refresh", *chapters, env=env)
        return
    session.run("python", "tests/book/references.py", "compare", *session.posargs, env=env)


@nox.session
def book(session: nox.Session) -> None:
    """Execute and build the whole book from nothing; any warning is an error."""
    install(session, "book", "nbval", extra="pictures")
    site = ROOT / "_build" / "html"
    shutil.rmtree(ROOT / "_build", ignore_errors=True)
    env = {**REPRODUCIBLE, "UNROLLED_DATA": None, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    session.run("jupyter-book", "build", ".", "-W", "-n", "--keep-going", env=env)
    session.run("python", "tests/book/check_site.py", str(site))
    session.log(f"open {(site / 'index.html').as_uri()}")


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Write requirements.lock; ``-- --upgrade`` for newer versions, ``-- --check`` to check."""
    install(session, "nox", package=False)
    if "--check" in session.posargs:
        check_lock(session)
    else:
        compile_lock(session, ROOT / LOCK, *session.posargs)


@nox.session(default=False)
def lab(session: nox.Session) -> None:
    """Open JupyterLab with the chapters as notebooks."""
    install(session, "lab", extra="pictures")
    # Markdown opens as a notebook here, whatever the reader's own settings say.
    env = {"JUPYTER_CONFIG_DIR": str(Path(session.create_tmp()).resolve())}
    session.run("jupytext-config", "set-default-viewer", "markdown", env=env, silent=True)
    session.run("jupyter", "lab", *(session.posargs or ["book/start.md"]), env=env)


def compile_lock(session: nox.Session, path: Path, *options: str) -> None:
    """Resolve pyproject.toml for every supported Python; versions already in `path` stay."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
    groups = [word for group in project["dependency-groups"] for word in ("--group", group)]
    session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--universal", "--all-extras", *groups),
        *("--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "--quiet"),
        *("--python-version", "3.11", "--output-file", str(path), *options),
        silent=True,
    )


def check_lock(session: nox.Session) -> None:
    """Fail when pyproject.toml asks for what requirements.lock does not hold."""
    fresh = Path(session.create_tmp()) / LOCK
    shutil.copy(ROOT / LOCK, fresh)
    compile_lock(session, fresh)
    old, new = (pins(path) for path in (ROOT / LOCK, fresh))
    if old != new:
        changes = "\n".join(
            difflib.unified_diff(old, new, "requirements.lock", "needed", "", "", 0, "")
        )
        session.error(f"requirements.lock is out of date; run `nox -s lock`.\n{changes}")


def pins(path: Path) -> list[str]:
    """Return the lock's name==version lines, without hashes: files are added to old releases."""
    lines = path.read_text(encoding="utf8").splitlines()
    return [line.removesuffix(" \\") for line in lines if not line.startswith(" ")]
