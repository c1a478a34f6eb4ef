"""Dropout in the captioning model: where it is, where it is not, and its gradients."""

import numpy as np
import pytest

from support.tiny_captions import tiny_data, tiny_model
from unrolled.layers import eval_numerical_gradient
from unrolled.models import CaptioningRNN

WORDS = {"<NULL>": 0, "<START>": 1, "<END>": 2, "<UNK>": 3, "a": 4, "cat": 5, "dog": 6}
CAPTIONS = np.array([[1, 4, 5, 2, 0, 0], [1, 4, 6, 4, 5, 2], [1, 2, 0, 0, 0, 0]])
FEATURES = np.random.default_rng(1).standard_normal((3, 4))
CELLS = pytest.mark.parametrize("cell_type", ["rnn", "lstm"])


def make(cell_type="lstm"):
    return CaptioningRNN(WORDS, 4, 3, 5, cell_type, dtype=np.float64, seed=0)


@CELLS
def test_every_gradient_agrees_with_centred_differences(cell_type):
    model = CaptioningRNN(WORDS, 4, 2, 3, cell_type, dtype=np.float64, seed=0)

    def loss(_=None):
        return model.loss(FEATURES, CAPTIONS, dropout=0.4, seed=3)

    _, grads = loss()
    for name, value in model.params.items():
        numerical = eval_numerical_gradient(lambda w: loss(w)[0], value, verbose=False, h=1e-5)
        atol = 1e-7 * np.abs(numerical).max()
        np.testing.assert_allclose(grads[name], numerical, rtol=1e-6, atol=atol, err_msg=name)


@CELLS
def test_without_dropout_not_a_bit_changes_and_no_seed_counts(cell_type):
    model, data = tiny_model(), tiny_data()
    plain = model.loss(data["train_features"], data["train_captions"])
    none = model.loss(data["train_features"], data["train_captions"], dropout=0.0, seed=7)
    assert none[0] == plain[0]
    for name, value in plain[1].items():
        np.testing.assert_array_equal(none[1][name], value)


def test_a_seed_gives_the_same_loss_and_a_generator_goes_on():
    model, rng = make(), np.random.default_rng(5)
    first = model.loss(FEATURES, CAPTIONS, dropout=0.5, seed=5)[0]
    assert model.loss(FEATURES, CAPTIONS, dropout=0.5, seed=rng)[0] == first
    assert model.loss(FEATURES, CAPTIONS, dropout=0.5, seed=rng)[0] != first
    assert model.loss(FEATURES, CAPTIONS)[0] != first


def test_word_vectors_and_hidden_states_are_hit_but_not_what_goes_from_step_to_step():
    # With the input weights at zero no word counts. A state that is dropped on its way to the
    # vocabulary, but not on its way to the next step, leaves four possible losses for two steps.
    model = make("rnn")
    for name in ("W_embed", "Wx", "b", "b_vocab"):
        model.params[name][...] = 0
    model.params["W_vocab"][...] = 0
    # Only <END> has a score, the first number of the hidden state: either dropped or doubled.
    model.params["W_vocab"][0, 2] = 1
    caption = np.array([[1, 4, 2]])
    states = []
    h = FEATURES[:1] @ model.params["W_proj"]
    for _ in range(2):
        h = np.tanh(h @ model.params["Wh"])
        states.append(h[0, 0])
    possible = {
        round(
            sum(
                np.log(np.exp(score) + len(WORDS) - 1) - (score if right else 0)
                for score, right in zip((a * states[0], b * states[1]), (False, True), strict=True)
            ),
            9,
        )
        for a in (0, 2)
        for b in (0, 2)
    }
    found = {round(model.loss(FEATURES[:1], caption, dropout=0.5, seed=s)[0], 9) for s in range(60)}
    assert found == possible
    assert len(found) == 4


def test_word_vectors_are_dropped():
    # No picture counts: the state follows from the word vector, and both may lose numbers.
    model = make("rnn")
    for name in ("W_proj", "Wh", "W_vocab", "b_vocab"):
        model.params[name][...] = 0
    model.params["W_vocab"][:, 2] = 1
    found = {
        model.loss(FEATURES[:1], np.array([[1, 2]]), dropout=0.5, seed=s)[0] for s in range(200)
    }
    # 8 masks of three numbers and 32 of five states; without the first there could be 32 at most.
    assert 32 < len(found) <= 8 * 32


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize("dropout", [1.0, -0.5, float("nan")])
def test_a_share_that_is_none_is_refused(dropout):
    with pytest.raises(ValueError, match="a share from 0"):
        make().loss(FEATURES, CAPTIONS, dropout=dropout)
