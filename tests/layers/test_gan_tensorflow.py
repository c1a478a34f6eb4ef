"""Losses and layers of the GANs against TensorFlow's own, with its automatic gradients."""

import numpy as np
import pytest

from support.gan_layers import draw_critic, pairs
from support.layers import normal
from unrolled.layers import (
    RunningStatistics,
    batchnorm_backward,
    batchnorm_forward,
    conv_transpose_backward,
    conv_transpose_forward,
    discriminator_loss,
    generator_loss,
    gradient_penalty,
    leaky_relu_backward,
    leaky_relu_forward,
    ls_discriminator_loss,
    ls_generator_loss,
    saturating_generator_loss,
    tanh_backward,
    tanh_forward,
    wgan_critic_loss,
    wgan_generator_loss,
)

PRECISIONS = pytest.mark.parametrize(
    ("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-5)]
)


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


def tf_losses(tf):
    """Each loss as TensorFlow's own functions say it."""

    def bce(logits, label):
        labels = tf.fill(tf.shape(logits), tf.cast(label, logits.dtype))
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, logits))

    mean = tf.reduce_mean
    return {
        discriminator_loss: lambda real, fake: bce(real, 1) + bce(fake, 0),
        generator_loss: lambda fake: bce(fake, 1),
        saturating_generator_loss: lambda fake: -bce(fake, 0),
        ls_discriminator_loss: lambda real, fake: (
            mean(tf.square(real - 1)) / 2 + mean(tf.square(fake)) / 2
        ),
        ls_generator_loss: lambda fake: mean(tf.square(fake - 1)) / 2,
        wgan_critic_loss: lambda real, fake: mean(fake) - mean(real),
        wgan_generator_loss: lambda fake: -mean(fake),
    }


@PRECISIONS
@pytest.mark.parametrize("spread", [1, 30])
def test_losses(tf, spread, dtype, tolerance):
    real, fake = normal(0, (128, 1), (96, 1), dtype=dtype)
    for mine, theirs in tf_losses(tf).items():
        scores = [spread * fake] if "generator" in mine.__name__ else [spread * real, spread * fake]
        for got, expected in zip(mine(*scores), gradients(tf, theirs, *scores), strict=True):
            check_close(got, expected, tolerance)


@PRECISIONS
def test_activations(tf, dtype, tolerance):
    x, dout = normal(1, (5, 7), (5, 7), dtype=dtype)
    for forward, backward, theirs in [
        (leaky_relu_forward, leaky_relu_backward, lambda x: tf.maximum(x, 0.01 * x)),
        (tanh_forward, tanh_backward, tf.tanh),
    ]:
        out, cache = forward(x)
        check_close(out, theirs(x), tolerance)
        _, expected = gradients(tf, lambda x, f=theirs: tf.reduce_sum(f(x) * dout), x)
        check_close(backward(dout, cache), expected, tolerance)


@PRECISIONS
@pytest.mark.parametrize("shape", [(6, 5), (1, 5), (3, 4, 2, 5)])
def test_batch_normalisation(tf, shape, dtype, tolerance):
    import keras

    x, gamma, beta, dout, mean = normal(2, shape, (5,), (5,), shape, (5,), dtype=dtype)
    variance = np.abs(gamma) + 1
    layer = keras.layers.BatchNormalization(dtype=np.dtype(dtype).name)
    layer.build(shape)
    for mode in ("train", "test"):
        layer.set_weights([gamma, beta, mean, variance])
        before = RunningStatistics(mean, variance)
        out, cache, running = batchnorm_forward(x, gamma, beta, before, mode=mode)
        tensor = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(tensor)
            expected = layer(tensor, training=mode == "train")
            loss = tf.reduce_sum(expected * dout)
        check_close(out, expected, tolerance)
        check_close(running.mean, layer.moving_mean, tolerance)
        check_close(running.variance, layer.moving_variance, tolerance)
        by = tape.gradient(loss, [tensor, layer.gamma.value, layer.beta.value])
        got = batchnorm_backward(dout, cache)
        for mine, other in zip(got, by, strict=True):
            # Of a single example everything cancels, and both are left with rounding.
            np.testing.assert_allclose(
                mine, other, rtol=0, atol=10 * tolerance * np.abs(dout).max()
            )


@PRECISIONS
@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("window", "stride"), [((4, 4), 2), ((3, 2), 1), ((3, 5), 2), ((2, 1), 3)])
def test_transposed_convolution(tf, window, stride, padding, dtype, tolerance):
    import keras

    x, w, b = normal(3, (2, 3, 4, 3), (*window, 5, 3), (5,), dtype=dtype)
    out, cache = conv_transpose_forward(x, w, b, stride, padding)
    (dout,) = normal(4, out.shape, dtype=dtype)

    def theirs(x, w, b):
        up = tf.nn.conv2d_transpose(x, w, out.shape, stride, padding.upper())
        return up + b

    check_close(out, theirs(x, w, b), tolerance)
    layer = keras.layers.Conv2DTranspose(5, window, stride, padding, dtype=np.dtype(dtype).name)
    layer.build(x.shape)
    layer.set_weights([w, b])
    check_close(out, layer(x), tolerance)  # the size is Keras's, too
    _, *expected = gradients(tf, lambda *args: tf.reduce_sum(theirs(*args) * dout), x, w, b)
    for mine, other in zip(conv_transpose_backward(dout, cache), expected, strict=True):
        check_close(mine, other, tolerance)


@PRECISIONS
@pytest.mark.parametrize("activation", ["leaky_relu", "tanh"])
def test_gradient_penalty(tf, activation, dtype, tolerance):
    critic = draw_critic(5, 6, 7, activation, dtype)
    real, fake, eps = pairs(6, 9, 6, dtype)
    weights = [tf.Variable(w) for w in critic[:4]]

    def score(x):
        W1, b1, W2, b2 = weights
        a = x @ W1 + b1
        return (tf.tanh(a) if activation == "tanh" else tf.maximum(a, 0.01 * a)) @ W2 + b2

    with tf.GradientTape() as by_weights:
        x = tf.constant(eps * real + (1 - eps) * fake)
        with tf.GradientTape() as by_pictures:
            by_pictures.watch(x)
            scores = score(x)
        slopes = by_pictures.gradient(scores, x)
        penalty = tf.reduce_mean(tf.square(tf.norm(slopes, axis=1) - 1))
    got, grads = gradient_penalty(critic, real, fake, eps)
    check_close(got, penalty, tolerance)
    expected = by_weights.gradient(penalty, weights, unconnected_gradients="zero")
    for mine, theirs in zip(grads, expected, strict=True):
        check_close(mine, theirs, tolerance)
