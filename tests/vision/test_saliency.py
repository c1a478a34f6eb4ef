"""Saliency: right against differences and closed forms, whatever model, and compiled once."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from support.plain_models import LinearModel, SmoothModel, pictures_for
from support.tiny_network import tiny_network, tiny_pictures
from unrolled.layers import eval_numerical_gradient
from unrolled.vision import compute_saliency_maps, saliency_map, score_gradients
from unrolled.vision.batches import batch_size


def traces(model, name="score_gradients"):
    return model.__dict__["_unrolled_compiled"][(name,)].experimental_get_tracing_count()


def test_the_gradient_is_what_centred_differences_measure():
    model = SmoothModel()
    X, y = pictures_for(model, dtype=np.float64)

    def total(pictures):
        return float(np.sum(np.asarray(model(pictures))[np.arange(len(y)), y]))

    measured = eval_numerical_gradient(total, X.copy(), verbose=False)
    np.testing.assert_allclose(score_gradients(X, y, model), measured, rtol=1e-6, atol=1e-9)


def test_of_a_linear_model_the_gradient_is_its_weights():
    model = LinearModel()
    X, y = pictures_for(model)
    expected = np.moveaxis(model.weights, -1, 0)[y]
    np.testing.assert_array_equal(score_gradients(X, y, model), expected)
    maps = compute_saliency_maps(X, y, model)
    np.testing.assert_array_equal(maps, np.abs(expected).max(axis=-1))
    assert isinstance(maps, np.ndarray)
    assert maps.dtype == np.float32


def known_mistakes(X, y, model):
    gradients = score_gradients(X, y, model)
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        chosen = tf.gather(tf.nn.softmax(model(x)), y, batch_dims=1)
    return {
        "no absolute value": gradients.max(axis=-1),
        "sum over channels": np.abs(gradients).sum(axis=-1),
        "softmax": np.abs(tape.gradient(chosen, x)).max(axis=-1),
    }


@pytest.mark.parametrize("mistake", ["no absolute value", "sum over channels", "softmax"])
def test_known_mistakes_give_other_maps(mistake):
    model = tiny_network()
    X, y = tiny_pictures(model)
    wrong = known_mistakes(X, y, model)[mistake]
    right = compute_saliency_maps(X, y, model)
    assert np.abs(wrong - right).max() > 0.1 * right.max()


def test_each_picture_has_the_map_that_it_has_alone():
    model = tiny_network()
    X, y = tiny_pictures(model)
    together = compute_saliency_maps(X, y, model)
    assert together.shape == (3, 20, 20)
    for one, own, its_map in zip(X, y, together, strict=True):
        alone = compute_saliency_maps(one[np.newaxis], [own], model)
        np.testing.assert_allclose(alone, its_map[np.newaxis], rtol=1e-4, atol=1e-8)


@pytest.mark.parametrize("make", [np.asarray, tf.constant, tf.Variable])
def test_pictures_come_as_arrays_or_tensors_and_stay_as_they_are(make):
    model = tiny_network()
    X, y = tiny_pictures(model)
    given = make(X.copy())
    maps = compute_saliency_maps(given, make(y), model)
    np.testing.assert_array_equal(np.asarray(given), X)
    np.testing.assert_array_equal(maps, compute_saliency_maps(X, list(y), model))


def test_a_model_of_the_readers_own_does_as_well():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.pool = keras.layers.GlobalAveragePooling2D()
            self.top = keras.layers.Dense(4)

        def call(self, inputs, save_path=None):
            return self.top(self.pool(inputs))

    model = Own()
    X = np.random.default_rng(0).normal(size=(2, 8, 8, 3)).astype(np.float32)
    maps = compute_saliency_maps(X, np.array([1, 3]), model)
    expected = np.abs(model.top.kernel.numpy()).max(axis=0)[[1, 3]] / 64
    np.testing.assert_allclose(maps, expected[:, None, None] * np.ones((8, 8)), rtol=1e-5)
    assert all(weight.trainable for weight in model.weights)


def test_a_loop_compiles_once_for_a_shape():
    model = tiny_network()
    X, y = tiny_pictures(model)
    for _ in range(5):
        compute_saliency_maps(X, y, model)
        score_gradients(X + 1, y[::-1], model)
    assert traces(model) == 1


def test_many_pictures_are_taken_a_few_at_a_time(monkeypatch):
    model = tiny_network()
    X, y = tiny_pictures(model, count=7)
    whole = score_gradients(X, y, model)
    monkeypatch.setattr("unrolled.vision.batches._PIXELS_AT_ONCE", 3 * 20 * 20)
    other = tiny_network()
    np.testing.assert_allclose(score_gradients(X, y, other), whole, rtol=1e-4, atol=1e-7)
    assert batch_size(X) == 3
    assert traces(other) == 1


def test_float64_stays_float64():
    model = tiny_network()
    X, y = tiny_pictures(model)
    maps = compute_saliency_maps(X.astype(np.float64), y, model)
    assert maps.dtype == np.float64
    np.testing.assert_allclose(maps, compute_saliency_maps(X, y, model), rtol=1e-4, atol=1e-7)


def test_a_map_is_the_largest_colour_without_its_sign():
    assert saliency_map(np.array([[[1.0, -3.0, 2.0]]])) == [[3.0]]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda X, y: (X[:0], y[:0]), ValueError, "at least one picture"),
        (lambda X, y: (X[0], y[:1]), ValueError, "batch of one"),
        (lambda X, y: (X[..., 0, 0], y), ValueError, r"shape \(N, H, W, C\)"),
        (lambda X, y: (X.astype(np.uint8), y), TypeError, "preprocess_image"),
        (lambda X, y: (X, y[:2]), ValueError, "each of the 3 pictures"),
        (lambda X, y: (X, y.astype(float)), TypeError, "integers; got float64"),
        (lambda X, y: (X, y - 100), ValueError, "0 or more"),
        (lambda X, y: (X, y * 0 + 10), ValueError, "below 10"),
    ],
)
def test_what_cannot_be_is_refused(own_errors, change, error, message):
    model = tiny_network()
    X, y = change(*tiny_pictures(model))
    with pytest.raises(error, match=message):
        compute_saliency_maps(X, y, model)


def test_a_model_that_gives_no_rows_of_scores_is_refused():
    def model(x):
        return tf.reduce_sum(x, axis=-1)

    with pytest.raises(ValueError, match=r"scores of shape \(N, classes\)"):
        compute_saliency_maps(np.zeros((1, 4, 4, 3), np.float32), [0], model)
