"""One word at a time: the same model as `loss` and `sample` see it, and stable logarithms."""

import numpy as np
import pytest
from scipy.special import log_softmax as scipy_log_softmax

from unrolled.models import CELLS, CaptioningRNN
from unrolled.models.word_by_word import log_softmax

WORDS = {"<NULL>": 0, "<START>": 1, "<END>": 2, "<UNK>": 3, "a": 4, "cat": 5, "dog": 6}
CAPTIONS = np.array([[1, 4, 5, 2, 0, 0], [1, 4, 6, 4, 5, 2], [1, 2, 0, 0, 0, 0]])


def make(cell_type, dtype=np.float64, words=WORDS):
    return CaptioningRNN(
        words, input_dim=4, wordvec_dim=3, hidden_dim=5, cell_type=cell_type, dtype=dtype, seed=0
    )


def features(N=3, D=4):
    return np.random.default_rng(1).standard_normal((N, D)) * 3 + 2


@pytest.mark.parametrize("cell_type", CELLS)
@pytest.mark.parametrize("standardized", [False, True])
def test_the_steps_of_right_captions_add_up_to_the_loss(cell_type, standardized):
    model, inputs = make(cell_type), features()
    if standardized:
        model.standardize_features(inputs)
    state, total = model.start(inputs), 0.0
    for t in range(5):
        log_probs, state = model.step(CAPTIONS[:, t], state)
        right = CAPTIONS[:, t + 1]
        total -= log_probs[np.arange(3), right][right != model.special_words.null].sum()
    assert total / 3 == pytest.approx(model.loss(inputs, CAPTIONS)[0], rel=1e-12)


@pytest.mark.parametrize("cell_type", CELLS)
def test_feeding_the_likeliest_word_back_in_is_what_sample_does(cell_type):
    model, inputs = make(cell_type), features()
    state, words = model.start(inputs), np.full(3, model.special_words.start)
    chosen = []
    for _ in range(8):
        log_probs, state = model.step(words, state)
        words = log_probs.argmax(axis=1)
        chosen.append(words)
    sampled = model.sample(inputs, max_length=8)
    ended = np.cumsum(sampled == 2, axis=1) - (sampled == 2) > 0
    np.testing.assert_array_equal(np.where(ended, 0, np.stack(chosen, axis=1)), sampled)


@pytest.mark.parametrize("cell_type", CELLS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_state_keeps_the_dtype_and_its_rows_stand_alone(cell_type, dtype):
    model, words = make(cell_type, dtype), np.array([1, 4, 6])
    state = model.start(features())
    assert len(state) == model.states
    assert all(array.shape == (3, 5) and array.dtype == dtype for array in state)
    kept = [array.copy() for array in state]
    log_probs, after = model.step(words, state)
    assert log_probs.dtype == dtype
    assert len(after) == model.states
    for array, before in zip(state, kept, strict=True):
        np.testing.assert_array_equal(array, before)
    order = [2, 0, 2]
    again, _ = model.step(words[order], tuple(array[order] for array in state))
    np.testing.assert_allclose(again, log_probs[order], rtol=1e-5)


def test_no_picture_is_a_batch_too():
    model = make("rnn")
    log_probs, _ = model.step(np.zeros(0, dtype=np.int64), model.start(features(0)))
    assert log_probs.shape == (0, len(WORDS))


@pytest.mark.parametrize(
    ("words", "expected"),
    [(WORDS, (0, 1, 2)), ({"cat": 0, "<NULL>": 1}, (1, 1, None))],
)
def test_special_words_are_looked_up(words, expected):
    assert make("rnn", words=words).special_words == expected


@pytest.mark.parametrize("size", [1.0, 1e4, 1e30])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logarithms_of_probabilities_agree_with_scipy(size, dtype):
    scores = (np.random.default_rng(0).standard_normal((6, 9)) * size).astype(dtype)
    found = log_softmax(scores)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, scipy_log_softmax(scores, axis=1), rtol=1e-5)


def test_what_does_not_fit_is_refused(own_errors):
    model = make("rnn")
    state = model.start(features())
    with pytest.raises(ValueError, match=r"start: features should have shape"):
        model.start(features(D=3))
    with pytest.raises(ValueError, match=r"step: words should have shape .* got \(2,\)"):
        model.step(np.array([1, 1]), state)
    with pytest.raises(TypeError, match=r"step: words should hold integers"):
        model.step(np.ones(3), state)
    for word in (7, -1):
        with pytest.raises(IndexError, match=rf"V = 7, got {word} at words\[2\]"):
            model.step(np.array([1, 1, word]), state)
