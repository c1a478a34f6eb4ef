"""Comparing GANs: marks, budgets and turns. What the scores are worth is tested elsewhere."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from support.tiny_gan import NOISE, pictures, tiny_game
from unrolled.data.digits import Digits
from unrolled.gan import GanTrainer, compare_gans, gan_kind
from unrolled.gan.kinds import GanKind

DIGITS = Digits(pictures(), np.zeros(20, np.uint8), pictures(4), np.zeros(4, np.uint8), "squares")


class TinyKind(GanKind):
    """Two very small networks, whatever the name."""

    def game(self, noise_size: int = NOISE, seed: int = 0):
        return replace(tiny_game(seed), critic_steps=self.critic_steps)


class CountingJudge:
    """Counts what it is shown."""

    def __init__(self) -> None:
        self.seen: list[np.ndarray] = []

    def evaluate(self, samples: np.ndarray):
        self.seen.append(samples)
        return SimpleNamespace(as_row=lambda: {"shown": len(samples)})


def tiny_kinds() -> dict[str, GanKind]:
    settings = vars(gan_kind("gan"))
    return {name: TinyKind(**settings | {"name": name}) for name in ("one", "two")}


@pytest.fixture
def compared():
    judge, told = CountingJudge(), []
    records = compare_gans(
        DIGITS,
        kinds=tiny_kinds(),
        judge=judge,
        seeds=[3, 4],
        seconds=[0.05, 0.2],
        steps=[2, 5],
        num_pictures=7,
        batch_size=8,
        on_record=told.append,
    )
    return records, judge, told


@pytest.mark.usefixtures("own_errors")
def test_every_run_is_judged_at_every_mark(compared) -> None:
    records, judge, told = compared
    found = {(r["kind"], r["seed"], r["budget"], r["mark"]) for r in records}
    marks = {("seconds", 0.05), ("seconds", 0.2), ("steps", 2), ("steps", 5)}
    assert found == {(k, s, *mark) for k in ("one", "two") for s in (3, 4) for mark in marks}
    assert len(records) == len(judge.seen) == 16
    assert told == records
    assert {sheet.shape for sheet in judge.seen} == {(7, 28, 28)}
    assert all(record["scores"] == {"shown": 7} for record in records)


@pytest.mark.usefixtures("own_errors")
def test_steps_are_exact_and_time_is_reached(compared) -> None:
    for record in compared[0]:
        if record["budget"] == "steps":
            assert record["steps"] == record["mark"]
        else:
            assert record["seconds"] >= record["mark"]


@pytest.mark.usefixtures("own_errors")
def test_ctrl_c_ends_it_all(monkeypatch) -> None:
    def press(self, *_: object, **__: object) -> None:
        self.run.reason = "interrupted"

    monkeypatch.setattr(GanTrainer, "train", press)
    with pytest.raises(KeyboardInterrupt):
        compare_gans(
            DIGITS, kinds=tiny_kinds(), judge=CountingJudge(), seeds=[0], seconds=[1.0], steps=[1]
        )


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize("marks", [[], [0], [2, 1], [1, 1]])
def test_marks_have_to_rise(marks) -> None:
    for given in ({"seconds": marks, "steps": [1]}, {"seconds": [1.0], "steps": marks}):
        name = "seconds" if given["seconds"] == marks else "steps"
        with pytest.raises(ValueError, match=f"{name} should be marks that rise from above 0"):
            compare_gans(DIGITS, seeds=[0], **given)
