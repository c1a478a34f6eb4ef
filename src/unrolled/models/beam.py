"""Beam search: captions that are likely as a whole, not only word by word."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Float64, Int32, Integer

from unrolled.models.cells import State
from unrolled.models.next_words import (
    NextWordModel,
    check_max_length,
    emitted_words,
    largest,
    next_log_probs,
    no_probability,
    take_rows,
)

LENGTH_PENALTY = 0.7
"""The power of a caption's length that its log-probability is divided by, if none is given."""


class BeamCandidates(NamedTuple):
    """
    The captions that a beam search found, the best of each picture first.

    Attributes
    ----------
    captions : ndarray of int32, shape (N, K, max_length)
        Word indices, in the form that `greedy_search` returns. Where a picture has fewer than K
        possible captions, the rest is ``<NULL>``.
    scores : ndarray of float64, shape (N, K)
        Equation ``eq-beam`` of the book: log-probability over ``length ** length_penalty``;
        minus infinity where there is no caption.
    log_probs : ndarray of float64, shape (N, K)
        Natural logarithms of the captions' probabilities.
    """

    captions: Int32[np.ndarray, "N K L"]
    scores: Float64[np.ndarray, "N K"]
    log_probs: Float64[np.ndarray, "N K"]


def beam_search(
    model: NextWordModel,
    features: Float[np.ndarray, "N D"],
    max_length: int = 30,
    *,
    beam_width: int = 4,
    length_penalty: float = LENGTH_PENALTY,
    allow_unk: bool = False,
) -> Int32[np.ndarray, "N {max_length}"]:
    """
    Caption pictures with the best caption that a beam search finds.

    Best by equation ``eq-beam`` of the book.

    Parameters
    ----------
    model : NextWordModel
        A `CaptioningRNN` or an `Ensemble`.
    features : ndarray of float, shape (N, D)
        Features of N pictures; one and none are batches, too.
    max_length : int
        Words a caption at most, ``<END>`` among them.
    beam_width : int
        Unfinished captions K that are followed at once; 1 is greedy.
    length_penalty : float
        Captions are compared by their log-probability over ``length ** length_penalty``, the length
        counting ``<END>``. At 0 short captions win, for every word costs probability; at 1 it is
        the mean over the words that counts.
    allow_unk : bool
        Whether ``<UNK>`` may be emitted; ``<NULL>`` and ``<START>`` never are.

    Returns
    -------
    ndarray of int32, shape (N, max_length)
        Word indices, in the form that `greedy_search` returns.

    Raises
    ------
    ValueError
        If `beam_width` or `max_length` is below 1, `length_penalty` is not between 0 and 10, the
        vocabulary has no word that may be emitted, or the model's probabilities are not numbers.

    See Also
    --------
    beam_candidates : All K captions, with their scores.

    Notes
    -----
    All pictures and beams take a step together, as rows of one batch, and a picture drops out when
    no caption it still follows could win. A wide enough beam finds the best caption of all. A
    narrow one gives no such promise, not even to beat the greedy caption: the words that lead there
    may leave the beam on the way.
    """
    beam = _Search(model, max_length, beam_width, length_penalty, allow_unk)
    return beam.run(features, wanted=1).captions[:, 0]


def beam_candidates(
    model: NextWordModel,
    features: Float[np.ndarray, "N D"],
    max_length: int = 30,
    *,
    beam_width: int = 4,
    length_penalty: float = LENGTH_PENALTY,
    allow_unk: bool = False,
) -> BeamCandidates:
    """
    Caption pictures with the best K captions that a beam search of width K finds.

    Parameters
    ----------
    model : NextWordModel
        A `CaptioningRNN` or an `Ensemble`.
    features : ndarray of float, shape (N, D)
        Features of N pictures.
    max_length, beam_width, length_penalty, allow_unk : optional
        As `beam_search` takes them.

    Returns
    -------
    BeamCandidates
        Captions with their scores and log-probabilities. The first of each picture is what
        `beam_search` returns.

    Raises
    ------
    ValueError
        As in `beam_search`.
    """
    beam = _Search(model, max_length, beam_width, length_penalty, allow_unk)
    return beam.run(features, wanted=beam_width)


def check_length_penalty(length_penalty: float, name: str = "length_penalty") -> None:
    """
    Check the power of a caption's length.

    Parameters
    ----------
    length_penalty : float
        The power.
    name : str
        What it is called, for the message.

    Raises
    ------
    ValueError
        If it is not a number from 0 to 10.
    """
    if not 0 <= length_penalty <= 10:
        raise ValueError(f"{name} should be from 0 to 10; got {length_penalty}.")


