"""How unusual a picture's features are, told by what batch norm has kept of the training set."""

from typing import Any

import tensorflow as tf

from unrolled.vision.efficientnet_lite import InvertedResidual

_BLOCKS = 10  # later blocks tell objects apart: all of ImageNet's would want to be in the picture
_TINY = 1e-2


def scores_and_oddness(x: tf.Tensor, model: Any) -> tuple[tf.Tensor, tf.Tensor]:
    r"""
    Compute a network's scores, and how far its features are from the usual ones.

    Batch norm makes each channel of a layer's output have, over the training set, the mean beta
    and the standard deviation \|gamma\|; both are weights. The oddness compares them with the mean
    and the standard deviation in the first picture: the mean over layers and channels of
    ((mean - beta) / gamma)^2 + (deviation / gamma - 1)^2.

    Parameters
    ----------
    x : tensor (N, H, W, 3)
        Preprocessed pictures.
    model : PictureNetwork
        The network.

    Returns
    -------
    scores : tensor (N, 1000)
        The raw scores.
    oddness : tensor ()
        Of the first picture; 0 for networks that have no batch norm.

    References
    ----------
    Yin et al., *Dreaming to distill: data-free knowledge transfer via DeepInversion*, 2020.
    """
    odds: list[tf.Tensor] = []
    for layer in model.net.layers:
        if isinstance(layer, InvertedResidual) and layer.usual and len(odds) < _BLOCKS:
            narrow = layer.narrow(x)
            odds.append(_oddness(narrow[:1], *layer.usual))
            x = x + narrow if layer.adds else narrow
        else:
            x = layer(x)
    return x, tf.reduce_mean(tf.stack(odds)) if odds else tf.constant(0.0)


def _oddness(features: tf.Tensor, mean: Any, deviation: Any) -> tf.Tensor:
    found, variance = tf.nn.moments(features, [0, 1, 2])
    usual = deviation + _TINY
    off = (found - mean) / usual
    return tf.reduce_mean(off**2 + (tf.sqrt(variance + 1e-6) / usual - 1) ** 2)
