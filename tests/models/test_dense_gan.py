import numpy as np
import pytest

from support.layers import normal
from unrolled.layers import eval_numerical_gradient, eval_numerical_gradient_array
from unrolled.models import (
    DENSE_GAN_LOSSES,
    DenseGAN,
    DenseNetwork,
    dense_discriminator,
    dense_generator,
    draw_noise,
)

EVERY_LOSS = pytest.mark.parametrize("loss", DENSE_GAN_LOSSES)


def tiny_gan(loss, dtype=np.float64):
    sizes = {"pixels": 6, "generator_hidden": 5, "discriminator_hidden": 4}
    gan = DenseGAN(3, loss, **sizes, dtype=dtype, seed=0)
    rng = np.random.default_rng(1)
    for player in (gan.generator, gan.discriminator):
        for name, w in player.params.items():
            if name.startswith("b"):  # they start at 0, where a mistake might not show
                w[:] = rng.standard_normal(w.shape)
    return gan


def losses_of(gan, real, noise):
    """Both players' losses with their gradients, on the same noise."""
    fake, cache = gan.generator.forward(noise)
    return gan.discriminator_loss(real, fake), gan.generator_loss(fake, cache)


def outputs(network, x, slope, tanh):
    """The layers once more, in the plainest form."""
    *hidden, (W, b) = zip(*[iter(network.params.values())] * 2, strict=True)
    for V, c in hidden:
        a = x @ V + c
        x = np.where(a > 0, a, slope * a)
    return np.tanh(x @ W + b) if tanh else x @ W + b


def plain_losses(gan, real, noise):
    """Both players' losses from the formulas."""
    fake = outputs(gan.generator, noise, 0.0, True)
    of_real, of_fake = (outputs(gan.discriminator, x, 0.01, False) for x in (real, fake))
    if gan.loss == "lsgan":
        far = np.mean((of_fake - 1) ** 2) / 2
        return np.mean((of_real - 1) ** 2) / 2 + np.mean(of_fake**2) / 2, far
    found_out = np.mean(np.logaddexp(0, of_fake))
    passing = np.mean(np.logaddexp(0, -of_fake))
    both = np.mean(np.logaddexp(0, -of_real)) + found_out
    return both, -found_out if gan.loss == "saturating" else passing


def measured(gan, player, which, real, noise):
    return {
        name: eval_numerical_gradient(
            lambda _: plain_losses(gan, real, noise)[which], w, verbose=False
        )
        for name, w in player.params.items()
    }


def test_as_many_numbers_as_in_the_assignment():
    assert dense_discriminator().num_params == 267009
    assert dense_generator(noise_dim=4).num_params == 1858320
    gan = DenseGAN()
    assert gan.sample(3).shape == (3, 784)
    assert gan.discriminator.num_params == 267009
    assert gan.generator.params["W1"].shape == (96, 1024)


@EVERY_LOSS
@pytest.mark.parametrize(("R", "F"), [(4, 4), (2, 5), (1, 1)])
def test_gradients_are_those_measured(loss, R, F):
    gan = tiny_gan(loss)
    real, noise = normal(2, (R, 6), (F, 3))
    results, plain = losses_of(gan, real, noise), plain_losses(gan, real, noise)
    np.testing.assert_allclose([loss for loss, _ in results], plain, rtol=1e-12)
    for which, player in enumerate([gan.discriminator, gan.generator]):
        expected = measured(gan, player, which, real, noise)
        grads = results[which][1]
        assert list(grads) == list(player.params)
        for name, gradient in grads.items():
            np.testing.assert_allclose(gradient, expected[name], rtol=1e-6, atol=1e-9)


def test_the_gradient_by_pictures_is_the_one_measured():
    network = tiny_gan("gan").discriminator
    x, dout = normal(3, (3, 6), (3, 1))
    _, cache = network.forward(x)
    expected = eval_numerical_gradient_array(lambda x: outputs(network, x, 0.01, False), x, dout)
    got = network.input_gradient(dout, cache)
    np.testing.assert_allclose(got, expected, rtol=1e-7, atol=1e-10)


def keras_player(network, tanh, slope):
    """The same layers with the same weights."""
    import keras

    dtype = np.dtype(network.dtype).name
    model = keras.Sequential([keras.Input((network.widths[0],), dtype=dtype)])
    for n, width in enumerate(network.widths[1:], start=1):
        last = n == network.depth
        activation = (
            ("tanh" if tanh else None) if last else (lambda x: keras.ops.maximum(x, slope * x))
        )
        model.add(keras.layers.Dense(width, activation, dtype=dtype))
    model.set_weights(list(network.params.values()))
    return model


