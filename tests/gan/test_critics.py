"""A critic by itself: what it finds between two clouds whose distance is known."""

import numpy as np
import pytest
import tensorflow as tf

from unrolled.gan import discriminator_loss
from unrolled.gan.critics import critic_slopes, train_critic


def small_critic(inputs, seed=0):
    tf.keras.utils.set_random_seed(seed)
    return tf.keras.Sequential(
        [
            tf.keras.Input((inputs,)),
            tf.keras.layers.Dense(32, activation="tanh"),
            tf.keras.layers.Dense(1),
        ]
    )


@pytest.fixture
def clouds():
    rng = np.random.default_rng(0)
    real = rng.standard_normal((64, 2)).astype(np.float32)
    return real, real + np.array([3.0, 4.0], np.float32)  # every point 5 further: distance 5


def test_a_penalised_critic_finds_the_distance_and_a_little_more(clouds):
    critic = small_critic(2)
    losses = train_critic(critic, *clouds, penalty=10.0, num_steps=400)
    assert len(losses) == 400
    scores = [critic(cloud).numpy().mean() for cloud in clouds]
    # A price is no wall: slope s earns 5 s and costs 10 (s - 1)^2, which is best at 1 + 5 / 20.
    assert scores[0] - scores[1] == pytest.approx(5 * 1.25, rel=0.05)


def test_without_a_penalty_nothing_holds_it(clouds):
    steep = small_critic(2)
    train_critic(steep, *clouds, num_steps=200)
    held = small_critic(2)
    train_critic(held, *clouds, penalty=10.0, num_steps=200)
    assert critic_slopes(steep, clouds[0]).max() > 3 * critic_slopes(held, clouds[0]).max()


def test_clipped_weights_stay_within_the_bound(clouds):
    critic = small_critic(2)
    train_critic(critic, *clouds, clip=0.05, num_steps=20)
    largest = max(np.abs(weight).max() for weight in critic.get_weights())
    assert largest == pytest.approx(0.05)


def test_another_loss_and_the_same_seed(clouds):
    runs = [
        train_critic(small_critic(2), *clouds, loss=discriminator_loss, num_steps=30)
        for _ in range(2)
    ]
    assert runs[0] == pytest.approx(runs[1], rel=1e-4)
    assert runs[0][-1] < runs[0][0]


def test_slopes_of_a_linear_critic_are_its_weights_length():
    weights = tf.constant([[3.0], [4.0]])
    x = np.random.default_rng(0).standard_normal((5, 2)).astype(np.float32)
    assert critic_slopes(lambda x: x @ weights, x) == pytest.approx([5.0] * 5)
    assert np.all(critic_slopes(lambda x: tf.ones((5, 1)), x) == 0)


def test_the_count_of_steps_is_checked(clouds):
    with pytest.raises(ValueError, match="num_steps should be a whole number of at least 1"):
        train_critic(small_critic(2), *clouds, num_steps=0)
