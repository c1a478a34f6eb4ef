"""Pictures made by gradients, on TensorFlow: networks, saliency, fooling, dreams and style."""

import unrolled.vision._tensorflow  # noqa: F401 - first: it brings TensorFlow in silently
from unrolled.vision.ascent import Ascent, ascend, compiled, value_and_gradient
from unrolled.vision.caption_features import caption_features
from unrolled.vision.efficientnet_lite import EfficientNetLite0
from unrolled.vision.network import PictureNetwork, extract_features
from unrolled.vision.preprocessing import deprocess_image, preprocess_image
from unrolled.vision.squeezenet import SqueezeNet
from unrolled.vision.weights import find_squeezenet, load_network

__all__ = [
    "Ascent",
    "EfficientNetLite0",
    "PictureNetwork",
    "SqueezeNet",
    "ascend",
    "caption_features",
    "compiled",
    "deprocess_image",
    "extract_features",
    "find_squeezenet",
    "load_network",
    "preprocess_image",
    "value_and_gradient",
]
