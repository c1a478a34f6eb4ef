"""What the networks are put together from."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from unrolled.gan.checks import check_count

SIDE = 28
"""Rows and columns of a picture."""

PIXELS = SIDE * SIDE
"""Numbers of a picture."""


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


def initializers(seed: int | None) -> Iterator[Any]:
    """
    Give one Glorot initialiser a layer, each with a seed of its own.

    Parameters
    ----------
    seed : int or None
        What their seeds follow from.

    Yields
    ------
    keras.initializers.Initializer
        The next layer's.

    Raises
    ------
    ValueError
        If the seed is no whole number of at least 0.
    """
    if seed is not None:
        check_count("seed", seed, least=0)
    rng = np.random.default_rng(seed)
    while True:
        yield keras.initializers.GlorotUniform(seed=int(rng.integers(1 << 31)))


def sequence(inputs: int, *layers: Any) -> keras.Sequential:
    """
    Put layers one after another.

    Parameters
    ----------
    inputs : int
        Numbers of a row that goes in.
    *layers : keras.layers.Layer
        The layers.

    Returns
    -------
    keras.Sequential
        The network.
    """
    return keras.Sequential([keras.Input((inputs,)), *layers])


def dense(units: int, init: Iterator[Any], activation: Any = None) -> Any:
    """
    Make an affine layer.

    Parameters
    ----------
    units : int
        Numbers of a row that comes out.
    init : iterator
        As `initializers` gives.
    activation : callable or str, optional
        What each number goes through.

    Returns
    -------
    keras.layers.Dense
        The layer.
    """
    return keras.layers.Dense(units, activation=activation, kernel_initializer=next(init))


def conv(filters: int, window: int, stride: int, init: Iterator[Any]) -> Any:
    """
    Make a convolution without padding, and with a leaky ReLU.

    Parameters
    ----------
    filters, window, stride : int
        How many filters, of how many rows and columns, moved how far.
    init : iterator
        As `initializers` gives.

    Returns
    -------
    keras.layers.Conv2D
        The layer.
    """
    return keras.layers.Conv2D(
        filters, window, stride, activation=leaky_relu, kernel_initializer=next(init)
    )


def conv_transpose(filters: int, init: Iterator[Any], activation: str) -> Any:
    """
    Make a transposed convolution that doubles rows and columns: 4 x 4, stride 2.

    Parameters
    ----------
    filters : int
        Channels that come out.
    init : iterator
        As `initializers` gives.
    activation : str
        What each number goes through.

    Returns
    -------
    keras.layers.Conv2DTranspose
        The layer.
    """
    return keras.layers.Conv2DTranspose(
        filters, 4, 2, padding="same", activation=activation, kernel_initializer=next(init)
    )
