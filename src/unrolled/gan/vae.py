r"""A variational autoencoder (Kingma & Welling 2014): pictures to codes and back, with a bound.

Its two losses, with gradients by hand, are in `unrolled.layers`: `vae_kl` and `bernoulli_loss`.
"""

from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from jaxtyping import Float32, Shaped, UInt8

from unrolled.gan.blocks import PIXELS
from unrolled.gan.checks import check_count
from unrolled.gan.labelled import Losses, batches_with_labels, check_settings, run_steps
from unrolled.gan.unit_pictures import unit_pictures


class Codes(NamedTuple):
    """
    What the encoder says of pictures.

    Attributes
    ----------
    mu : Float32[np.ndarray, "N Z"]
        Means of their codes.
    logvar : Float32[np.ndarray, "N Z"]
        Logarithms of the codes' variances.
    """

    mu: Float32[np.ndarray, "N Z"]
    logvar: Float32[np.ndarray, "N Z"]


class VAE:
    """
    An encoder 784-256-2Z and a decoder Z-256-784, dense, with ReLUs.

    Parameters
    ----------
    code_size : int, default 16
        Numbers of a code, Z.
    code_weight : float, default 1
        What the loss of the codes is weighted by; 1 gives the bound. With 784 it is as if ink were
        averaged over pixels instead of summed, which is here to be shown failing.
    learning_rate : float, default 1e-3
        Of both.
    seed : int, default 0
        What the first weights, the order of the pictures and all noise follow from.

    Attributes
    ----------
    encoder, decoder : keras.Model
        Pictures (B, 784) in [0, 1] to means and logarithms of variances, (B, 2Z); codes (B, Z) to
        logits of ink (B, 784).
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
        code_size: int = 16,
        *,
        code_weight: float = 1.0,
        learning_rate: float = 1e-3,
        seed: int = 0,
    ) -> None:
        check_count("code_size", code_size)
        check_settings(learning_rate, seed)
        self.code_size, self._code_weight, self._seed = code_size, code_weight, seed
        init = [keras.initializers.GlorotUniform(seed=10 * seed + i) for i in range(4)]
        self.encoder = _two_layers(PIXELS, 2 * code_size, init[:2])
        self.decoder = _two_layers(code_size, PIXELS, init[2:])
        self._solver = keras.optimizers.Adam(learning_rate)
        self._solver.build(self._weights)
        shapes = [((None, PIXELS), tf.float32), ((), tf.int32)]
        self.steps = 0
        self.step = tf.function(
            self._step,
            input_signature=[tf.TensorSpec(shape, dtype) for shape, dtype in shapes],
            autograph=False,
        )

    def train(
        self, pictures: UInt8[np.ndarray, "N 28 28"], num_steps: int, *, batch_size: int = 100
    ) -> Losses:
        """
        Train encoder and decoder from where they stand.

        Parameters
        ----------
        pictures : UInt8[np.ndarray, "N 28 28"]
            Digits, 0 for paper and 255 for ink. Which ones they are is not asked.
        num_steps : int
            How many steps to take.
        batch_size : int, default 100
            Pictures a step.

        Returns
        -------
        dict of str to Float[np.ndarray, " steps"]
            The losses in nats a picture, ``"ink"`` and ``"codes"``.

        Raises
        ------
        DivergedError
            If a loss is no finite number any more.
        TypeError, ValueError
            If the pictures or a number are not what they should be.
        """
        unasked = np.zeros(len(pictures), dtype=np.int32)
        batches = batches_with_labels(
            pictures, unasked, batch_size, seed=self._seed, skip=self.steps
        )
        losses = run_steps(
            self.step, ((x,) for x, _ in batches), ("ink", "codes"), num_steps, self.steps
        )
        self.steps += len(losses["ink"])
        return losses

    def encode(self, pictures: Shaped[np.ndarray, "..."]) -> Codes:
        """
        Find the codes of pictures.

        Parameters
        ----------
        pictures : ndarray, shape (N, 28, 28)
            Of type uint8, 0 to 255, or of a floating type, 0 to 1.

        Returns
        -------
        Codes
            Means and logarithms of variances.

        Raises
        ------
        TypeError, ValueError
            If the pictures are of another type or shape.
        """
        units = unit_pictures(pictures).reshape(-1, PIXELS)
        out = self.encoder(units, training=False).numpy()
        return Codes(out[:, : self.code_size], out[:, self.code_size :])

    def decode(self, codes: Float32[np.ndarray, "N Z"]) -> Float32[np.ndarray, "N 28 28"]:
        """
        Make pictures of codes.

        Parameters
        ----------
        codes : Float32[np.ndarray, "N Z"]
            A row for each picture.

        Returns
        -------
        Float32[np.ndarray, "N 28 28"]
            How probable ink is at each pixel, 0 to 1.

        Raises
        ------
        ValueError
            If the codes are of another shape.
        """
        if codes.ndim != 2 or codes.shape[1] != self.code_size or not len(codes):
            raise ValueError(f"codes should be of shape (N, {self.code_size}), got {codes.shape}")
        ink: Float32[np.ndarray, "N 784"] = tf.sigmoid(self.decoder(codes, training=False)).numpy()
        return ink.reshape(-1, 28, 28)

    def sample(self, count: int, seed: int = 0) -> Float32[np.ndarray, "count 28 28"]:
        """
        Make new pictures, of codes drawn from normal noise.

        Parameters
        ----------
        count : int
            How many.
        seed : int, default 0
            What the codes follow from.

        Returns
        -------
        Float32[np.ndarray, "count 28 28"]
            Pictures in [0, 1].

        Raises
        ------
        ValueError
            If `count` is no whole number of at least 1, or the seed is negative.
        """
        check_count("count", count)
        check_count("seed", seed, least=0)
        codes = np.random.default_rng(seed).standard_normal((count, self.code_size))
        return self.decode(codes.astype(np.float32))

    @property
    def _weights(self) -> list[Any]:
        return [*self.encoder.trainable_variables, *self.decoder.trainable_variables]

    def _step(self, x: tf.Tensor, number: tf.Tensor) -> tuple[Any, Any]:
        key = tf.stack([tf.constant(self._seed), number])
        eps = tf.random.stateless_normal((tf.shape(x)[0], self.code_size), key)
        with tf.GradientTape() as tape:
            mu, logvar = tf.split(self.encoder(x, training=True), 2, axis=1)
            logits = self.decoder(mu + tf.exp(logvar / 2) * eps, training=True)
            ink, codes = vae_losses(x, logits, mu, logvar)
            loss = ink + self._code_weight * codes
        self._solver.apply(tape.gradient(loss, self._weights), self._weights)
        return ink, codes


def vae_losses(x: Any, logits: Any, mu: Any, logvar: Any) -> tuple[tf.Tensor, tf.Tensor]:
    """
    Measure what the decoder misses and what the codes tell, in nats a picture.

    Their sum is the negative of the bound in equation ``eq-vae-elbo`` of the book, with the
    divergence in the closed form of ``eq-vae-kl``.

    Parameters
    ----------
    x : tensor of float, shape (B, P)
        Pictures in [0, 1].
    logits : tensor of float, shape (B, P)
        The decoder's logits of ink.
    mu, logvar : tensor of float, shape (B, Z)
        The encoder's means and logarithms of variances.

    Returns
    -------
    ink : tensor of float
        Cross-entropy, summed over pixels, averaged over pictures.
    codes : tensor of float
        Divergence of the codes from normal noise, likewise.
    """
    missed = tf.nn.sigmoid_cross_entropy_with_logits(x, logits)
    told = (tf.math.expm1(logvar) - logvar + tf.square(mu)) / 2
    ink, codes = (tf.reduce_mean(tf.reduce_sum(part, axis=1)) for part in (missed, told))
    return ink, codes


def _two_layers(inputs: int, outputs: int, init: list[Any]) -> Any:
    hidden = keras.layers.Dense(256, "relu", kernel_initializer=init[0])
    last = keras.layers.Dense(outputs, kernel_initializer=init[1])
    return keras.Sequential([keras.Input((inputs,)), hidden, last])
