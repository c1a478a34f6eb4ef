"""Greedy and random decoding: the words chosen, what never appears, and what is refused."""

from functools import partial

import numpy as np
import pytest

from support.tree_model import WORDS, TreeModel, all_captions, allowed_words, padded, pictures
from unrolled.models import CELLS, CaptioningRNN, beam_search, greedy_search, sample_captions
from unrolled.models.decode import _draw

WAYS = {
    "greedy": greedy_search,
    "sampled": partial(sample_captions, seed=0),
    "top three": partial(sample_captions, seed=0, top_k=3),
    "beam": partial(beam_search, beam_width=3),
}
ways = pytest.mark.parametrize("decode", WAYS.values(), ids=WAYS)


def net(cell_type="rnn", words=WORDS, seed=0, scale=3.0):
    model = CaptioningRNN(
        words, input_dim=4, wordvec_dim=3, hidden_dim=6, cell_type=cell_type, seed=seed
    )
    model.params["W_embed"] *= 100
    model.params["W_vocab"] *= scale
    return model


def features(N=8):
    return np.random.default_rng(1).standard_normal((N, 4)).astype(np.float32)


def greedy_by_hand(model, picture, max_length, allow_unk=False):
    words = []
    while len(words) < max_length and (not words or words[-1] != model.word_to_idx.get("<END>")):
        log_probs = model.log_probs_after(picture, tuple(words))
        words.append(max(allowed_words(model, allow_unk), key=lambda word: log_probs[word]))
    return words


@pytest.mark.parametrize("allow_unk", [False, True])
@pytest.mark.parametrize("max_length", [1, 2, 6])
def test_greedy_takes_the_likeliest_word_that_is_allowed(max_length, allow_unk):
    model = TreeModel(seed=3)
    wanted = [greedy_by_hand(model, picture, max_length, allow_unk) for picture in range(20)]
    found = greedy_search(model, pictures(20), max_length, allow_unk=allow_unk)
    assert found.dtype == np.int32
    np.testing.assert_array_equal(found, padded(wanted, max_length))


@pytest.mark.parametrize("cell_type", CELLS)
def test_greedy_is_the_models_own_sample_where_that_emits_nothing_ruled_out(cell_type):
    model = net(cell_type)
    model.params["b_vocab"][[0, 1, 3]] = -1e3
    model.params["b_vocab"][2] = -1
    sampled = model.sample(features(40), max_length=12)
    np.testing.assert_array_equal(greedy_search(model, features(40), max_length=12), sampled)
    assert {2, 4, 5, 6} <= set(sampled.ravel().tolist())


@ways
@pytest.mark.parametrize("N", [0, 1, 7])
@pytest.mark.parametrize("cell_type", CELLS)
def test_captions_have_one_form(decode, N, cell_type):
    found = decode(net(cell_type), features(N), 9)
    assert found.shape == (N, 9)
    assert found.dtype == np.int32
    after_end = np.cumsum(found == 2, axis=1) - (found == 2) > 0
    assert not found[after_end].any()
    assert not np.isin(found[~after_end], [0, 1, 3]).any()


@ways
@pytest.mark.parametrize("missing", [("<START>",), ("<END>",), ("<UNK>",), ("<START>", "<END>")])
def test_words_may_be_missing_from_the_vocabulary(decode, missing):
    kept = [word for word in WORDS if word not in missing]
    model = net(words={word: index for index, word in enumerate(kept)})
    model.params["b_vocab"][:3] += 5  # tempt it
    words = np.array(kept)[decode(model, features(), 9)]
    assert not np.isin(words, ["<START>", "<UNK>"]).any()
    for row in words:
        ends = row == "<END>"
        stop = ends.argmax() + 1 if ends.any() else 9
        assert "<NULL>" not in row[:stop]
        assert (row[stop:] == "<NULL>").all()


@ways
def test_unk_is_emitted_only_if_allowed(decode):
    model = net()
    model.params["b_vocab"][3] = 50
    assert not (decode(model, features(), 5) == 3).any()
    assert (decode(model, features(), 5, allow_unk=True) == 3).all()


@ways
def test_work_stops_when_every_caption_has_ended(decode):
    model = TreeModel()
    after = model.log_probs_after
    sure_end = np.log([1e-12, 1e-12, 1 - 6e-12, 1e-12, 1e-12, 1e-12, 1e-12])
    # Picture p ends after p + 1 words.
    model.log_probs_after = lambda p, h: (
        sure_end if len(h) == p else after(p, h) - 99 * (np.arange(7) == 2)
    )
    found = decode(model, pictures(4), 25)
    np.testing.assert_array_equal((found == 2).argmax(axis=1), [0, 1, 2, 3])
    assert len(model.steps) == 4


def test_captions_that_have_ended_drop_out_of_the_batch():
    model = TreeModel(seed=2)
    found = greedy_search(model, pictures(30), 8)
    running = [30 - (found[:, :t] == 2).any(axis=1).sum() for t in range(8)]
    assert model.steps == [rows for rows in running if rows]
    assert running[0] > running[-1]


