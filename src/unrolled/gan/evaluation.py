"""What is said of a set of pictures: all numbers of one evaluation."""

from dataclasses import dataclass

from unrolled.gan.neighbours import CopyCheck


@dataclass(frozen=True)
class Evaluation:
    """
    How good and how varied pictures of digits are, beside real ones.

    Attributes
    ----------
    num_pictures : int
        How many pictures were judged.
    num_reference : int
        How many real ones the Fréchet distance compares them with.
    num_compared : int
        How many of either were drawn for precision, recall, density and coverage.
    frechet : float
        The squared Fréchet distance in the classifier's features: smaller is better. It is too
        large by an amount that shrinks with the number of pictures.
    frechet_extrapolated : float
        The same without that bias; around 0 for pictures from the very distribution.
    precision : float
        The share of the pictures that lie among real ones, 0 to 1: are they good?
    recall : float
        The share of the real ones that lie among them, 0 to 1: are they of every kind?
    density : float
        About 1 for real pictures; more for pictures that keep to what is most common.
    coverage : float
        The share of the real ones near which there is one of them; about 0.97 for real pictures.
    class_counts : tuple of int
        How many pictures the classifier takes for each digit, 0 to 9.
    class_entropy : float
        The entropy of those in bits: 3.32 for ten digits alike, 0 for one alone.
    confident_share : float
        The share of the pictures of which the classifier is sure which digit it is, by over 0.9.
    digit_share : float
        The share of the pictures that the classifier takes for a clean digit at all: it has met
        noise, blots, blurred and mixed digits, too.
    pixel_copies : CopyCheck
        How near they lie to training digits by pixels, 0 to 1 each, beside held-out real ones.
    feature_copies : CopyCheck
        The same by the classifier's features.

    See Also
    --------
    unrolled.gan.evaluate.evaluate_samples : Make one.
    """

    num_pictures: int
    num_reference: int
    num_compared: int
    frechet: float
    frechet_extrapolated: float
    precision: float
    recall: float
    density: float
    coverage: float
    class_counts: tuple[int, ...]
    class_entropy: float
    confident_share: float
    digit_share: float
    pixel_copies: CopyCheck
    feature_copies: CopyCheck

    def as_row(self) -> dict[str, float]:
        """
        Give the numbers that a table shows, under its headings.

        Returns
        -------
        dict of str to float
            Eleven numbers.
        """
        return {
            "Fréchet": self.frechet,
            "Fréchet, N to infinity": self.frechet_extrapolated,
            "precision": self.precision,
            "recall": self.recall,
            "density": self.density,
            "coverage": self.coverage,
            "class entropy (bits)": self.class_entropy,
            "confident": self.confident_share,
            "digits at all": self.digit_share,
            "close to training, pixels": self.pixel_copies.close_share,
            "close to training, features": self.feature_copies.close_share,
        }