@pytest.mark.parametrize("loss", ["gan", "lsgan"])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-4)])
def test_losses_and_gradients_equal_those_of_keras(loss, dtype, tolerance):
    import tensorflow as tf

    gan = tiny_gan(loss, dtype)
    real, noise = normal(4, (4, 6), (3, 3), dtype=dtype)
    G = keras_player(gan.generator, tanh=True, slope=0.0)
    D = keras_player(gan.discriminator, tanh=False, slope=0.01)

    def cost(scores, label):
        if loss == "lsgan":
            return tf.reduce_mean(tf.square(scores - label)) / 2
        labels = tf.fill(tf.shape(scores), tf.cast(label, scores.dtype))
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, scores))

    with tf.GradientTape(persistent=True) as tape:
        fake = G(tf.constant(noise))
        d_loss, g_loss = cost(D(tf.constant(real)), 1) + cost(D(fake), 0), cost(D(fake), 1)
    expected = [(d_loss, D), (g_loss, G)]
    for (mine, grads), (theirs, player) in zip(losses_of(gan, real, noise), expected, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=tolerance)
        wanted = tape.gradient(theirs, player.trainable_variables)
        for gradient, other in zip(grads.values(), wanted, strict=True):
            assert gradient.dtype == dtype
            np.testing.assert_allclose(gradient, other, rtol=0, atol=tolerance)


def test_weights_start_as_glorot_and_bengio_have_it():
    params = dense_generator(seed=0).params
    for n, (D, M) in enumerate([(96, 1024), (1024, 1024), (1024, 784)], start=1):
        W, bound = params[f"W{n}"], np.sqrt(6 / (D + M))
        assert W.dtype == np.float32
        assert bound * 0.999 < np.abs(W).max() <= np.float32(bound)
        np.testing.assert_allclose(W.std(), bound / np.sqrt(3), rtol=0.01)
        assert not params[f"b{n}"].any()


def test_a_seed_gives_the_same_players_and_pictures_and_another_gives_others():
    one, same, other = (DenseGAN(5, pixels=4, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one.sample(3, seed=7), same.sample(3, seed=7))
    assert not np.array_equal(one.sample(3, seed=7), one.sample(3, seed=8))
    assert not np.array_equal(one.sample(3, seed=7), other.sample(3, seed=7))
    assert not np.array_equal(one.sample(3), one.sample(3))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_noise_is_uniform_from_minus_one_to_one(dtype):
    noise = draw_noise(1000, 20, np.random.default_rng(0), dtype)
    assert noise.shape == (1000, 20)
    assert noise.dtype == dtype
    assert -1 <= noise.min() < -0.999
    assert 0.999 < noise.max() < 1
    np.testing.assert_allclose([noise.mean(), noise.var()], [0, 1 / 3], atol=0.01)


def test_a_part_of_a_batch_is_as_if_alone():
    network = tiny_gan("gan").generator
    noise, dout = normal(5, (5, 3), (2, 6))
    _, cache = network.forward(noise)
    _, alone = network.forward(noise[3:])
    together = network.gradients(dout, cache.part(slice(3, None)))
    for name, gradient in network.gradients(dout, alone).items():
        np.testing.assert_allclose(together[name], gradient, rtol=1e-12, atol=1e-14)


@EVERY_LOSS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_weights_are_kept(loss, dtype):
    gan = tiny_gan(loss, dtype)
    real, noise = normal(6, (3, 6), (4, 3), dtype=dtype)
    before = {
        id(w): w.copy() for p in (gan.generator, gan.discriminator) for w in p.params.values()
    }
    for _, grads in losses_of(gan, real, noise):
        assert {g.dtype for g in grads.values()} == {np.dtype(dtype)}
    assert gan.sample(2).dtype == dtype
    for player in (gan.generator, gan.discriminator):
        for w in player.params.values():
            np.testing.assert_array_equal(w, before[id(w)])


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    with pytest.raises(ValueError, match=r"loss should be 'gan' or 'lsgan' or .*; got 'wgan'"):
        DenseGAN(loss="wgan")
    for widths in [(3,), (3, 0, 1)]:
        with pytest.raises(ValueError, match="widths should be at least two, each at least 1; got"):
            DenseNetwork(widths, alpha=0.0)
    gan = tiny_gan("gan")
    with pytest.raises(ValueError, match=r"w should have shape \(D, M\) = \(5, M\), got"):
        gan.discriminator.forward(np.ones((2, 5)))
    _, cache = gan.discriminator.forward(np.ones((2, 6)))
    for backward in (gan.discriminator.gradients, gan.discriminator.input_gradient):
        with pytest.raises(ValueError, match=r"dout should have shape \(N, M\) = \(2, 1\), got"):
            backward(np.ones((2, 2)), cache)
