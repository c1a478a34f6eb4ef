"""The one training step: what it changes, when, and that it is compiled once."""

import numpy as np
import pytest
import tensorflow as tf

from support.tiny_gan import NOISE, tiny_game
from unrolled.gan import GAN_KINDS, make_step
from unrolled.gan.losses import wgan_critic_loss, wgan_generator_loss


def real(count: int, seed: int = 0) -> tf.Tensor:
    return tf.random.stateless_uniform((count, 784), (seed, 0), -1, 1)


def weights(game) -> dict[str, list[np.ndarray]]:
    return {name: getattr(game, name).get_weights() for name in ("D", "G")}


def same(first, second) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_step_of_gradient_descent_is_what_the_formulas_say() -> None:
    # Plain gradient descent, so that the next weights can be worked out from the gradients.
    rate, pictures = 0.1, real(5)
    solvers = {
        name: tf.keras.optimizers.SGD(rate, name=name.lower()) for name in ("D_solver", "G_solver")
    }
    game = tiny_game(1, **solvers)
    twin = tiny_game(1)
    drawn = record_noise(game)
    d_loss, g_loss = make_step(game, seed=3, eager=True)(pictures, tf.constant(0))

    fake = twin.G(drawn[0])
    with tf.GradientTape() as tape:
        logits = [twin.D(pictures), twin.D(fake)]
        # -log sigmoid(l) = softplus(-l), -log(1 - sigmoid(l)) = softplus(l)
        loss = tf.reduce_mean(tf.nn.softplus(-logits[0])) + tf.reduce_mean(
            tf.nn.softplus(logits[1])
        )
    for variable, gradient in zip(
        twin.D.trainable_variables, tape.gradient(loss, twin.D.trainable_variables), strict=True
    ):
        variable.assign_sub(rate * gradient)
    with tf.GradientTape() as tape:
        second = tf.reduce_mean(tf.nn.softplus(-twin.D(twin.G(drawn[1]))))
    for variable, gradient in zip(
        twin.G.trainable_variables, tape.gradient(second, twin.G.trainable_variables), strict=True
    ):
        variable.assign_sub(rate * gradient)

    assert float(d_loss) == pytest.approx(float(loss), abs=1e-6)
    assert float(g_loss) == pytest.approx(float(second), abs=1e-6)
    for name in ("D", "G"):
        for a, b in zip(weights(game)[name], weights(twin)[name], strict=True):
            assert np.allclose(a, b, atol=1e-6)


def record_noise(game) -> list[np.ndarray]:
    """Keep every noise that the generator is given."""
    drawn: list[np.ndarray] = []
    called = game.G.call

    def call(noise, *args, **kwargs):
        drawn.append(np.array(noise))
        return called(noise, *args, **kwargs)

    game.G.call = call
    return drawn


def test_either_player_gets_noise_of_its_own_and_each_step_new_noise() -> None:
    game = tiny_game()
    drawn = record_noise(game)
    step = make_step(game, seed=3, eager=True)
    for number in (0, 1):
        step(real(6), tf.constant(number))
    assert len(drawn) == 4
    assert {noise.shape for noise in drawn} == {(6, NOISE)}
    assert len({noise.tobytes() for noise in drawn}) == 4
    again = record_noise(other := tiny_game())
    make_step(other, seed=3, eager=True)(real(6), tf.constant(1))
    assert np.array_equal(again[0], drawn[2])


def results(game, **how) -> list[np.ndarray]:
    step = make_step(game, seed=1, **how)
    losses = [[float(x) for x in step(real(6, n), tf.constant(n))] for n in range(3)]
    return [np.array(losses), *weights(game)["D"], *weights(game)["G"]]


def assert_close(first, second) -> None:
    for a, b in zip(first, second, strict=True):
        assert np.allclose(a, b, atol=1e-4, equal_nan=True)


@pytest.mark.parametrize("settings", [{}, {"penalty": 10.0}, {"critic_steps": 2}])
def test_a_compiled_step_is_the_eager_one(settings) -> None:
    first, second = (tiny_game(2, **settings) for _ in range(2))
    assert_close(results(first, eager=True), results(second))


def test_xla_makes_the_same_step_of_the_same_noise(monkeypatch) -> None:
    def noise(shape, key, low=0.0, high=1.0):
        count = tf.cast(tf.reduce_prod(shape), tf.float32)
        waves = tf.sin(tf.range(count) * 12.9 + tf.cast(key[1], tf.float32))
        return tf.reshape(low + (high - low) * (waves + 1) / 2, shape)

    first, second = (tiny_game(2, penalty=10.0) for _ in range(2))
    # XLA would draw other numbers from the same seed.
    monkeypatch.setattr("unrolled.gan.step.tf.random.stateless_uniform", noise)
    assert_close(results(first), results(second, xla=True))


def test_batches_of_any_length_are_traced_once() -> None:
    traces = []
    game = tiny_game()
    called = game.D.call
    game.D.call = lambda *args, **kwargs: traces.append(1) or called(*args, **kwargs)
    step = make_step(game)
    for number, count in enumerate((8, 8, 3, 1, 8)):
        step(real(count), tf.constant(number))
    assert step.experimental_get_tracing_count() == 1
    assert len(traces) == 3  # the two of the discriminator's step, the one of the generator's


@pytest.mark.parametrize("kind", list(GAN_KINDS))
def test_each_kind_is_traced_once_and_has_finite_losses(kind: str) -> None:
    game = GAN_KINDS[kind].game(noise_size=4)
    step = make_step(game)
    losses = [step(real(count), tf.constant(n)) for n, count in enumerate((4, 3, 1, 4, 4))]
    assert step.experimental_get_tracing_count() == 1
    assert np.isfinite([float(d_loss) for d_loss, _ in losses]).all()
    turns = [bool(np.isfinite(g_loss)) for _, g_loss in losses]
    assert turns == [(n + 1) % game.critic_steps == 0 for n in range(5)]


def test_the_generator_waits_for_its_turn() -> None:
    game = tiny_game(critic_steps=3)
    step = make_step(game)
    for number in range(6):
        before = weights(game)
        step(real(4), tf.constant(number))
        after = weights(game)
        assert not same(before["D"], after["D"])
        assert same(before["G"], after["G"]) == (number % 3 != 2)


def test_the_penalty_is_added_with_its_weight() -> None:
    losses = {"discriminator_loss": wgan_critic_loss, "generator_loss": wgan_generator_loss}
    found = []
    for penalty in (0.0, 1.0, 10.0):
        step = make_step(tiny_game(penalty=penalty, **losses), seed=5, eager=True)
        found.append(float(step(real(4), tf.constant(0))[0]))
    assert found[2] - found[0] == pytest.approx(10 * (found[1] - found[0]), rel=1e-4)
    assert found[1] > found[0]


def test_moving_statistics_move_with_training() -> None:
    game = tiny_game(norm=True)
    before = game.G.get_weights()
    make_step(game)(real(4), tf.constant(0))
    moved = [not np.array_equal(a, b) for a, b in zip(before, game.G.get_weights(), strict=True)]
    assert all(moved)
