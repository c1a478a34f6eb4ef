r"""The networks of the assignment: dense and convolutional, generators and discriminators.

A picture is a row of 784 numbers, 28 x 28 pixels from -1 (ink-free) to 1. Every discriminator takes
such rows, (B, 784), and gives raw scores, (B, 1): logits, without a sigmoid. Every generator takes
noise, (B, noise_dim).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf

from unrolled.gan.checks import check_count

PIXELS = 784
"""Numbers of a picture: 28 rows of 28."""

_SIDE = 28

Norm = Literal["batch", "layer", "none"]


def leaky_relu(x: Any, alpha: float = 0.01) -> tf.Tensor:
    r"""
    Keep positive numbers, and let a small part of the negative ones through.

    Equation ``eq-leaky-relu`` of the book: :math:`\max(x, \alpha x)`.

    Parameters
    ----------
    x : tensor of float
        Any shape.
    alpha : float, default 0.01
        The slope on the negative side, from 0 to 1.

    Returns
    -------
    tensor of float
        The same shape and dtype.

    Raises
    ------
    ValueError
        If `alpha` is not between 0 and 1: the larger of the two would then be the wrong one.
    """
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha should be a slope from 0 to 1; got {alpha}")
    x = tf.convert_to_tensor(x)
    if x.dtype == tf.float32:
        return tf.nn.leaky_relu(x, alpha)  # quicker, but its alpha has single precision only
    return tf.maximum(x, alpha * x)


def sample_noise(batch_size: int, dim: int, seed: int | None = None) -> tf.Tensor:
    """
    Draw the noise that a generator starts from, uniform from -1 to 1.

    Parameters
    ----------
    batch_size : int
        How many rows to draw.
    dim : int
        Numbers a row.
    seed : int, optional
        The same seed, 0 or more, gives the same noise; without one it is other noise each time.

    Returns
    -------
    tensor of float32, shape (batch_size, dim)
        Numbers in [-1, 1).

    Raises
    ------
    ValueError
        If one of the sizes is no whole number of at least 1, or the seed is negative.
    """
    check_count("batch_size", batch_size)
    check_count("dim", dim)
    if seed is None:
        return tf.random.uniform((batch_size, dim), -1, 1)
    check_count("seed", seed, least=0)
    # Two numbers of 32 bits; TensorFlow turns them into a key.
    key = np.array([seed & 0x7FFFFFFF, seed >> 31 & 0x7FFFFFFF], dtype=np.int32)
    return tf.random.stateless_uniform((batch_size, dim), key, -1, 1)


def discriminator(*, seed: int | None = None) -> keras.Sequential:
    """
    Build the dense discriminator: 784-256-256-1 with leaky ReLUs, 267,009 parameters.

    Parameters
    ----------
    seed : int, optional
        The same seed gives the same weights to begin with.

    Returns
    -------
    keras.Sequential
        Pictures (B, 784) to logits (B, 1).
    """
    init = _initializers(seed)
    return _sequence(
        PIXELS,
        _dense(256, init, leaky_relu),
        _dense(256, init, leaky_relu),
        _dense(1, init),
    )


def generator(noise_dim: int = 96, *, seed: int | None = None) -> keras.Sequential:
    """
    Build the dense generator: noise-1024-1024-784, ReLUs and a tanh at the end.

    Parameters
    ----------
    noise_dim : int, default 96
        Numbers of noise a picture; with 4 it has 1,858,320 parameters.
    seed : int, optional
        The same seed gives the same weights to begin with.

    Returns
    -------
    keras.Sequential
        Noise (B, noise_dim) to pictures (B, 784) in [-1, 1].

    Raises
    ------
    ValueError
        If `noise_dim` is no whole number of at least 1.
    """
    check_count("noise_dim", noise_dim)
    init = _initializers(seed)
    return _sequence(
        noise_dim,
        _dense(1024, init, "relu"),
        _dense(1024, init, "relu"),
        _dense(PIXELS, init, "tanh"),
    )


def dc_discriminator(*, seed: int | None = None) -> keras.Sequential:
    """
    Build the convolutional discriminator: two convolutions with pooling, 1,102,721 parameters.

    Parameters
    ----------
    seed : int, optional
        The same seed gives the same weights to begin with.

    Returns
    -------
    keras.Sequential
        Pictures (B, 784) to logits (B, 1).
    """
    init = _initializers(seed)
    return _sequence(
        PIXELS,
        keras.layers.Reshape((_SIDE, _SIDE, 1)),
        _conv(32, 5, 1, init),  # (B, 24, 24, 32)
        keras.layers.MaxPool2D(2),
        _conv(64, 5, 1, init),  # (B, 8, 8, 64)
        keras.layers.MaxPool2D(2),
        keras.layers.Flatten(),  # (B, 1024)
        _dense(1024, init, leaky_relu),
        _dense(1, init),
    )


def dc_generator(noise_dim: int = 96, *, seed: int | None = None) -> keras.Sequential:
    """
    Build the generator of transposed convolutions, which paints from coarse to fine.

    Parameters
    ----------
    noise_dim : int, default 96
        Numbers of noise a picture; with 4 it has 6,595,521 parameters, the moving statistics of
        batch normalisation included.
    seed : int, optional
        The same seed gives the same weights to begin with.

    Returns
    -------
    keras.Sequential
        Noise (B, noise_dim) to pictures (B, 28, 28, 1) in [-1, 1].

    Raises
    ------
    ValueError
        If `noise_dim` is no whole number of at least 1.
    """
    check_count("noise_dim", noise_dim)
    init = _initializers(seed)
    return _sequence(
        noise_dim,
        _dense(1024, init, "relu"),
        keras.layers.BatchNormalization(),
        _dense(7 * 7 * 128, init, "relu"),
        keras.layers.BatchNormalization(),
        keras.layers.Reshape((7, 7, 128)),
        _conv_transpose(64, init, "relu"),  # (B, 14, 14, 64)
        keras.layers.BatchNormalization(),
        _conv_transpose(1, init, "tanh"),  # (B, 28, 28, 1)
    )


def wgan_critic(
    norm: Norm = "batch", *, border: int = 0, seed: int | None = None
) -> keras.Sequential:
    """
    Build the critic of WGAN-GP: two strided convolutions, 3,411,649 parameters as in the course.

    Parameters
    ----------
    norm : {"batch", "layer", "none"}, default "batch"
        What normalises its features. Batch normalisation is the course's. It makes the score of a
        picture depend on the others of its batch, which the penalty takes apart one by one, so the
        paper (Gulrajani et al. 2017) advises layer normalisation or none.
    border : int, default 0
        Rows and columns of zeros to put around the picture. Without any, the second convolution
        leaves out the last row and column of the first one's 13, so that nobody judges the two
        last rows and columns of pixels alone; with 1 it has 14, and takes in all.
    seed : int, optional
        The same seed gives the same weights to begin with.

    Returns
    -------
    keras.Sequential
        Pictures (B, 784) to scores (B, 1).

    Raises
    ------
    ValueError
        If `norm` is none of the three, or `border` no whole number of at least 0.
    """
    check_count("border", border, least=0)
    init = _initializers(seed)
    return _sequence(
        PIXELS,
        keras.layers.Reshape((_SIDE, _SIDE, 1)),
        *([keras.layers.ZeroPadding2D(border)] if border else []),
        _conv(64, 4, 2, init),  # (B, 13, 13, 64) without a border
        _conv(128, 4, 2, init),  # (B, 5, 5, 128)
        *_normalisation(norm),
        keras.layers.Flatten(),  # (B, 3200)
        _dense(1024, init, leaky_relu),
        _dense(1, init),
    )


def _normalisation(norm: str) -> Sequence[Any]:
    # Layer normalisation over all that one picture has, positions and channels alike.
    layers: dict[str, Callable[[], Sequence[Any]]] = {
        "batch": lambda: [keras.layers.BatchNormalization()],
        "layer": lambda: [keras.layers.LayerNormalization(axis=[1, 2, 3])],
        "none": lambda: [],
    }
    if norm not in layers:
        raise ValueError(f"norm should be one of {', '.join(map(repr, layers))}; got {norm!r}")
    return layers[norm]()


def _sequence(inputs: int, *layers: Any) -> keras.Sequential:
    return keras.Sequential([keras.Input((inputs,)), *layers])


def _initializers(seed: int | None) -> Iterator[Any]:
    """Give one Glorot initialiser a layer, each with a seed of its own."""
    if seed is not None:
        check_count("seed", seed, least=0)
    rng = np.random.default_rng(seed)
    while True:
        yield keras.initializers.GlorotUniform(seed=int(rng.integers(1 << 31)))


def _dense(units: int, init: Iterator[Any], activation: Any = None) -> Any:
    return keras.layers.Dense(units, activation=activation, kernel_initializer=next(init))


def _conv(filters: int, window: int, stride: int, init: Iterator[Any]) -> Any:
    return keras.layers.Conv2D(
        filters, window, stride, activation=leaky_relu, kernel_initializer=next(init)
    )


def _conv_transpose(filters: int, init: Iterator[Any], activation: str) -> Any:
    return keras.layers.Conv2DTranspose(
        filters, 4, 2, padding="same", activation=activation, kernel_initializer=next(init)
    )
