r"""A critic by itself: trained between clouds that stand still, and asked how steep it is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from jaxtyping import Float

from unrolled.gan.checks import check_count
from unrolled.gan.losses import wgan_critic_loss
from unrolled.gan.penalty import gradient_penalty


def train_critic(
    critic: Any,
    real: Float[np.ndarray, "N ..."],
    fake: Float[np.ndarray, "M ..."],
    *,
    loss: Callable[[Any, Any], Any] = wgan_critic_loss,
    penalty: float = 0.0,
    clip: float | None = None,
    num_steps: int = 300,
    learning_rate: float = 1e-2,
    seed: int = 0,
) -> list[float]:
    r"""
    Let a critic learn to tell two clouds apart, with no generator that answers.

    With the loss of WGAN and a slope of at most 1 this is the maximum of equation
    ``eq-kantorovich`` of the book, and minus the loss comes close to the Wasserstein distance. The
    whole clouds are in each step.

    Parameters
    ----------
    critic : keras.Model
        ``critic(x)`` gives one score an example; it is trained in place.
    real, fake : Float[np.ndarray, "N ..."]
        The two clouds; of one length, if there is a penalty.
    loss : callable, default `wgan_critic_loss`
        ``loss(scores_real, scores_fake)``.
    penalty : float, default 0.0
        What `gradient_penalty` is weighted by.
    clip : float, optional
        What all weights are cut to after each step: from ``-clip`` to ``clip``.
    num_steps : int, default 300
        How many steps of Adam to make.
    learning_rate : float, default 1e-2
        Their size to begin with; it falls to zero along a cosine.
    seed : int, default 0
        What the places between the clouds are drawn from.

    Returns
    -------
    list of float
        The loss before each step, with the penalty.

    Raises
    ------
    ValueError
        If `num_steps` is no whole number of at least 1, or the clouds do not fit the penalty.
    """
    check_count("num_steps", num_steps)
    rate = tf.keras.optimizers.schedules.CosineDecay(learning_rate, num_steps)
    solver = tf.keras.optimizers.Adam(rate)
    weights = critic.trainable_variables
    solver.build(weights)

    def step(real: tf.Tensor, fake: tf.Tensor, eps: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            value = loss(critic(real, training=True), critic(fake, training=True))
            if penalty:
                value += penalty * gradient_penalty(
                    lambda x: critic(x, training=True), real, fake, eps
                )
        solver.apply(tape.gradient(value, weights), weights)
        if clip is not None:
            for weight in weights:
                weight.assign(tf.clip_by_value(weight, -clip, clip))
        return value

    compiled = tf.function(step, autograph=False)
    rng = np.random.default_rng(seed)
    clouds = tf.constant(real), tf.constant(fake)
    dtype = clouds[0].dtype
    places = (tf.constant(rng.random(len(real)), dtype) for _ in range(num_steps))
    return [float(compiled(*clouds, eps)) for eps in places]


def critic_slopes(
    critic: Callable[[tf.Tensor], tf.Tensor], x: Float[np.ndarray, "N ..."]
) -> Float[np.ndarray, " N"]:
    r"""
    Measure how steep a critic is at each of some points.

    Parameters
    ----------
    critic : callable
        ``critic(x)`` gives one score an example.
    x : Float[np.ndarray, "N ..."]
        The points.

    Returns
    -------
    Float[np.ndarray, " N"]
        :math:`\lVert\nabla D(x)\rVert_2`, one an example.
    """
    points = tf.constant(x)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(points)
        scores = critic(points)
    zero = tf.UnconnectedGradients.ZERO
    gradients = tape.gradient(scores, points, unconnected_gradients=zero).numpy()
    norms: Float[np.ndarray, " N"] = np.linalg.norm(gradients.reshape(len(x), -1), axis=1)
    return norms
