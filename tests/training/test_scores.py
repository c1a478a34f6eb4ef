"""All scores of a model: each the one that its own function gives."""

from functools import partial

import numpy as np
import pytest

from support.tiny_captions import tiny_data, tiny_model
from unrolled.models import Ensemble, beam_search
from unrolled.training import (
    CaptioningSolver,
    caption_exact_match,
    corpus_bleu,
    describe_pictures,
    score_captions,
    score_next_words,
)


@pytest.fixture(scope="module")
def trained():
    """A model that has learnt most of the captions by heart, but not all."""
    model = tiny_model(hidden_dim=24)
    settings = {"update_rule": "adam", "optim_config": {"learning_rate": 0.02}, "batch_size": 6}
    CaptioningSolver(model, tiny_data(), **settings, num_epochs=25, verbose=False).train()
    return model


@pytest.mark.parametrize("decode", [None, partial(beam_search, beam_width=3)])
@pytest.mark.parametrize("split", ["train", "val"])
def test_every_score_is_the_one_of_its_own_function(trained, split, decode):
    data = tiny_data()
    found = score_captions(trained, data, split, decode=decode)
    _, predictions, references = describe_pictures(trained, data, split, decode=decode)
    assert found[:4] == corpus_bleu(predictions, references)
    assert found.exact_match == caption_exact_match(predictions, references)
    words = score_next_words(trained, data, split)
    assert (found.token_accuracy, found.perplexity) == words[:2]
    assert found.pictures == 6


def test_what_was_learnt_scores_higher_than_what_was_not(trained):
    learnt, mixed_up = (score_captions(trained, tiny_data(), split) for split in ("train", "val"))
    assert learnt.bleu_1 > mixed_up.bleu_1
    assert learnt.exact_match > 0.6 > mixed_up.exact_match
    assert learnt.token_accuracy > mixed_up.token_accuracy
    assert learnt.perplexity < mixed_up.perplexity


def test_the_same_pictures_are_drawn_for_every_score(trained):
    data = tiny_data()
    found = score_captions(trained, data, "train", count=2, seed=3)
    described = describe_pictures(trained, data, "train", count=2, seed=3)
    words = score_next_words(trained, data, "train", pictures=described.pictures)
    assert found.pictures == 2
    assert found[:4] == corpus_bleu(described.predictions, described.references)
    assert (found.token_accuracy, found.perplexity) == words[:2]
    assert words.words < score_next_words(trained, data, "train").words


def test_an_ensemble_is_scored_as_a_model(trained):
    alone = score_captions(trained, tiny_data(), "val")
    twice = score_captions(Ensemble([trained, trained]), tiny_data(), "val")
    np.testing.assert_allclose(twice, alone, rtol=1e-5)
