"""Losses: how wrong the scores are, and which way each should move."""

import numpy as np
from jaxtyping import Bool, Float, Integer, Shaped

from unrolled.layers.arrays import Sizes, check_indices
from unrolled.layers.sequences import from_rows, has_time_first, to_rows

# Scores handled at once; a block and its gradient should stay in a core's own cache.
_BLOCK_BYTES = 512 * 1024


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
    sizes.floats(x=(x, "N T V"))
    sizes.integers(y=(y, "N T"))
    keep = sizes.flags("mask", mask, "N T")
    N, T, V = x.shape
    if N == 0:
        raise ValueError("temporal_softmax_loss: x should hold at least one sequence, got N = 0.")
    check_indices("temporal_softmax_loss", "y", np.where(keep, y, 0), V, "V")
    time_first = has_time_first(x)
    words, kept = ((a.T if time_first else a).ravel() for a in (y, keep))
    loss, dscores = _softmax_rows(to_rows(x, time_first), words, kept, 1 / N)
    dx = from_rows(dscores, N, T, time_first)
    if verbose:
        print(f"temporal_softmax_loss: dx {dx.shape}")
    return loss, dx


def _softmax_rows(
    scores: Float[np.ndarray, "R V"],
    words: Integer[np.ndarray, " R"],
    keep: Bool[np.ndarray, " R"],
    weight: float,
) -> tuple[float, Float[np.ndarray, "R V"]]:
    """Loss and gradient of all rows that count, a block at a time."""
    size = max(1, _BLOCK_BYTES // max(1, scores[:1].nbytes))
    rows = np.flatnonzero(keep)
    starts = range(0, len(rows), size)
    if len(rows) == len(scores):
        dscores = np.empty(scores.shape, dtype=scores.dtype)
        parts = [slice(start, start + size) for start in starts]
        loss = sum(_softmax_block(scores[p], words[p], weight, dscores[p]) for p in parts)
        return loss * weight, dscores
    dscores = np.zeros(scores.shape, dtype=scores.dtype)
    loss = 0.0
    for start in starts:
        some = rows[start : start + size]
        block = scores[some]  # a copy, so it may hold the gradient as well
        loss += _softmax_block(block, words[some], weight, block)
        dscores[some] = block
    return loss * weight, dscores


def _softmax_block(
    scores: Float[np.ndarray, "B V"],
    words: Integer[np.ndarray, " B"],
    weight: float,
    out: Float[np.ndarray, "B V"],
) -> float:
    """Write the gradient of a few rows into ``out``; return their summed loss."""
    here = np.arange(len(words))
    np.subtract(scores, scores.max(axis=1, keepdims=True), out=out)
    right = out[here, words]
    np.exp(out, out=out)
    sums = out @ np.ones(out.shape[1], dtype=out.dtype)  # faster than out.sum(axis=1)
    out *= (weight / sums)[:, np.newaxis]
    out[here, words] -= weight
    return float(np.sum(np.log(sums) - right, dtype=np.float64))
