"""A recorded comparison: read whole or refused with a reason, and summed up over its seeds."""

import json
import math
import statistics

import pytest

from unrolled.data.errors import DataError, MissingDataError
from unrolled.gan.comparison import Spread, recorded_comparison, summary
from unrolled.gan.make_comparison import BATCH_SIZE, COMPARED_KINDS, SECONDS, SEEDS, STEPS


def record(kind, seed, mark, distance, budget="steps"):
    return {
        "kind": kind,
        "seed": seed,
        "budget": budget,
        "mark": mark,
        "steps": 7,
        "seconds": 0.5,
        "scores": {"Fréchet": distance, "recall": 0.5},
    }


def comparison(records):
    return {
        "seeds": [0, 1],
        "seconds": [1.0],
        "steps": [5, 10],
        "batch_size": 128,
        "num_pictures": 2000,
        "real": {"Fréchet": 0.4, "recall": 0.9},
        "records": records,
    }


@pytest.fixture
def file(tmp_path):
    return tmp_path / "comparison.json"


def test_what_was_written_is_read(file):
    whole = comparison([record("gan", 0, 5, 3.0)])
    file.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    assert recorded_comparison(file) == whole


def test_a_missing_file_is_said_to_be_missing(file):
    with pytest.raises(MissingDataError, match=r"comparison\.json"):
        recorded_comparison(file)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda whole: whole.pop("real"), "no real"),
        (lambda whole: whole["records"].clear(), "at least one"),
        (lambda whole: whole["records"][0].pop("seed"), "record 0.*no seed"),
        (lambda whole: whole["records"][0]["scores"].pop("recall"), "scores.*no recall"),
        (lambda whole: whole["records"].append(3), "record 1"),
    ],
)
def test_what_lacks_something_is_refused_by_its_name(file, damage, says):
    whole = comparison([record("gan", 0, 5, 3.0)])
    damage(whole)
    file.write_text(json.dumps(whole), encoding="utf-8")
    with pytest.raises(DataError, match=says):
        recorded_comparison(file)


@pytest.mark.parametrize("content", [b"no JSON", b"\xff\xfe\x00", b"[]"])
def test_what_is_no_comparison_is_refused_with_the_command(file, content):
    file.write_bytes(content)
    with pytest.raises(DataError, match="make_comparison"):
        recorded_comparison(file)


def test_a_summary_takes_one_mark_and_keeps_kinds_apart():
    records = [
        record("gan", 0, 5, 3.0),
        record("lsgan", 0, 5, 8.0),
        record("gan", 1, 5, 5.0),
        record("gan", 0, 10, 1.0),
        record("gan", 0, 5, 99.0, budget="seconds"),
    ]
    found = summary(records, "steps", 5)
    assert list(found) == ["gan", "lsgan"]
    assert found["gan"]["Fréchet"].values == (3.0, 5.0)
    assert found["lsgan"]["Fréchet"].values == (8.0,)
    assert found["gan"]["steps"].values == (7, 7)
    assert found["gan"]["seconds"].mean == 0.5


def test_a_mark_that_was_not_judged_names_those_that_were():
    with pytest.raises(ValueError, match="at 6 steps; the marks are 5 steps"):
        summary([record("gan", 0, 5, 3.0)], "steps", 6)


def test_mean_and_standard_error():
    values = (1.0, 4.0, 2.5, 7.0)
    spread = Spread(values)
    assert spread.mean == pytest.approx(statistics.mean(values))
    assert spread.error == pytest.approx(statistics.stdev(values) / 2)
    assert math.isnan(Spread((1.0,)).error)


def test_below_means_every_run_below_every_run():
    assert Spread((1.0, 2.0)).is_below(Spread((2.5, 3.0)))
    assert not Spread((1.0, 2.6)).is_below(Spread((2.5, 9.0)))
    assert not Spread((3.0,)).is_below(Spread((1.0,)))


def test_the_recorded_comparison_is_whole_and_of_the_command_s_settings() -> None:
    kept = recorded_comparison()
    assert kept["seeds"] == list(range(SEEDS))
    assert (kept["seconds"], kept["steps"]) == (list(SECONDS), list(STEPS))
    assert (kept["batch_size"], kept["num_pictures"]) == (BATCH_SIZE, 1500)
    marks = [("seconds", mark) for mark in SECONDS] + [("steps", mark) for mark in STEPS]
    found = sorted((r["kind"], r["seed"], r["budget"], r["mark"]) for r in kept["records"])
    assert found == sorted(
        (kind, seed, *mark) for kind in COMPARED_KINDS for seed in kept["seeds"] for mark in marks
    )
