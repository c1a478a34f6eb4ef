r"""Learning to read digits from a few labels and many pictures without (Salimans et al. 2016).

The discriminator is a classifier: ten scores say which digit it is, and all ten together whether
it is one at all. What it must learn about real pictures, with labels or without, is meant to help
it to tell the digits apart.
"""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from jaxtyping import Float32, Integer, Shaped, UInt8

from unrolled.gan.blocks import PIXELS
from unrolled.gan.labelled import (
    NUM_DIGITS,
    Losses,
    batches_with_labels,
    check_labels,
    check_settings,
    follow,
    run_steps,
)
from unrolled.gan.losses import discriminator_loss
from unrolled.gan.semi_supervised_losses import feature_distance, real_logits
from unrolled.gan.unit_pictures import unit_pictures

_NOISE_SIZE = 50
_SLOPE = 0.2


class FewLabelsReader:
    """
    A dense classifier of digits, which may have a generator to learn against.

    Parameters
    ----------
    with_gan : bool, default True
        Whether it also learns to tell real pictures from generated ones; without, only the pictures
        with labels count.
    learning_rate : float, default 1e-3
        Of both networks.
    seed : int, default 0
        What the first weights, the order of the pictures and all noise follow from.

    Attributes
    ----------
    net, net_mean, G : keras.Model
        The classifier, from pictures to features and ten scores; the same with weights averaged
        over the last steps, which reads; and the generator.
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
        self, with_gan: bool = True, *, learning_rate: float = 1e-3, seed: int = 0
    ) -> None:
        check_settings(learning_rate, seed)
        self._with_gan, self._seed = with_gan, seed
        self.net, self.net_mean = (_reader(iter(range(20 * seed, 20 * seed + 12))) for _ in "12")
        self.G = _generator(iter(range(20 * seed + 12, 20 * seed + 20)))
        self._solvers = [keras.optimizers.Adam(learning_rate, beta_1=0.5) for _ in range(2)]
        self._solvers[0].build(self.net.trainable_variables)
        self._solvers[1].build(self.G.trainable_variables)
        pictures, labels = tf.TensorSpec((None, PIXELS)), tf.TensorSpec((None,), tf.int32)
        self.steps = 0
        self.step = tf.function(
            self._step,
            input_signature=[pictures, labels, pictures, tf.TensorSpec((), tf.int32)],
            autograph=False,
        )

    def train(
        self,
        few: UInt8[np.ndarray, "L 28 28"],
        labels: Integer[np.ndarray, " L"],
        many: UInt8[np.ndarray, "N 28 28"],
        num_steps: int,
        *,
        batch_size: int = 100,
        few_size: int = 50,
    ) -> Losses:
        """
        Train from where it stands.

        Parameters
        ----------
        few : UInt8[np.ndarray, "L 28 28"]
            Pictures of which it is known what they show.
        labels : Integer[np.ndarray, " L"]
            What they show.
        many : UInt8[np.ndarray, "N 28 28"]
            Pictures of which it is not known.
        num_steps : int
            How many steps to take.
        batch_size, few_size : int
            Pictures a step without labels, 100 by default, and with labels, 50 by default.

        Returns
        -------
        dict of str to Float[np.ndarray, " steps"]
            The losses: ``"labels"``, ``"real or generated"`` and ``"features"`` (the generator's),
            the last two 0 without the GAN.

        Raises
        ------
        DivergedError
            If a loss is no finite number any more.
        TypeError, ValueError
            If the pictures, the labels or a number are not what they should be.
        """
        unknown = np.zeros(len(many), dtype=np.int32)
        pairs = zip(
            batches_with_labels(few, labels, few_size, seed=self._seed, skip=self.steps),
            batches_with_labels(many, unknown, batch_size, seed=self._seed, skip=self.steps),
            strict=True,
        )
        names = ("labels", "real or generated", "features")
        losses = run_steps(
            self.step, ((x, y, u) for (x, y), (u, _) in pairs), names, num_steps, self.steps
        )
        self.steps += len(losses["labels"])
        return losses

    def scores(self, pictures: Shaped[np.ndarray, "..."]) -> Float32[np.ndarray, "N 10"]:
        """
        Score pictures for each digit.

        Parameters
        ----------
        pictures : ndarray, shape (N, 28, 28)
            Of type uint8, 0 to 255, or of a floating type, 0 to 1.

        Returns
        -------
        Float32[np.ndarray, "N 10"]
            Raw scores.

        Raises
        ------
        TypeError, ValueError
            If the pictures are of another type or shape.
        """
        x = unit_pictures(pictures).reshape(-1, PIXELS)
        found: Float32[np.ndarray, "N 10"] = self.net_mean(x, training=False)[1].numpy()
        return found

    def accuracy(
        self, pictures: Shaped[np.ndarray, "..."], labels: Integer[np.ndarray, " N"]
    ) -> float:
        """
        Measure how often the highest score is that of the right digit.

        Parameters
        ----------
        pictures : ndarray, shape (N, 28, 28)
            As for `scores`.
        labels : Integer[np.ndarray, " N"]
            The right digits.

        Returns
        -------
        float
            The share of the pictures, 0 to 1.

        Raises
        ------
        TypeError, ValueError
            If the pictures or the labels are not what they should be.
        """
        right = check_labels(labels, len(pictures))
        return float((self.scores(pictures).argmax(axis=1) == right).mean())

    def _step(
        self, few: tf.Tensor, labels: tf.Tensor, many: tf.Tensor, number: tf.Tensor
    ) -> tuple[Any, Any, Any]:
        with tf.GradientTape() as tape, tf.GradientTape() as g_tape:
            if self._with_gan:
                losses = self._all_losses(few, labels, many, number)
            else:
                scores = self.net(few, training=True)[1]
                losses = _label_loss(labels, scores), tf.constant(0.0), tf.constant(0.0)
            own = losses[0] + losses[1]
        weights = self.net.trainable_variables
        self._solvers[0].apply(tape.gradient(own, weights), weights)
        if self._with_gan:
            by_g = g_tape.gradient(losses[2], self.G.trainable_variables)
            self._solvers[1].apply(by_g, self.G.trainable_variables)
        follow(self.net_mean.trainable_variables, weights)
        return losses

    def _all_losses(
        self, few: tf.Tensor, labels: tf.Tensor, many: tf.Tensor, number: tf.Tensor
    ) -> tuple[Any, Any, Any]:
        known, count = tf.shape(few)[0], tf.shape(many)[0]
        key = tf.stack([tf.constant(self._seed), number])
        made = self.G(tf.random.stateless_uniform((count, _NOISE_SIZE), key), training=True)
        features, scores = self.net(tf.concat([few, many, made], 0), training=True)
        real, other = tf.split(real_logits(scores[known:]), 2)
        seen, painted = tf.split(features[known:], 2)
        return (
            _label_loss(labels, scores[:known]),
            discriminator_loss(real, other) / 2,
            feature_distance(seen, painted),
        )


def _label_loss(labels: tf.Tensor, scores: tf.Tensor) -> tf.Tensor:
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores)
    return tf.reduce_mean(each)


def _reader(seeds: Iterator[int]) -> Any:
    """Three layers with noise before each: few labels are learned by heart without it."""
    features = pictures = keras.Input((PIXELS,))
    for width, noise in ((300, 0.3), (150, 0.5), (150, 0.5)):
        noisy = keras.layers.GaussianNoise(noise, seed=next(seeds))(features)
        features = keras.layers.LeakyReLU(_SLOPE)(_dense(width, seeds)(noisy))
    return keras.Model(pictures, [features, _dense(NUM_DIGITS, seeds)(features)])


def _generator(seeds: Iterator[int]) -> Any:
    layers: list[Any] = [keras.Input((_NOISE_SIZE,))]
    for _ in range(2):
        layers += [_dense(256, seeds), keras.layers.BatchNormalization(momentum=0.9)]
        layers.append(keras.layers.ReLU())
    return keras.Sequential([*layers, _dense(PIXELS, seeds, "sigmoid")])


def _dense(units: int, seeds: Iterator[int], activation: str | None = None) -> Any:
    start = keras.initializers.GlorotUniform(seed=next(seeds))
    return keras.layers.Dense(units, activation, kernel_initializer=start)
