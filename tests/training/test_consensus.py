"""Consensus: the pairs against sacrebleu, the choice against a loop, and what it costs."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU

from support.tiny_captions import tiny_data, tiny_model
from support.tree_model import TreeModel, pictures
from unrolled.models import beam_candidates
from unrolled.training import (
    choose_consensus,
    consensus_search,
    describe_pictures,
    sentence_bleu,
)
from unrolled.training.consensus import pairwise_bleu

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8).map(" ".join)


@given(texts=st.lists(TEXTS, min_size=1, max_size=5), order=st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_every_pair_scores_what_sacrebleu_gives(texts, order):
    metric = BLEU(
        max_ngram_order=order,
        tokenize="none",
        smooth_method="add-k",
        smooth_value=1,
        effective_order=False,
        force=True,
    )
    found = pairwise_bleu(texts, order)
    for i, text in enumerate(texts):
        for j, reference in enumerate(texts):
            wanted = metric.corpus_score([text], [[reference]]).score / 100
            assert found[i, j] == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@given(
    pairs=st.lists(st.tuples(TEXTS, st.floats(-8, 0)), min_size=1, max_size=6),
    temperature=st.sampled_from([0.5, 1.0, 3.0]),
)
@settings(max_examples=60, deadline=None)
def test_the_choice_has_the_highest_expected_bleu(pairs, temperature):
    texts, log_probs = zip(*pairs, strict=True)
    weights = [np.exp(log_prob) ** (1 / temperature) for log_prob in log_probs]
    gains = [
        sum(w * sentence_bleu(text, [other]) for w, other in zip(weights, texts, strict=True))
        for text in texts
    ]
    best = choose_consensus(texts, np.array(log_probs), temperature=temperature)
    assert gains[best] == pytest.approx(max(gains), rel=1e-9)


def test_probabilities_and_temperature_move_the_choice():
    texts = ["a b c d e", "v w x y z", "v w x y u"]
    sure = np.log([0.7, 0.15, 0.15])
    assert choose_consensus(texts) == 1
    assert choose_consensus(texts, sure) == 0
    assert choose_consensus(texts, sure - 1000) == 0
    assert choose_consensus(texts, sure, temperature=100.0) == 1
    assert choose_consensus(texts, sure, temperature=1e-300) == 0


def test_of_equals_the_first_is_chosen():
    assert choose_consensus(["a b", "c d"]) == 0
    assert choose_consensus(["", ""]) == 0
    for seed in range(20):
        words = [str(word) for word in np.random.default_rng(seed).permutation(6)]
        first, second = " ".join(words[:5]), " ".join(words[1:])
        assert choose_consensus(["x", first, second], np.log([0.02, 0.49, 0.49])) == 1


def test_a_beams_captions_are_chosen_among():
    model, options = TreeModel(seed=6), {"beam_width": 7, "length_penalty": 0.5}
    found = consensus_search(model, pictures(15), 6, **options)
    beams = beam_candidates(model, pictures(15), 6, **options)
    assert found.dtype == np.int32
    for row, captions, log_probs in zip(found, beams.captions, beams.log_probs, strict=True):
        texts = [" ".join(f"w{word}" for word in caption if word > 2) for caption in captions]
        np.testing.assert_array_equal(row, captions[choose_consensus(texts, log_probs)])
    assert (found != beams.captions[:, 0]).any()


def test_a_beam_wider_than_there_are_captions_is_fine():
    model = TreeModel(seed=6)
    found = consensus_search(model, pictures(3), 1, beam_width=30)
    assert found.shape == (3, 1)
    assert np.isin(found, [2, 4, 5, 6]).all()


@pytest.mark.parametrize("N", [0, 1])
def test_few_pictures_are_a_batch_too(N):
    assert consensus_search(TreeModel(), pictures(N), 4).shape == (N, 4)


def test_it_is_a_way_to_describe_pictures():
    decode = partial(consensus_search, beam_width=3)
    described = describe_pictures(tiny_model(), tiny_data(), "val", decode=decode)
    assert len(described.predictions) == 6


def test_what_cannot_be_chosen_from_is_refused():
    with pytest.raises(ValueError, match="at least one candidate; got none"):
        choose_consensus([])
    for log_probs in (np.zeros(3), np.array([0, -np.inf]), np.array([np.nan, 0])):
        with pytest.raises(ValueError, match="log_probs should be 2 finite numbers"):
            choose_consensus(["a", "b"], log_probs)
    with pytest.raises(ValueError, match="max_order should be at least 1; got 0"):
        choose_consensus(["a"], max_order=0)
    for temperature in (0.0, np.nan, np.inf):
        with pytest.raises(ValueError, match="temperature should be a finite number above 0"):
            choose_consensus(["a"], temperature=temperature)
        with pytest.raises(ValueError, match="temperature should be a finite number above 0"):
            consensus_search(TreeModel(), pictures(1), temperature=temperature)
