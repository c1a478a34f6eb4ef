"""The command as a whole: help that is quick, versions, exit codes."""

import re

import pytest

from support.command import finish, spawn
from unrolled import __version__

PICTURES = (["saliency"], ["fool"], ["dream"], ["style"])
COMMANDS = ([], ["info"], ["train"], ["train", "captions"], ["caption"], *PICTURES)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help(run, command, flag):
    result = run(*command, flag)
    assert result.exit_code == 0
    assert "Usage:" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_the_exit_codes_and_examples_where_it_matters(run, command):
    text = " ".join(run(*command, "--help").output.split())
    if command in ([], ["train", "captions"], ["caption"], *PICTURES):
        for code in ("0", "1", "2", "130"):
            assert re.search(rf"\b{code} \w+", text[text.index("Exit codes") :])
    if command == ["train", "captions"]:
        assert "Examples" in text
        assert "unrolled train captions --data my_data --checkpoint run.h5" in text
    if command in PICTURES:
        assert "Examples A" in text
        assert text.count(f"unrolled {command[0]} ") >= 4


def test_version(run):
    assert run("--version").output == f"unrolled {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["bogus"], ["train", "bogus"], ["train", "captions", "--bogus"]]
)
def test_what_does_not_exist_is_bad_usage(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "bogus" in result.output


@pytest.mark.parametrize("command", [[], ["train", "captions"], ["caption"], *PICTURES])
def test_help_imports_nothing_heavy(tmp_path, command):
    code = """
import sys
from unrolled.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
heavy = {"numpy", "h5py", "scipy", "matplotlib", "tensorflow", "keras"} & set(sys.modules)
assert not heavy, heavy
"""
    _, err, exit_code = finish(spawn([*command, "--help"], tmp_path, code))
    assert exit_code == 0, err


def test_training_never_imports_tensorflow(tmp_path, folder):
    code = """
import sys
from unrolled.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
assert not {"tensorflow", "keras", "torch"} & set(sys.modules)
"""
    arguments = ["train", "captions", "--data", folder, "--epochs", 1]
    _, err, exit_code = finish(spawn(arguments, tmp_path, code))
    assert exit_code == 0, err
    assert err == ""


def test_a_reader_that_stops_reading_is_no_disaster(tmp_path, folder):
    code = """
import os
from unrolled.cli import main
read, write = os.pipe()
os.close(read)
os.dup2(write, 1)
main()
"""
    arguments = ["train", "captions", "--data", folder, "--epochs", 1, "--json"]
    _, err, exit_code = finish(spawn(arguments, tmp_path, code))
    assert exit_code == 1
    assert err == ""
