"""Bring TensorFlow in without its greetings: imported before anything that needs it.

Its compiled parts write to standard error while they load, before any setting of theirs is read:
on a command's terminal, and into the cells of a notebook. What fails raises an error all the same.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_STDERR = 2

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # and later: no lines about missing GPUs


@contextmanager
def quiet() -> Iterator[None]:
    """
    Let nothing that is written to standard error through, not even by compiled code.

    Yields
    ------
    None
        To the code that is too talkative.
    """
    with suppress(Exception):  # a notebook's stream may be closed
        sys.stderr.flush()
    try:
        kept = os.dup(_STDERR)
    except OSError:  # there is no standard error, and so nothing to keep quiet
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        os.close(nothing)


with quiet():
    import keras  # noqa: F401
    import tensorflow  # noqa: F401
