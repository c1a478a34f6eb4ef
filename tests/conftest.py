import jaxtyping
import pytest


@pytest.fixture
def own_errors():
    """Let wrong arguments reach the package's own checks.

    With shape checks turned on for the tests, jaxtyping would reject them before; a reader who
    installs the package has no such checks and meets the package's own message.
    """
    before = jaxtyping.config.jaxtyping_disable
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", before)
