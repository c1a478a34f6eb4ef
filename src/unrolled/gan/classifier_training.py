"""Teaching the classifier of digits that pictures are judged by."""

from typing import SupportsIndex

import keras
import numpy as np
from jaxtyping import Float32, Integer
from tqdm import tqdm

from unrolled.data.digits import Digits
from unrolled.data.whole import whole_number
from unrolled.gan.augment import augment
from unrolled.gan.classifier import NO_DIGIT, DigitClassifier
from unrolled.gan.digits import epoch_order
from unrolled.gan.spoil import spoil
from unrolled.gan.unit_pictures import unit_pictures

_RATE = 2e-3


def train_classifier(
    digits: Digits,
    *,
    seed: SupportsIndex = 0,
    num_epochs: SupportsIndex = 20,
    batch_size: SupportsIndex = 64,
    verbose: bool = True,
) -> DigitClassifier:
    """
    Train a classifier on the training half of some digits.

    Every picture is changed a little each time it is met: see `augment`. A third of what is met are
    no digits: see `spoil`. The steps are Adam's, at
    a rate that falls from 2e-3 to 0 along half a cosine.

    Parameters
    ----------
    digits : Digits
        The digits. Their test half is looked at once, when all is done, for the record.
    seed : int
        Where all random numbers start. On several threads sums come out a little different each
        time, and so do the weights.
    num_epochs : int
        How often to go through the pictures.
    batch_size : int
        How many pictures a step takes.
    verbose : bool
        Whether to draw a progress bar.

    Returns
    -------
    DigitClassifier
        The trained classifier. Its ``record`` says by which settings, and its accuracy on the test
        half.

    Raises
    ------
    TypeError
        If a number is not whole.
    ValueError
        If a number is too small.
    """
    start = _at_least("seed", seed, 0)
    epochs = _at_least("num_epochs", num_epochs, 1)
    size = _at_least("batch_size", batch_size, 1)
    pictures = unit_pictures(digits.x_train)
    classifier = DigitClassifier(start)
    learner = _learner(classifier, epochs * -(-len(pictures) // size))
    rng = np.random.default_rng(start)
    for epoch in tqdm(range(epochs), desc="epochs", disable=not verbose):
        order = epoch_order(len(pictures), start, epoch)
        for first in range(0, len(pictures), size):
            chosen = order[first : first + size]
            learner.train_on_batch(*_batch(pictures[chosen], digits.y_train[chosen], rng))
    settings = {"seed": start, "num_epochs": epochs, "batch_size": size, "digits": digits.source}
    accuracy = classifier.accuracy(digits.x_test, digits.y_test)
    classifier.record = settings | {"test_accuracy": accuracy}
    return classifier


def _batch(
    pictures: Float32[np.ndarray, "N 28 28"],
    labels: Integer[np.ndarray, " N"],
    rng: np.random.Generator,
) -> tuple[Float32[np.ndarray, "B 28 28 1"], Integer[np.ndarray, " B"]]:
    """
    Add half as many pictures that are no digits, and change all alike.

    Were only the digits changed, the changes would tell them from the others, and clean digits
    would be taken for none.
    """
    others = spoil(pictures[::2], rng)
    nothing = np.full(len(others), NO_DIGIT, labels.dtype)
    every = augment(np.concatenate([pictures, others]), rng)
    return every[..., None], np.concatenate([labels, nothing])


def _learner(classifier: DigitClassifier, steps: int) -> keras.Model:
    """Make the part of the network that is trained: only the scores have a right answer."""
    model = keras.Model(classifier.net.input, classifier.net.outputs[1])
    model.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(_RATE, steps)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model


def _at_least(name: str, value: SupportsIndex, least: int) -> int:
    number = whole_number(name, value)
    if number < least:
        raise ValueError(f"{name} should be at least {least}, got {number}")
    return number
