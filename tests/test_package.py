"""Importing the NumPy side is quick and never loads TensorFlow."""

import subprocess
import sys
import time

import pytest

HEAVY = ("tensorflow", "keras", "torch", "matplotlib", "scipy")


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "module",
    [f"unrolled{part}" for part in ("", ".layers", ".models", ".runs", ".training", ".data")],
)
def test_import_loads_nothing_heavy(module: str) -> None:
    loaded = run(f"import {module}, sys; print(*sys.modules)").split()
    assert module in loaded
    assert not [name for name in HEAVY if name in loaded]


def test_import_takes_under_half_a_second() -> None:
    def seconds(code: str) -> float:
        start = time.perf_counter()
        run(code)
        return time.perf_counter() - start

    assert min(seconds("import unrolled") for _ in range(5)) < 0.5


def test_version_is_the_installed_one() -> None:
    from importlib.metadata import version

    import unrolled

    assert unrolled.__version__ == version("unrolled")
