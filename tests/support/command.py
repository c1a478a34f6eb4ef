"""The command in a process of its own, with the modules of this one."""

import os
import subprocess
import sys

MAIN = "from unrolled.cli import main; main()"


def spawn(arguments, folder, code=MAIN):
    """Begin Python on some code; by default, that of the command."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    """Wait for its end; return what it printed, what it complained of, and its exit code."""
    out, err = process.communicate(timeout=300)
    return out, err, process.returncode
