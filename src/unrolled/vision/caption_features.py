"""Features of photographs for the captioning model: what SqueezeNet sees, averaged over places."""

from collections.abc import Iterable

import numpy as np
import tensorflow as tf
from jaxtyping import Float32, UInt8

from unrolled.data import centre_square
from unrolled.vision.ascent import compiled
from unrolled.vision.network import PictureNetwork, extract_features
from unrolled.vision.preprocessing import preprocess_image


def caption_features(
    pictures: Iterable[UInt8[np.ndarray, "_ _ 3"]], model: PictureNetwork
) -> Float32[np.ndarray, "P D"]:
    """
    Describe photographs by the means of a network's last features.

    Of each picture the network gets the square in the middle, as high and wide as it was trained
    with.

    Parameters
    ----------
    pictures : iterable of array (h, w, 3)
        The photographs, 0..255, of any size. They are read one after the other.
    model : PictureNetwork
        The network. With `SqueezeNet` these are the 512 numbers that the Flickr8k features hold.

    Returns
    -------
    Float32[np.ndarray, "P D"]
        One row of features a picture.
    """

    def means(x: tf.Tensor) -> tf.Tensor:
        return tf.reduce_mean(extract_features(x, model)[-1], axis=(1, 2))

    describe = compiled(model, ("caption_features",), lambda: means)
    rows = []
    for picture in pictures:
        square = centre_square(picture, model.input_size)
        rows.append(describe(tf.constant(preprocess_image(square, model)[None]))[0].numpy())
    return np.stack(rows)
