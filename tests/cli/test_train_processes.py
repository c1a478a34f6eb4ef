"""``unrolled train captions`` in a process of its own: Ctrl-C, and the drawn scenes."""

import json
import signal
import time

import numpy as np

from support.command import finish, spawn
from unrolled.training import load_model

SMALL = ["train", "captions", "--hidden", 16, "--wordvec", 8, "--batch-size", 3]

SLOWLY = """
import time
from unrolled.cli import main
from unrolled.models import CaptioningRNN
loss = CaptioningRNN.loss
def slow_loss(*arguments):
    time.sleep(0.005)
    return loss(*arguments)
CaptioningRNN.loss = slow_loss
main()
"""


def test_ctrl_c_exits_with_130_and_keeps_the_checkpoint(folder):
    path = folder.parent / "run.h5"
    arguments = [*SMALL, "--data", folder, "--epochs", 400, "--checkpoint", path]
    with spawn(arguments, folder.parent, SLOWLY) as process:
        deadline = time.monotonic() + 60
        while not path.exists() and time.monotonic() < deadline:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err, exit_code = finish(process)
    assert exit_code == 130, err
    assert err.startswith("interrupted: stopped after step ")
    assert err.rstrip().endswith("run.h5 is up to date; the same command goes on")
    assert out == ""
    assert np.isfinite(load_model(path).params["Wh"]).all()


def test_drawn_scenes_are_captioned_right_even_in_combinations_never_seen(tmp_path, monkeypatch):
    # In a process of its own: without the runtime checks of types, drawing is twice as fast.
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    arguments = ["train", "captions", "--epochs", 3, "--json"]
    out, err, exit_code = finish(spawn(arguments, tmp_path))
    assert exit_code == 0, err
    found = json.loads(out)
    assert list(found["exact_match"]) == ["train", "val", "heldout", "novel"]
    assert found["exact_match"]["heldout"]["share"] >= 0.9
    assert found["exact_match"]["heldout"]["pictures"] == 500
    assert {sample["split"] for sample in found["samples"]} == {"heldout"}
    assert any(len(sample["true"]) > 1 for sample in found["samples"])
