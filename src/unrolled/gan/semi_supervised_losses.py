"""What makes a classifier of digits a discriminator, and what its generator minimises."""

from typing import Any

import tensorflow as tf


def real_logits(scores: Any) -> tf.Tensor:
    r"""
    Turn the scores of the digits into a logit of being a digit at all.

    Equation ``eq-semi-supervised`` of the book: with an eleventh class, "generated", of score 0,
    the logit of all others together is :math:`\log \sum_k e^{s_k}`.

    Parameters
    ----------
    scores : tensor of float, shape (B, K)
        One score a class.

    Returns
    -------
    tensor of float, shape (B,)
        The logits.
    """
    return tf.reduce_logsumexp(scores, axis=1)


def feature_distance(real: Any, made: Any) -> tf.Tensor:
    """
    Measure how far the mean features of two batches lie apart: the generator's loss.

    Parameters
    ----------
    real, made : tensor of float, shape (B, F)
        Features of real and of generated pictures; the batches may be of different lengths.

    Returns
    -------
    tensor of float
        The mean squared difference.
    """
    apart = tf.reduce_mean(real, axis=0) - tf.reduce_mean(made, axis=0)
    return tf.reduce_mean(tf.square(apart))
