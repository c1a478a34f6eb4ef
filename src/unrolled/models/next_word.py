"""Predicting the next word from the hidden states, and how wrong the predictions are."""

import numpy as np
from jaxtyping import Bool, Float, Integer

from unrolled.layers import (
    temporal_affine_backward,
    temporal_affine_forward,
    temporal_softmax_loss,
)
from unrolled.models.word_by_word import log_softmax


def next_word_loss(
    h: Float[np.ndarray, "N T H"],
    targets: Integer[np.ndarray, "N T"],
    mask: Bool[np.ndarray, "N T"],
    W_vocab: Float[np.ndarray, "H V"],
    b_vocab: Float[np.ndarray, " V"],
    weights: Float[np.ndarray, " N"] | None = None,
) -> tuple[float, Float[np.ndarray, "N T H"], Float[np.ndarray, "H V"], Float[np.ndarray, " V"]]:
    """
    Score every word at every step that counts, compare with the right words, and go back.

    The same as a temporal affine layer, the temporal softmax loss and the two backward passes, but
    steps that do not count are left out before they are multiplied with the vocabulary. That
    product is the largest of the model, and captions are often much shorter than their array.

    Parameters
    ----------
    h : ndarray of float, shape (N, T, H)
        Hidden states.
    targets : ndarray of int, shape (N, T)
        The right next words.
    mask : ndarray of bool, shape (N, T)
        Which steps count.
    W_vocab : ndarray of float, shape (H, V)
        Weights from hidden state to scores.
    b_vocab : ndarray of float, shape (V,)
        Biases of the scores.
    weights : ndarray of float, shape (N,), optional
        How much the loss of each sequence counts; all count one if they are not given.

    Returns
    -------
    loss : float
        Cross-entropy, summed over time, weighted, and averaged over the batch.
    dh : ndarray of float, shape (N, T, H)
        Gradient by the hidden states.
    dW_vocab : ndarray of float, shape (H, V)
        Gradient by the weights.
    db_vocab : ndarray of float, shape (V,)
        Gradient by the biases.
    """
    # The K steps that count become one sequence. Its mean over a batch of one is a plain sum, so
    # the division by the size of the real batch is made here.
    N = len(h)
    kept, words = h[mask][np.newaxis], targets[mask][np.newaxis]  # (1, K, H), (1, K)
    scores, cache = temporal_affine_forward(kept, W_vocab, b_vocab)
    loss, dscores = temporal_softmax_loss(scores, words, np.ones_like(words, dtype=bool))
    if weights is not None:
        each = np.repeat(weights.astype(scores.dtype), mask.sum(axis=1))  # (K,)
        chosen = np.take_along_axis(log_softmax(scores[0]), words.T, axis=1)[:, 0]
        loss = -float(chosen @ each)
        dscores *= each[:, np.newaxis]
    dscores /= N
    dkept, dW_vocab, db_vocab = temporal_affine_backward(dscores, cache)
    dh = np.zeros_like(h)
    dh[mask] = dkept[0]
    return loss / N, dh, dW_vocab, db_vocab
