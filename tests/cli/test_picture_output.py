"""The commands about pictures: what was there stays, or is replaced by a whole file."""

import errno
import os
import signal
import time

import numpy as np
import pytest
from PIL import Image

from support.command import finish, spawn
from support.picture_commands import COMMANDS, OUTPUTS
from unrolled.data import save_image
from unrolled.data.atomic import leftovers

every_command = pytest.mark.parametrize("name", COMMANDS)


@pytest.fixture
def photo(tmp_path):
    """Two pictures in the current folder."""
    pixels = np.random.default_rng(0).integers(256, size=(30, 45, 3), dtype=np.uint8)
    save_image(tmp_path / "photo.png", pixels)
    save_image(tmp_path / "paint.png", pixels[::-1])
    return tmp_path


@every_command
def test_what_was_there_is_replaced_by_a_second_run(run, photo, network, name):
    output = photo / OUTPUTS[name]
    output.write_bytes(b"old")
    assert run(*COMMANDS[name], "--json").exit_code == 0
    with Image.open(output) as image:
        assert image.format == "PNG"
    assert leftovers(output) == []


@every_command
def test_a_full_disk_leaves_what_was_there(run, photo, network, name, monkeypatch):
    output = photo / OUTPUTS[name]
    output.write_bytes(b"old")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    if name == "fool":  # which also tries files in a folder of its own
        monkeypatch.setattr("unrolled.cli.fooling.as_saved", lambda pixels, suffix: pixels)
    monkeypatch.setattr(os, "fsync", full)
    result = run(*COMMANDS[name])
    assert result.exit_code == 1
    assert f"no room for {output.name}" in result.stderr
    assert output.read_bytes() == b"old"
    assert leftovers(output) == []


@every_command
def test_a_full_disk_is_found_before_the_run(run, photo, network, name, monkeypatch):
    def full(path):
        raise DiskFullError.at(path.parent, path.name)

    monkeypatch.setattr("unrolled.cli.picture_files.check_can_save", full)
    assert run(*COMMANDS[name]).exit_code == 1
    assert network == []


# Says when the last write begins, and then waits: to be killed in the middle of it.
KILLED = """
import os, sys, time
from unrolled.cli import main
from unrolled import vision
from support.tiny_network import tiny_network
vision.load_network = lambda name, verbose: tiny_network(num_classes=1000)
def wait(handle):
    print("saving", file=sys.stderr, flush=True)
    time.sleep(60)
os.fsync = wait
main()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_while_it_saves_leaves_what_was_there(photo, end):
    output = photo / OUTPUTS["saliency"]
    output.write_bytes(b"old")
    with spawn(COMMANDS["saliency"], photo, KILLED) as process:
        deadline = time.monotonic() + 240
        while "saving" not in process.stderr.readline() and time.monotonic() < deadline:
            assert process.poll() is None
        process.send_signal(end)
        out, err, exit_code = finish(process)
    assert out == ""
    assert output.read_bytes() == b"old"
    if end == signal.SIGINT:
        assert (err, exit_code) == ("interrupted: stopped\n", 130)
        assert leftovers(output) == []
    else:
        assert exit_code == -signal.SIGKILL
