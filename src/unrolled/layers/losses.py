"""Losses: how wrong the scores are, and which way each should move."""

import numpy as np
from jaxtyping import Float, Integer, Shaped

from unrolled.layers.arrays import Sizes, check_indices

# Scores handled at once; a block and its gradient should stay in a core's own cache.
_BLOCK_BYTES = 256 * 1024


def temporal_softmax_loss(
    x: Float[np.ndarray, "N T V"],
    y: Integer[np.ndarray, "N T"],
    mask: Shaped[np.ndarray, "N T"],
    verbose: bool = False,
) -> tuple[float, Float[np.ndarray, "N T V"]]:
    """Cross-entropy of the next word, summed over time and averaged over the batch.

    Equations ``eq-softmax``, ``eq-temporal-softmax`` and ``eq-temporal-softmax-grad`` of the book.
    Each row of scores is shifted by its largest before the exponential, so none overflows.

    Parameters
    ----------
    x : ndarray of float, shape (N, T, V)
        Scores of every word of the vocabulary at every step.
    y : ndarray of int, shape (N, T)
        The right words, ``0 <= y < V``; where the mask is false they may be anything.
    mask : ndarray of bool, shape (N, T)
        Which steps count; 1 and 0 do as well.
    verbose : bool, default False
        Print the shape of the gradient.

    Returns
    -------
    loss : float
        The loss; 0 when no step counts.
    dx : ndarray of float, shape (N, T, V)
        Gradient of the loss by the scores; zero where the mask is false.

    Raises
    ------
    IndexError
        If a word that counts lies outside the vocabulary.
    TypeError, ValueError
        If an array does not hold what it should, the shapes do not fit each other, or the batch
        is empty (N = 0), for then there is no mean.
    """
    sizes = Sizes("temporal_softmax_loss")
    sizes.floats("x", x, "N T V")
    sizes.integers("y", y, "N T")
    keep = sizes.flags("mask", mask, "N T")
    N, T, V = x.shape
    if N == 0:
        raise ValueError("temporal_softmax_loss: x should hold at least one sequence, got N = 0.")
    check_indices("temporal_softmax_loss", "y[mask]", y[keep], V, "V")
    scores, words = x.reshape(N * T, V), y.reshape(N * T)
    rows = np.flatnonzero(keep)
    dx = np.zeros((N * T, V), dtype=x.dtype)
    size = max(1, _BLOCK_BYTES // max(1, V * x.itemsize))
    total = 0.0
    for start in range(0, len(rows), size):
        block = rows[start : start + size]
        loss, dx[block] = _softmax_block(scores[block], words[block], 1 / N)
        total += loss
    if verbose:
        print("dx:", (N, T, V))
    return total / N, dx.reshape(N, T, V)


def _softmax_block(
    scores: Float[np.ndarray, "B V"], words: Integer[np.ndarray, " B"], weight: float
) -> tuple[float, Float[np.ndarray, "B V"]]:
    scores -= scores.max(axis=1, keepdims=True)
    places = np.arange(len(words))
    right = scores[places, words]
    np.exp(scores, out=scores)
    sums = scores.sum(axis=1)
    scores *= (weight / sums)[:, np.newaxis]
    scores[places, words] -= weight
    return float(np.sum(np.log(sums) - right, dtype=np.float64)), scores
