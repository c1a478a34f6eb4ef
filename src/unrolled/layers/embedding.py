"""Word vectors: look each word up in a table, and sum the gradients of a word's uses."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Integer

from unrolled.layers.arrays import Sizes, check_indices


class EmbeddingCache(NamedTuple):
    """What the backward pass needs: the words, and how many there are in the vocabulary."""

    x: Integer[np.ndarray, "N T"]
    V: int


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
        The vectors, ``out[n, t] = W[x[n, t]]``.
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
    sizes.integers("x", x, "N T")
    sizes.floats("W", W, "V D")
    V = W.shape[0]
    check_indices("word_embedding_forward", "x", x, V, "V")
    return W[x], EmbeddingCache(x, V)


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
    from scipy.sparse import csc_array  # noqa: PLC0415  (scipy would slow every import down)

    x, V = cache
    N, T = x.shape
    Sizes("word_embedding_backward", N=N, T=T).floats("dout", dout, "N T D")
    ones = np.ones(N * T, dtype=dout.dtype)
    columns = np.arange(N * T + 1)
    occurs = csc_array((ones, x.ravel(), columns), shape=(V, N * T))
    dW: Float[np.ndarray, "V D"] = occurs @ dout.reshape(N * T, dout.shape[2])
    return dW
