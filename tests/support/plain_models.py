"""Models without Keras, whose gradients are known or can be measured."""

import keras
import numpy as np
import tensorflow as tf


class LinearModel:
    """Scores that are sums of weighted pixels: a score's gradient is its weights."""

    def __init__(self, shape=(6, 5, 3), num_classes=4, seed=0, dtype=np.float32):
        rng = np.random.default_rng(seed)
        self.weights = rng.normal(size=(*shape, num_classes)).astype(dtype)

    def __call__(self, x):
        return tf.tensordot(x, tf.constant(self.weights), 3)


class SmoothModel:
    """Windows, a smooth bend, a mean and a product, in float64: fit for centred differences."""

    def __init__(self, num_classes=4, seed=0):
        rng = np.random.default_rng(seed)
        self.kernel = rng.normal(size=(3, 3, 3, 5)) / 3
        self.top = rng.normal(size=(5, num_classes))

    def __call__(self, x):
        features = tf.math.tanh(tf.nn.conv2d(x, self.kernel, 1, "VALID"))
        return tf.matmul(tf.reduce_mean(features, axis=(1, 2)), self.top)


class CountingModel:
    """Another model, and how many times it has really run: compiled code counts, too."""

    def __init__(self, model):
        self.model, self.runs = model, 0

    def __call__(self, x):
        tf.numpy_function(self._count, [], [])
        return self.model(x)

    def _count(self):
        self.runs += 1


class SlottedModel:
    """A model on which nothing can be hung."""

    __slots__ = ("model",)

    def __init__(self, model):
        self.model = model

    def __call__(self, x):
        return self.model(x)


class CourseModel(keras.Model):
    """A network as the course writes one: layers in `net`, scores by a reshape, and no more."""

    def __init__(self, num_classes=5):
        super().__init__()
        layers = keras.layers
        self.num_classes = num_classes
        self.net = keras.Sequential(
            [
                layers.Conv2D(4, 3, strides=2, activation="relu"),
                layers.MaxPooling2D(3, strides=2),
                layers.Conv2D(num_classes, 1),
                layers.GlobalAveragePooling2D(),
            ]
        )

    def call(self, inputs):
        return tf.reshape(self.net(inputs), (-1, self.num_classes))


def pictures_for(model, count=3, size=(6, 5), seed=1, dtype=np.float32):
    """Random pictures of any sign, and a class number for each."""
    rng = np.random.default_rng(seed)
    num_classes = int(model(np.zeros((1, *size, 3), dtype)).shape[1])
    return rng.normal(size=(count, *size, 3)).astype(dtype), rng.integers(num_classes, size=count)
