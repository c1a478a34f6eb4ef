"""The comparison over seeds: what it measures, what it writes, and what is kept of it."""

import json
from importlib.resources import files

import numpy as np
import pytest

from unrolled.data import load_digits
from unrolled.data.digits import Digits
from unrolled.gan.few_labels import EACH, SEEDS, STEPS, accuracy_over_steps, compare

ALL = load_digits()
DIGITS = Digits(ALL.x_train[:1500], ALL.y_train[:1500], ALL.x_test[:200], ALL.y_test[:200], "few")


def test_measuring_on_the_way_changes_nothing() -> None:
    often = accuracy_over_steps(DIGITS, True, 3, steps=4, every=2)
    once = accuracy_over_steps(DIGITS, True, 3, steps=4, every=4)
    assert list(often) == [2, 4]
    assert once == {4: often[4]}


def test_every_seed_is_compared_and_told() -> None:
    lines: list[str] = []
    found = compare(DIGITS, seeds=[3, 4], steps=2, say=lines.append)
    assert [len(found[name]) for name in ("without", "with")] == [2, 2]
    assert found["with"][0] == accuracy_over_steps(DIGITS, True, 3, steps=2, every=2)[2]
    assert lines[0] == f"seed 3, without the GAN: {found['without'][0]:.4f}"
    assert len(lines) == 4


def test_what_is_kept_is_of_the_settings_of_now_and_says_that_the_gan_helps() -> None:
    kept = json.loads((files("unrolled") / "gan" / "few_labels.json").read_text())
    assert kept["seeds"] == list(SEEDS)
    assert kept["steps"] == STEPS
    assert kept["labels"] == 10 * EACH
    assert np.all(np.array(kept["with"]) > np.array(kept["without"]))


def test_parts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="every should divide steps; got 3 and 4"):
        accuracy_over_steps(DIGITS, True, 0, steps=4, every=3)
