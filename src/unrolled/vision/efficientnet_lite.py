"""EfficientNet-Lite0, whose weights come as a package: nothing has to be downloaded by hand."""

from collections.abc import Mapping
from typing import Any, no_type_check

import keras
import numpy as np

from unrolled.vision.network import PictureNetwork

# Its inputs are (pixels - 127) / 128.
MEAN = (127 / 255,) * 3
STD = (128 / 255,) * 3

_CLASSES = 1000
# Channels out, window, stride of the first block, widening inside, blocks in a row.
_STAGES = (
    (16, 3, 1, 1, 1),
    (24, 3, 2, 6, 2),
    (40, 5, 2, 6, 2),
    (80, 3, 2, 6, 3),
    (112, 5, 1, 6, 3),
    (192, 5, 2, 6, 4),
    (320, 3, 1, 6, 1),
)
_EPSILON = 1e-3  # what its batch norm adds to the variance

Weights = Mapping[str, np.ndarray]


@no_type_check  # Keras reads the arguments of __init__ from its signature
class InvertedResidual(keras.layers.Layer):
    """
    Widen, look at each channel by itself, narrow; add the input where the shapes allow.

    Parameters
    ----------
    channels_in, channels_out : int
        Channels of the input and of the output.
    window : int
        Height and width of the window that looks at one channel at a time.
    stride : int
        Its step in pixels.
    widening : int
        How many times more channels there are inside.
    name : str
        The layer's name.
    """

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        window: int,
        stride: int,
        widening: int,
        name: str,
    ) -> None:
        super().__init__(name=name)
        layers = keras.layers
        wide = channels_in * widening
        self.expand = layers.Conv2D(wide, 1, activation="relu6") if widening > 1 else None
        self.depthwise = layers.DepthwiseConv2D(
            window, strides=stride, padding="same", activation="relu6"
        )
        self.project = layers.Conv2D(channels_out, 1)
        self.adds = stride == 1 and channels_in == channels_out
        # What `narrow` gives in the training set: each channel's mean and standard deviation.
        self.usual: tuple[np.ndarray, np.ndarray] | None = None
        self._wide = wide

    def build(self, input_shape: Any) -> None:
        """
        Make the weights.

        Parameters
        ----------
        input_shape : tuple of int or None
            (N, H, W, C).
        """
        inside = (*input_shape[:-1], self._wide)
        if self.expand is not None:
            self.expand.build(input_shape)
        self.depthwise.build(inside)
        self.project.build(inside)
        self.built = True

    def call(self, x: Any) -> Any:
        """
        Give the features.

        Parameters
        ----------
        x : tensor (N, H, W, channels_in)
            The features below.

        Returns
        -------
        tensor (N, H / stride, W / stride, channels_out)
            The features, of either sign: nothing is cut off after the last product.
        """
        narrow = self.narrow(x)
        return x + narrow if self.adds else narrow

    def narrow(self, x: Any) -> Any:
        """
        Give the features before the input is added: what batch norm was trained on.

        Parameters
        ----------
        x : tensor (N, H, W, channels_in)
            The features below.

        Returns
        -------
        tensor (N, H / stride, W / stride, channels_out)
            The features of the last product.
        """
        wide = x if self.expand is None else self.expand(x)
        return self.project(self.depthwise(wide))

    def set_torch_weights(self, weights: Weights, prefix: str) -> None:
        """
        Take a block's weights.

        Parameters
        ----------
        weights : mapping of str to array
            All the weights of the file.
        prefix : str
            The block's name in it.
        """
        if self.expand is not None:
            kernel, bias = _fold(weights, f"{prefix}._expand_conv", f"{prefix}._bn0")
            self.expand.set_weights([kernel, bias])
        kernel, bias = _fold(weights, f"{prefix}._depthwise_conv", f"{prefix}._bn1")
        self.depthwise.set_weights([kernel.swapaxes(2, 3), bias])  # (h, w, C, 1)
        self.project.set_weights(_fold(weights, f"{prefix}._project_conv", f"{prefix}._bn2"))
        self.usual = weights[f"{prefix}._bn2.bias"], np.abs(weights[f"{prefix}._bn2.weight"])


@no_type_check  # Keras reads the arguments of __init__ from its signature
class EfficientNetLite0(PictureNetwork):
    """
    EfficientNet-Lite0: 16 inverted residual blocks, 4.6 million weights.

    Batch norm after training is a fixed scale and shift of each channel. It is folded into the
    kernel and the bias of the convolution before it: the same function with fewer layers.
    Made so, the weights are random; `load_network` gives it with the trained ones.

    Parameters
    ----------
    num_classes : int
        How many scores it gives.

    References
    ----------
    Tan and Le, *EfficientNet: Rethinking model scaling for convolutional neural networks*, 2019.
    """

    def __init__(self, num_classes: int = _CLASSES) -> None:
        layers = keras.layers
        stem = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu6", name="stem")
        blocks: list[InvertedResidual] = []
        below = stem.filters
        for channels, window, first_stride, widening, count in _STAGES:
            for number in range(count):
                stride = first_stride if number == 0 else 1
                name = f"block{len(blocks)}"
                blocks.append(InvertedResidual(below, channels, window, stride, widening, name))
                below = channels
        top = layers.Conv2D(1280, 1, activation="relu6", name="top")
        head = [
            layers.GlobalAveragePooling2D(name="pool"),
            layers.Dense(num_classes, name="scores"),
        ]
        features = [stem, *blocks, top]
        super().__init__(features, head, title="EfficientNet-Lite0", mean=MEAN, std=STD)

    def set_torch_weights(self, weights: Weights) -> None:
        """
        Take the published weights.

        Parameters
        ----------
        weights : mapping of str to array
            As `read_torch_file` reads them, batch norm's numbers among them.

        Raises
        ------
        KeyError
            If one is missing.
        ValueError
            If one has another shape.
        """
        by_name = {layer.name: layer for layer in self.net.layers}
        by_name["stem"].set_weights(_fold(weights, "_conv_stem", "_bn0"))
        for number in range(len(self.feature_names) - 2):
            by_name[f"block{number}"].set_torch_weights(weights, f"_blocks.{number}")
        by_name["top"].set_weights(_fold(weights, "_conv_head", "_bn1"))
        by_name["scores"].set_weights([weights["_fc.weight"].T, weights["_fc.bias"]])


def _fold(weights: Weights, convolution: str, norm: str) -> list[np.ndarray]:
    """Make one kernel (h, w, in, out) and one bias of a convolution and the batch norm after it."""
    kernel = weights[f"{convolution}.weight"].transpose(2, 3, 1, 0)
    mean, variance = (weights[f"{norm}.running_{name}"] for name in ("mean", "var"))
    scale = weights[f"{norm}.weight"] / np.sqrt(variance + np.float32(_EPSILON))
    return [kernel * scale, weights[f"{norm}.bias"] - mean * scale]
