r"""BLEU: how many words, and runs of words, of a caption stand in what people wrote."""

from collections import Counter
from collections.abc import Sequence
from math import exp, inf, log
from typing import NamedTuple

from unrolled.training.caption_pairs import check_pairs

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
    _check_order(max_order)
    unanswered = [place for place, known in enumerate(references) if not known]
    if unanswered:
        raise ValueError(f"every picture should have a reference; picture {unanswered[0]} has none")
    totals = _Counts([0] * max_order, [0] * max_order, 0, 0)
    for prediction, known in zip(predictions, references, strict=True):
        totals = totals.plus(_count(prediction, known, max_order))
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
    if isinstance(references, str):
        raise TypeError("references should be a list of captions, not one text")
    _check_order(max_order)
    if not references:
        raise ValueError("there should be at least one reference; got none")
    matches, runs, predicted, closest = _count(prediction, references, max_order)
    added = [order > 0 for order in range(max_order)]
    matches = [one + more for one, more in zip(matches, added, strict=True)]
    runs = [one + more for one, more in zip(runs, added, strict=True)]
    return _Counts(matches, runs, predicted, closest).bleu()[-1]


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

    def bleu(self) -> tuple[float, ...]:
        if self.predicted == 0:
            return (0.0,) * len(self.runs)
        penalty = min(1.0, exp(1 - self.closest / self.predicted))
        total, scores = 0.0, []
        for order, (matched, run) in enumerate(zip(self.matches, self.runs, strict=True), start=1):
            total += log(matched / run) if matched else -inf
            scores.append(penalty * exp(total / order))
        return tuple(scores)


def _count(prediction: str, references: Sequence[str], max_order: int) -> _Counts:
    """Count the runs of one prediction, and those that stand in its references."""
    words, right = prediction.split(), [text.split() for text in references]
    closest = min((abs(len(one) - len(words)), len(one)) for one in right)[1]
    allowed: Ngrams = Counter()
    for one in right:
        allowed |= ngrams(one, max_order)
    counts = _Counts([0] * max_order, [0] * max_order, len(words), closest)
    for run, times in ngrams(words, max_order).items():
        counts.matches[len(run) - 1] += min(times, allowed[run])
        counts.runs[len(run) - 1] += times
    return counts


def _check_order(max_order: int) -> None:
    if max_order < 1:
        raise ValueError(f"max_order should be at least 1; got {max_order}.")