class _Followed(NamedTuple):
    """The n pictures still searched, and the k unfinished captions that are followed of each."""

    pictures: Integer[np.ndarray, " n"]
    log_probs: Float64[np.ndarray, "n k"]  # minus infinity for one that is followed no longer
    captions: Int32[np.ndarray, "n k L"]
    state: State  # n * k rows


class _Search:
    """A beam search with its settings, checked."""

    def __init__(
        self,
        model: NextWordModel,
        max_length: int,
        beam_width: int,
        length_penalty: float,
        allow_unk: bool,
    ) -> None:
        check_max_length(max_length)
        if beam_width < 1:
            raise ValueError(f"beam_width should be at least 1; got {beam_width}.")
        check_length_penalty(length_penalty)
        self._allowed = emitted_words(model, allow_unk)
        self._model, self._max_length, self._width = model, max_length, beam_width
        self._norms = np.arange(1, max_length + 1, dtype=np.float64) ** length_penalty

    def run(self, features: Float[np.ndarray, "N D"], wanted: int) -> BeamCandidates:
        """Search until the best `wanted` captions of every picture are sure."""
        N, null = len(features), self._model.special_words.null
        captions = np.full((N, self._width, self._max_length), null, dtype=np.int32)
        nothing = np.full((N, self._width), -np.inf)
        finished = BeamCandidates(captions, nothing, nothing.copy())
        state = self._model.start(features)
        followed = _Followed(np.arange(N), np.zeros((N, 1)), captions[:, :1], state)
        for step in range(self._max_length):
            if not followed.pictures.size:
                break
            followed = self._go_on(followed, step)
            self._finish(followed, step, finished)
            # Probabilities only fall from here. So no caption can end better than if all its words
            # to come were certain, and as many as may be.
            hope = followed.log_probs.max(axis=1) / self._norms[-1]
            followed = _select(followed, hope > finished.scores[followed.pictures, wanted - 1])
        failed = np.flatnonzero(np.isneginf(finished.scores[:, 0]))
        if failed.size:
            raise no_probability(failed)
        return finished

    def _go_on(self, followed: _Followed, step: int) -> _Followed:
        """Add a word: of all captions that are one word longer, follow the likeliest."""
        pictures, log_probs, captions, state = followed
        n, k, _ = captions.shape
        first = np.full(n * k, self._model.special_words.start)
        before = captions[:, :, step - 1].ravel() if step else first
        next_probs, state = next_log_probs(self._model, before, state, self._allowed)
        # The likeliest K of all successors are among the likeliest K of each caption.
        each, words = largest(next_probs, min(self._width, next_probs.shape[1]))
        together = (log_probs[:, :, np.newaxis] + each.reshape(n, k, -1)).reshape(n, -1)
        log_probs, chosen = largest(together, min(self._width, together.shape[1]))
        parents = chosen // each.shape[1]
        captions = np.take_along_axis(captions, parents[:, :, np.newaxis], axis=1)
        captions[:, :, step] = np.take_along_axis(words.reshape(n, -1), chosen, axis=1)
        rows = parents + k * np.arange(n)[:, np.newaxis]
        return _Followed(pictures, log_probs, captions, take_rows(state, rows.ravel()))

    def _finish(self, followed: _Followed, step: int, finished: BeamCandidates) -> None:
        """Move captions that have ended to those that are finished, if they are good enough."""
        pictures, log_probs, captions, _ = followed
        ended = captions[:, :, step] == self._model.special_words.end
        ended |= step == self._max_length - 1
        new = np.where(ended, log_probs, -np.inf)
        log_probs[ended] = -np.inf
        scores = np.concatenate([finished.scores[pictures], new / self._norms[step]], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, : self._width]
        finished.scores[pictures] = np.take_along_axis(scores, best, axis=1)
        both = np.concatenate([finished.log_probs[pictures], new], axis=1)
        finished.log_probs[pictures] = np.take_along_axis(both, best, axis=1)
        texts = np.concatenate([finished.captions[pictures], captions], axis=1)
        finished.captions[pictures] = np.take_along_axis(texts, best[:, :, np.newaxis], axis=1)


def _select(followed: _Followed, kept: Bool[np.ndarray, " n"]) -> _Followed:
    """Go on with some of the pictures only."""
    pictures, log_probs, captions, state = followed
    rows = np.repeat(kept, log_probs.shape[1])
    return _Followed(pictures[kept], log_probs[kept], captions[kept], take_rows(state, rows))
