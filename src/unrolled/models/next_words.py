"""What every way of decoding shares: what it asks of a model, and which words it may emit."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Integer

from unrolled.models.cells import State
from unrolled.models.start import SpecialWords


@runtime_checkable
class NextWordModel(Protocol):
    """A model that can be decoded: `CaptioningRNN`, `Ensemble`, or one of your own like them."""

    @property
    def word_to_idx(self) -> Mapping[str, int]:
        """
        The vocabulary of V words.

        Returns
        -------
        mapping of str to int
            The index of each word.
        """
        ...

    @property
    def special_words(self) -> SpecialWords:
        """
        The indices of ``<NULL>``, ``<START>`` and ``<END>``.

        Returns
        -------
        SpecialWords
            As `CaptioningRNN.special_words` has them.
        """
        ...

    @property
    def states(self) -> int:
        """
        The number of arrays in a state.

        Returns
        -------
        int
            At least 1.
        """
        ...

    def start(self, features: np.ndarray) -> State:
        """
        Make the state before the first word.

        Parameters
        ----------
        features : ndarray of float, shape (N, D)
            Features of N pictures.

        Returns
        -------
        tuple of ndarray
            Arrays with a row for each picture.
        """
        ...

    def step(self, words: np.ndarray, state: State) -> tuple[np.ndarray, State]:
        """
        Read one word of each caption and say how likely every word is to follow.

        Parameters
        ----------
        words : ndarray of int, shape (N,)
            The word before.
        state : tuple of ndarray
            From `start` or from the step before, with any of its rows in any order.

        Returns
        -------
        log_probs : ndarray of float, shape (N, V)
            Natural logarithms of the probabilities.
        state : tuple of ndarray
            The next state.
        """
        ...


def emitted_words(model: NextWordModel, allow_unk: bool) -> Bool[np.ndarray, " V"]:
    """
    Mark the words that may stand in a caption.

    Parameters
    ----------
    model : NextWordModel
        The model with its vocabulary.
    allow_unk : bool
        Whether ``<UNK>`` may.

    Returns
    -------
    ndarray of bool, shape (V,)
        False for ``<NULL>``, ``<START>`` and, if it is not allowed, ``<UNK>``.

    Raises
    ------
    ValueError
        If no word is left.
    """
    null, start, _ = model.special_words
    allowed = np.ones(len(model.word_to_idx), dtype=bool)
    allowed[[null, start]] = False
    unknown = model.word_to_idx.get("<UNK>")
    if unknown is not None and not allow_unk:
        allowed[unknown] = False
    if not allowed.any():
        raise ValueError(
            f"the vocabulary has no word that may be emitted: {', '.join(model.word_to_idx)}"
        )
    return allowed


def next_log_probs(
    model: NextWordModel,
    words: Integer[np.ndarray, " N"],
    state: State,
    allowed: Bool[np.ndarray, " V"],
) -> tuple[Float[np.ndarray, "N V"], State]:
    """
    Take one step of a model and rule out the words that may not be emitted.

    Parameters
    ----------
    model : NextWordModel
        The model.
    words : ndarray of int, shape (N,)
        The word before.
    state : tuple of ndarray
        The state before.
    allowed : ndarray of bool, shape (V,)
        From `emitted_words`.

    Returns
    -------
    log_probs : ndarray of float, shape (N, V)
        As the model gives them, minus infinity for words that are not allowed.
    state : tuple of ndarray
        The next state.
    """
    log_probs, state = model.step(words, state)
    return np.where(allowed, log_probs, log_probs.dtype.type(-np.inf)), state


def take_rows(state: State, rows: Integer[np.ndarray, " R"] | Bool[np.ndarray, " N"]) -> State:
    """
    Take some rows of a state, in any order and as often as wanted.

    Parameters
    ----------
    state : tuple of ndarray
        Arrays with N rows.
    rows : ndarray of int or of bool
        The rows, or a mark for each.

    Returns
    -------
    tuple of ndarray
        Those rows of each array, as copies.
    """
    return tuple(array[rows] for array in state)


def largest(
    values: Float[np.ndarray, "R C"], count: int
) -> tuple[Float[np.ndarray, "R {count}"], Integer[np.ndarray, "R {count}"]]:
    """
    Find the largest values of each row.

    Parameters
    ----------
    values : ndarray of float, shape (R, C)
        The values; minus infinity stands for nothing.
    count : int
        How many to find.

    Returns
    -------
    found : ndarray of float, shape (R, count)
        The largest first, and minus infinity when nothing is left.
    columns : ndarray of int, shape (R, count)
        Where they stand. Of equal values the left one comes first.
    """
    # Taking the maximum again and again beats sorting or partitioning: argmax runs at the speed of
    # memory, and only a few of a thousand words are wanted.
    left, rows = values.copy(), np.arange(len(values))
    found = np.empty((len(values), count), dtype=values.dtype)
    columns = np.empty((len(values), count), dtype=np.intp)
    for place in range(count):
        best = left.argmax(axis=1)
        columns[:, place] = best
        found[:, place] = left[rows, best]
        left[rows, best] = -np.inf
    return found, columns


def check_max_length(max_length: int) -> None:
    """
    Check that captions may have a word at all.

    Parameters
    ----------
    max_length : int
        Words a caption at most.

    Raises
    ------
    ValueError
        If it is below 1.
    """
    if max_length < 1:
        raise ValueError(f"max_length should be at least 1; got {max_length}.")


def no_probability(pictures: Integer[np.ndarray, " N"]) -> ValueError:
    """
    Make the error for pictures that no word can be chosen for.

    Parameters
    ----------
    pictures : ndarray of int, shape (N,)
        Their places in the batch.

    Returns
    -------
    ValueError
        The error, to be raised.
    """
    return ValueError(
        "the model gives no word that may be emitted a probability above 0 for picture "
        f"{pictures[0]} of the batch; look for NaN or infinity in its features and in the params."
    )
