r"""BLEU: how many words, and runs of words, of a caption stand in what people wrote."""

from collections import Counter
from collections.abc import Sequence
from math import exp, inf, log
from typing import NamedTuple

from unrolled.training.caption_pairs import check_pairs
from unrolled.training.settings import check_count

Ngrams = Counter[tuple[str, ...]]


def corpus_bleu(
    predictions: Sequence[str], references: Sequence[Sequence[str]], max_order: int = 4
) -> tuple[float, ...]:
    r"""
    Measure BLEU-1 to BLEU-4 of captions, over all pictures together.

    Equation ``eq-bleu`` of the book. The precision of order n is the share of runs of n words in
    the predictions that stand in a reference of their picture; a run counts at most as often as it
    stands in one of them. Matches and runs are added up over all pictures before they are divided.
    BLEU-n is the geometric mean of the precisions of orders 1 to n, times the brevity penalty

    .. math:: \min(1, \exp(1 - r / c)),

    c being the words of all predictions and r those of the references, of each picture the
    reference closest in length to the prediction; of two as close, the shorter.

    Parameters
    ----------
    predictions : sequence of str
        A caption for each picture, words between spaces. Empty ones are fine.
    references : sequence of sequences of str
        For each picture one right caption or more; their number may differ from picture to picture.
    max_order : int
        The longest run that is counted.

    Returns
    -------
    tuple of float
        BLEU-1 to BLEU-`max_order`, from 0 to 1. Nothing is smoothed: from the first order without
        any match on, they are 0.

    Raises
    ------
    ValueError
        If there is no picture, there are not as many references as predictions, a picture has no
        reference, or `max_order` is below 1.
    TypeError
        If the references of a picture are a single text.

    See Also
    --------
    sentence_bleu : BLEU of one caption, smoothed.

    Notes
    -----
    K. Papineni, S. Roukos, T. Ward and W.-J. Zhu, "BLEU: a method for automatic evaluation of
    machine translation", ACL 2002. The papers on captions give the same numbers times 100.

    Examples
    --------
    >>> corpus_bleu(["a red disc"], [["a red disc and a bar", "one red disc"]], max_order=2)
    (1.0, 1.0)
    """
    check_pairs(predictions, references)
    check_count("max_order", max_order)
    unanswered = [place for place, known in enumerate(references) if not known]
    if unanswered:
        raise ValueError(f"every picture should have a reference; picture {unanswered[0]} has none")
    totals = _Counts([0] * max_order, [0] * max_order, 0, 0)
    for prediction, known in zip(predictions, references, strict=True):
        totals = totals.plus(_count(prediction.split(), _know(known, max_order)))
    return totals.bleu()


def sentence_bleu(prediction: str, references: Sequence[str], max_order: int = 4) -> float:
    """
    Measure BLEU of one caption, smoothed.

    A single caption often has no run of four words in common with a reference, which would make
    BLEU-4 zero, however good it is. So for all orders but the first, a match and a run are added
    before the division. To judge a model, use `corpus_bleu`.

    Parameters
    ----------
    prediction : str
        The caption.
    references : sequence of str
        One right caption or more.
    max_order : int
        The longest run that is counted.

    Returns
    -------
    float
        From 0 to 1; 0 if no word stands in a reference.

    Raises
    ------
    ValueError
        If there is no reference, or `max_order` is below 1.
    TypeError
        If the references are a single text.

    Notes
    -----
    The smoothing is that of C.-Y. Lin and F. J. Och, "ORANGE: a method for evaluating automatic
    evaluation metrics for machine translation", COLING 2004.

    Examples
    --------
    >>> sentence_bleu("a red disc", ["a red disc", "one disc"])
    1.0
    """
    return _count(prediction.split(), _know(references, max_order)).smoothed().bleu()[-1]


