"""What every network that classifies pictures has: features, preprocessing, a range of pixels."""

from collections.abc import Sequence
from typing import Any, no_type_check

import keras
import numpy as np
import tensorflow as tf
from jaxtyping import Float32


@no_type_check  # Keras reads the arguments of __init__ from its signature
class PictureNetwork(keras.Model):
    """
    A network that gives a picture one score for each of ImageNet's 1,000 classes.

    Its weights never change: here it is the pixels that learn.

    Parameters
    ----------
    feature_layers : sequence of keras.layers.Layer
        The layers whose outputs are the features, from the first on.
    head : sequence of keras.layers.Layer
        The layers after them; the last gives the scores, one row a picture.
    title : str
        The network's name, as a sentence says it.
    mean, std : sequence of float
        The numbers of its preprocessing, one a colour: an input is ``(pixels / 255 - mean) / std``.
    smallest_size : int
        The least height and width of a picture, in pixels, at which every layer has a place left.

    Attributes
    ----------
    net : keras.Sequential
        All the layers, features and head.
    feature_names : list of str
        The names of the feature layers: `extract_features` gives their outputs in this order.
    input_size : int
        The height and width that the network was trained with, in pixels. It takes other sizes,
        too, down to the smallest.
    """

    def __init__(
        self,
        feature_layers: Sequence[Any],
        head: Sequence[Any],
        *,
        title: str,
        mean: Sequence[float],
        std: Sequence[float],
        smallest_size: int = 1,
    ) -> None:
        super().__init__(trainable=False)
        self.net = keras.Sequential([*feature_layers, *head])
        self.net.trainable = False
        self.feature_names = [layer.name for layer in feature_layers]
        self.title = title
        self.mean = _colours(mean)
        self.std = _colours(std)
        self.input_size = 224
        self.smallest_size = smallest_size
        self.net.build((None, None, None, 3))
        self.built = True

    def call(self, x: Any, training: Any = None) -> Any:
        """
        Give the raw scores, before any softmax.

        Parameters
        ----------
        x : tensor (N, H, W, 3)
            Preprocessed pictures.
        training : bool, optional
            Ignored: nothing in these networks behaves otherwise in training.

        Returns
        -------
        tensor (N, 1000)
            The scores.

        Raises
        ------
        ValueError
            If the pictures are too small.
        """
        del training
        check_size(x, self)
        return self.net(x)

    @property
    def pixel_range(self) -> tuple[Float32[np.ndarray, "3"], Float32[np.ndarray, "3"]]:
        """
        The preprocessed values of black and of white, one a colour.

        Returns
        -------
        low, high : Float32[np.ndarray, "3"]
            A picture outside of them shows no picture any more.
        """
        return -self.mean / self.std, (1 - self.mean) / self.std


def extract_features(x: Any, model: Any, last: int | None = None) -> list[tf.Tensor]:
    """
    List the outputs of a network's feature layers, in the order of the layers.

    Parameters
    ----------
    x : tensor (N, H, W, 3)
        Preprocessed pictures.
    model : PictureNetwork
        The network, such as `load_network` gives. Of a network as the course writes it, with its
        layers in ``model.net``, all layers but the last two are feature layers.
    last : int, optional
        The last layer to compute, counted from 0. All of them without it.

    Returns
    -------
    list of tensor (N, h, w, C)
        The features. Number 0 is what the first layer gives. For `SqueezeNet` they are the
        course's: 0 the first convolution with its relu, 1 a pool, 2 and 3 fire, 4 a pool.

    Raises
    ------
    IndexError
        If there is no layer `last`.
    ValueError
        If the pictures are too small for the network.
    """
    check_size(x, model)
    own = getattr(model, "feature_names", None)
    layers = model.net.layers[:-2] if own is None else model.net.layers[: len(own)]
    if last is not None:
        if not 0 <= last < len(layers):
            title = getattr(model, "title", "this network")
            raise IndexError(f"{title} has the feature layers 0 to {len(layers) - 1}; got {last}")
        layers = layers[: last + 1]
    features = []
    for layer in layers:
        x = layer(x)
        features.append(x)
    return features


def check_size(x: Any, model: Any) -> None:
    """
    Check that pictures are large enough for a network.

    Parameters
    ----------
    x : tensor (N, H, W, 3)
        The pictures. A height or width that is not known yet is not checked.
    model : callable
        The network. One that does not know its smallest size takes any.

    Raises
    ------
    ValueError
        If they are not.
    """
    smallest, sides = getattr(model, "smallest_size", 1), tuple(x.shape)[1:3]
    if any(side is not None and side < smallest for side in sides):
        raise ValueError(
            f"{model.title} takes pictures of at least {smallest} by {smallest} pixels; got "
            f"{sides[0]} by {sides[1]}. Scale them up."
        )


def _colours(values: Sequence[float]) -> Float32[np.ndarray, "3"]:
    return np.array(values, dtype=np.float32).reshape(3)
