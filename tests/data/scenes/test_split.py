from collections import Counter

import pytest

from support.scenes import COLOURS, SHAPES, SIZES, Alike, Two, combination_of, parse_all, things_of
from unrolled.data.scenes.grammar import describe
from unrolled.data.scenes.split import SPLITS, all_scenes, scenes_of, split_shows

NOVEL = set(zip(COLOURS, SHAPES, strict=True))
KNOWN = {(colour, shape) for colour in COLOURS for shape in SHAPES} - NOVEL


def meanings(scenes):
    return parse_all(describe(scene) for scene in scenes)


@pytest.fixture(scope="module")
def decks():
    """Whatever a split may show, read from its captions."""
    return {
        split: meanings(scene for scene in all_scenes() if split_shows(split, scene))
        for split in SPLITS
    }


@pytest.fixture(scope="module")
def dealt():
    """What the default data set shows."""
    sizes = {"train": 3000, "val": 500, "heldout": 500, "novel": 500}
    return {split: meanings(scenes_of(split, n, 0)) for split, n in sizes.items()}


def things_shown(shown):
    return {thing for meaning in shown for thing in things_of(meaning)}


def assert_rules_hold(shown):
    for split in ("train", "val", "heldout"):
        assert not NOVEL & things_shown(shown[split])
    assert all(NOVEL & things_of(meaning) for meaning in shown["novel"])
    trained = {combination_of(meaning) for meaning in shown["train"] + shown["val"]}
    for meaning in shown["heldout"]:
        assert combination_of(meaning) not in trained


def test_no_split_shows_what_it_may_not(decks):
    assert_rules_hold(decks)


def test_neither_does_the_default_data_set(dealt):
    assert_rules_hold(dealt)


def test_train_and_val_show_the_same_and_every_scene_has_its_place(decks):
    assert decks["train"] == decks["val"]
    kept = decks["train"] + decks["heldout"] + decks["novel"]
    everything = meanings(all_scenes())
    assert Counter(kept) == Counter(everything)


def test_about_a_fifth_of_the_known_combinations_is_held_out(decks):
    for kind in (Alike, Two):
        held_out, trained = (
            len({combination_of(m) for m in decks[split] if isinstance(m, kind)})
            for split in ("heldout", "train")
        )
        assert held_out / (held_out + trained) == pytest.approx(0.2, abs=0.03)


def test_training_shows_every_known_thing_in_every_size_number_and_role(dealt):
    train = dealt["train"]
    groups = [meaning for meaning in train if isinstance(meaning, Alike)]
    pairs = [meaning for meaning in train if isinstance(meaning, Two)]
    assert {(g.colour, g.shape, g.size) for g in groups} == {(*t, s) for t in KNOWN for s in SIZES}
    assert {(g.colour, g.shape, g.number) for g in groups} == {
        (*thing, number) for thing in KNOWN for number in (1, 2, 3, 4)
    }
    for place in ("left", "right", "above", "below"):
        assert {pair.large for pair in pairs if pair.place == place} == KNOWN
        assert {pair.small for pair in pairs if pair.place == place} == KNOWN


def test_held_out_and_novel_pictures_show_every_thing_they_may(dealt):
    assert things_shown(dealt["heldout"]) == KNOWN
    assert things_shown(dealt["novel"]) == KNOWN | NOVEL
    singles = {m for m in dealt["novel"] if isinstance(m, Alike) and m.number == 1}
    assert things_shown(singles) == NOVEL


def test_half_of_the_pictures_show_pairs_a_quarter_singles(dealt):
    for shown in dealt.values():
        for start in range(0, len(shown), 4):
            four = shown[start : start + 4]
            assert sum(isinstance(meaning, Two) for meaning in four) == 2
            assert sum(isinstance(meaning, Alike) and meaning.number == 1 for meaning in four) == 1


def test_a_kind_goes_through_everything_before_it_repeats(decks):
    singles = {m for m in decks["heldout"] if isinstance(m, Alike) and m.number == 1}
    num = len(singles)
    dealt = meanings(scenes_of("heldout", 4 * 3 * num, 0))
    drawn = [m for m in dealt if isinstance(m, Alike) and m.number == 1]
    for turn in range(3):
        assert set(drawn[turn * num : (turn + 1) * num]) == singles
    assert drawn[:num] != drawn[num : 2 * num]


def test_the_choice_follows_the_seed():
    shown = scenes_of("train", 40, 5)
    assert scenes_of("train", 60, 5)[:40] == shown
    assert scenes_of("train", 40, 6) != shown
    assert scenes_of("val", 40, 5) != shown
