"""The networks have the course's parameters, shapes and ranges."""

import numpy as np
import pytest
import tensorflow as tf

from unrolled.gan import (
    dc_discriminator,
    dc_generator,
    discriminator,
    generator,
    leaky_relu,
    sample_noise,
    wgan_critic,
)


@pytest.mark.parametrize(
    ("make", "parameters"),
    [
        (discriminator, 267_009),
        (lambda: generator(4), 1_858_320),
        (dc_discriminator, 1_102_721),
        (lambda: dc_generator(4), 6_595_521),
        (wgan_critic, 3_411_649),
    ],
)
def test_the_parameters_are_those_of_the_course(make, parameters: int) -> None:
    assert make().count_params() == parameters


def test_norms_of_the_critic_change_only_its_normalisation() -> None:
    without = wgan_critic("none").count_params()
    assert wgan_critic("batch").count_params() == without + 4 * 128
    assert wgan_critic("layer").count_params() == without + 2 * 5 * 5 * 128


def test_a_critic_with_a_border_sees_every_pixel() -> None:
    pictures = tf.random.stateless_uniform((3, 784), (1, 2), -1, 1)
    for border, blind in ((0, True), (1, False)):
        critic = wgan_critic("none", border=border, seed=0)
        with tf.GradientTape() as tape:
            tape.watch(pictures)
            scores = critic(pictures)
        slopes = tf.reshape(tape.gradient(scores, pictures), (3, 28, 28)).numpy()
        unseen = (slopes == 0).all(axis=0)
        # 13 features in a row, of which the last is left out: it alone sees the last two pixels.
        assert unseen[-2:].all() == unseen[:, -2:].all() == blind
        assert not unseen[:-2, :-2].any()


def test_a_picture_s_score_depends_on_its_batch_only_with_batch_norm() -> None:
    pictures = tf.random.stateless_uniform((6, 784), (1, 2), -1, 1)
    for norm, apart in (("batch", False), ("layer", True), ("none", True)):
        critic = wgan_critic(norm, seed=1)
        alone = critic(pictures[:2], training=True)
        among = critic(pictures, training=True)[:2]
        assert np.allclose(alone, among, atol=1e-5) == apart, norm


@pytest.mark.parametrize("make", [discriminator, dc_discriminator, wgan_critic])
def test_discriminators_give_one_score_a_picture(make) -> None:
    for count in (1, 3):
        assert make()(tf.zeros((count, 784))).shape == (count, 1)


@pytest.mark.parametrize(("make", "shape"), [(generator, (784,)), (dc_generator, (28, 28, 1))])
def test_generators_stay_between_minus_one_and_one(make, shape) -> None:
    network = make(5, seed=3)
    for count in (1, 3):
        pictures = network(100 * sample_noise(count, 5, seed=0))
        assert pictures.shape == (count, *shape)
        assert np.abs(pictures).max() <= 1


@pytest.mark.parametrize(
    "make", [discriminator, generator, dc_discriminator, dc_generator, wgan_critic]
)
def test_a_seed_gives_the_same_weights_and_no_layer_those_of_another(make) -> None:
    first, again, other = (make(seed=seed).get_weights() for seed in (7, 7, 8))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    matrices = [weight for weight in first if weight.ndim > 1]
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=True) if a.ndim > 1)
    corners = [weight.ravel()[:8] / np.abs(weight).max() for weight in matrices]
    assert len({tuple(np.round(corner, 4)) for corner in corners}) == len(corners)


def test_leaky_relu_is_the_larger_of_two() -> None:
    x = np.array([-2.0, 0.0, 3.0])
    for dtype, rtol in ((np.float32, 1e-6), (np.float64, 1e-15)):
        found = leaky_relu(x.astype(dtype))
        assert found.dtype == dtype
        assert np.allclose(found, np.maximum(x, 0.01 * x), rtol=rtol, atol=0)
    assert np.allclose(leaky_relu(x, 0.5), np.maximum(x, 0.5 * x), rtol=1e-15, atol=0)
    with pytest.raises(ValueError, match=r"from 0 to 1; got 2.0"):
        leaky_relu(x, 2.0)


def test_noise_is_uniform() -> None:
    noise = sample_noise(4000, 5, seed=1).numpy()
    assert noise.dtype == np.float32
    assert noise.min() >= -1
    assert noise.max() < 1
    # The moments of the uniform distribution: mean 0, variance 1/3; 20,000 numbers.
    assert abs(noise.mean()) < 5 * np.sqrt(1 / 3 / noise.size)
    assert abs(noise.var() - 1 / 3) < 5 * np.sqrt(4 / 45 / noise.size)


def test_noise_follows_from_its_seed() -> None:
    seeds = (0, 1, 2**31, 2**32)
    draws = [tuple(sample_noise(1, 3, seed=seed).numpy()[0]) for seed in seeds]
    assert len(set(draws)) == len(seeds)
    assert draws[0] == tuple(sample_noise(1, 3, seed=0).numpy()[0])
    assert not np.array_equal(sample_noise(2, 3), sample_noise(2, 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sample_noise(0, 3), "batch_size should be a whole number of at least 1; got 0"),
        (lambda: sample_noise(2, 1.5), "dim should be a whole number of at least 1; got 1.5"),
        (lambda: sample_noise(2, 3, seed=-1), "seed should be a whole number of at least 0"),
        (lambda: generator(0), "noise_dim should be a whole number of at least 1; got 0"),
        (lambda: dc_generator("4"), "noise_dim should be"),
        (lambda: wgan_critic("group"), "one of 'batch', 'layer', 'none'; got 'group'"),
    ],
)
@pytest.mark.usefixtures("own_errors")
def test_what_makes_no_sense_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
