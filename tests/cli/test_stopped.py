"""Ctrl-C while ``unrolled score`` and ``unrolled caption`` work, in processes of their own."""

import signal

import numpy as np
import pytest

from support.command import finish, spawn
from support.tiny_captions import tiny_data, tiny_model
from unrolled.training import save_model

AT_WORK = """
import sys, time
from unrolled.cli import main
from unrolled.models import CaptioningRNN
def step(*arguments):
    print("at work", file=sys.stderr, flush=True)
    time.sleep(60)
CaptioningRNN.step = step
main()
"""


@pytest.mark.parametrize(
    "command", [["score", "--data", "coco_captioning"], ["caption", "--features", "f.npy"]]
)
def test_ctrl_c_exits_with_130(tmp_path, folder, command):
    save_model(tiny_model(), tmp_path / "model.h5")
    np.save(tmp_path / "f.npy", tiny_data()["train_features"])
    with spawn([*command, "model.h5"], folder.parent, AT_WORK) as process:
        assert process.stderr.readline() == "at work\n"
        process.send_signal(signal.SIGINT)
        out, err, exit_code = finish(process)
    assert (out, err, exit_code) == ("", "interrupted: stopped\n", 130)
