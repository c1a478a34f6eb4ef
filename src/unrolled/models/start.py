"""What a captioning model begins with: its special words and its first parameters."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float


class SpecialWords(NamedTuple):
    """
    The words that mean something to the model itself, as indices.

    Attributes
    ----------
    null : int
        ``<NULL>``, which fills captions up to their length and is never predicted.
    start : int
        ``<START>``, the first input; ``<NULL>`` in a vocabulary without it.
    end : int or None
        ``<END>``, after which nothing comes; None in a vocabulary without it.
    """

    null: int
    start: int
    end: int | None


def find_special_words(word_to_idx: Mapping[str, int]) -> SpecialWords:
    """
    Look the special words up.

    Parameters
    ----------
    word_to_idx : mapping of str to int
        The vocabulary.

    Returns
    -------
    SpecialWords
        Their indices.

    Raises
    ------
    ValueError
        If there is no ``<NULL>``, a special word's index lies outside the vocabulary, or two words
        have the same index.
    """
    if "<NULL>" not in word_to_idx:
        raise ValueError(
            "word_to_idx needs '<NULL>', the word that fills captions up to their length; got "
            f"{len(word_to_idx)} words without it. Add it, usually with index 0."
        )
    for word in ("<NULL>", "<START>", "<END>"):
        index = word_to_idx.get(word, 0)
        if not 0 <= index < len(word_to_idx):
            raise ValueError(
                f"word_to_idx[{word!r}] should lie in the vocabulary, 0 <= index < V = "
                f"{len(word_to_idx)}; got {index}."
            )
    _check_no_index_twice(word_to_idx)
    null = word_to_idx["<NULL>"]
    return SpecialWords(null, word_to_idx.get("<START>", null), word_to_idx.get("<END>"))


def _check_no_index_twice(word_to_idx: Mapping[str, int]) -> None:
    first: dict[int, str] = {}
    for word, index in word_to_idx.items():
        if index in first:
            raise ValueError(
                "word_to_idx should give every word an index of its own; got "
                f"{index} for both {first[index]!r} and {word!r}."
            )
        first[index] = word


def initial_params(
    V: int, D: int, W: int, H: int, gates: int, rng: np.random.Generator
) -> dict[str, Float[np.ndarray, "..."]]:
    """
    Draw the first parameters of a captioning model.

    Parameters
    ----------
    V, D, W, H : int
        Words in the vocabulary, width of the features, of the word vectors, of the hidden state.
    gates : int
        Widths of H that a step of the cell computes.
    rng : numpy.random.Generator
        Where the numbers come from.

    Returns
    -------
    dict of str to ndarray of float64
        Word vectors: normal numbers over 100. Weights: normal numbers over the root of their rows,
        so that a sum over the rows has about the size of one input. Biases: zeros.
    """

    def weights(rows: int, columns: int) -> Float[np.ndarray, "rows columns"]:
        values: Float[np.ndarray, "rows columns"] = rng.standard_normal((rows, columns))
        values /= np.sqrt(rows)
        return values

    return {
        "W_embed": rng.standard_normal((V, W)) / 100,
        "W_proj": weights(D, H),
        "b_proj": np.zeros(H),
        "Wx": weights(W, gates * H),
        "Wh": weights(H, gates * H),
        "b": np.zeros(gates * H),
        "W_vocab": weights(H, V),
        "b_vocab": np.zeros(V),
    }
