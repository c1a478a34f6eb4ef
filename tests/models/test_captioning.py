"""The captioning model: the course's value, its gradients, and its samples."""

import numpy as np
import pytest

from unrolled.layers import eval_numerical_gradient
from unrolled.models import CaptioningRNN

WORDS = {"<NULL>": 0, "<START>": 1, "<END>": 2, "<UNK>": 3, "a": 4, "cat": 5, "dog": 6}
CAPTIONS = np.array([[1, 4, 5, 2, 0, 0], [1, 4, 6, 4, 5, 2], [1, 2, 0, 0, 0, 0]])
NAMES = ["W_embed", "W_proj", "b_proj", "Wx", "Wh", "b", "W_vocab", "b_vocab"]


def make(dtype=np.float64, seed=0, words=WORDS, **settings):
    sizes = {"input_dim": 4, "wordvec_dim": 3, "hidden_dim": 5}
    return CaptioningRNN(words, **(sizes | settings), dtype=dtype, seed=seed)


def features(N=3, D=4, dtype=np.float64):
    return np.random.default_rng(1).standard_normal((N, D)).astype(dtype)


@pytest.mark.parametrize(
    ("cell_type", "first", "last", "expected"),
    [("rnn", -1.5, 0.3, 9.83235591003), ("lstm", -0.5, 1.7, 9.82445935443)],
)
def test_loss_is_the_courses_value(cell_type, first, last, expected):
    N, D, W, H, T = 10, 20, 30, 40, 13
    words = {"<NULL>": 0, "cat": 2, "dog": 3}
    model = CaptioningRNN(
        words, input_dim=D, wordvec_dim=W, hidden_dim=H, cell_type=cell_type, dtype=np.float64
    )
    for name, value in model.params.items():
        model.params[name] = np.linspace(-1.4, 1.3, num=value.size).reshape(*value.shape)
    loss, _ = model.loss(
        np.linspace(first, last, num=N * D).reshape(N, D), (np.arange(N * T) % 3).reshape(N, T)
    )
    assert abs(loss - expected) < 1e-10


@pytest.mark.parametrize("cell_type", ["rnn", "lstm"])
@pytest.mark.parametrize("standardized", [False, True])
def test_every_gradient_agrees_with_centred_differences(cell_type, standardized):
    model, inputs = make(cell_type=cell_type), features() * 3 + 2
    if standardized:
        model.standardize_features(inputs)
    _, grads = model.loss(inputs, CAPTIONS)
    assert list(grads) == list(model.params) == NAMES
    for name, value in model.params.items():
        numerical = eval_numerical_gradient(
            lambda _: model.loss(inputs, CAPTIONS)[0], value, verbose=False, h=1e-5
        )
        # Relative to the largest: a gradient next to zero drowns in the rounding of the loss.
        atol = 1e-7 * np.abs(numerical).max()
        np.testing.assert_allclose(grads[name], numerical, rtol=1e-6, atol=atol, err_msg=name)


def test_a_random_model_is_as_wrong_as_chance():
    # Small word vectors and states make all V scores about equal: log V nats a word that counts.
    model = make(hidden_dim=400)
    model.params["W_vocab"] /= 1000
    loss, _ = model.loss(features(), CAPTIONS)
    assert loss == pytest.approx((3 + 5 + 1) / 3 * np.log(len(WORDS)), rel=0.01)


def test_initial_params_have_the_sizes_and_spread_of_the_course():
    words = {"<NULL>": 0} | {f"word{i}": i for i in range(1, 200)}
    model = CaptioningRNN(words, input_dim=90, wordvec_dim=160, hidden_dim=250, seed=0)
    shapes = [(200, 160), (90, 250), (250,), (160, 250), (250, 250), (250,), (250, 200), (200,)]
    assert list(model.params) == NAMES
    assert [value.shape for value in model.params.values()] == shapes
    spread = {"W_embed": 0.01, "W_proj": 90**-0.5, "Wx": 160**-0.5, "Wh": 250**-0.5}
    for name, deviation in (spread | {"W_vocab": 250**-0.5}).items():
        assert model.params[name].std() == pytest.approx(deviation, rel=0.03)
        assert abs(model.params[name].mean()) < deviation / 20
    for name in ("b_proj", "b", "b_vocab"):
        assert not model.params[name].any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_nothing_passed_in_changes(dtype):
    model, inputs, captions = make(dtype), features(), CAPTIONS.copy()
    model.standardize_features(inputs)
    before = {name: value.copy() for name, value in model.params.items()}
    _, grads = model.loss(inputs, captions)
    model.sample(inputs)
    assert {value.dtype for value in (*grads.values(), *model.params.values())} == {np.dtype(dtype)}
    assert [g.shape for g in grads.values()] == [w.shape for w in model.params.values()]
    np.testing.assert_array_equal(inputs, features())
    np.testing.assert_array_equal(captions, CAPTIONS)
    for name, value in before.items():
        np.testing.assert_array_equal(model.params[name], value)


