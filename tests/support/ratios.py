"""Time forms of a function against a floor, turn and turn about, and tell the ratios in a table."""

import io
import os
import platform
import sys
import time
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

# A thread pool that ran out of work keeps its cores busy for a while, in case more comes (OpenBLAS
# some 26 ms): on two cores the next measurement would share them. So let it fall asleep first.
REST = 0.04
SETTINGS = ("OPENBLAS_", "OMP_", "MKL_", "MALLOC_", "GLIBC_TUNABLES")


class Timing(NamedTuple):
    """The quickest round of one form, and of its floor between the same rounds."""

    case: str
    threads: int
    form: str
    seconds: float
    floor: float
    rounds: int

    @property
    def ratio(self):
        return self.seconds / self.floor


class Floor:
    """The least work there is, timed before every round: what slows one slows the other."""

    def __init__(self, function, rest):
        self.function = function
        self.rest = rest
        self.quickest = float("inf")

    def __call__(self):
        time.sleep(self.rest)
        start = time.perf_counter()
        self.function()
        self.quickest = min(self.quickest, time.perf_counter() - start)
        time.sleep(self.rest)


def assert_same(results, expected):
    """A quick wrong answer wins every race, so all forms must agree in single precision."""
    for got, wanted in zip(results, expected, strict=True):
        mine = np.asarray(got)
        assert mine.dtype == np.asarray(wanted).dtype
        np.testing.assert_allclose(mine, wanted, rtol=0, atol=1e-3 * np.max(np.abs(wanted)))


def to_table(timings):
    table = Table(title="Quickest rounds as ratios; smaller is better")
    for name in ("benchmark", "threads", "form"):
        table.add_column(name)
    for name in ("/ floor", "/ PyTorch", "rounds"):
        table.add_column(name, justify="right")
    torch = {(t.case, t.threads): t.ratio for t in timings if t.form == "torch"}
    last = None
    for timing in sorted(timings, key=lambda t: (t.case, t.threads)):
        group = (timing.case, timing.threads)
        if last not in (None, group):
            table.add_section()
        # By way of the floors: both were measured beside one, but not beside each other.
        to_torch = f"{timing.ratio / torch[group]:.2f}" if group in torch else "-"
        new = [timing.case, str(timing.threads)] if group != last else ["", ""]
        table.add_row(*new, timing.form, f"{timing.ratio:.2f}", to_torch, str(timing.rounds))
        last = group
    return table


def describe_machine():
    from threadpoolctl import threadpool_info  # the tests session, which times nothing, lacks it

    lines = [f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"]
    loaded = [sys.modules[name] for name in ("numpy", "scipy", "torch") if sys.modules.get(name)]
    lines.append(", ".join(f"{module.__name__} {module.__version__}" for module in loaded))
    for pool in threadpool_info():
        kind = [pool["internal_api"], pool["version"], pool.get("architecture")]
        kind += [pool.get("threading_layer"), f"{pool['num_threads']} threads at rest"]
        lines.append(", ".join(str(word) for word in kind if word))
    settings = sorted(f"{k}={v}" for k, v in os.environ.items() if k.startswith(SETTINGS))
    lines.append("environment: " + (", ".join(settings) or "no setting that moves the ratios"))
    return lines


def report(timings):
    text = io.StringIO()
    console = Console(file=text, width=100)
    console.print(*describe_machine(), sep="\n", highlight=False)
    console.print(to_table(timings))
    return text.getvalue()
