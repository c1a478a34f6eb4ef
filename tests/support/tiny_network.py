"""A network for pictures, small and random: what holds for it holds without any weights."""

import keras
import numpy as np

from unrolled.vision import PictureNetwork


def tiny_network(seed=0, num_classes=10, activation="relu"):
    """Five feature layers and a head, on pictures of at least 12 x 12 pixels.

    It has what both real networks have: windows with a stride, a pool, a head that averages.
    With the activation ``"linear"`` a score is linear in the picture, but for a constant.
    """
    layers = keras.layers
    features = [
        layers.Conv2D(8, 3, strides=2, activation=activation, name="conv"),
        layers.Conv2D(8, 3, padding="same", activation=activation, name="conv1"),
        layers.AveragePooling2D(2, name="pool2"),
        layers.Conv2D(12, 3, padding="same", activation=activation, name="conv3"),
        layers.Conv2D(16, 1, activation=activation, name="conv4"),
    ]
    head = [
        layers.GlobalAveragePooling2D(name="pool"),
        layers.Dense(num_classes, name="scores"),
    ]
    network = PictureNetwork(
        features, head, title="Tiny", mean=(0.5, 0.4, 0.6), std=(0.25, 0.2, 0.3)
    )
    rng = np.random.default_rng(seed)
    for weight in network.weights:
        fan_in = int(np.prod(weight.shape[:-1]))
        scale = np.sqrt(2 / fan_in) if len(weight.shape) > 1 else 0.1
        weight.assign(scale * rng.normal(size=weight.shape))
    return network


def tiny_pictures(network, count=3, size=20, seed=0):
    """Random pictures, preprocessed for the network, and a class number for each."""
    rng = np.random.default_rng(seed)
    low, high = network.pixel_range
    X = rng.uniform(low, high, size=(count, size, size, 3)).astype(np.float32)
    num_classes = network.net.layers[-1].units
    return X, rng.integers(num_classes, size=count)