def test_both_precisions_start_from_the_same_weights_and_agree():
    small, large = make(np.float32), make(np.float64)
    for name, value in small.params.items():
        np.testing.assert_array_equal(value, large.params[name].astype(np.float32))
    assert small.loss(features(), CAPTIONS)[0] == pytest.approx(
        large.loss(features(), CAPTIONS)[0], rel=1e-5
    )


def test_a_seed_gives_the_same_model_and_none_another_one():
    first, again, other = make(seed=7), make(seed=np.random.default_rng(7)), make(seed=None)
    for name in ("W_embed", "W_proj", "Wx", "Wh", "W_vocab"):
        np.testing.assert_array_equal(first.params[name], again.params[name])
        assert not np.array_equal(first.params[name], other.params[name])


def test_the_loss_of_a_batch_is_the_mean_of_its_captions():
    model, inputs = make(), features()
    each = [model.loss(inputs[i : i + 1], CAPTIONS[i : i + 1])[0] for i in range(3)]
    assert model.loss(inputs, CAPTIONS)[0] == pytest.approx(np.mean(each), rel=1e-12)


def test_words_after_the_end_cost_nothing():
    model, inputs = make(), features()
    longer = np.pad(CAPTIONS, ((0, 0), (0, 4)))
    loss, grads = model.loss(inputs, CAPTIONS)
    padded_loss, padded_grads = model.loss(inputs, longer)
    assert padded_loss == pytest.approx(loss, rel=1e-12)
    for name, value in grads.items():
        np.testing.assert_allclose(padded_grads[name], value, atol=1e-12)


def test_captions_of_nulls_have_no_loss_and_no_gradient():
    loss, grads = make().loss(features(), np.zeros((3, 4), dtype=np.int64))
    assert loss == 0
    assert not any(value.any() for value in grads.values())


def test_loss_falls_along_the_gradient():
    model, inputs = make(), features()
    losses = []
    for _ in range(60):
        loss, grads = model.loss(inputs, CAPTIONS)
        losses.append(loss)
        for name, value in grads.items():
            model.params[name] -= 0.1 * value
    assert losses[-1] < 0.3 * losses[0]


def test_sampling_feeds_each_likeliest_word_back_in():
    # The next word is made to depend on the last word alone: a table of scores, and no picture.
    follows = {1: 4, 4: 6, 6: 5, 5: 2, 2: 5}
    model = make(wordvec_dim=7, hidden_dim=7)
    for value in model.params.values():
        value[...] = 0
    model.params["W_embed"][...] = np.eye(7)
    model.params["Wx"][...] = 3 * np.eye(7)
    for word, following in follows.items():
        model.params["W_vocab"][word, following] = 1
    sampled = model.sample(features(2), max_length=6)
    np.testing.assert_array_equal(sampled, [[4, 6, 5, 2, 0, 0]] * 2)
    assert sampled.dtype == np.int32


@pytest.mark.parametrize("N", [1, 2, 5])
def test_a_picture_gets_the_same_caption_in_any_batch(N):
    model, inputs = make(), features(N)
    sampled = model.sample(inputs, max_length=9)
    assert sampled.shape == (N, 9)
    alone = [model.sample(inputs[i : i + 1], max_length=9)[0] for i in range(N)]
    np.testing.assert_array_equal(sampled, alone)


@pytest.mark.parametrize("missing", [("<START>",), ("<END>",), ("<START>", "<END>")])
def test_start_and_end_may_be_missing(missing):
    kept = [word for word in WORDS if word not in missing]
    words = {word: index for index, word in enumerate(kept)}
    model = make(words=words)
    loss, _ = model.loss(features(2), np.array([[1, 2, 0], [2, 1, 3]]))
    assert np.isfinite(loss)
    sampled = model.sample(features(2), max_length=4)
    assert sampled.shape == (2, 4)
    assert ((sampled >= 0) & (sampled < len(words))).all()


def test_standardized_features_may_be_shifted_and_scaled():
    plain, moved, inputs = make(), make(), features(8)
    inputs[:, 2] = 0.1  # a feature that says nothing must not be divided by its zero deviation
    other = inputs * [5, 0.1, 1, 2] + [100, -3, 0, 7]
    plain.standardize_features(inputs)
    moved.standardize_features(other)
    captions = CAPTIONS[[0, 1, 2, 0, 1, 2, 0, 1]]
    assert moved.loss(other, captions)[0] == pytest.approx(plain.loss(inputs, captions)[0])
    np.testing.assert_array_equal(moved.sample(other), plain.sample(inputs))
    assert make().loss(other, captions)[0] != pytest.approx(make().loss(inputs, captions)[0])


def test_config_makes_a_model_of_the_same_form():
    model = make(np.float32)
    again = CaptioningRNN(**model.config)
    assert again.config == model.config
    assert [v.shape for v in again.params.values()] == [v.shape for v in model.params.values()]
