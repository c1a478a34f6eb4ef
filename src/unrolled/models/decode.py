"""Captions from a model, a word at a time: the likeliest words, or words drawn at random."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Int32, Integer

from unrolled.models.next_words import (
    NextWordModel,
    check_max_length,
    emitted_words,
    largest,
    next_log_probs,
    no_probability,
    take_rows,
)

# Chooses a word for each row of log-probabilities, given the pictures they belong to and the step.
_Choice = Callable[[np.ndarray, np.ndarray, int], np.ndarray]


def greedy_search(
    model: NextWordModel,
    features: Float[np.ndarray, "N D"],
    max_length: int = 30,
    *,
    allow_unk: bool = False,
) -> Int32[np.ndarray, "N {max_length}"]:
    """
    Caption pictures with the likeliest word at each step, of those that may be emitted.

    Equation ``eq-greedy`` of the book. `CaptioningRNN.sample` does the same without ruling any
    word out.

    Parameters
    ----------
    model : NextWordModel
        A `CaptioningRNN` or an `Ensemble`.
    features : ndarray of float, shape (N, D)
        Features of N pictures; one and none are batches, too.
    max_length : int
        Words a caption at most; the work stops as soon as every caption has ended.
    allow_unk : bool
        Whether ``<UNK>`` may be emitted; ``<NULL>`` and ``<START>`` never are.

    Returns
    -------
    ndarray of int32, shape (N, max_length)
        Word indices. The first column is the first word, not ``<START>``; after ``<END>`` comes
        only ``<NULL>``. In a vocabulary without ``<END>``, no caption stops early.

    Raises
    ------
    ValueError
        If `max_length` is below 1, the vocabulary has no word that may be emitted, or the model's
        probabilities are not numbers.

    See Also
    --------
    beam_search : Look for captions that are likely as a whole.
    sample_captions : Draw captions at random.
    """
    return _choose_words(model, features, max_length, allow_unk, lambda p, *_: p.argmax(axis=1))


def sample_captions(
    model: NextWordModel,
    features: Float[np.ndarray, "N D"],
    max_length: int = 30,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    seed: int | np.random.Generator | None = None,
    allow_unk: bool = False,
) -> Int32[np.ndarray, "N {max_length}"]:
    """
    Caption pictures with words drawn at random, each as often as the model finds it likely.

    Equation ``eq-temperature`` of the book gives the probabilities.

    Parameters
    ----------
    model : NextWordModel
        A `CaptioningRNN` or an `Ensemble`.
    features : ndarray of float, shape (N, D)
        Features of N pictures; one and none are batches, too.
    max_length : int
        Words a caption at most; the work stops as soon as every caption has ended.
    temperature : float
        Probabilities are raised to the power ``1 / temperature`` and made to add up to 1 again:
        1 leaves them as they are, towards 0 only the likeliest word is left, and a large number
        makes all words alike.
    top_k : int, optional
        Draw from so many of the likeliest words only; 1 is greedy. By default from all.
    seed : int or numpy.random.Generator, optional
        Where the draws come from; None for others at each call. Every picture has a stream of its
        own, spawned from the seed by its place in the batch: what is drawn for the third picture
        does not depend on how many follow, nor on `max_length` but for where it is cut. A generator
        spawns other streams at each call.
    allow_unk : bool
        Whether ``<UNK>`` may be emitted; ``<NULL>`` and ``<START>`` never are.

    Returns
    -------
    ndarray of int32, shape (N, max_length)
        Word indices, in the form that `greedy_search` returns.

    Raises
    ------
    ValueError
        If `temperature` is not a finite number above 0, `top_k` or `max_length` is below 1, the
        vocabulary has no word that may be emitted, or the model's probabilities are not numbers.
    """
    check_temperature(temperature)
    if top_k is not None and top_k < 1:
        raise ValueError(f"top_k should be at least 1, or None for every word; got {top_k}.")
    check_max_length(max_length)
    streams = np.random.default_rng(seed).spawn(len(features))
    draws = np.array([stream.random(max_length) for stream in streams])

    def choose(
        log_probs: Float[np.ndarray, "R V"], pictures: Integer[np.ndarray, " R"], step: int
    ) -> Integer[np.ndarray, " R"]:
        return _draw(log_probs, draws[pictures, step], temperature, top_k)

    return _choose_words(model, features, max_length, allow_unk, choose)


def check_temperature(temperature: float) -> None:
    """
    Check a temperature.

    Parameters
    ----------
    temperature : float
        What probabilities are raised to one over.

    Raises
    ------
    ValueError
        If it is not a finite number above 0.
    """
    if not 0 < temperature < np.inf:
        raise ValueError(f"temperature should be a finite number above 0; got {temperature}.")


def _draw(
    log_probs: Float[np.ndarray, "R V"],
    draws: Float[np.ndarray, " R"],
    temperature: float,
    top_k: int | None,
) -> Integer[np.ndarray, " R"]:
    """Cut the interval from 0 to 1 into the words' probabilities; take the word at each draw."""
    words = None
    if top_k is not None and top_k < log_probs.shape[1]:
        log_probs, words = largest(log_probs, top_k)
    shifted = log_probs.astype(np.float64)
    # Minus infinity over everything is an error that the caller finds by the word chosen, and a
    # small temperature may well divide to minus infinity: a probability of 0.
    with np.errstate(over="ignore", invalid="ignore"):
        shifted -= shifted.max(axis=1, keepdims=True)
        ends = np.exp(shifted / temperature).cumsum(axis=1)
    # A draw below 1 leaves its product with the total below the total, rounded as well.
    places = draws[:, np.newaxis] * ends[:, -1:]
    columns: Integer[np.ndarray, " R"] = (ends <= places).sum(axis=1)
    return columns if words is None else words[np.arange(len(words)), columns]


def _choose_words(
    model: NextWordModel,
    features: Float[np.ndarray, "N D"],
    max_length: int,
    allow_unk: bool,
    choose: _Choice,
) -> Int32[np.ndarray, "N {max_length}"]:
    """Caption pictures by choosing a word at a time; those that have ended drop out."""
    check_max_length(max_length)
    allowed = emitted_words(model, allow_unk)
    null, start, end = model.special_words
    captions = np.full((len(features), max_length), null, dtype=np.int32)
    running = np.arange(len(features))
    words, state = np.full(len(features), start), model.start(features)
    for step in range(max_length):
        if not running.size:
            break
        log_probs, state = next_log_probs(model, words, state, allowed)
        words = choose(log_probs, running, step)
        # Minus infinity and NaN both fail this.
        possible = log_probs[np.arange(len(words)), words] > -np.inf
        if not possible.all():
            raise no_probability(running[~possible])
        captions[running, step] = words
        goes_on = words != end
        running, words, state = running[goes_on], words[goes_on], take_rows(state, goes_on)
    return captions
