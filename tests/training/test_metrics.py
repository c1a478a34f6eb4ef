"""Exact matches, and the pictures and references they are counted over."""

from functools import partial
from inspect import unwrap

import numpy as np
import pytest

from support.tiny_captions import TEXTS, tiny_data, tiny_model
from unrolled.data import decode_captions
from unrolled.models import beam_search
from unrolled.training import caption_exact_match, describe_pictures, score_captions


@pytest.mark.parametrize(
    ("predictions", "share"),
    [
        (["a", "b b", "c", "d"], 1.0),
        (["a", "b b", "c", ""], 0.75),
        (["A", "b  b", "x", "d "], 0.0),
        (["b b", "a", "d", "c"], 0.0),
    ],
)
def test_exact_match_is_the_share_of_right_captions(predictions, share):
    assert caption_exact_match(predictions, [["a"], ("x", "b b"), ["c", "cc"], ["d"]]) == share


def test_a_picture_without_a_right_caption_counts_as_wrong():
    assert caption_exact_match(["a", "b"], [[], ["b"]]) == 0.5


@pytest.mark.parametrize(("predictions", "references"), [([], []), (["a"], []), ([], [["a"]])])
def test_unequal_or_empty_lists_are_refused(predictions, references):
    with pytest.raises(ValueError, match="at least one prediction"):
        caption_exact_match(predictions, references)


def test_a_single_text_as_references_is_refused():
    with pytest.raises(TypeError, match="a list of captions, not one text"):
        unwrap(caption_exact_match)(["a"], ["a"])


@pytest.mark.parametrize("batch_size", [1, 4, 500])
def test_every_picture_is_captioned_with_its_own_references(batch_size):
    model, data = tiny_model(), tiny_data()
    described = describe_pictures(model, data, "train", batch_size=batch_size)
    np.testing.assert_array_equal(described.pictures, np.arange(6))
    assert described.references == [(text,) for text in TEXTS]
    sampled = model.sample(data["train_features"], max_length=6)
    assert described.predictions == decode_captions(sampled, data["idx_to_word"], markers=False)


def test_references_follow_the_image_indices():
    data = tiny_data()
    data["train_image_idxs"] = np.array([4, 0, 4, 1, 0, 4])
    described = describe_pictures(tiny_model(), data, "train")
    np.testing.assert_array_equal(described.pictures, [0, 1, 4])
    assert described.references == [
        (TEXTS[1], TEXTS[4]),
        (TEXTS[3],),
        (TEXTS[0], TEXTS[2], TEXTS[5]),
    ]


def test_references_that_the_data_lists_are_taken_as_they_are():
    data = tiny_data() | {"val_references": [(f"right {i}",) for i in range(6)]}
    data["val_image_idxs"] = np.array([5, 2, 2, 5, 2, 5])
    described = describe_pictures(tiny_model(), data, "val")
    assert described.references == [("right 2",), ("right 5",)]


def test_a_count_draws_so_many_pictures_from_the_seed():
    model, data = tiny_model(), tiny_data()
    whole = describe_pictures(model, data, "train")
    first, again, other = (
        describe_pictures(model, data, "train", count=3, seed=seed) for seed in (1, 1, 4)
    )
    assert len(first.pictures) == 3
    assert first.predictions == [whole.predictions[i] for i in first.pictures]
    np.testing.assert_array_equal(first.pictures, again.pictures)
    assert not np.array_equal(first.pictures, other.pictures)
    assert len(describe_pictures(model, data, "train", count=99).pictures) == 6


def test_the_way_of_decoding_can_be_chosen():
    model, data, asked = tiny_model(), tiny_data(), []

    def decode(captioner, features, max_length):
        asked.append((captioner, features.copy(), max_length))
        return np.full((len(features), max_length), 4)

    described = describe_pictures(model, data, "train", decode=decode, batch_size=4)
    assert described.predictions == ["a a a a a a"] * 6
    assert [(captioner, length) for captioner, _, length in asked] == [(model, 6)] * 2
    np.testing.assert_array_equal(np.concatenate([f for _, f, _ in asked]), data["train_features"])
    beam = describe_pictures(model, data, "train", decode=partial(beam_search, beam_width=2))
    found = beam_search(model, data["train_features"], 6, beam_width=2)
    assert beam.predictions == decode_captions(found, data["idx_to_word"], markers=False)


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize("score", [describe_pictures, score_captions])
@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"split": "test"}, ValueError, r"split must be one of \['train', 'val'\], .* got 'test'"),
        ({"batch_size": 0}, ValueError, "batch_size should be at least 1; got 0"),
        ({"count": 0}, ValueError, "count should be at least 1; got 0"),
        ({"count": -2}, ValueError, "count should be at least 1; got -2"),
        ({"count": 2.5}, TypeError, r"count should be a whole number; got 2\.5"),
    ],
)
def test_what_cannot_be_is_refused(score, asked, error, message):
    with pytest.raises(error, match=message):
        score(tiny_model(), tiny_data(), **({"split": "val"} | asked))
