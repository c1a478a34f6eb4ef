"""The one training step of every GAN here: the discriminator's, and when it is due the generator's.

It has no state beside the weights and the optimisers: its noise follows from the seed and the
number of the step, so that a run which was stopped goes on with the same numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from unrolled.gan.blocks import PIXELS
from unrolled.gan.penalty import gradient_penalty

Step = Callable[[tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]

_DRAWS = 3  # kinds of random numbers a step needs: noise for either player, eps for the penalty


@dataclass(frozen=True)
class Game:
    """
    Two networks, what each minimises, and how.

    Attributes
    ----------
    D, G : keras.Model
        Discriminator (or critic) and generator.
    D_solver, G_solver : keras.optimizers.Optimizer
        Their optimisers.
    discriminator_loss, generator_loss : callable
        ``discriminator_loss(scores_real, scores_fake)`` and ``generator_loss(scores_fake)``.
    noise_size : int
        Numbers of noise a picture.
    penalty : float
        What the gradient penalty is weighted by; 0 for none.
    critic_steps : int
        Steps of the discriminator for one of the generator.
    """

    D: Any
    G: Any
    D_solver: Any
    G_solver: Any
    discriminator_loss: Callable[[Any, Any], Any]
    generator_loss: Callable[[Any], Any]
    noise_size: int = 96
    penalty: float = 0.0
    critic_steps: int = 1


def make_step(game: Game, seed: int = 0, *, eager: bool = False, xla: bool = False) -> Step:
    """
    Make the training step of a game, compiled for batches of any length at once.

    Parameters
    ----------
    game : Game
        The two players.
    seed : int, default 0
        What all its random numbers follow from.
    eager : bool, default False
        Not to compile it: many times slower, and open to a debugger.
    xla : bool, default False
        To compile it further, by XLA, once for each length of a batch. XLA draws other noise from
        the same seed.

    Returns
    -------
    callable
        ``step(real, number) -> d_loss, g_loss``: `real` are pictures (B, 784) in [-1, 1], `number`
        counts the steps from 0 and is an int32 tensor. `g_loss` is NaN where it was not the
        generator's turn.

    Raises
    ------
    ValueError
        If a network has no weights yet.
    """
    for name in ("D", "G"):
        if not getattr(getattr(game, name), "built", True):
            raise ValueError(
                f"the network {name} has no weights yet, for nobody has said what goes into it: "
                "give it a keras.Input as its first layer, or call it once"
            )
    game.D_solver.build(game.D.trainable_variables)
    game.G_solver.build(game.G.trainable_variables)
    first = int(np.random.default_rng(seed).integers(1 << 31))

    def step(real: tf.Tensor, number: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        keys = [tf.stack([first, _DRAWS * number + draw]) for draw in range(_DRAWS)]
        d_loss = _discriminator_step(game, real, keys[0], keys[1])
        if game.critic_steps == 1:
            return d_loss, _generator_step(game, tf.shape(real)[0], keys[2])
        g_loss = tf.cond(
            tf.equal(number % game.critic_steps, game.critic_steps - 1),
            lambda: _generator_step(game, tf.shape(real)[0], keys[2]),
            lambda: tf.constant(np.nan, tf.float32),
        )
        return d_loss, g_loss

    if eager:
        return step
    shapes = [tf.TensorSpec((None, PIXELS), tf.float32), tf.TensorSpec((), tf.int32)]
    compiled: Step = tf.function(step, input_signature=shapes, autograph=False, jit_compile=xla)
    return compiled


def _discriminator_step(
    game: Game, real: tf.Tensor, noise_key: tf.Tensor, eps_key: tf.Tensor
) -> tf.Tensor:
    fake = _generate(game, tf.shape(real)[0], noise_key)  # outside the tape: G stands still
    with tf.GradientTape() as tape:
        loss = game.discriminator_loss(game.D(real, training=True), game.D(fake, training=True))
        if game.penalty:
            eps = tf.random.stateless_uniform((tf.shape(real)[0], 1), eps_key)
            between = gradient_penalty(lambda x: game.D(x, training=True), real, fake, eps)
            loss += game.penalty * between
    _apply(game.D_solver, tape, loss, game.D)
    return loss


def _generator_step(game: Game, count: tf.Tensor, noise_key: tf.Tensor) -> tf.Tensor:
    with tf.GradientTape() as tape:
        loss = game.generator_loss(game.D(_generate(game, count, noise_key), training=True))
    _apply(game.G_solver, tape, loss, game.G)
    return loss


def _generate(game: Game, count: tf.Tensor, key: tf.Tensor) -> tf.Tensor:
    noise = tf.random.stateless_uniform((count, game.noise_size), key, -1, 1)
    return tf.reshape(game.G(noise, training=True), (-1, PIXELS))


def _apply(solver: Any, tape: tf.GradientTape, loss: tf.Tensor, player: Any) -> None:
    variables = player.trainable_variables
    solver.apply(tape.gradient(loss, variables), variables)
