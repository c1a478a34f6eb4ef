"""Runs killed with SIGKILL, anywhere and while writing, end as if nothing had happened."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from support import killed_run
from support.killed_run import make_solver
from unrolled.data.atomic import leftovers
from unrolled.runs.hdf5 import read_tree


@pytest.fixture(scope="module")
def whole():
    solver = make_solver()
    solver.train()
    return solver


def start(*arguments):
    """Begin a run in another process, with the modules of this one."""
    command = [sys.executable, killed_run.__file__, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def step_of(path):
    return read_tree(path)["run"]["step"] if path.exists() else 0


def assert_same(solver, whole):
    assert solver.step == whole.step == 36
    assert solver.loss_history == whole.loss_history
    assert solver.val_history == whole.val_history
    for name, value in whole.model.params.items():
        np.testing.assert_array_equal(solver.model.params[name], value)
        for key in ("m", "v"):
            expected = whole.optim_configs[name][key]
            np.testing.assert_array_equal(solver.optim_configs[name][key], expected)


def wait_for_a_new_checkpoint(path, process):
    before = path.stat().st_ino if path.exists() else None
    deadline = time.monotonic() + 60
    while not path.exists() or path.stat().st_ino == before:
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline, "the run made no progress"
        time.sleep(0.001)


def test_a_run_killed_at_any_moment_goes_on_as_if_nothing_had_happened(tmp_path, whole):
    path, delays, steps = tmp_path / "run.h5", np.random.default_rng(0), []
    for delay in delays.uniform(0, 0.1, size=3):
        with start(path) as process:
            wait_for_a_new_checkpoint(path, process)
            time.sleep(delay)
            process.kill()
        assert process.returncode == -signal.SIGKILL
        steps.append(step_of(path))
    assert 0 < steps[0] < steps[1] < steps[2] < 36
    with start(path) as process:
        _, errors = process.communicate()
    assert process.returncode == 0, errors
    finished = make_solver(path)
    finished.model.loss = lambda *_: pytest.fail("the file is not that of a finished run")
    finished.train()
    assert_same(finished, whole)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("moment", "kept"), [("half", 4), ("before", 4), ("after", 5)])
def test_a_run_killed_while_it_writes_keeps_a_whole_checkpoint(tmp_path, whole, moment, kept):
    path = tmp_path / "run.h5"
    with start(path, moment, 4) as process:
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert bool(leftovers(path)) == (moment != "after")
    assert step_of(path) == kept
    resumed = make_solver(path)
    resumed.train()
    assert_same(resumed, whole)
    assert list(tmp_path.iterdir()) == [path]


def test_a_run_killed_in_its_very_first_write_begins_anew(tmp_path, whole):
    path = tmp_path / "run.h5"
    with start(path, "half", 0) as process:
        process.communicate()
    assert list(tmp_path.iterdir()) == leftovers(path) != []
    again = make_solver(path)
    again.train()
    assert_same(again, whole)
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_stops_the_run_and_keeps_its_checkpoint(tmp_path, whole, monkeypatch):
    path, fsync, calls = tmp_path / "run.h5", os.fsync, []

    def full_after_ten(handle):
        calls.append(handle)
        if len(calls) > 10:  # two a checkpoint: the file and its folder
            raise OSError(28, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full_after_ten)
    with pytest.raises(OSError, match=r"run\.h5 \(No space left on device\); .*unchanged"):
        make_solver(path).train()
    monkeypatch.undo()
    assert step_of(path) == 5
    resumed = make_solver(path)
    resumed.train()
    assert_same(resumed, whole)
