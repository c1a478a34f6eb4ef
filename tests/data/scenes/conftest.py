import jaxtyping
import pytest

from unrolled.data import load_scenes


@pytest.fixture(scope="session")
def small_scenes():
    """A small data set of every split; not to be changed."""
    return load_scenes(num_train=240, num_val=120, num_heldout=120, num_novel=120, cache=False)


@pytest.fixture
def own_errors():
    """Let wrong arguments reach the package's own checks, as they do outside these tests."""
    before = jaxtyping.config.jaxtyping_disable
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", before)
