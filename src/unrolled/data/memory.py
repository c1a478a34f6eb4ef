"""How much memory is free, as far as the system says."""

from pathlib import Path

# Where a container's limit and what it uses may stand: the newer way, then the older.
_LIMITS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)


def free_memory() -> int | None:
    """
    Ask how much memory is free.

    Returns
    -------
    int or None
        Bytes that can be had without swapping, within the container's limit; None where the system
        does not say.
    """
    free = []
    for line in _lines("/proc/meminfo"):
        if line.startswith("MemAvailable:"):
            free.append(1024 * int(line.split()[1]))
    for limit_file, used_file in _LIMITS:
        limit, used = _lines(limit_file), _lines(used_file)
        if limit and used and limit[0].isdigit():
            free.append(max(0, int(limit[0]) - int(used[0])))
    return min(free, default=None)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="ascii").splitlines()
    except OSError:
        return []
