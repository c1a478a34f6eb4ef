"""The two small networks of the conditional GAN, and how a digit stands beside numbers."""

from typing import Any, Literal

import keras
import tensorflow as tf

from unrolled.gan.blocks import PIXELS, leaky_relu
from unrolled.gan.labelled import NUM_DIGITS

Told = Literal["answers", "beside", "no"]

_SLOPE = 0.2


def beside(numbers: Any, labels: Any) -> tf.Tensor:
    """
    Put ten numbers beside each row: 1 for its digit, 0 for the others.

    Parameters
    ----------
    numbers : tensor of float32, shape (B, D)
        Noise, or pictures.
    labels : tensor of int, shape (B,)
        Digits.

    Returns
    -------
    tensor of float32, shape (B, D + 10)
        Both.
    """
    return tf.concat([numbers, tf.one_hot(labels, NUM_DIGITS)], axis=1)


def conditional_generator(noise_size: int, init: list[Any]) -> Any:
    """
    Build a generator that is told a digit: two dense layers and a transposed convolution.

    Parameters
    ----------
    noise_size : int
        Numbers of noise a picture.
    init : list of initialisers
        One for each of its three layers.

    Returns
    -------
    keras.Sequential
        Noise with a digit beside it, (B, noise_size + 10), to pictures (B, 784) in [-1, 1].
    """
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((noise_size + NUM_DIGITS,)),
            layers.Dense(256, kernel_initializer=init[0]),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.Dense(14 * 14 * 12, kernel_initializer=init[1]),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.Reshape((14, 14, 12)),
            layers.Conv2DTranspose(1, 5, 2, "same", activation="tanh", kernel_initializer=init[2]),
            layers.Flatten(),
        ]
    )


def conditional_discriminator(told: Told, init: list[Any]) -> Any:
    """
    Build a dense discriminator, 784-256-256, with one answer a digit or only one.

    Parameters
    ----------
    told : {"answers", "beside", "no"}
        How it learns which digit was asked for.
    init : list of initialisers
        One for each of its three layers.

    Returns
    -------
    keras.Sequential
        Pictures (B, 784), with the digit beside them where it is told so, to logits.
    """
    dense = keras.layers.Dense
    return keras.Sequential(
        [
            keras.Input((PIXELS + NUM_DIGITS * (told == "beside"),)),
            dense(256, lambda x: leaky_relu(x, _SLOPE), kernel_initializer=init[0]),
            dense(256, lambda x: leaky_relu(x, _SLOPE), kernel_initializer=init[1]),
            dense(NUM_DIGITS if told == "answers" else 1, kernel_initializer=init[2]),
        ]
    )