@pytest.mark.parametrize(
    ("temperature", "top_k"), [(1.0, None), (0.5, None), (2.0, None), (1.0, 2), (0.7, 99)]
)
def test_captions_are_drawn_as_often_as_their_probabilities_say(temperature, top_k):
    model, N, L = TreeModel(seed=5), 20000, 2
    found = sample_captions(
        model, np.zeros((N, 1)), L, temperature=temperature, top_k=top_k, seed=0
    )
    rows, counts = np.unique(found, axis=0, return_counts=True)
    drawn = {tuple(row): n / N for row, n in zip(rows, counts, strict=True)}
    total = 0
    for caption in all_captions(model, 0, L):
        probability, words = 1.0, caption.words
        for t, word in enumerate(words):
            every = {w: model.log_probs_after(0, words[:t])[w] for w in allowed_words(model)}
            kept = sorted(every, key=every.get, reverse=True)[:top_k]
            powers = {w: np.exp(every[w]) ** (1 / temperature) for w in kept}
            probability *= powers.get(word, 0) / sum(powers.values())
        share = drawn.pop(tuple(padded([words], L)[0]), 0)
        # Five standard deviations of a share of N draws.
        assert abs(share - probability) <= 5 * np.sqrt(probability * (1 - probability) / N)
        total += probability
    assert not drawn
    assert total == pytest.approx(1)


def test_a_cold_sample_is_greedy_and_so_is_the_first_of_one():
    model = net()
    greedy = greedy_search(model, features(), 9)
    for options in ({"temperature": 1e-4}, {"temperature": 1e-300}, {"top_k": 1}):
        found = sample_captions(model, features(), 9, seed=3, **options)
        np.testing.assert_array_equal(found, greedy)


def test_a_hot_sample_draws_all_words_alike():
    found = sample_captions(TreeModel(), np.zeros((4000, 1)), 1, temperature=1e9, seed=0)
    counts = np.bincount(found[:, 0], minlength=7)
    np.testing.assert_allclose(counts, [0, 0, 1000, 0, 1000, 1000, 1000], atol=150)


def test_a_draw_depends_on_the_seed_and_the_place_only():
    model, same = TreeModel(seed=1), np.zeros((40, 1))
    first = sample_captions(model, same, 6, seed=7)
    again = sample_captions(model, same, 6, seed=np.random.default_rng(7))
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(sample_captions(model, same[:9], 6, seed=7), first[:9])
    cut = sample_captions(model, same, 4, seed=7)
    np.testing.assert_array_equal(cut, first[:, :4])
    for seed in (8, None):
        assert not np.array_equal(sample_captions(model, same, 6, seed=seed), first)
    assert len(np.unique(first, axis=0)) > 5  # the places do not share a stream
    rng = np.random.default_rng(7)
    two = [sample_captions(model, same, 6, seed=rng) for _ in range(2)]
    np.testing.assert_array_equal(two[0], first)
    assert not np.array_equal(two[1], first)


def test_a_picture_keeps_its_stream_when_others_end():
    model, many = TreeModel(seed=1), pictures(40)
    first = sample_captions(model, many, 8, seed=7)
    for place in (5, 17, 39):
        others = np.zeros_like(many)
        others[place] = many[place]
        found = sample_captions(model, others, 8, seed=7)
        np.testing.assert_array_equal(found[place], first[place])


def test_no_draw_hits_a_word_without_probability():
    # Not even the smallest draw and the largest that a generator gives.
    rng, draws = np.random.default_rng(0), np.array([0.0, np.nextafter(1, 0)])
    for _ in range(200):
        log_probs = np.full(40, -np.inf)
        log_probs[10:30] = rng.standard_normal(20) * 3
        found = _draw(np.tile(log_probs, (2, 1)), draws, 1.0, None)
        np.testing.assert_array_equal(found, [10, 29])


@pytest.mark.parametrize("temperature", [0.0, -1.0, np.nan, np.inf])
def test_a_temperature_that_is_none_is_refused(temperature):
    with pytest.raises(ValueError, match=r"temperature should be a finite number above 0; got"):
        sample_captions(net(), features(), temperature=temperature)


def test_no_words_to_draw_from_are_refused():
    with pytest.raises(ValueError, match="top_k should be at least 1, or None for every word; got"):
        sample_captions(net(), features(), top_k=0)


@ways
@pytest.mark.parametrize("max_length", [0, -3])
def test_a_caption_of_no_words_is_refused(decode, max_length):
    with pytest.raises(ValueError, match=f"max_length should be at least 1; got {max_length}"):
        decode(net(), features(), max_length)


@ways
def test_a_vocabulary_without_a_word_to_emit_is_refused(decode):
    model = net(words={"<NULL>": 0, "<START>": 1, "<UNK>": 2})
    with pytest.raises(ValueError, match=r"no word that may be emitted: <NULL>, <START>, <UNK>"):
        decode(model, features(), 4)
    assert (decode(model, features(), 4, allow_unk=True) == 2).all()


@ways
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_probabilities_that_are_none_are_refused(decode, value):
    inputs = features()
    inputs[5, 2] = value
    with (
        np.errstate(invalid="ignore"),
        pytest.raises(ValueError, match="picture 5 of the batch; look for NaN or infinity"),
    ):
        decode(net(), inputs, 4)
