"""SqueezeNet 1.1: as right as AlexNet with a fiftieth of the weights."""

from collections.abc import Iterator, Mapping
from typing import Any, no_type_check

import keras
import numpy as np

from unrolled.vision.network import PictureNetwork

# What torchvision's networks subtract and divide by: the colours of ImageNet's pictures in 0..1.
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)

_CLASSES = 1000
# Squeeze and expand widths of the fire layers; a None is a pool.
_LAYERS = (
    *(None, (16, 64), (16, 64)),
    *(None, (32, 128), (32, 128)),
    *(None, (48, 192), (48, 192), (64, 256), (64, 256)),
)


@no_type_check  # Keras reads the arguments of __init__ from its signature
class Fire(keras.layers.Layer):
    """
    Squeeze the channels, then look at them through windows of 1 and of 3 pixels.

    Parameters
    ----------
    squeeze : int
        Channels after the first 1 x 1 convolution.
    expand : int
        Channels that each of the two convolutions after it gives; together twice as many.
    name : str
        The layer's name.
    """

    def __init__(self, squeeze: int, expand: int, name: str) -> None:
        super().__init__(name=name)
        self.squeeze = keras.layers.Conv2D(squeeze, 1, activation="relu")
        self.expand1x1 = keras.layers.Conv2D(expand, 1, activation="relu")
        self.expand3x3 = keras.layers.Conv2D(expand, 3, padding="same", activation="relu")

    def build(self, input_shape: Any) -> None:
        """
        Make the weights.

        Parameters
        ----------
        input_shape : tuple of int or None
            (N, H, W, C).
        """
        squeezed = (*input_shape[:-1], self.squeeze.filters)
        self.squeeze.build(input_shape)
        self.expand1x1.build(squeezed)
        self.expand3x3.build(squeezed)
        self.built = True

    def call(self, x: Any) -> Any:
        """
        Give the features.

        Parameters
        ----------
        x : tensor (N, H, W, C)
            The features below.

        Returns
        -------
        tensor (N, H, W, 2 * expand)
            What the small windows see, then what the large ones see.
        """
        squeezed = self.squeeze(x)
        return keras.ops.concatenate([self.expand1x1(squeezed), self.expand3x3(squeezed)], axis=-1)


@no_type_check  # Keras reads the arguments of __init__ from its signature
class SqueezeNet(PictureNetwork):
    """
    SqueezeNet 1.1, a small network for ImageNet, with 1,235,496 weights.

    Made so, its weights are random; `load_network` gives it with the trained ones.
    It takes pictures of at least 31 x 31 pixels.

    Parameters
    ----------
    num_classes : int
        How many scores it gives.

    References
    ----------
    Iandola et al., *SqueezeNet: AlexNet-level accuracy with 50x fewer parameters*, 2016.
    """

    def __init__(self, num_classes: int = _CLASSES) -> None:
        layers = keras.layers
        features: list[Any] = [layers.Conv2D(64, 3, strides=2, activation="relu", name="conv")]
        for number, widths in enumerate(_LAYERS, start=1):
            if widths is None:
                features.append(layers.MaxPooling2D(3, strides=2, name=f"pool{number}"))
            else:
                features.append(Fire(*widths, name=f"fire{number}"))
        head = [
            layers.Conv2D(num_classes, 1, activation="relu", name="classifier"),
            layers.GlobalAveragePooling2D(name="scores"),
        ]
        super().__init__(
            features, head, title="SqueezeNet 1.1", mean=MEAN, std=STD, smallest_size=31
        )

    def set_torch_weights(self, weights: Mapping[str, np.ndarray]) -> None:
        """
        Take the weights that torchvision publishes.

        Parameters
        ----------
        weights : mapping of str to array
            As `read_torch_file` reads them: kernels (out, in, height, width) and biases.

        Raises
        ------
        KeyError
            If one is missing.
        ValueError
            If one has another shape.
        """
        for layer, name in self._convolutions():
            kernel, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
            layer.set_weights([kernel.transpose(2, 3, 1, 0), bias])

    def _convolutions(self) -> Iterator[tuple[Any, str]]:
        """Pair each convolution with its name in torchvision's file, where relus count, too."""
        by_name = {layer.name: layer for layer in self.net.layers}
        yield by_name["conv"], "features.0"
        for number, name in enumerate(self.feature_names[1:], start=2):
            if isinstance(by_name[name], Fire):
                for part in ("squeeze", "expand1x1", "expand3x3"):
                    yield getattr(by_name[name], part), f"features.{number}.{part}"
        yield by_name["classifier"], "classifier.1"
