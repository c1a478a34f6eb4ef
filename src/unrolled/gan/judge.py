"""One judge for all generators: what it knows of the real digits, and what it says of others."""

from functools import cached_property

import numpy as np
from jaxtyping import Float32, Shaped

from unrolled.data.digits import Digits, load_digits
from unrolled.gan.class_histogram import class_histogram
from unrolled.gan.classifier import DigitClassifier, Seen
from unrolled.gan.classifier_file import load_classifier
from unrolled.gan.coverage import density_coverage, precision_recall
from unrolled.gan.evaluation import Evaluation
from unrolled.gan.frechet import frechet_extrapolated
from unrolled.gan.neighbours import CopyCheck, Neighbours, copy_check, nearest_neighbours
from unrolled.gan.real_sample import draw_as_sample
from unrolled.gan.unit_pictures import unit_pictures

LEAST = 100
"""Fewer pictures than this say nothing that holds."""


class Judge:
    """
    Judges pictures of digits by real ones.

    It looks at the real digits once. To judge several generators make one judge, and let it
    evaluate each.

    Parameters
    ----------
    digits : Digits, optional
        The real digits: the training half is what pictures are compared with, the test half the
        yardstick for copying and for `evaluate_real`. By default those that come with the package.
    classifier : DigitClassifier, optional
        In whose features to compare. By default the one that comes with the package.
    seed : int
        How to draw the sets that must be of equal sizes.

    Attributes
    ----------
    digits : Digits
        The real digits.
    classifier : DigitClassifier
        The classifier.
    seed : int
        The seed.
    """

    def __init__(
        self,
        digits: Digits | None = None,
        classifier: DigitClassifier | None = None,
        *,
        seed: int = 0,
    ) -> None:
        self.digits = load_digits() if digits is None else digits
        self.classifier = load_classifier() if classifier is None else classifier
        self.seed = seed

    def evaluate(self, pictures: Shaped[np.ndarray, "..."]) -> Evaluation:
        """
        Judge pictures in every way.

        Parameters
        ----------
        pictures : ndarray, shape (N, 28, 28)
            At least `LEAST`, and better 2,000 or more, all in one form: of type uint8, 0 to 255, or
            of a floating type, 0 to 1. Numbers of different N should not be compared.

        Returns
        -------
        Evaluation
            All numbers.

        Raises
        ------
        TypeError
            If the pictures are of another type.
        ValueError
            If their shape is another, they are too few, or pixels are out of range or no numbers.
        """
        judged = unit_pictures(pictures)
        if len(judged) < LEAST:
            found = f"{len(judged)}; 2,000 or more are better"
            raise ValueError(f"pictures should be at least {LEAST}, got {found}")
        seen = self.classifier.see(judged)
        frechet = frechet_extrapolated(seen.features, self._train.features, seed=self.seed)
        few, real = self._alike_many(seen.features)
        histogram = class_histogram(seen.probabilities)
        return Evaluation(
            num_pictures=len(judged),
            num_reference=len(self.digits.x_train),
            num_compared=len(few),
            frechet=frechet.distance,
            frechet_extrapolated=frechet.extrapolated,
            **precision_recall(few, real)._asdict(),
            **density_coverage(few, real)._asdict(),
            class_counts=histogram.counts,
            class_entropy=histogram.entropy,
            confident_share=histogram.confident_share,
            digit_share=float((seen.digit > 0.5).mean()),
            pixel_copies=self._pixel_check(judged),
            feature_copies=self._feature_check(seen),
        )

    def evaluate_real(self, num_pictures: int = 1500, seed: int = 0) -> Evaluation:
        """
        Judge real digits that were held out: the floor for every generator.

        Parameters
        ----------
        num_pictures : int
            How many to judge.
        seed : int
            Which to draw from the test half, and how many of each digit.

        Returns
        -------
        Evaluation
            The same numbers as of a generator's pictures.

        Raises
        ------
        ValueError
            If there are not so many pictures of a digit as were drawn, or they are too few.
        """
        rng = np.random.default_rng(seed)
        return self.evaluate(
            self.digits.x_test[draw_as_sample(self.digits.y_test, num_pictures, rng)]
        )

    def nearest(self, pictures: Shaped[np.ndarray, "..."]) -> Neighbours:
        """
        Find the nearest training digit of each picture, by its pixels.

        Parameters
        ----------
        pictures : ndarray, shape (N, 28, 28)
            As for `evaluate`, any number.

        Returns
        -------
        Neighbours
            Places in ``digits.x_train``, and distances: the root of the sum of squared differences
            of pixels, each from 0 to 1.
        """
        return nearest_neighbours(_rows(unit_pictures(pictures)), self._train_rows)

    def nearest_by_features(self, pictures: Shaped[np.ndarray, "..."]) -> Neighbours:
        """
        Find the nearest training digit of each picture, by the classifier's features.

        Parameters
        ----------
        pictures : ndarray, shape (N, 28, 28)
            As for `evaluate`, any number.

        Returns
        -------
        Neighbours
            Places in ``digits.x_train``, and distances in the unit of the features.
        """
        return nearest_neighbours(self.classifier.features(pictures), self._train.features)

    @cached_property
    def _train(self) -> Seen:
        return self.classifier.see(self.digits.x_train)

    @cached_property
    def _train_rows(self) -> Float32[np.ndarray, "M P"]:
        return _rows(unit_pictures(self.digits.x_train))

    @cached_property
    def _held_out(self) -> tuple[Neighbours, Neighbours]:
        """Measure real digits that nobody trained on: by pixels, and by features."""
        return self.nearest(self.digits.x_test), self.nearest_by_features(self.digits.x_test)

    def _alike_many(
        self, features: Float32[np.ndarray, "N F"]
    ) -> tuple[Float32[np.ndarray, "n F"], Float32[np.ndarray, "n F"]]:
        """Draw as many judged pictures as real ones: neighbours are nearer in larger sets."""
        rng = np.random.default_rng(self.seed)
        count = min(len(features), len(self._train.features))
        few = rng.permutation(features)[:count]
        return few, rng.permutation(self._train.features)[:count]

    def _pixel_check(self, judged: Float32[np.ndarray, "N 28 28"]) -> CopyCheck:
        found = nearest_neighbours(_rows(judged), self._train_rows)
        return copy_check(found.distances, self._held_out[0].distances)

    def _feature_check(self, seen: Seen) -> CopyCheck:
        found = nearest_neighbours(seen.features, self._train.features)
        return copy_check(found.distances, self._held_out[1].distances)


def _rows(pictures: Float32[np.ndarray, "N 28 28"]) -> Float32[np.ndarray, "N P"]:
    return pictures.reshape(len(pictures), -1)
