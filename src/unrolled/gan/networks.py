r"""The networks of the assignment: dense and convolutional, generators and discriminators.

A picture is a row of 784 numbers, 28 x 28 pixels from -1 (ink-free) to 1. Every discriminator takes
such rows, (B, 784), and gives raw scores, (B, 1): logits, without a sigmoid. Every generator takes
noise, (B, noise_dim).
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import keras

from unrolled.gan.blocks import (
    PIXELS,
    SIDE,
    conv,
    conv_transpose,
    dense,
    initializers,
    leaky_relu,
    sequence,
)
from unrolled.gan.checks import check_count

Norm = Literal["batch", "layer", "none"]


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
    init = initializers(seed)
    return sequence(
        PIXELS,
        dense(256, init, leaky_relu),
        dense(256, init, leaky_relu),
        dense(1, init),
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
    init = initializers(seed)
    return sequence(
        noise_dim,
        dense(1024, init, "relu"),
        dense(1024, init, "relu"),
        dense(PIXELS, init, "tanh"),
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
    init = initializers(seed)
    return sequence(
        PIXELS,
        keras.layers.Reshape((SIDE, SIDE, 1)),
        conv(32, 5, 1, init),  # (B, 24, 24, 32)
        keras.layers.MaxPool2D(2),
        conv(64, 5, 1, init),  # (B, 8, 8, 64)
        keras.layers.MaxPool2D(2),
        keras.layers.Flatten(),  # (B, 1024)
        dense(1024, init, leaky_relu),
        dense(1, init),
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
    init = initializers(seed)
    return sequence(
        noise_dim,
        dense(1024, init, "relu"),
        keras.layers.BatchNormalization(),
        dense(7 * 7 * 128, init, "relu"),
        keras.layers.BatchNormalization(),
        keras.layers.Reshape((7, 7, 128)),
        conv_transpose(64, init, "relu"),  # (B, 14, 14, 64)
        keras.layers.BatchNormalization(),
        conv_transpose(1, init, "tanh"),  # (B, 28, 28, 1)
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
    init = initializers(seed)
    return sequence(
        PIXELS,
        keras.layers.Reshape((SIDE, SIDE, 1)),
        *([keras.layers.ZeroPadding2D(border)] if border else []),
        conv(64, 4, 2, init),  # (B, 13, 13, 64) without a border
        conv(128, 4, 2, init),  # (B, 5, 5, 128)
        *_normalisation(norm),
        keras.layers.Flatten(),  # (B, 3200)
        dense(1024, init, leaky_relu),
        dense(1, init),
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
