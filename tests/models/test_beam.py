"""Beam search: against all captions there are, a beam written out, and the model's own steps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_softmax

from support.tree_model import (
    TreeModel,
    all_captions,
    allowed_words,
    padded,
    pictures,
    score,
)
from unrolled.models import (
    CELLS,
    CaptioningRNN,
    beam_candidates,
    beam_search,
    greedy_search,
)

TINY = {"<NULL>": 0, "<START>": 1, "<END>": 2, "<UNK>": 3, "a": 4, "cat": 5}


def beam_by_hand(model, picture, max_length, width, length_penalty):
    """A beam of one picture, with lists, that goes on to the largest length whatever happens."""
    end, finished, followed = model.word_to_idx.get("<END>"), [], [((), 0.0)]
    for t in range(1, max_length + 1):
        longer = [
            ((*words, word), log_prob + model.log_probs_after(picture, words)[word])
            for words, log_prob in followed
            for word in allowed_words(model)
        ]
        longer = sorted(longer, key=lambda one: -one[1])[:width]
        done = [one for one in longer if one[0][-1] == end or t == max_length]
        followed = [one for one in longer if one not in done]
        finished += [(log_prob / t**length_penalty, words) for words, log_prob in done]
    return sorted(finished, reverse=True)[:width]


def net(cell_type="rnn", seed=0):
    words = {"<NULL>": 0, "<START>": 1, "<END>": 2, "<UNK>": 3}
    words |= {f"word{i}": i for i in range(4, 12)}
    model = CaptioningRNN(
        words, input_dim=4, wordvec_dim=3, hidden_dim=6, cell_type=cell_type, seed=seed
    )
    model.params["W_embed"] *= 100
    model.params["W_vocab"] *= 2
    return model


def features(N=8):
    return np.random.default_rng(1).standard_normal((N, 4)).astype(np.float32)


@pytest.mark.parametrize("length_penalty", [0.0, 0.7, 1.0, 3.0])
@pytest.mark.parametrize("allow_unk", [False, True])
def test_a_beam_wide_enough_for_everything_finds_all_captions_in_order(length_penalty, allow_unk):
    model, L = TreeModel(TINY, seed=4), 4
    every = [all_captions(model, picture, L, allow_unk) for picture in range(3)]
    options = {"length_penalty": length_penalty, "allow_unk": allow_unk}
    found = beam_candidates(model, pictures(3), L, beam_width=len(every[0]) + 2, **options)
    best = beam_search(model, pictures(3), L, beam_width=len(every[0]), **options)
    for picture, captions in enumerate(every):
        captions.sort(key=lambda caption: -score(caption, length_penalty))
        wanted = [score(caption, length_penalty) for caption in captions]
        np.testing.assert_allclose(found.scores[picture], [*wanted, -np.inf, -np.inf], rtol=1e-12)
        rows = padded([*(caption.words for caption in captions), (), ()], L)
        np.testing.assert_array_equal(found.captions[picture], rows)
        np.testing.assert_allclose(
            found.log_probs[picture, :-2], [caption.log_prob for caption in captions], rtol=1e-12
        )
        np.testing.assert_array_equal(best[picture], rows[0])


def test_the_probabilities_of_all_captions_add_up_to_one():
    model = TreeModel({"<NULL>": 0, "<END>": 1, "a": 2, "cat": 3, "dog": 4}, seed=1)
    after = model.log_probs_after
    model.log_probs_after = lambda p, h: log_softmax([-1e3, *after(p, h)[1:]])
    found = beam_candidates(model, pictures(2), 3, beam_width=1 + 3 * 1 + 3 * 3 * 4)
    np.testing.assert_allclose(np.exp(found.log_probs).sum(axis=1), 1, rtol=1e-9)


@given(
    seed=st.integers(0, 10**6),
    width=st.integers(1, 6),
    max_length=st.integers(1, 7),
    length_penalty=st.sampled_from([0.0, 0.5, 0.7, 1.0, 2.0]),
    spread=st.sampled_from([0.5, 2.0, 4.0]),
)
@settings(max_examples=60, deadline=None)
def test_any_beam_is_the_one_written_out(seed, width, max_length, length_penalty, spread):
    model = TreeModel(seed=seed, spread=spread)
    options = {"beam_width": width, "length_penalty": length_penalty}
    found = beam_candidates(model, pictures(4), max_length, **options)
    for picture in range(4):
        wanted = beam_by_hand(model, picture, max_length, width, length_penalty)
        missing = width - len(wanted)
        scores = [score for score, _ in wanted] + [-np.inf] * missing
        rows = padded([words for _, words in wanted] + [()] * missing, max_length)
        np.testing.assert_allclose(found.scores[picture], scores, rtol=1e-12)
        np.testing.assert_array_equal(found.captions[picture], rows)
    best = beam_search(model, pictures(4), max_length, **options)
    np.testing.assert_array_equal(best, found.captions[:, 0])


@pytest.mark.parametrize("length_penalty", [0.0, 0.7, 5.0])
@pytest.mark.parametrize("cell_type", CELLS)
def test_a_beam_of_one_is_greedy(cell_type, length_penalty):
    model, inputs = net(cell_type), features(40)
    options = {"beam_width": 1, "length_penalty": length_penalty}
    greedy = greedy_search(model, inputs, 12)
    np.testing.assert_array_equal(beam_search(model, inputs, 12, **options), greedy)
    assert len(np.unique((greedy != 0).sum(axis=1))) > 2


def test_a_beam_of_one_is_greedy_among_equals():
    model = TreeModel()
    model.log_probs_after = lambda *_: np.full(7, -np.log(7))
    found = beam_search(model, pictures(2), 5, beam_width=1)
    np.testing.assert_array_equal(found, greedy_search(model, pictures(2), 5))


@pytest.mark.parametrize("cell_type", CELLS)
def test_scores_are_what_the_models_own_steps_add_up_to(cell_type):
    model, inputs, N, K, L = net(cell_type), features(5), 5, 4, 8
    found = beam_candidates(model, inputs, L, beam_width=K, length_penalty=0.6)
    assert found.captions.dtype == np.int32
    assert found.scores.dtype == found.log_probs.dtype == np.float64
    captions = found.captions.reshape(N * K, L)
    state = model.start(np.repeat(inputs, K, axis=0))
    words, total = np.full(N * K, 1), np.zeros(N * K)
    for t in range(L):
        log_probs, state = model.step(words, state)
        words = captions[:, t]
        total += np.where(words == 0, 0, log_probs[np.arange(N * K), words])
    np.testing.assert_allclose(found.log_probs.ravel(), total, rtol=1e-5)
    lengths = (captions != 0).sum(axis=1)
    np.testing.assert_allclose(found.scores.ravel(), total / lengths**0.6, rtol=1e-5)
    assert (np.diff(found.scores, axis=1) <= 0).all()
    for rows in found.captions:
        assert len(np.unique(rows, axis=0)) == K


def test_a_wider_beam_finds_what_greedy_cannot():
    # "a" is likeliest at first but leads nowhere certain; "cat" is followed by its end for sure.
    model, rare = TreeModel(TINY), 1e-9
    table = {(): [rare, rare, rare, rare, 0.6, 0.4], (5,): [rare, rare, 1, rare, rare, rare]}
    model.log_probs_after = lambda _, h: np.log(table.get(h, [rare, rare, 0.3, rare, 0.35, 0.35]))
    for width, wanted in ((1, [4, 4, 4]), (2, [5, 2, 0])):
        found = beam_search(model, pictures(1), 3, beam_width=width, length_penalty=0.0)
        np.testing.assert_array_equal(found, [wanted])


def test_a_wider_beam_can_lose_to_greedy():
    # Greedy goes by "a" and then on for sure. Two are followed after "cat", so that "a" is lost.
    model, rare = TreeModel(TINY), 1e-9
    table = {
        (): [rare, rare, rare, rare, 0.36, 0.34],
        (4,): [rare, rare, rare, rare, 0.26, 0.25],
        (5,): [rare, rare, rare, rare, 0.5, 0.5],
        (4, 4): [rare, rare, 1, rare, rare, rare],
    }
    model.log_probs_after = lambda _, h: np.log(table.get(h, [rare, rare, 0.1, rare, 0.1, 0.1]))
    options = {"length_penalty": 0.0}
    one = beam_candidates(model, pictures(1), 3, beam_width=1, **options)
    two = beam_candidates(model, pictures(1), 3, beam_width=2, **options)
    np.testing.assert_array_equal(one.captions[0, 0], [4, 4, 2])
    assert two.scores[0, 0] < one.scores[0, 0]
    np.testing.assert_array_equal(
        beam_search(model, pictures(1), 3, beam_width=99, **options), [[4, 4, 2]]
    )


def test_the_length_penalty_moves_the_choice_from_short_to_long():
    model, inputs = net(), features(30)
    lengths = [
        (beam_search(model, inputs, 12, beam_width=5, length_penalty=power) != 0).sum()
        for power in (0.0, 0.7, 1.5)
    ]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1]


def test_all_pictures_and_beams_step_together_and_sure_ones_drop_out():
    model = TreeModel(TINY, spread=4)
    beam_candidates(model, pictures(12), 6, beam_width=3)
    assert model.steps[:2] == [12, 36]
    assert all(later <= rows for rows, later in zip(model.steps[1:], model.steps[2:], strict=False))
    # Without a penalty on length, a finished caption wins as soon as it is likelier.
    model.steps.clear()
    beam_search(model, pictures(12), 20, beam_width=3, length_penalty=0.0)
    assert len(model.steps) < 20


@pytest.mark.parametrize("N", [0, 1])
def test_few_pictures_are_a_batch_too(N):
    found = beam_candidates(net(), features(N), 5, beam_width=3)
    assert found.captions.shape == (N, 3, 5)
    assert found.scores.shape == found.log_probs.shape == (N, 3)


@pytest.mark.parametrize("beam_width", [0, -2])
def test_a_beam_without_width_is_refused(beam_width):
    with pytest.raises(ValueError, match=f"beam_width should be at least 1; got {beam_width}"):
        beam_search(net(), features(), beam_width=beam_width)


@pytest.mark.parametrize("length_penalty", [-0.1, np.nan, np.inf])
def test_a_penalty_that_is_none_is_refused(length_penalty):
    with pytest.raises(ValueError, match=f"from 0 to 10; got {length_penalty}"):
        beam_candidates(net(), features(), length_penalty=length_penalty)
