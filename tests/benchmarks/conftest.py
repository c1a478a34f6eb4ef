"""Run with ``pytest tests/benchmarks --benchmark-only``; a plain test run skips all of it.

More rounds, for a busy machine: ``--benchmark-max-time=10``. The usual table of seconds: ``-v``.
A second opinion on PyTorch, whose large arrays are otherwise given back to the system and fetched
again at every step: set ``MALLOC_MMAP_MAX_=0`` and ``MALLOC_TRIM_THRESHOLD_=4294967296``.
"""

import math
import os
import sys
import time
from pathlib import Path

import pytest

from support.ratios import REST, Floor, Timing, assert_same, report

HERE = Path(__file__).parent
TIMINGS = pytest.StashKey[list]()


def pytest_configure(config):
    config.stash[TIMINGS] = []
    if "benchmark_quiet" in config.option:
        config.option.benchmark_quiet = True  # seconds say more about the machine than the code


def pytest_collection_modifyitems(config, items):
    if config.getoption("benchmark_only", default=False):
        return
    skip = pytest.mark.skip(reason="benchmarks run with --benchmark-only")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(skip)


def pytest_terminal_summary(terminalreporter, config):
    if config.stash[TIMINGS]:
        terminalreporter.section("ratios")
        terminalreporter.write(report(config.stash[TIMINGS]))


@pytest.fixture(params=[1, 2], ids=["1 thread", "2 threads"])
def threads(request):
    threadpoolctl = pytest.importorskip("threadpoolctl")
    if (os.cpu_count() or 1) < request.param:
        pytest.skip(f"fewer than {request.param} cores")
    with threadpoolctl.threadpool_limits(request.param):
        yield request.param


@pytest.fixture
def compare(benchmark, threads, request):
    """Time one of several forms of a function, its floor between the rounds."""

    def run(case, form, forms, floor):
        function = forms[form]()
        torch = sys.modules.get("torch")
        if torch is not None:
            torch.set_num_threads(threads)
        assert_same(function(), forms["fast"]()())
        between = Floor(floor, REST if threads > 1 else 0.0)
        start = time.perf_counter()
        between()
        function()
        cost = time.perf_counter() - start
        seconds = 2 * float(request.config.getoption("benchmark_max_time"))
        rounds = max(
            2 * request.config.getoption("benchmark_min_rounds"), math.ceil(seconds / cost)
        )
        benchmark.group = f"{case}, {threads} threads"
        benchmark.pedantic(function, setup=between, rounds=rounds)
        quickest = benchmark.stats.stats.min
        timing = Timing(case, threads, form, quickest, between.quickest, rounds)
        benchmark.extra_info.update(timing._asdict(), ratio=timing.ratio)
        request.config.stash[TIMINGS].append(timing)

    return run
