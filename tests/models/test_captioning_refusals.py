"""What the captioning model refuses: forms, batches and numbers that it cannot use."""

from inspect import unwrap

import numpy as np
import pytest

from unrolled.models import CELLS, CaptioningRNN

WORDS = {"<NULL>": 0, "<START>": 1, "<END>": 2, "<UNK>": 3, "a": 4, "cat": 5, "dog": 6}
CAPTIONS = np.array([[1, 4, 5, 2, 0, 0], [1, 4, 6, 4, 5, 2], [1, 2, 0, 0, 0, 0]])


def make(words=WORDS, dtype=np.float64, **settings):
    sizes = {"input_dim": 4, "wordvec_dim": 3, "hidden_dim": 5}
    return CaptioningRNN(words, **(sizes | settings), dtype=dtype, seed=0)


def features(N=3, D=4):
    return np.random.default_rng(1).standard_normal((N, D))


def test_an_unknown_cell_is_refused_by_naming_the_known_ones():
    with pytest.raises(ValueError, match="unknown cell_type 'gru'; the cells are: 'rnn', 'lstm'"):
        make(cell_type="gru")


def test_a_vocabulary_without_null_is_refused():
    with pytest.raises(ValueError, match="needs '<NULL>'"):
        make(words={"cat": 0, "dog": 1})


@pytest.mark.parametrize("token", ["<NULL>", "<START>", "<END>"])
def test_a_special_word_outside_the_vocabulary_is_refused(token):
    with pytest.raises(ValueError, match=rf"word_to_idx\['{token}'\].* V = 7; got 7"):
        make(words=WORDS | {token: 7})


@pytest.mark.parametrize("settings", [{"input_dim": 0}, {"hidden_dim": -1}, {"wordvec_dim": 0}])
def test_an_empty_width_is_refused(settings):
    with pytest.raises(ValueError, match="should be at least 1"):
        make(**settings)


def test_a_dtype_without_enough_digits_is_refused():
    with pytest.raises(ValueError, match="float32 or float64; got float16"):
        make(dtype=np.float16)


@pytest.mark.parametrize(
    ("inputs", "captions", "error", "message"),
    [
        (features(), CAPTIONS + 2, IndexError, r"V = 7, got 7 at captions\[0, 2\]"),
        (features(), CAPTIONS - 1, IndexError, r"V = 7, got -1 at captions\[0, 4\]"),
        (features(D=3), CAPTIONS, ValueError, r"features should have shape .*4\), got \(3, 3\)"),
        (features(2), CAPTIONS, ValueError, r"captions should have shape .* got \(3, 6\)"),
        (features(), CAPTIONS[:, :1], ValueError, r"two words.*got \(3, 1\)"),
        (features(0), CAPTIONS[:0], ValueError, r"at least one caption.*got \(0, 6\)"),
        (features(), CAPTIONS + 0.0, TypeError, "captions should hold integers, got float64"),
        (features()[0], CAPTIONS, ValueError, r"features should have shape .* got \(4,\)"),
    ],
)
def test_a_batch_that_does_not_fit_is_refused(inputs, captions, error, message):
    with pytest.raises(error, match=message):
        unwrap(CaptioningRNN.loss)(make(), inputs, captions)


def test_sampling_refuses_what_it_cannot_use():
    with pytest.raises(ValueError, match="max_length should be at least 1; got 0"):
        make().sample(features(), max_length=0)
    with pytest.raises(ValueError, match=r"sample: features should have shape"):
        make().sample(features(D=3))
    with pytest.raises(ValueError, match="at least one picture"):
        make().standardize_features(features(0))


@pytest.mark.parametrize("cell_type", CELLS)
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_sampling_refuses_scores_that_are_no_numbers(cell_type, value):
    inputs = features()
    inputs[1, 2] = value
    message = "picture 1 of the batch; look for NaN or infinity in its features and in the params"
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        make(cell_type=cell_type).sample(inputs)
    model = make(cell_type=cell_type)
    model.params["b_vocab"][3] = value
    with pytest.raises(ValueError, match="picture 0 of the batch"):
        model.sample(features())


def test_sampling_may_rule_words_out():
    model = make()
    model.params["b_vocab"][[0, 1, 2, 3]] = -np.inf
    assert (model.sample(features(), 5) > 3).all()


@pytest.mark.parametrize("rate", [1.0, -0.1, np.nan])
def test_a_dropout_that_is_no_share_is_refused_by_its_name(rate):
    with pytest.raises(ValueError, match="dropout should be a share from 0"):
        make().loss(features(), CAPTIONS, dropout=rate)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_refused(value):
    weights = np.array([1.0, value, 2.0])
    with pytest.raises(
        ValueError, match=rf"weights should be finite.* got {value} at weights\[1\]"
    ):
        make().loss(features(), CAPTIONS, weights=weights)
