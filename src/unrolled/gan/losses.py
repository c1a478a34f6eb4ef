r"""What each player minimises: the losses of GAN, LSGAN and WGAN, on raw scores.

Each term is a mean over its own batch. Adding the terms of real and of generated pictures one by
one before averaging would do the same while the batches are equally long, and fail at the end of an
epoch: 60,000 pictures leave a last batch of 96. The same losses by hand, with their gradients, are
in `unrolled.layers`.
"""

from typing import Any

import tensorflow as tf

from unrolled.gan.checks import as_scores


def discriminator_loss(logits_real: Any, logits_fake: Any) -> tf.Tensor:
    r"""
    Ask the discriminator to say "real" of real pictures and "generated" of generated ones.

    Equation ``eq-discriminator-loss`` of the book, after Goodfellow et al. (2014):
    :math:`-E[\log \sigma(l_{real})] - E[\log(1 - \sigma(l_{fake}))]`, computed from the logits.

    Parameters
    ----------
    logits_real, logits_fake : tensor of float, shape (B,) or (B, 1)
        The discriminator's logits for real and for generated pictures; the two batches may be of
        different lengths.

    Returns
    -------
    tensor of float
        One number, in nats. Both classes at 0.5 give log 4.

    Raises
    ------
    TypeError, ValueError
        If one of them holds no floats, or not one score a picture.
    """
    real, fake = as_scores("logits_real", logits_real), as_scores("logits_fake", logits_fake)
    return _cross_entropy(real, tf.ones_like(real)) + _cross_entropy(fake, tf.zeros_like(fake))


def generator_loss(logits_fake: Any) -> tf.Tensor:
    r"""
    Ask the generator for pictures that the discriminator calls real (non-saturating).

    Equation ``eq-generator-loss`` of the book: :math:`-E[\log \sigma(l_{fake})]`.

    Parameters
    ----------
    logits_fake : tensor of float, shape (B,) or (B, 1)
        The discriminator's logits for generated pictures.

    Returns
    -------
    tensor of float
        One number, in nats.

    Raises
    ------
    TypeError, ValueError
        If it holds no floats, or not one score a picture.
    """
    fake = as_scores("logits_fake", logits_fake)
    return _cross_entropy(fake, tf.ones_like(fake))


def saturating_generator_loss(logits_fake: Any) -> tf.Tensor:
    r"""
    Ask the generator for what the two-player game says: the negative of the discriminator's term.

    :math:`E[\log(1 - \sigma(l_{fake}))]`, whose gradient dies where the discriminator is sure
    (equation ``eq-saturating-grad`` of the book). It is here to be shown failing.

    Parameters
    ----------
    logits_fake : tensor of float, shape (B,) or (B, 1)
        The discriminator's logits for generated pictures.

    Returns
    -------
    tensor of float
        One number, in nats.

    Raises
    ------
    TypeError, ValueError
        If it holds no floats, or not one score a picture.
    """
    fake = as_scores("logits_fake", logits_fake)
    return -_cross_entropy(fake, tf.zeros_like(fake))


def ls_discriminator_loss(scores_real: Any, scores_fake: Any) -> tf.Tensor:
    r"""
    Ask the discriminator for 1 on real and 0 on generated pictures, by least squares.

    Equation ``eq-ls-discriminator-loss`` of the book, after Mao et al. (2017):
    :math:`\tfrac12 E[(s_{real} - 1)^2] + \tfrac12 E[s_{fake}^2]`.

    Parameters
    ----------
    scores_real, scores_fake : tensor of float, shape (B,) or (B, 1)
        The discriminator's scores; the two batches may be of different lengths.

    Returns
    -------
    tensor of float
        One number.

    Raises
    ------
    TypeError, ValueError
        If one of them holds no floats, or not one score a picture.
    """
    real, fake = as_scores("scores_real", scores_real), as_scores("scores_fake", scores_fake)
    return (tf.reduce_mean(tf.square(real - 1)) + tf.reduce_mean(tf.square(fake))) / 2


def ls_generator_loss(scores_fake: Any) -> tf.Tensor:
    r"""
    Ask the generator for pictures of score 1, by least squares.

    Equation ``eq-ls-generator-loss`` of the book: :math:`\tfrac12 E[(s_{fake} - 1)^2]`.

    Parameters
    ----------
    scores_fake : tensor of float, shape (B,) or (B, 1)
        The discriminator's scores for generated pictures.

    Returns
    -------
    tensor of float
        One number.

    Raises
    ------
    TypeError, ValueError
        If it holds no floats, or not one score a picture.
    """
    fake = as_scores("scores_fake", scores_fake)
    return tf.reduce_mean(tf.square(fake - 1)) / 2


def wgan_critic_loss(scores_real: Any, scores_fake: Any) -> tf.Tensor:
    r"""
    Ask the critic to score real pictures above generated ones, without a bound.

    Equation ``eq-wgan-loss`` of the book: :math:`E[s_{fake}] - E[s_{real}]`, to which
    `gradient_penalty` belongs.

    Parameters
    ----------
    scores_real, scores_fake : tensor of float, shape (B,) or (B, 1)
        The critic's scores; the two batches may be of different lengths.

    Returns
    -------
    tensor of float
        One number; its negative estimates the Wasserstein distance.

    Raises
    ------
    TypeError, ValueError
        If one of them holds no floats, or not one score a picture.
    """
    real, fake = as_scores("scores_real", scores_real), as_scores("scores_fake", scores_fake)
    return tf.reduce_mean(fake) - tf.reduce_mean(real)


def wgan_generator_loss(scores_fake: Any) -> tf.Tensor:
    r"""
    Ask the generator for pictures that the critic scores high: :math:`-E[s_{fake}]`.

    Parameters
    ----------
    scores_fake : tensor of float, shape (B,) or (B, 1)
        The critic's scores for generated pictures.

    Returns
    -------
    tensor of float
        One number.

    Raises
    ------
    TypeError, ValueError
        If it holds no floats, or not one score a picture.
    """
    return -tf.reduce_mean(as_scores("scores_fake", scores_fake))


def _cross_entropy(logits: tf.Tensor, targets: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(targets, logits))
