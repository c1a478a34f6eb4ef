"""How much memory is free."""

import pytest

from unrolled.data import memory


@pytest.fixture
def system(monkeypatch):
    """A system that says what a test makes it say, by file."""
    files = {}
    monkeypatch.setattr(memory, "_lines", lambda path: files.get(path, "").splitlines())
    return files


MEMINFO = "MemTotal:  100 kB\nMemFree: 1 kB\nMemAvailable:   60 kB\n"
(NEW_LIMIT, NEW_USED), (OLD_LIMIT, OLD_USED) = memory._LIMITS


def test_a_system_that_says_nothing(system):
    assert memory.free_memory() is None


def test_what_can_be_had_counts(system):
    system["/proc/meminfo"] = MEMINFO
    assert memory.free_memory() == 60 * 1024


@pytest.mark.parametrize(("limit", "used"), [(NEW_LIMIT, NEW_USED), (OLD_LIMIT, OLD_USED)])
def test_a_container_has_a_limit_of_its_own(system, limit, used):
    system |= {"/proc/meminfo": MEMINFO, limit: "50000\n", used: "20000\n"}
    assert memory.free_memory() == 30000
    system |= {used: "70000\n"}
    assert memory.free_memory() == 0
    system |= {limit: "max\n"}
    assert memory.free_memory() == 60 * 1024


def test_this_system_can_be_asked():
    free = memory.free_memory()
    assert free is None or free > 0
