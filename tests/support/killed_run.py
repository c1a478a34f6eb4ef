"""A run in a process of its own, to be killed: by others, or by itself while it writes.

``python killed_run.py FILE`` trains slowly, so that there is time to kill it. ``python
killed_run.py FILE MOMENT COUNT`` lets COUNT checkpoints pass and kills itself in the next, at a
MOMENT: ``half`` (half of the new file is written), ``before`` (all is, but it has not yet taken the
place of the old) or ``after`` (it has, but the folder is not on the disk).
"""

import os
import signal
import stat
import sys
import time
from pathlib import Path

from support.tiny_captions import tiny_data, tiny_model
from unrolled.training import CaptioningSolver


def make_solver(path=None):
    return CaptioningSolver(
        tiny_model(),
        tiny_data(),
        update_rule="adam",
        optim_config={"learning_rate": 0.01},
        lr_decay=0.9,
        batch_size=2,
        num_epochs=12,
        verbose=False,
        checkpoint=path,
        checkpoint_every=1,
        val_every=7,
        val_batch=4,
    )


def kill_while_writing(moment, count):
    fsync, written = os.fsync, 0

    def fsync_or_die(handle):
        nonlocal written
        is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        written += not is_folder
        if written > count and is_folder == (moment == "after"):
            if moment == "half":
                os.truncate(handle, os.fstat(handle).st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)
        fsync(handle)

    os.fsync = fsync_or_die


def slow_down(model):
    loss = model.loss

    def slow_loss(*batch):
        time.sleep(0.01)
        return loss(*batch)

    model.loss = slow_loss


def main():
    path = Path(sys.argv[1]).resolve()
    solver = make_solver(path)
    if len(sys.argv) > 2:
        kill_while_writing(sys.argv[2], int(sys.argv[3]))
    else:
        slow_down(solver.model)
    solver.train()


if __name__ == "__main__":
    main()
