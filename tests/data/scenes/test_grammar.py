from typing import get_args

import pytest

from support.scenes import COLOURS, SHAPES, Alike, Two, parse, parse_all
from unrolled.data.scenes.grammar import (
    CAPTION_LENGTH,
    IDX_TO_WORD,
    Group,
    Pair,
    Relation,
    Thing,
    describe,
    kind_of,
    things_in,
)
from unrolled.data.scenes.split import all_scenes
from unrolled.data.words import decode_caption, encode_caption

SPECIAL = ["<NULL>", "<START>", "<END>", "<UNK>"]


def test_the_captions_of_a_thing_alone():
    assert set(describe(Group(Thing("red", "heart"), "small"))) == {
        "a small red heart",
        "there is a small red heart",
    }


def test_the_captions_of_several():
    assert set(describe(Group(Thing("blue", "diamond"), "large", 4))) == {
        "four large blue diamonds",
        "there are four large blue diamonds",
    }


@pytest.mark.parametrize(
    ("relation", "plain", "turned"),
    [
        ("left", "to the left of a small black circle", "to its right"),
        ("right", "to the right of a small black circle", "to its left"),
        ("above", "above a small black circle", "below it"),
        ("below", "below a small black circle", "above it"),
    ],
)
def test_the_captions_of_a_pair(relation, plain, turned):
    pair = Pair(Thing("green", "star"), relation, Thing("black", "circle"))
    assert set(describe(pair)) == {
        f"a large green star {plain}",
        f"there is a large green star {plain}",
        f"a large green star with a small black circle {turned}",
    }


def meaning_of(scene):
    if isinstance(scene, Group):
        return Alike(scene.count, scene.size, scene.thing.colour, scene.thing.shape)
    larger, smaller = ((thing.colour, thing.shape) for thing in (scene.larger, scene.smaller))
    return Two(larger, scene.relation, smaller)


def test_every_caption_of_every_scene_can_be_read_back():
    scenes = list(all_scenes())
    references = [describe(scene) for scene in scenes]
    assert parse_all(references) == [meaning_of(scene) for scene in scenes]
    assert all(len(set(captions)) == len(captions) > 1 for captions in references)


def test_every_caption_fits_and_the_longest_exactly():
    word_to_idx = {word: index for index, word in enumerate(IDX_TO_WORD)}
    captions = [caption for scene in all_scenes() for caption in describe(scene)]
    for caption in captions:
        encoded = encode_caption(caption, word_to_idx, CAPTION_LENGTH)
        assert decode_caption(encoded, IDX_TO_WORD, markers=False) == caption
        assert word_to_idx["<UNK>"] not in encoded
    # Two places are for <START> and <END>.
    assert max(len(caption.split()) for caption in captions) + 2 == CAPTION_LENGTH


def test_the_vocabulary_has_each_word_once_and_no_other():
    used = {
        word for scene in all_scenes() for caption in describe(scene) for word in caption.split()
    }
    assert list(IDX_TO_WORD[:4]) == SPECIAL
    assert set(IDX_TO_WORD[4:]) == used
    assert len(set(IDX_TO_WORD)) == len(IDX_TO_WORD)


@pytest.mark.parametrize(
    "nonsense",
    [
        "a red heart",
        "two small red heart",
        "a small red hearts",
        "there are a small red heart",
        "a small red heart above a large blue star",
        "a large red heart with a small blue star above",
        "a large red heart to the left of a small blue",
        "",
    ],
)
def test_the_parser_of_these_tests_refuses(nonsense):
    assert parse(nonsense) is None


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Thing("pink", "star"), "colour must be one of .*'pink'"),
        (lambda: Thing("red", "cube"), "shape must be one of .*'cube'"),
        (lambda: Group(Thing("red", "star"), "huge"), "size must be one of .*'huge'"),
        (
            lambda: Group(Thing("red", "star"), "small", 5),
            r"count must be one of \(1, 2, 3, 4\).*5",
        ),
        (lambda: Group(Thing("red", "star"), "small", 0), "count must be one of .*0"),
        (lambda: Pair(Thing("red", "star"), "left", Thing("red", "star")), "two different things"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_kinds_and_things():
    star, heart = Thing("red", "star"), Thing("blue", "heart")
    assert kind_of(Group(star, "small")) == "single"
    assert [kind_of(Group(star, "small", count)) for count in (2, 3, 4)] == ["count"] * 3
    assert kind_of(Pair(star, "left", heart)) == "relation"
    assert things_in(Group(star, "small", 3)) == (star,)
    assert things_in(Pair(star, "left", heart)) == (star, heart)
    assert str(star) == "red star"


def test_everything_there_is_to_show_comes_once():
    scenes = list(all_scenes())
    things = len(COLOURS) * len(SHAPES)
    assert len(scenes) == things * 2 * 4 + things * (things - 1) * len(get_args(Relation))
    assert len(set(scenes)) == len(scenes)
