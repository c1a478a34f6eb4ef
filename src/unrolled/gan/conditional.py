r"""A GAN that can be asked for a digit: both players are told which one (Mirza & Osindero 2014).

The generator gets the digit as ten numbers beside its noise, one of which is 1. The discriminator
has ten answers, one a digit, and the answer for the digit that was asked for counts.
"""

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from jaxtyping import Float32, Integer, UInt8

from unrolled.gan.blocks import PIXELS
from unrolled.gan.checks import check_count
from unrolled.gan.conditional_networks import (
    Told,
    beside,
    conditional_discriminator,
    conditional_generator,
)
from unrolled.gan.labelled import (
    KEPT,
    NUM_DIGITS,
    Losses,
    batches_with_labels,
    check_labels,
    check_settings,
    follow,
    run_steps,
)
from unrolled.gan.losses import discriminator_loss, generator_loss
from unrolled.gan.noise import sample_noise


class ConditionalGan:
    """
    A small generator and a small discriminator, which know what is asked for.

    Parameters
    ----------
    noise_size : int, default 32
        Numbers of noise a picture.
    told : {"answers", "beside", "no"}, default "answers"
        How the discriminator learns which digit was asked for: it has one answer a digit; it gets
        ten numbers beside the picture, as in the paper; or it does not, which is here to be shown
        failing.
    learning_rate : float, default 1e-3
        Of both players.
    seed : int, default 0
        What the first weights, the order of the pictures and all noise follow from.

    Attributes
    ----------
    D, G : keras.Model
        Discriminator, and generator as training left it.
    G_mean : keras.Model
        The generator with weights averaged over the last steps, which `sample` uses: those of
        single steps go round and round, as the two-player game does.
    step : callable
        The compiled training step.
    steps : int
        How many of them were taken.

    Raises
    ------
    ValueError
        If a setting is not what it should be.
    """

    def __init__(
        self,
        noise_size: int = 32,
        *,
        told: Told = "answers",
        learning_rate: float = 1e-3,
        seed: int = 0,
    ) -> None:
        check_count("noise_size", noise_size)
        check_settings(learning_rate, seed)
        if told not in ("answers", "beside", "no"):
            raise ValueError(f'told should be "answers", "beside" or "no"; got {told!r}')
        self.noise_size, self._told, self._seed = noise_size, told, seed
        init = [keras.initializers.GlorotUniform(seed=10 * seed + i) for i in range(6)]
        self.D = conditional_discriminator(told, init[:3])
        self.G = conditional_generator(noise_size, init[3:])
        self.G_mean = conditional_generator(noise_size, init[3:])
        self.G_mean.set_weights(self.G.get_weights())
        self._solvers = [keras.optimizers.Adam(learning_rate, beta_1=0.5) for _ in range(2)]
        for solver, player in zip(self._solvers, (self.D, self.G), strict=True):
            solver.build(player.trainable_variables)
        shapes = [((None, PIXELS), tf.float32), ((None,), tf.int32), ((), tf.int32)]
        self.steps = 0
        self.step = tf.function(
            self._step,
            input_signature=[tf.TensorSpec(shape, dtype) for shape, dtype in shapes],
            autograph=False,
        )

    def train(
        self,
        pictures: UInt8[np.ndarray, "N 28 28"],
        labels: Integer[np.ndarray, " N"],
        num_steps: int,
        *,
        batch_size: int = 64,
    ) -> Losses:
        """
        Train both players from where they stand.

        Parameters
        ----------
        pictures : UInt8[np.ndarray, "N 28 28"]
            Real digits, 0 for paper and 255 for ink.
        labels : Integer[np.ndarray, " N"]
            The digit that each shows.
        num_steps : int
            How many steps to take.
        batch_size : int, default 64
            Pictures a step.

        Returns
        -------
        dict of str to Float[np.ndarray, " steps"]
            The losses, ``"D"`` and ``"G"``.

        Raises
        ------
        DivergedError
            If a loss is no finite number any more.
        TypeError, ValueError
            If the pictures, the labels or a number are not what they should be.
        """
        batches = batches_with_labels(
            pictures, labels, batch_size, seed=self._seed, skip=self.steps
        )
        losses = run_steps(
            self.step, ((2 * x - 1, y) for x, y in batches), ("D", "G"), num_steps, self.steps
        )
        self.steps += len(losses["D"])
        return losses

    def sample(
        self, labels: Integer[np.ndarray, " N"], seed: int = 0
    ) -> Float32[np.ndarray, "N 28 28"]:
        """
        Ask for digits.

        Parameters
        ----------
        labels : Integer[np.ndarray, " N"]
            Which ones.
        seed : int, default 0
            What the noise follows from.

        Returns
        -------
        Float32[np.ndarray, "N 28 28"]
            A picture for each, in [0, 1].

        Raises
        ------
        TypeError, ValueError
            If the labels are not digits, or the seed is negative.
        """
        wanted = check_labels(labels)
        return self.generate(sample_noise(len(wanted), self.noise_size, seed).numpy(), wanted)

    def generate(
        self, noise: Float32[np.ndarray, "N Z"], labels: Integer[np.ndarray, " N"]
    ) -> Float32[np.ndarray, "N 28 28"]:
        """
        Ask for digits with noise of one's own.

        Parameters
        ----------
        noise : Float32[np.ndarray, "N Z"]
            A row for each picture.
        labels : Integer[np.ndarray, " N"]
            The digits to ask for.

        Returns
        -------
        Float32[np.ndarray, "N 28 28"]
            The pictures, in [0, 1].

        Raises
        ------
        TypeError, ValueError
            If the labels are not digits, or the noise is of another shape.
        """
        wanted = check_labels(labels)
        if noise.shape != (len(wanted), self.noise_size):
            raise ValueError(
                f"noise should be of shape {(len(wanted), self.noise_size)}, got {noise.shape}"
            )
        made: Float32[np.ndarray, "N 784"] = self.G_mean(beside(noise, wanted)).numpy()
        return np.clip((made.reshape(-1, 28, 28) + 1) / 2, 0, 1)

    def _step(self, real: tf.Tensor, labels: tf.Tensor, number: tf.Tensor) -> tuple[Any, Any]:
        count = tf.shape(real)[0]
        key = tf.stack([tf.constant(self._seed), number])
        noise = tf.random.stateless_uniform((count, self.noise_size), key, -1, 1)
        with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:
            fake = self.G(beside(noise, labels), training=True)
            # One pass judges both halves: no layer of D looks from picture to picture.
            logits = self._judge(tf.concat([real, fake], 0), tf.tile(labels, [2]))
            d_loss = discriminator_loss(logits[:count], logits[count:])
            g_loss = generator_loss(logits[count:])
        for solver, player, tape, loss in zip(
            self._solvers, (self.D, self.G), (d_tape, g_tape), (d_loss, g_loss), strict=True
        ):
            weights = player.trainable_variables
            solver.apply(tape.gradient(loss, weights), weights)
        # Less at first, so that the average soon forgets what the generator began as.
        done = tf.cast(number, tf.float32)
        follow(self.G_mean.weights, self.G.weights, tf.minimum(KEPT, (1 + done) / (10 + done)))
        return d_loss, g_loss

    def _judge(self, pictures: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        if self._told == "beside":
            return self.D(beside(pictures, labels), training=True)[:, 0]
        answers = self.D(pictures, training=True)
        if self._told == "no":
            return answers[:, 0]
        return tf.reduce_sum(answers * tf.one_hot(labels, NUM_DIGITS), axis=1)
