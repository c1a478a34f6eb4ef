"""The command as a whole: help that is quick, versions, exit codes."""

import os
import re
import subprocess
import sys
import time

import pytest

from unrolled import __version__

COMMANDS = ([], ["info"], ["train"], ["train", "captions"])


def spawn(code, **settings):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        **settings,
    )


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help(run, command, flag):
    result = run(*command, flag)
    assert result.exit_code == 0
    assert "Usage:" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_the_exit_codes_and_examples_where_it_matters(run, command):
    text = " ".join(run(*command, "--help").output.split())
    if command in ([], ["train", "captions"]):
        for code in ("0", "1", "2", "130"):
            assert re.search(rf"\b{code} \w+", text[text.index("Exit codes") :])
    if command == ["train", "captions"]:
        assert "Examples" in text
        assert "unrolled train captions --data my_data --checkpoint run.h5" in text


def test_version(run):
    assert run("--version").output == f"unrolled {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["bogus"], ["train", "bogus"], ["train", "captions", "--bogus"]]
)
def test_what_does_not_exist_is_bad_usage(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "bogus" in result.output


def test_help_imports_nothing_heavy():
    code = """
import sys
from unrolled.cli import main
sys.argv = ["unrolled", "train", "captions", "--help"]
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
heavy = {"numpy", "h5py", "scipy", "matplotlib", "tensorflow", "keras"} & set(sys.modules)
assert not heavy, heavy
"""
    began = time.perf_counter()
    result = spawn(code)
    assert result.returncode == 0, result.stderr
    assert time.perf_counter() - began < 30  # measured at half a second; slow machines are slow


def test_training_never_imports_tensorflow(tmp_path, folder):
    code = f"""
import sys
from unrolled.cli import main
sys.argv = ["unrolled", "train", "captions", "--data", {str(folder)!r}, "--epochs", "1"]
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
assert not {{"tensorflow", "keras", "torch"}} & set(sys.modules)
"""
    result = spawn(code, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""


def test_a_reader_that_stops_reading_is_no_disaster(tmp_path, folder):
    code = f"""
import os, sys
from unrolled.cli import main
read, write = os.pipe()
os.close(read)
os.dup2(write, 1)
sys.argv = ["unrolled", "train", "captions", "--data", {str(folder)!r}, "--epochs", "1", "--json"]
main()
"""
    result = spawn(code, cwd=tmp_path)
    assert result.returncode == 1
    assert result.stderr == ""
