"""How well a model predicts each next word of captions that people wrote."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Integer

from unrolled.models import NextWordModel
from unrolled.models.next_words import take_rows
from unrolled.training.check_data import check_split


class NextWordScores(NamedTuple):
    """
    Scores of single words, each predicted after the right words before it.

    Attributes
    ----------
    accuracy : float
        The share of words, from 0 to 1, that the model found likeliest.
    perplexity : float
        The exponential of the mean cross-entropy of a word, equation ``eq-perplexity`` of the book:
        1 for a model that is always sure and right, V for one that knows nothing.
    words : int
        How many words were predicted: all but ``<START>`` and ``<NULL>``, so ``<END>`` is one.
    """

    accuracy: float
    perplexity: float
    words: int


def score_next_words(
    model: NextWordModel,
    data: Mapping[str, Any],
    split: str,
    *,
    pictures: Integer[np.ndarray, " K"] | None = None,
    batch_size: int = 500,
) -> NextWordScores:
    """
    Score the next words that a model predicts along the captions of a split.

    Parameters
    ----------
    model : NextWordModel
        A `CaptioningRNN` or an `Ensemble`.
    data : mapping
        What `load_coco_data` or `load_scenes` returns.
    split : str
        The split.
    pictures : ndarray of int, shape (K,), optional
        Take the captions of these pictures only; by default of all.
    batch_size : int
        Captions read at once. Only one step of them is in memory at a time.

    Returns
    -------
    NextWordScores
        Accuracy and perplexity over all words together, however they are spread over captions.

    Raises
    ------
    ValueError
        If there is no such split or no word to predict, or `batch_size` is below 1.

    See Also
    --------
    CaptioningRNN.loss : The same cross-entropy, of a caption instead of a word, with gradients.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size should be at least 1; got {batch_size}.")
    check_split(data, split)
    captions, image_idxs = data[f"{split}_captions"], data[f"{split}_image_idxs"]
    if pictures is not None:
        chosen = np.isin(image_idxs, pictures)
        captions, image_idxs = captions[chosen], image_idxs[chosen]
    words = hits = 0
    cost = 0.0
    for start in range(0, len(captions), batch_size):
        some = slice(start, start + batch_size)
        features = data[f"{split}_features"][image_idxs[some]]
        for log_probs, right in _predictions(model, features, captions[some]):
            words += len(right)
            hits += int((log_probs.argmax(axis=1) == right).sum())
            cost -= float(log_probs[np.arange(len(right)), right].sum(dtype=np.float64))
    if words == 0:
        raise ValueError(f"the captions of split {split!r} should hold words to predict; got none.")
    with np.errstate(over="ignore"):  # a model may be as wrong as infinity says
        return NextWordScores(hits / words, float(np.exp(cost / words)), words)


def _predictions(
    model: NextWordModel, features: Float[np.ndarray, "N D"], captions: Integer[np.ndarray, "N L"]
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Go along captions; at each step, give log-probabilities and the right words that count."""
    targets = captions[:, 1:]
    counts = targets != model.special_words.null
    to_come = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    running, state = np.arange(len(captions)), model.start(features)
    for step in range(targets.shape[1]):
        going_on = to_come[running, step] > 0
        running, state = running[going_on], take_rows(state, going_on)
        if not running.size:
            return
        log_probs, state = model.step(captions[running, step], state)
        here = counts[running, step]
        yield log_probs[here], targets[running[here], step]
