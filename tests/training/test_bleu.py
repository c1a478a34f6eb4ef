"""BLEU: sacrebleu's values on the same words, values counted by hand, and what is refused."""

from inspect import unwrap
from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU

from unrolled.training import corpus_bleu, mean_of_orders, sentence_bleu

# Few words and short texts, so that runs repeat and match, and some predictions are empty.
TEXTS = st.lists(st.sampled_from(["a", "b", "c", "dd", "Dd"]), max_size=9).map(" ".join)
PAIRS = st.lists(st.tuples(TEXTS, st.lists(TEXTS, min_size=1, max_size=4)), min_size=1, max_size=6)


def sacrebleu(order, **options):
    plain = {"tokenize": "none", "smooth_method": "none", "force": True}
    return BLEU(max_ngram_order=order, **(plain | options))


def streams(references):
    """References as sacrebleu wants them: the first of every picture, the second, and so on."""
    most = max(len(known) for known in references)
    return [[known[i] if i < len(known) else None for known in references] for i in range(most)]


@given(pairs=PAIRS)
@settings(max_examples=80, deadline=None)
def test_a_corpus_scores_what_sacrebleu_gives(pairs):
    predictions, references = zip(*pairs, strict=True)
    found = corpus_bleu(predictions, references)
    for order, score in enumerate(found, start=1):
        wanted = sacrebleu(order).corpus_score(list(predictions), streams(references)).score
        assert 100 * score == pytest.approx(wanted, rel=1e-9, abs=1e-9)
        assert corpus_bleu(predictions, references, max_order=order) == found[:order]


@given(prediction=TEXTS, references=st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=80, deadline=None)
def test_a_sentence_scores_what_sacrebleu_gives(prediction, references):
    options = {"smooth_method": "add-k", "smooth_value": 1, "effective_order": False}
    for order in range(1, 5):
        metric = sacrebleu(order, **options)
        wanted = metric.corpus_score([prediction], streams([references])).score
        found = sentence_bleu(prediction, references, max_order=order)
        assert 100 * found == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_a_corpus_as_large_as_a_validation_set_agrees_too():
    rng = np.random.default_rng(0)
    words = np.array([f"word{i}" for i in range(50)])
    shares = rng.dirichlet(np.full(50, 0.3))

    def text():
        return " ".join(rng.choice(words, size=rng.integers(5, 16), p=shares))

    predictions = [text() for _ in range(300)]
    references = [[text() for _ in range(rng.integers(1, 6))] for _ in range(300)]
    found = corpus_bleu(predictions, references)
    assert found[3] > 0
    for order, score in enumerate(found, start=1):
        wanted = sacrebleu(order).corpus_score(predictions, streams(references)).score
        assert 100 * score == pytest.approx(wanted, rel=1e-9)


def test_values_counted_by_hand():
    # Papineni's example of clipping: "the" stands twice at most in one reference.
    the = [["the cat is on the mat", "there is a cat on the mat"]]
    assert corpus_bleu(["the the the the the the the"], the, 1) == pytest.approx((2 / 7,))
    # Words 3 of 4, pairs 1 of 3; a reference of 5 words, one more than predicted.
    found = corpus_bleu(["a b x c"], [["a b c d e"]])
    penalty = exp(1 - 5 / 4)
    assert found == pytest.approx((penalty * 3 / 4, penalty * sqrt(3 / 4 / 3), 0, 0))
    # Counts are added up before they are divided: 4 of 5 words, not the mean of 1 and 3 / 4.
    assert corpus_bleu(["a", "b c d x"], [["a"], ["b c d e"]], 1) == pytest.approx((0.8,))


def test_of_two_references_as_close_the_shorter_counts():
    # Four words between references of three and five: no penalty, as three are fewer.
    assert corpus_bleu(["a b c d"], [["a b c d e", "a b c"]]) == pytest.approx((1, 1, 1, 1))
    penalty = exp(1 - 5 / 4)
    assert corpus_bleu(["a b c d"], [["a b c d e"]]) == pytest.approx((penalty,) * 4)


def test_right_captions_score_one_and_wrong_ones_zero():
    right = ["a b c d", "e f g h i"]
    assert corpus_bleu(right, [["x", text] for text in right]) == (1, 1, 1, 1)
    assert corpus_bleu(right, [["x"], ["y"]]) == (0, 0, 0, 0)
    assert corpus_bleu(["", ""], [["x"], ["y"]]) == (0, 0, 0, 0)
    assert sentence_bleu("", ["x"]) == 0
    # Captions without runs of three or four have nothing that could match.
    assert corpus_bleu(["a b"], [["a b"]]) == (1, 1, 0, 0)


def test_words_are_split_at_any_space_and_compared_as_they_are():
    assert corpus_bleu([" a  b "], [["a b"]], 2) == (1, 1)
    assert corpus_bleu(["A"], [["a"]], 1) == (0,)


@pytest.mark.parametrize(("predictions", "references"), [([], []), (["a"], []), ([], [["a"]])])
def test_unequal_or_empty_lists_are_refused(predictions, references):
    with pytest.raises(ValueError, match="at least one prediction"):
        corpus_bleu(predictions, references)


def test_other_mistakes_are_refused(own_errors):
    with pytest.raises(TypeError, match="a list of captions, not one text"):
        unwrap(corpus_bleu)(["a"], ["a"])
    with pytest.raises(TypeError, match="predictions should be a list"):
        unwrap(corpus_bleu)("a", [["a"]])
    with pytest.raises(TypeError, match="predictions should be a list"):
        unwrap(mean_of_orders)("a", ["a"])
    with pytest.raises(TypeError, match="references should be a list"):
        unwrap(sentence_bleu)("a", "a")
    with pytest.raises(ValueError, match="picture 1 has none"):
        corpus_bleu(["a", "b"], [["a"], []])
    with pytest.raises(ValueError, match="at least one reference; got none"):
        sentence_bleu("a", [])
    for score in (lambda: corpus_bleu(["a"], [["a"]], 0), lambda: sentence_bleu("a", ["a"], 0)):
        with pytest.raises(ValueError, match="max_order should be at least 1; got 0"):
            score()


def test_the_mean_of_orders_is_the_mean_of_sentence_scores():
    references = ["a dog runs on the grass", "the brown dog runs"]
    predictions = ["a dog runs", "the dog on the grass", "", "two cats sleep here"]
    for text, mean in zip(predictions, mean_of_orders(predictions, references), strict=True):
        orders = [sentence_bleu(text, references, order) for order in range(1, 5)]
        assert mean == pytest.approx(sum(orders) / 4)
