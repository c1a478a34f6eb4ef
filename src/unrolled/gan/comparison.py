"""The recorded comparison of the four GANs: read it, and sum it up over its seeds."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unrolled.data.errors import DataError, require_file

COMPARISON_FILE = Path(__file__).with_name("comparison.json")
"""The records that come with the package."""

COMMAND = "python -m unrolled.gan.make_comparison"
"""What makes such a file."""

_SETTINGS = ("seeds", "seconds", "steps", "batch_size", "num_pictures", "real", "records")
_RECORD = ("kind", "seed", "budget", "mark", "steps", "seconds", "scores")


@dataclass(frozen=True)
class Spread:
    """
    One number of several runs that differ in their seeds alone.

    Attributes
    ----------
    values : tuple of float
        The number of each run, in the order of the records.
    """

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean of them."""
        return math.fsum(self.values) / len(self.values)

    @property
    def error(self) -> float:
        """The standard error of that mean: how far another set of seeds may move it. NaN of one."""
        count = len(self.values)
        if count < 2:
            return math.nan
        squares = math.fsum((value - self.mean) ** 2 for value in self.values)
        return math.sqrt(squares / (count - 1) / count)

    def is_below(self, other: "Spread") -> bool:
        """
        Tell whether every run lies below every run of another.

        Parameters
        ----------
        other : Spread
            The same number of other runs.

        Returns
        -------
        bool
            False if any two overlap.
        """
        return max(self.values) < min(other.values)


def recorded_comparison(path: Path | None = None) -> dict[str, Any]:
    """
    Read the records of a comparison.

    Parameters
    ----------
    path : pathlib.Path, optional
        A file that ``python -m unrolled.gan.make_comparison`` has written; by default the one that
        comes with the package.

    Returns
    -------
    dict of str to object
        Its settings (``seeds``, ``seconds``, ``steps``, ``batch_size``, ``num_pictures``), what
        real digits get (``real``), and the ``records`` as `compare_gans` makes them.

    Raises
    ------
    MissingDataError
        If there is no such file.
    DataError
        If it is no JSON, or something is missing in it.

    See Also
    --------
    summary : Mean and error over the seeds.
    """
    file = COMPARISON_FILE if path is None else path
    require_file(file)
    advice = f"Make it again: {COMMAND} FILE."
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:  # no JSON, or no text
        raise DataError.about(file, expected="JSON", found=str(error), advice=advice) from error
    for what, whole, wanted in _parts(found):
        missing = [key for key in wanted if not isinstance(whole, dict) or key not in whole]
        if missing:
            expected, lacks = f"an object with {', '.join(wanted)}", f"no {', '.join(missing)}"
            raise DataError.about(file, what, expected=expected, found=lacks, advice=advice)
    if not found["records"]:
        raise DataError.about(file, "records", expected="at least one", found="none", advice=advice)
    result: dict[str, Any] = found
    return result


def _parts(found: Any) -> Iterable[tuple[str, Any, tuple[str, ...]]]:
    """Give everything that must have certain keys, outer things first."""
    yield "the file", found, _SETTINGS
    names = tuple(found["real"])
    for number, record in enumerate(found["records"]):
        yield f"record {number}", record, _RECORD
        yield f"record {number}, scores", record["scores"], names


def summary(
    records: Iterable[Mapping[str, Any]], budget: str, mark: float | int
) -> dict[str, dict[str, Spread]]:
    """
    Sum up what the runs of each kind reached at one mark.

    Parameters
    ----------
    records : iterable of mapping
        As in the ``records`` of a comparison.
    budget : str
        ``"seconds"`` or ``"steps"``.
    mark : float or int
        One of the marks at which that budget was judged.

    Returns
    -------
    dict of str to dict of str to Spread
        For each kind, in the order of the records, each score by its name, and the ``steps`` and
        ``seconds`` that had been used up.

    Raises
    ------
    ValueError
        If nothing was judged there.
    """
    records = list(records)
    rows: dict[str, list[Mapping[str, float]]] = {}
    for it in records:
        if it["budget"] == budget and it["mark"] == mark:
            used = {"steps": it["steps"], "seconds": it["seconds"]}
            rows.setdefault(it["kind"], []).append({**it["scores"], **used})
    if not rows:
        there = sorted({(it["budget"], it["mark"]) for it in records})
        known = ", ".join(f"{mark:g} {budget}" for budget, mark in there) or "none"
        raise ValueError(f"nothing was judged at {mark:g} {budget}; the marks are {known}")
    return {
        kind: {name: Spread(tuple(float(row[name]) for row in found)) for name in found[0]}
        for kind, found in rows.items()
    }
