"""Word vectors: look each word up in a table, and sum the gradients of a word's uses."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Integer

from unrolled.layers.arrays import Sizes, check_indices
from unrolled.layers.sequences import has_time_first, to_rows


class EmbeddingCache(NamedTuple):
    """What the backward pass needs: the words, and the size of the table of vectors."""

    x: Integer[np.ndarray, "N T"]
    V: int
    D: int


def word_embedding_forward(
    x: Integer[np.ndarray, "N T"], W: Float[np.ndarray, "V D"]
) -> tuple[Float[np.ndarray, "N T D"], EmbeddingCache]:
    """Replace every word by its vector.

    Equation ``eq-embedding`` of the book.

    Parameters
    ----------
    x : ndarray of int, shape (N, T)
        Words as indices, ``0 <= x < V``; a word may occur many times.
    W : ndarray of float, shape (V, D)
        One vector of width D a word.

    Returns
    -------
    out : ndarray of float, shape (N, T, D)
        The vectors, ``out[n, t] = W[x[n, t]]``, as a view of an array that has time first.
    cache : EmbeddingCache
        For `word_embedding_backward`.

    Raises
    ------
    IndexError
        If a word lies outside the vocabulary; negative ones do.
    TypeError, ValueError
        If an array does not hold what it should, or has another number of axes.
    """
    sizes = Sizes("word_embedding_forward")
    sizes.integers(x=(x, "N T"))
    sizes.floats(W=(W, "V D"))
    V, D = W.shape
    check_indices("word_embedding_forward", "x", x, V, "V")
    steps = W.take(x.T, axis=0)  # (T, N, D), as the recurrent layers want it
    return steps.transpose(1, 0, 2), EmbeddingCache(x, V, D)


def word_embedding_backward(
    dout: Float[np.ndarray, "N T D"], cache: EmbeddingCache
) -> Float[np.ndarray, "V D"]:
    """Sum, for every word, the gradients of all the places where it stands.

    Equation ``eq-embedding-grad`` of the book. The sum is the product of a sparse (V, N*T) matrix,
    with a single one in each column, and the N*T gradients: the same additions as
    ``np.add.at(dW, x, dout)``, an order of magnitude faster.

    Parameters
    ----------
    dout : ndarray of float, shape (N, T, D)
        Gradient of the loss by the vectors.
    cache : EmbeddingCache
        From `word_embedding_forward`.

    Returns
    -------
    ndarray of float, shape (V, D)
        Gradient of the loss by the table; zero for words that do not occur.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    from scipy.sparse import csc_array  # here, for it is slow to import

    x, V, D = cache
    N, T = x.shape
    Sizes("word_embedding_backward", N=N, T=T, D=D).floats(dout=(dout, "N T D"))
    time_first = has_time_first(dout)
    words = (x.T if time_first else x).ravel()
    ones = np.ones(N * T, dtype=dout.dtype)
    # Column k holds its one in the row of the k-th word: entries k to k + 1 of ones and words.
    occurs = csc_array((ones, words, np.arange(N * T + 1)), shape=(V, N * T))
    dW: Float[np.ndarray, "V D"] = occurs @ to_rows(dout, time_first)
    return dW
