r"""The gradient penalty of WGAN-GP: a critic whose slope is near 1 between the two clouds."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf


def gradient_penalty(
    critic: Callable[[tf.Tensor], tf.Tensor], real: Any, fake: Any, eps: Any
) -> tf.Tensor:
    r"""
    Measure how far the slope of a critic is from 1 between real and generated pictures.

    Equation ``eq-gradient-penalty`` of the book, after Gulrajani et al. (2017):
    :math:`E[(\lVert\nabla D(\hat x)\rVert_2 - 1)^2]` with
    :math:`\hat x = \varepsilon x + (1 - \varepsilon) G(z)`. One :math:`\varepsilon` an example, and
    one norm an example: a single :math:`\varepsilon` would try one point of all the lines at a
    time, and one norm over the batch would let steep places pay for flat ones.

    Parameters
    ----------
    critic : callable
        ``critic(pictures)`` gives one score a picture. The score of a picture should not depend on
        the others of its batch, as batch normalisation makes it.
    real, fake : tensor of float, shape (B, ...)
        As many real pictures as generated ones.
    eps : tensor of float, shape (B,) or (B, 1)
        Where between the two to look, uniform from 0 (generated) to 1 (real).

    Returns
    -------
    tensor of float
        One number, not yet weighted. Where the critic is flat the penalty is 1, and its gradient is
        finite: taken to be zero.

    Raises
    ------
    ValueError
        If the two batches differ in shape, or `eps` does not hold one number an example.
    """
    real, fake = tf.convert_to_tensor(real), tf.convert_to_tensor(fake)
    eps = tf.convert_to_tensor(eps)
    _check(real, fake, eps)
    eps = tf.reshape(eps, (-1, *[1] * (len(real.shape) - 1)))
    between = eps * real + (1 - eps) * fake
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(between)
        scores = critic(between)
    # A critic that does not look at the picture at all is flat.
    zero = tf.UnconnectedGradients.ZERO
    slopes = tape.gradient(scores, between, unconnected_gradients=zero)
    squares = tf.reduce_sum(tf.square(slopes), axis=list(range(1, len(real.shape))))
    return tf.reduce_mean(tf.square(_root(squares) - 1))


def _root(squares: tf.Tensor) -> tf.Tensor:
    """Take the square root; at zero, where its slope is infinite, the gradient is zero."""
    positive = squares > 0
    # The root of 1 where there is nothing to take it of: an infinite slope times 0 would be NaN.
    return tf.where(positive, tf.sqrt(tf.where(positive, squares, 1)), 0)


def _check(real: tf.Tensor, fake: tf.Tensor, eps: tf.Tensor) -> None:
    if not real.shape.is_compatible_with(fake.shape):
        raise ValueError(
            "gradient_penalty: real and fake should have the same shape, for each generated "
            f"picture is mixed with a real one; got {tuple(real.shape)} and {tuple(fake.shape)}. "
            "Generate as many pictures as the batch holds; the last batch may be shorter."
        )
    count = real.shape[0]
    per_example = eps.shape.rank == 1 or (eps.shape.rank == 2 and eps.shape[1] == 1)
    if not per_example or not eps.shape[:1].is_compatible_with([count]):
        raise ValueError(
            f"gradient_penalty: eps should hold one number an example, shape ({count},) or "
            f"({count}, 1); got {tuple(eps.shape)}"
        )
