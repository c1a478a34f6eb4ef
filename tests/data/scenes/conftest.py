from collections.abc import Iterator
from contextlib import contextmanager

import jaxtyping
import pytest

from unrolled.data import load_scenes


@contextmanager
def shape_checks_off() -> Iterator[None]:
    before = jaxtyping.config.jaxtyping_disable
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", before)


@pytest.fixture(scope="session")
def small_scenes():
    """A small data set of every split; not to be changed."""
    return load_scenes(num_train=240, num_val=120, num_heldout=120, num_novel=120, cache=False)


@pytest.fixture(scope="session")
def default_scenes():
    """What a reader gets without arguments; not to be changed."""
    # The checks were on for the small set, and would make drawing five times as slow.
    with shape_checks_off():
        return load_scenes(cache=False)
