"""Picture losses, convolution and a small network against TensorFlow's automatic gradients."""

import numpy as np
import pytest

from support.layers import normal
from unrolled.layers import (
    class_visualization_step,
    content_loss_and_gradient,
    conv_backward,
    conv_forward,
    fooling_step,
    gram_backward,
    gram_forward,
    saliency_maps,
    small_network,
    style_objective_and_gradients,
    tv_loss_and_gradient,
)

PRECISIONS = pytest.mark.parametrize(
    ("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-5)]
)
SIZES = pytest.mark.parametrize("size", [(1, 1, 1), (6, 9, 3), (1, 7, 2), (8, 1, 3)])


@pytest.fixture(scope="module")
def tf():
    import tensorflow

    return tensorflow


def check_close(mine, theirs, tolerance):
    """Within a tolerance relative to the largest entry."""
    theirs = np.asarray(theirs)
    scale = max(np.abs(theirs).max(), 1e-12)
    assert np.shape(mine) == theirs.shape
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=tolerance * scale)


def gradients(tf, function, *arrays):
    """The value of a TensorFlow function, and its gradients by its arguments."""
    tensors = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = function(*tensors)
    return [value.numpy(), *(g.numpy() for g in tape.gradient(value, tensors))]


def tf_gram(tf, features):
    G = tf.einsum("nhwi,nhwj->ij", features, features)
    return G / tf.cast(tf.size(features), G.dtype)


def tf_style(tf, features, target):
    return tf.reduce_sum(tf.square(tf_gram(tf, features) - target))


def keras_model(network, size, dtype):
    """The same layers in Keras, whose outputs are every convolution's and the scores."""
    import keras

    *_, channels = size
    x = inputs = keras.Input((None, None, channels), dtype=dtype.__name__)
    outputs = []
    for bias in network.kernel_biases:
        layer = keras.layers.Conv2D(
            len(bias), 3, padding="same", activation="relu", dtype=dtype.__name__
        )
        x = layer(x)
        outputs.append(x)
    x = keras.layers.GlobalAveragePooling2D(dtype=dtype.__name__)(x)
    outputs.append(keras.layers.Dense(len(network.b), dtype=dtype.__name__)(x))
    model = keras.Model(inputs, outputs)
    model.set_weights(network.weights)
    return model


def networks(size, dtype):
    network = small_network(2, channels=size[2], filters=(5, 8), classes=6, dtype=dtype)
    return network, keras_model(network, size, dtype)


@PRECISIONS
@SIZES
def test_losses_of_one_array(tf, size, dtype, tolerance):
    a, b = normal(0, (1, *size), (1, *size), dtype=dtype)
    for mine, theirs in [
        (
            content_loss_and_gradient(0.06, a, b),
            gradients(tf, lambda x: 0.06 * tf.reduce_sum(tf.square(x - b)), a),
        ),
        (
            tv_loss_and_gradient(a, 0.02),
            gradients(
                tf,
                lambda x: (
                    0.02 * tf.reduce_sum(tf.square(x[:, 1:] - x[:, :-1]))
                    + 0.02 * tf.reduce_sum(tf.square(x[:, :, 1:] - x[:, :, :-1]))
                ),
                a,
            ),
        ),
    ]:
        for one, other in zip(mine, theirs, strict=True):
            check_close(one, other, tolerance)


@PRECISIONS
@SIZES
def test_gram_matrix(tf, size, dtype, tolerance):
    C = size[2]
    features, dG = normal(1, (1, *size), (C, C), dtype=dtype)
    G, cache = gram_forward(features)
    _, expected = gradients(tf, lambda f: tf.reduce_sum(tf_gram(tf, f) * dG), features)
    check_close(G, tf_gram(tf, features), tolerance)
    check_close(gram_backward(dG, cache), expected, tolerance)


@PRECISIONS
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (1, 1), (2, 1), (3, 2)])
def test_convolution(tf, stride, padding, dtype, tolerance):
    x, w, b = normal(2, (2, 7, 6, 3), (3, 2, 3, 4), (4,), dtype=dtype)
    out, cache = conv_forward(x, w, b, stride, padding)
    (dout,) = normal(3, out.shape, dtype=dtype)

    def theirs(x, w, b):
        sides = [[0, 0], [padding, padding], [padding, padding], [0, 0]]
        return tf.nn.conv2d(x, w, stride, sides) + b

    check_close(out, theirs(x, w, b), tolerance)
    _, *expected = gradients(tf, lambda *args: tf.reduce_sum(theirs(*args) * dout), x, w, b)
    for mine, other in zip(conv_backward(dout, cache), expected, strict=True):
        check_close(mine, other, tolerance)


@PRECISIONS
@SIZES
def test_scores_saliency_and_steps(tf, size, dtype, tolerance):
    network, model = networks(size, dtype)
    X, y = normal(4, (3, *size), dtype=dtype)[0], np.array([5, 0, 5])

    def own_scores(x):
        return tf.reduce_sum(tf.gather(model(x)[-1], y[: len(x)], axis=1, batch_dims=1))

    check_close(network.scores(X), model(X)[-1], tolerance)
    _, g = gradients(tf, own_scores, X)
    check_close(network.score_gradient(X, y), g, tolerance)
    check_close(saliency_maps(X, y, network), tf.reduce_max(tf.abs(g), axis=3), tolerance)
    x, g = X[:1], g[:1]
    assert g.any()
    check_close(fooling_step(x, 5, network), x + tf.math.l2_normalize(g).numpy(), tolerance)
    _, g = gradients(tf, lambda x: own_scores(x) - 0.1 * 2 * tf.nn.l2_loss(x), x)
    check_close(class_visualization_step(x, 5, network, 0.1, 25), x + 25 * g, tolerance)


@PRECISIONS
@SIZES
def test_the_style_objective_by_features_and_by_pixels(tf, size, dtype, tolerance):
    network, model = networks(size, dtype)
    X, other = normal(5, (1, *size), (1, 4, 5, size[2]), dtype=dtype)
    (original,) = normal(6, (1, *size[:2], 8), dtype=dtype)
    targets = [tf_gram(tf, f).numpy() for f in model(other)[:2]]

    def objective(*feats):
        loss = 0.5 * tf.reduce_sum(tf.square(feats[1] - original))
        return loss + sum(
            weight * tf_style(tf, f, target)
            for f, target, weight in zip(feats, targets, [300, 12], strict=True)
        )

    feats = network.features(X)
    loss, dfeats = style_objective_and_gradients(
        feats, 1, 0.5, original, [0, 1], targets, [300, 12]
    )
    expected_loss, *expected = gradients(tf, objective, *feats)
    check_close(loss, expected_loss, tolerance)
    for mine, theirs in zip(dfeats, expected, strict=True):
        check_close(mine, theirs, tolerance)
    _, by_pixels = gradients(tf, lambda x: objective(*model(x)[:2]), X)
    check_close(network.pixel_gradient(X, dfeats), by_pixels, tolerance)