def mean_of_orders(
    predictions: Sequence[str], references: Sequence[str], max_order: int = 4
) -> tuple[float, ...]:
    """
    Score several captions of one picture, each by the mean of its BLEU-1, BLEU-2 and so on.

    Each is smoothed as in `sentence_bleu`. Short runs tell good captions from bad ones early, long
    runs do so late: their mean always has something to say, as a score to train on must.

    Parameters
    ----------
    predictions : sequence of str
        The captions.
    references : sequence of str
        One right caption or more.
    max_order : int
        The longest run that is counted.

    Returns
    -------
    tuple of float
        A score for each caption, from 0 to 1.

    Raises
    ------
    ValueError, TypeError
        As `sentence_bleu` does; TypeError as well if the predictions are a single text.

    Examples
    --------
    >>> mean_of_orders(["a red disc", "two bars"], ["a red disc", "one disc"])
    (1.0, 0.0)
    """
    if isinstance(predictions, str):
        raise TypeError("predictions should be a list of captions, not one text")
    known = _know(references, max_order)
    scores = (_count(text.split(), known).smoothed().bleu() for text in predictions)
    return tuple(sum(orders) / max_order for orders in scores)


def ngrams(words: Sequence[str], max_order: int) -> Ngrams:
    """
    Count the runs of words in a text.

    Parameters
    ----------
    words : sequence of str
        The words.
    max_order : int
        Words in the longest run.

    Returns
    -------
    Counter of tuple of str
        How often each run of 1 to `max_order` words stands there.
    """
    return Counter(
        tuple(words[start : start + order])
        for order in range(1, max_order + 1)
        for start in range(len(words) - order + 1)
    )


class _Counts(NamedTuple):
    """What BLEU is computed of: matches and runs by order, words of predictions and references."""

    matches: list[int]
    runs: list[int]
    predicted: int
    closest: int

    def plus(self, other: "_Counts") -> "_Counts":
        return _Counts(
            [a + b for a, b in zip(self.matches, other.matches, strict=True)],
            [a + b for a, b in zip(self.runs, other.runs, strict=True)],
            self.predicted + other.predicted,
            self.closest + other.closest,
        )

    def smoothed(self) -> "_Counts":
        """With a match and a run more in all orders but the first."""
        matches = [one + (order > 0) for order, one in enumerate(self.matches)]
        runs = [one + (order > 0) for order, one in enumerate(self.runs)]
        return _Counts(matches, runs, self.predicted, self.closest)

    def bleu(self) -> tuple[float, ...]:
        if self.predicted == 0:
            return (0.0,) * len(self.runs)
        penalty = min(1.0, exp(1 - self.closest / self.predicted))
        total, scores = 0.0, []
        for order, (matched, run) in enumerate(zip(self.matches, self.runs, strict=True), start=1):
            total += log(matched / run) if matched else -inf
            scores.append(penalty * exp(total / order))
        return tuple(scores)


class _Known(NamedTuple):
    """What captions are compared with: the references' lengths, and how often a run may stand."""

    lengths: list[int]
    allowed: Ngrams
    max_order: int


def _know(references: Sequence[str], max_order: int) -> _Known:
    if isinstance(references, str):
        raise TypeError("references should be a list of captions, not one text")
    check_count("max_order", max_order)
    if not references:
        raise ValueError("there should be at least one reference; got none")
    right = [text.split() for text in references]
    allowed: Ngrams = Counter()
    for one in right:
        allowed |= ngrams(one, max_order)
    return _Known([len(one) for one in right], allowed, max_order)


def _count(words: Sequence[str], known: _Known) -> _Counts:
    """Count the runs of one prediction, and those that stand in its references."""
    closest = min((abs(length - len(words)), length) for length in known.lengths)[1]
    counts = _Counts([0] * known.max_order, [0] * known.max_order, len(words), closest)
    for run, times in ngrams(words, known.max_order).items():
        counts.matches[len(run) - 1] += min(times, known.allowed[run])
        counts.runs[len(run) - 1] += times
    return counts
