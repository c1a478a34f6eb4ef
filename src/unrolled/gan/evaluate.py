"""Which is better? Pictures of digits judged by real ones, in one call."""

import numpy as np
from jaxtyping import Shaped

from unrolled.data.digits import Digits
from unrolled.gan.classifier import DigitClassifier
from unrolled.gan.evaluation import Evaluation
from unrolled.gan.judge import Judge


def evaluate_samples(
    pictures: Shaped[np.ndarray, "..."],
    digits: Digits | None = None,
    classifier: DigitClassifier | None = None,
    *,
    seed: int = 0,
) -> Evaluation:
    """
    Judge pictures of digits by real ones.

    Parameters
    ----------
    pictures : ndarray, shape (N, 28, 28)
        At least 100, and better 2,000 or more: of type uint8, 0 to 255, or of a floating type, 0 to
        1, as `GanTrainer.sample` gives them.
    digits : Digits, optional
        The real digits, whose training half is compared with; by default the bundled ones.
    classifier : DigitClassifier, optional
        In whose features to compare; by default the bundled one.
    seed : int
        How to draw the sets that must be of equal sizes.

    Returns
    -------
    Evaluation
        Fréchet distance, precision, recall, density, coverage, entropy of the classes, and how near
        the pictures lie to training digits.

    Raises
    ------
    TypeError
        If the pictures are of another type.
    ValueError
        If their shape is another, they are too few, or pixels are out of range or no numbers.

    See Also
    --------
    evaluate_real : What real digits get, which is the best to hope for.
    Judge : For many sets of pictures: it looks at the real ones once.
    """
    return Judge(digits, classifier, seed=seed).evaluate(pictures)


def evaluate_real(
    digits: Digits | None = None,
    classifier: DigitClassifier | None = None,
    *,
    num_pictures: int = 1500,
    seed: int = 0,
) -> Evaluation:
    """
    Judge real digits that were held out, by those trained on: the floor for every generator.

    They are drawn as a generator would draw them: how many there are of each digit is left to
    chance. (Exactly as many of each would look nearer than any sample does.)

    Parameters
    ----------
    digits : Digits, optional
        The real digits, some of whose test half are judged; by default the bundled ones, of which
        2,000 are held out.
    classifier : DigitClassifier, optional
        In whose features to compare; by default the bundled one. It has been trained on the digits
        compared with and not on those judged, and a part of the floor is that.
    num_pictures : int
        How many to judge: as many as of the generators that it is the floor for.
    seed : int
        Which digits to draw. Several seeds give an idea of how sure the floor is.

    Returns
    -------
    Evaluation
        The same numbers as `evaluate_samples` gives.

    Raises
    ------
    ValueError
        If there are not so many pictures of a digit as were drawn, or they are too few.
    """
    return Judge(digits, classifier, seed=seed).evaluate_real(num_pictures, seed)
