"""Ensembles: the mean of probabilities, counted by hand, over any models with one vocabulary."""

import numpy as np
import pytest

from support.tree_model import TreeModel, pictures
from unrolled.models import (
    CELLS,
    CaptioningRNN,
    Ensemble,
    NextWordModel,
    beam_candidates,
    beam_search,
    greedy_search,
    sample_captions,
)

WORDS = {"<NULL>": 0, "<START>": 1, "<END>": 2, "<UNK>": 3, "a": 4, "cat": 5, "dog": 6}


def net(seed, hidden_dim=6, words=WORDS, cell_type="rnn", dtype=np.float64):
    sizes = {"input_dim": 4, "wordvec_dim": 3 + seed, "hidden_dim": hidden_dim}
    model = CaptioningRNN(words, **sizes, cell_type=cell_type, dtype=dtype, seed=seed)
    model.params["W_embed"] *= 100
    model.params["W_vocab"] *= 3
    return model


def features(N=5):
    return np.random.default_rng(1).standard_normal((N, 4))


def mixture():
    """Every cell, several widths, and one model that scales the features."""
    models = [
        net(seed, hidden_dim=5 + seed, cell_type=cell) for seed, cell in enumerate([*CELLS, "rnn"])
    ]
    models[0].standardize_features(features(20))
    return models


def test_the_probabilities_are_the_mean_of_the_models_own():
    models, words = mixture(), np.array([1, 4, 6, 2, 5])
    ensemble = Ensemble(models)
    state, own = ensemble.start(features()), [model.start(features()) for model in models]
    assert len(state) == ensemble.states == sum(model.states for model in models)
    for _ in range(3):
        log_probs, state = ensemble.step(words, state)
        steps = [model.step(words, one) for model, one in zip(models, own, strict=True)]
        own = [after for _, after in steps]
        mean = np.mean([np.exp(found) for found, _ in steps], axis=0)
        np.testing.assert_allclose(np.exp(log_probs), mean, rtol=1e-12)
        np.testing.assert_allclose(np.exp(log_probs).sum(axis=1), 1, rtol=1e-12)
        words = words[::-1]


def test_probabilities_too_small_for_a_float_still_have_logarithms():
    models = [net(0), net(1)]
    for model in models:
        model.params["b_vocab"][5] = -2000
    ensemble = Ensemble(models)
    log_probs, _ = ensemble.step(np.full(5, 1), ensemble.start(features()))
    assert (log_probs[:, 5] < -1900).all()
    assert np.isfinite(log_probs).all()


@pytest.mark.parametrize("count", [1, 3])
def test_a_model_with_itself_is_the_model(count):
    model = net(0)
    ensemble = Ensemble([model] * count)
    np.testing.assert_array_equal(
        greedy_search(ensemble, features(), 8), greedy_search(model, features(), 8)
    )
    wanted = beam_candidates(model, features(), 8, beam_width=3)
    found = beam_candidates(ensemble, features(), 8, beam_width=3)
    np.testing.assert_array_equal(found.captions, wanted.captions)
    np.testing.assert_allclose(found.scores, wanted.scores, rtol=1e-12)


def test_the_order_of_models_and_how_they_are_grouped_by_equal_shares_do_not_matter():
    a, b, c, d = (net(seed) for seed in range(4))
    wanted = beam_candidates(Ensemble([a, b, c, d]), features(), 6, beam_width=3)
    for other in (Ensemble([d, b, a, c]), Ensemble([Ensemble([a, c]), Ensemble([b, d])])):
        found = beam_candidates(other, features(), 6, beam_width=3)
        np.testing.assert_array_equal(found.captions, wanted.captions)
        np.testing.assert_allclose(found.scores, wanted.scores, rtol=1e-10)


def test_states_follow_their_captions_through_a_beam():
    # Trees remember every word: a state that went to another caption would be seen.
    models = [TreeModel(seed=seed) for seed in (1, 2)]
    found = beam_candidates(Ensemble(models), pictures(6), 5, beam_width=4, length_penalty=0.0)
    for picture in range(6):
        for caption, log_prob in zip(
            found.captions[picture].tolist(), found.log_probs[picture], strict=True
        ):
            words = tuple(word for word in caption if word)
            total = 0.0
            for t, word in enumerate(words):
                both = [model.log_probs_after(picture, words[:t])[word] for model in models]
                total += np.log(np.exp(both).mean())
            assert log_prob == pytest.approx(total, rel=1e-12)


def test_every_way_of_decoding_takes_an_ensemble():
    ensemble = Ensemble(mixture())
    assert isinstance(ensemble, NextWordModel)
    for decode in (greedy_search, sample_captions, beam_search):
        assert decode(ensemble, features(), 7).shape == (5, 7)
    np.testing.assert_array_equal(
        ensemble.sample(features(), 7), greedy_search(ensemble, features(), 7, allow_unk=True)
    )


@pytest.mark.parametrize(
    ("dtypes", "wanted"),
    [((np.float32, np.float32), np.float32), ((np.float32, np.float64), np.float64)],
)
def test_the_wider_dtype_is_kept(dtypes, wanted):
    ensemble = Ensemble([net(seed, dtype=dtype) for seed, dtype in enumerate(dtypes)])
    log_probs, _ = ensemble.step(np.full(5, 1), ensemble.start(features()))
    assert log_probs.dtype == wanted


def test_models_of_different_words_are_refused():
    swapped = WORDS | {"cat": 6, "dog": 5}
    with pytest.raises(ValueError, match=r"that of model 2 differs from that of model 0 in 'cat'"):
        Ensemble([net(0), net(1), net(2, words=swapped)])
    with pytest.raises(ValueError, match=r"model 1 differs .* in 'emu'"):
        Ensemble([net(0), net(1, words=WORDS | {"emu": 7})])


def test_no_model_is_no_ensemble():
    with pytest.raises(ValueError, match="at least one model; got none"):
        Ensemble([])
