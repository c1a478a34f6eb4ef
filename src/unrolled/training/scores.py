"""All scores of a captioning model together, as a table shows them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from unrolled.models import CaptioningRNN, Ensemble
from unrolled.training.bleu import corpus_bleu
from unrolled.training.metrics import Decode, caption_exact_match, describe_pictures
from unrolled.training.next_word_scores import score_next_words


class CaptionScores(NamedTuple):
    """
    The scores of a model on a split.

    Attributes
    ----------
    bleu_1, bleu_2, bleu_3, bleu_4 : float
        What `corpus_bleu` gives for the captions that the model makes, from 0 to 1.
    exact_match : float
        The share of pictures whose caption is one of the right ones, word for word.
    token_accuracy : float
        The share of words that the model finds likeliest after the right words before them.
    perplexity : float
        How many words it hesitates between, on average: see `NextWordScores`.
    pictures : int
        How many pictures the scores are taken of.
    """

    bleu_1: float
    bleu_2: float
    bleu_3: float
    bleu_4: float
    exact_match: float
    token_accuracy: float
    perplexity: float
    pictures: int


def score_captions(
    model: CaptioningRNN | Ensemble,
    data: Mapping[str, Any],
    split: str,
    *,
    decode: Decode | None = None,
    count: int | None = None,
    seed: int = 0,
    batch_size: int = 500,
) -> CaptionScores:
    """
    Caption the pictures of a split and score the captions, and the model's next words.

    Parameters
    ----------
    model : CaptioningRNN or Ensemble
        The model.
    data : mapping
        What `load_coco_data` or `load_scenes` returns.
    split : str
        The split.
    decode : callable, optional
        How to caption, ``decode(model, features, max_length) -> captions``; by default the model's
        own ``sample``. Token accuracy and perplexity do not depend on it.
    count : int, optional
        Take so many pictures at most, drawn at random; by default all.
    seed : int
        Where the draw comes from.
    batch_size : int
        Pictures captioned at once, and captions read at once.

    Returns
    -------
    CaptionScores
        The scores.

    Raises
    ------
    ValueError
        If `data` has no such split, or `count` or `batch_size` is less than 1.
    TypeError
        If `count` or `batch_size` is no whole number.

    See Also
    --------
    describe_pictures : The captions themselves.

    Examples
    --------
    >>> from functools import partial
    >>> from unrolled.models import beam_search
    >>> beam = partial(beam_search, beam_width=4)
    >>> score_captions(model, data, "val", decode=beam).bleu_4  # doctest: +SKIP
    0.17
    """
    pictures, said, right = describe_pictures(
        model, data, split, decode=decode, count=count, seed=seed, batch_size=batch_size
    )
    next_words = score_next_words(model, data, split, pictures=pictures, batch_size=batch_size)
    bleu_1, bleu_2, bleu_3, bleu_4 = corpus_bleu(said, right)
    return CaptionScores(
        bleu_1=bleu_1,
        bleu_2=bleu_2,
        bleu_3=bleu_3,
        bleu_4=bleu_4,
        exact_match=caption_exact_match(said, right),
        token_accuracy=next_words.accuracy,
        perplexity=next_words.perplexity,
        pictures=len(pictures),
    )
