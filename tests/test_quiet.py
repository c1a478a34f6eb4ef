"""TensorFlow says nothing while it is brought in, and errors still come through."""

import os
import subprocess
import sys

import pytest

from unrolled._tensorflow import quiet


def run(code, **settings):
    environment = {**os.environ, **settings}
    environment.pop("TF_CPP_MIN_LOG_LEVEL", None)
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=environment,
    )


def test_bringing_tensorflow_in_writes_nothing():
    done = run("import unrolled.vision, tensorflow as tf; print(float(tf.zeros(3)[0] + 1))")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1.0\n", "")


def test_standard_error_is_given_back(capfd):
    with quiet():
        os.write(2, b"nothing of this")
    os.write(2, b"but this")
    assert capfd.readouterr().err == "but this"


def test_an_error_passes_through_and_standard_error_is_given_back(capfd):
    with pytest.raises(ImportError, match="no such thing"), quiet():
        raise ImportError("no such thing")
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
