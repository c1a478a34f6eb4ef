"""Between word indices and text."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from jaxtyping import Int32


def decode_caption(
    caption: npt.ArrayLike, idx_to_word: Sequence[str], *, markers: bool = True
) -> str:
    """
    Turn the word indices of one caption into text.

    Parameters
    ----------
    caption : array_like of int, shape (L,)
        Word indices.
    idx_to_word : sequence of str
        The word of each index.
    markers : bool
        Whether ``<START>`` and ``<END>`` stay in the text.

    Returns
    -------
    str
        The words up to ``<END>``, without any ``<NULL>``, with spaces between.

    Raises
    ------
    ValueError
        If `caption` is not a row of integers, or an index is outside the vocabulary.

    See Also
    --------
    decode_captions : The same for one caption or many.
    encode_caption : The other way.
    """
    indices = np.asarray(caption)
    if indices.ndim != 1 or indices.dtype.kind not in "iu":
        found = f"shape {indices.shape} and dtype {indices.dtype}"
        raise ValueError(f"a caption is a row of integer word indices; got {found}")
    words = []
    for index in indices.tolist():
        if not 0 <= index < len(idx_to_word):
            raise ValueError(f"word index {index} is outside the vocabulary of {len(idx_to_word)}")
        word = idx_to_word[index]
        if word != "<NULL>" and (markers or word not in ("<START>", "<END>")):
            words.append(word)
        if word == "<END>":
            break
    return " ".join(words)


def decode_captions(
    captions: npt.ArrayLike, idx_to_word: Sequence[str], *, markers: bool = True
) -> str | list[str]:
    """
    Turn the word indices of one caption or of many into text.

    A caption stops at ``<END>`` and loses every ``<NULL>``. As in the course, ``<START>`` and
    ``<END>`` are words of the text. A stored caption begins with ``<START>`` and a sampled one does
    not, so give ``markers=False`` to read or to compare the two.

    Parameters
    ----------
    captions : array_like of int, shape (L,) or (N, L)
        Word indices.
    idx_to_word : sequence of str
        The word of each index.
    markers : bool
        Whether ``<START>`` and ``<END>`` stay in the text.

    Returns
    -------
    str or list of str
        The text of one caption (L,), or the texts of many (N, L).

    Raises
    ------
    ValueError
        If `captions` has another shape, is not integers, or leaves the vocabulary.

    Examples
    --------
    >>> words = ["<NULL>", "<START>", "<END>", "<UNK>", "a", "red", "disc"]
    >>> decode_captions([1, 4, 5, 6, 2, 0], words)
    '<START> a red disc <END>'
    >>> decode_captions([[1, 4, 5, 6, 2, 0], [4, 6, 2, 4, 4, 4]], words, markers=False)
    ['a red disc', 'a disc']
    """
    indices = np.asarray(captions)
    if indices.ndim == 1:
        return decode_caption(indices, idx_to_word, markers=markers)
    if indices.ndim != 2:
        raise ValueError(f"captions must have shape (L,) or (N, L); got {indices.shape}")
    return [decode_caption(caption, idx_to_word, markers=markers) for caption in indices]


def encode_caption(
    words: str | Sequence[str], word_to_idx: Mapping[str, int], length: int
) -> Int32[np.ndarray, " length"]:
    """
    Turn a text into word indices: ``<START>``, the words, ``<END>``, then ``<NULL>`` to the end.

    Parameters
    ----------
    words : str or sequence of str
        The words, or a text with spaces between them.
    word_to_idx : mapping of str to int
        The index of each word, with ``<NULL>``, ``<START>`` and ``<END>``.
    length : int
        How many indices to return.

    Returns
    -------
    Int32[np.ndarray, " length"]
        The indices. A word outside the vocabulary becomes ``<UNK>``.

    Raises
    ------
    ValueError
        If the text does not fit into `length`, the vocabulary lacks one of these three, or a word
        is outside a vocabulary without ``<UNK>``.

    See Also
    --------
    decode_caption : The other way.
    """
    listed = words.split() if isinstance(words, str) else list(words)
    if len(listed) + 2 > length:
        needed = f"{len(listed)} words with <START> and <END> need {len(listed) + 2} places"
        raise ValueError(f"{needed}; length is {length}")
    for mark in ("<NULL>", "<START>", "<END>"):
        if mark not in word_to_idx:
            raise ValueError(f"the vocabulary needs {mark!r} to mark a caption; it is not in it")
    unknown = word_to_idx.get("<UNK>")
    encoded = np.full(length, word_to_idx["<NULL>"], dtype=np.int32)
    for place, word in enumerate(("<START>", *listed, "<END>")):
        index = word_to_idx.get(word, unknown)
        if index is None:
            raise ValueError(f"the vocabulary has neither {word!r} nor '<UNK>'")
        encoded[place] = index
    return encoded
