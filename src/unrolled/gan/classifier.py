"""A small reader of digits: what it sees in a picture is what pictures are judged by."""

from collections.abc import Iterator
from typing import NamedTuple

import keras
import numpy as np
from jaxtyping import Float32, Integer, Shaped

from unrolled.gan.unit_pictures import unit_pictures

NUM_FEATURES = 64
NUM_CLASSES = 10
NO_DIGIT = 10
_AT_ONCE = 500  # pictures: bounds the memory that the first layer takes


class Seen(NamedTuple):
    """
    What a classifier sees in pictures.

    Attributes
    ----------
    features : Float32[np.ndarray, "N 64"]
        The values of its last hidden layer, none negative.
    probabilities : Float32[np.ndarray, "N 10"]
        What it gives each digit, if the picture shows one at all; a row sums to 1.
    digit : Float32[np.ndarray, " N"]
        What it gives that the picture shows a digit at all, and a clean one, 0 to 1.
    """

    features: Float32[np.ndarray, "N F"]
    probabilities: Float32[np.ndarray, "N 10"]
    digit: Float32[np.ndarray, " N"]


class DigitClassifier:
    """
    A convolutional network that tells which digit a picture shows, if it shows one.

    Three times a convolution, relu and the largest of each 2 by 2, then a layer of 64 numbers, the
    *features*, and from those eleven scores, of the ten digits and of anything else: a network that
    has met only digits takes an empty sheet or noise for one of them, and is sure of it. 76,395
    weights in all.

    Parameters
    ----------
    seed : int
        Where the weights' random numbers start.

    Attributes
    ----------
    net : keras.Model
        From pictures, shape (N, 28, 28, 1), to features and scores.
    record : dict of str to object
        What is known of its training: empty for a new one.

    See Also
    --------
    load_classifier : A trained one.
    """

    def __init__(self, seed: int = 0) -> None:
        seeds = iter(np.random.default_rng(seed).integers(2**31, size=6).tolist())
        layers = keras.layers
        pictures = keras.Input((28, 28, 1))
        x = pictures
        for filters, width in ((24, 5), (48, 3), (64, 3)):
            start = keras.initializers.HeNormal(seed=next(seeds))
            x = layers.Conv2D(
                filters, width, padding="same", activation="relu", kernel_initializer=start
            )(x)
            x = layers.MaxPooling2D()(x)
        start = keras.initializers.HeNormal(seed=next(seeds))
        dense = layers.Dense(NUM_FEATURES, activation="relu", kernel_initializer=start)
        features = dense(layers.Flatten()(x))
        kept = layers.Dropout(0.25, seed=next(seeds))(features)
        start = keras.initializers.GlorotUniform(seed=next(seeds))
        scores = layers.Dense(NUM_CLASSES + 1, kernel_initializer=start)(kept)
        self.net = keras.Model(pictures, [features, scores])
        self.record: dict[str, object] = {}

    def see(self, pictures: Shaped[np.ndarray, "..."]) -> Seen:
        """
        Look at pictures once, for all that can be seen in them.

        Parameters
        ----------
        pictures : ndarray, shape (N, 28, 28)
            Of type uint8, 0 to 255, or of a floating type, 0 to 1.

        Returns
        -------
        Seen
            Features and probabilities, N rows each.

        Raises
        ------
        TypeError
            If the pictures are of another type.
        ValueError
            If their shape is another, there are none, or pixels are out of range or no numbers.
        """
        parts = [self.net(part, training=False) for part in _parts(unit_pictures(pictures))]
        features, scores = (
            np.concatenate([keras.ops.convert_to_numpy(part[which]) for part in parts])
            for which in (0, 1)
        )
        probabilities = _softmax(scores[:, :NUM_CLASSES])
        return Seen(features, probabilities, 1 - _softmax(scores)[:, NO_DIGIT])

    def features(self, pictures: Shaped[np.ndarray, "..."]) -> Float32[np.ndarray, "N F"]:
        """
        Give the values of the last hidden layer.

        Parameters
        ----------
        pictures : ndarray, shape (N, 28, 28)
            As for `see`.

        Returns
        -------
        Float32[np.ndarray, "N F"]
            64 numbers a picture, none negative.
        """
        return self.see(pictures).features

    def predict(self, pictures: Shaped[np.ndarray, "..."]) -> Float32[np.ndarray, "N 10"]:
        """
        Give the probability of each digit, if the picture shows one.

        Parameters
        ----------
        pictures : ndarray, shape (N, 28, 28)
            As for `see`.

        Returns
        -------
        Float32[np.ndarray, "N 10"]
            Ten numbers a picture, which sum to 1.
        """
        return self.see(pictures).probabilities

    def accuracy(
        self, pictures: Shaped[np.ndarray, "..."], labels: Integer[np.ndarray, " N"]
    ) -> float:
        """
        Measure how often the likeliest digit is the right one.

        Parameters
        ----------
        pictures : ndarray, shape (N, 28, 28)
            As for `see`.
        labels : Integer[np.ndarray, " N"]
            The right digits.

        Returns
        -------
        float
            The share of the pictures, 0 to 1.

        Raises
        ------
        ValueError
            If there are not as many labels as pictures.
        """
        guesses = self.predict(pictures).argmax(axis=1)
        if labels.shape != guesses.shape:
            raise ValueError(f"labels should be of shape {guesses.shape}, got {labels.shape}")
        return float((guesses == labels).mean())


def _softmax(scores: Float32[np.ndarray, "N C"]) -> Float32[np.ndarray, "N C"]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Float32[np.ndarray, "N C"] = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _parts(pictures: Float32[np.ndarray, "N 28 28"]) -> Iterator[Float32[np.ndarray, "n 28 28 1"]]:
    for start in range(0, len(pictures), _AT_ONCE):
        yield pictures[start : start + _AT_ONCE, :, :, None]
