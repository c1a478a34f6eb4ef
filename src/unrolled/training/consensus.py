"""Consensus: of several captions of a picture, the one that the others agree with most."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Float64, Int32

from unrolled.models import NextWordModel, beam_candidates
from unrolled.models.beam import LENGTH_PENALTY
from unrolled.models.decode import check_temperature
from unrolled.training.bleu import ngrams
from unrolled.training.settings import check_count


def consensus_search(
    model: NextWordModel,
    features: Float[np.ndarray, "N D"],
    max_length: int = 30,
    *,
    beam_width: int = 20,
    length_penalty: float = LENGTH_PENALTY,
    temperature: float = 1.0,
    allow_unk: bool = False,
) -> Int32[np.ndarray, "N {max_length}"]:
    """
    Caption pictures with the caption of a beam that is most like the others.

    The likeliest caption is often an odd one out, likely only for being short or plain. What many
    of the likely captions say is safer.

    Parameters
    ----------
    model : NextWordModel
        A `CaptioningRNN` or an `Ensemble`.
    features : ndarray of float, shape (N, D)
        Features of N pictures.
    max_length, beam_width, length_penalty : optional
        As `beam_search` takes them; the beam's captions are the candidates.
    temperature : float
        How much likelier candidates count for more, as in `choose_consensus`.
    allow_unk : bool
        Whether ``<UNK>`` may be emitted.

    Returns
    -------
    ndarray of int32, shape (N, max_length)
        Word indices, in the form that `greedy_search` returns.

    Raises
    ------
    ValueError
        As in `beam_search` and in `choose_consensus`.

    See Also
    --------
    choose_consensus : The choice alone, among captions of any origin.
    """
    check_temperature(temperature)
    found = beam_candidates(
        model,
        features,
        max_length,
        beam_width=beam_width,
        length_penalty=length_penalty,
        allow_unk=allow_unk,
    )
    null, _, end = model.special_words
    chosen = np.empty((len(features), max_length), dtype=np.int32)
    for picture, (captions, log_probs) in enumerate(
        zip(found.captions, found.log_probs, strict=True)
    ):
        there = log_probs > -np.inf
        texts = [
            " ".join(str(word) for word in caption if word not in (null, end))
            for caption in captions[there].tolist()
        ]
        best = choose_consensus(texts, log_probs[there], temperature=temperature)
        chosen[picture] = captions[best]
    return chosen


def choose_consensus(
    candidates: Sequence[str],
    log_probs: Float[np.ndarray, " K"] | None = None,
    *,
    temperature: float = 1.0,
    max_order: int = 4,
) -> int:
    """
    Choose the caption with the highest expected BLEU, if one of the candidates is the right one.

    How alike two candidates are is what `sentence_bleu` gives for the one with the other as its
    reference. A candidate's score is the mean over all candidates, each weighted by its
    probability.

    Parameters
    ----------
    candidates : sequence of str
        K captions of one picture, from a beam or drawn at random; words between spaces.
    log_probs : ndarray of float, shape (K,), optional
        Natural logarithms of their probabilities, up to a constant. Without them all weigh the
        same, which is right for captions drawn at random: likely ones come more often.
    temperature : float
        The weights are the probabilities to the power ``1 / temperature``: the larger, the more
        alike the weights.
    max_order : int
        The longest run of words that is compared.

    Returns
    -------
    int
        The place of the chosen candidate; of equals, the first.

    Raises
    ------
    ValueError
        If there is no candidate or not as many finite log-probabilities, or a setting is not above
        0.

    Notes
    -----
    S. Kumar and W. Byrne, "Minimum Bayes-risk decoding for statistical machine translation", NAACL
    2004; for captions, J. Devlin, S. Gupta, R. Girshick, M. Mitchell and C. L. Zitnick, "Exploring
    nearest neighbor approaches for image captioning", 2015.

    Examples
    --------
    >>> choose_consensus(["two cats", "a red disc", "a red disc and a bar", "a red ring"])
    1
    """
    check_temperature(temperature)
    if not candidates:
        raise ValueError("there should be at least one candidate; got none.")
    if log_probs is None:
        log_probs = np.zeros(len(candidates))
    if log_probs.shape != (len(candidates),) or not np.isfinite(log_probs).all():
        raise ValueError(
            f"log_probs should be {len(candidates)} finite numbers, one a candidate; got "
            f"{log_probs}."
        )
    with np.errstate(over="ignore"):  # a small temperature divides to a weight of 0
        weights = np.exp((log_probs - log_probs.max()) / temperature)
    gains = pairwise_bleu(candidates, max_order) @ weights
    # Rounding should not decide between equals, whose sums are of the same numbers in other order.
    return int(np.flatnonzero(gains >= gains.max() * (1 - 1e-12))[0])


def pairwise_bleu(texts: Sequence[str], max_order: int = 4) -> Float64[np.ndarray, "K K"]:
    """
    Measure `sentence_bleu` of every text with every text as its only reference.

    Parameters
    ----------
    texts : sequence of str
        K texts.
    max_order : int
        The longest run of words that is counted.

    Returns
    -------
    ndarray of float64, shape (K, K)
        In row i and column j the BLEU of text i with text j as its reference, from 0 to 1.

    Raises
    ------
    ValueError
        If `max_order` is below 1.
    """
    check_count("max_order", max_order)
    split = [text.split() for text in texts]
    counted = [ngrams(words, max_order) for words in split]
    columns = {
        run: column for column, run in enumerate(dict.fromkeys(r for c in counted for r in c))
    }
    counts = np.zeros((len(texts), len(columns)))
    for row, runs in zip(counts, counted, strict=True):
        row[[columns[run] for run in runs]] = list(runs.values())
    # Which order a column's run has, so that one product adds up all orders.
    orders = np.zeros((len(columns), max_order))
    orders[np.arange(len(columns)), [len(run) - 1 for run in columns]] = 1
    matches = np.array([np.minimum(row, counts) @ orders for row in counts])  # (K, K, max_order)
    totals = (counts @ orders)[:, np.newaxis]
    matches[:, :, 1:] += 1
    totals[:, :, 1:] += 1
    lengths = np.array([max(len(words), 1) for words in split])
    penalty = np.minimum(1, np.exp(1 - lengths / lengths[:, np.newaxis]))
    precisions = matches / np.maximum(totals, 1)
    bleu: Float64[np.ndarray, "K K"] = penalty * precisions.prod(axis=2) ** (1 / max_order)
    return bleu
