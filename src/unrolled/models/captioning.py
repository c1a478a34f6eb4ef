"""The captioning model: a picture's features start a recurrent net that predicts word by word."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Float, Int32, Integer
from numpy.typing import DTypeLike

from unrolled.layers import (
    affine_backward,
    affine_forward,
    dropout_backward,
    dropout_forward,
    word_embedding_backward,
    word_embedding_forward,
)
from unrolled.layers.dropout import check_rate
from unrolled.models.batch import check_batch, check_features, check_scores
from unrolled.models.cells import get_cell
from unrolled.models.next_word import next_word_loss
from unrolled.models.scaling import FeatureScaling
from unrolled.models.start import find_special_words, initial_params
from unrolled.models.word_by_word import WordByWord


class CaptioningRNN(WordByWord):
    """
    Caption pictures: an affine map of the features is the first state, words go in and come out.

    Parameters
    ----------
    word_to_idx : mapping of str to int
        The vocabulary of V words. ``<NULL>`` fills short captions and must be there; ``<START>``
        and ``<END>`` mark where sampling begins and stops, and may be missing.
    input_dim : int
        Numbers in a picture's features, D.
    wordvec_dim : int
        Width of the word vectors, W.
    hidden_dim : int
        Width of the hidden state, H.
    cell_type : str
        The recurrent cell, a key of `unrolled.models.CELLS`.
    dtype : numpy dtype
        float32 to train, float64 to check gradients. Features are converted to it.
    seed : int or numpy.random.Generator, optional
        Where the initial weights come from; None for others at each call.

    Attributes
    ----------
    params : dict of str to ndarray
        ``W_embed`` (V, W), ``W_proj`` (D, H), ``b_proj`` (H,), ``Wx`` (W, G), ``Wh`` (H, G),
        ``b`` (G,), ``W_vocab`` (H, V) and ``b_vocab`` (V,), in this order. G is H times the number
        of gates of the cell, one for ``rnn``. `initial_params` says how they start.
    scaling : FeatureScaling or None
        What is done to features before they enter: see `standardize_features`.

    Raises
    ------
    ValueError
        If the cell is unknown, the vocabulary has no ``<NULL>`` or leaves itself, a width is less
        than 1, or the dtype is neither float32 nor float64.

    Examples
    --------
    >>> import numpy as np
    >>> words = {"<NULL>": 0, "<START>": 1, "<END>": 2, "cat": 3, "dog": 4}
    >>> model = CaptioningRNN(words, input_dim=6, wordvec_dim=4, hidden_dim=5, seed=0)
    >>> loss, grads = model.loss(np.ones((2, 6)), np.array([[1, 3, 2], [1, 4, 2]]))
    >>> list(grads) == list(model.params)
    True
    """

    def __init__(
        self,
        word_to_idx: Mapping[str, int],
        input_dim: int = 512,
        wordvec_dim: int = 128,
        hidden_dim: int = 128,
        cell_type: str = "rnn",
        dtype: DTypeLike = np.float32,
        seed: int | np.random.Generator | None = None,
    ) -> None:
        self._cell = get_cell(cell_type)
        self._words = find_special_words(word_to_idx)
        V, D, W, H = len(word_to_idx), input_dim, wordvec_dim, hidden_dim
        if min(D, W, H) < 1:
            raise ValueError(
                f"input_dim, wordvec_dim and hidden_dim should be at least 1; got {D}, {W} and {H}."
            )
        self.dtype = np.dtype(dtype)
        if self.dtype not in (np.float32, np.float64):
            raise ValueError(f"dtype should be float32 or float64; got {self.dtype}.")
        self.cell_type, self.word_to_idx = cell_type, dict(word_to_idx)
        self.idx_to_word = {index: word for word, index in word_to_idx.items()}
        self.scaling: FeatureScaling | None = None
        rng = np.random.default_rng(seed)
        params = initial_params(V, D, W, H, self._cell.gates, rng)
        self.params = {name: value.astype(self.dtype) for name, value in params.items()}

    @property
    def config(self) -> dict[str, Any]:
        """
        The arguments that make a model of the same form.

        Returns
        -------
        dict
            By their names, as JSON can hold them.
        """
        D, H = self.params["W_proj"].shape
        return {
            "word_to_idx": self.word_to_idx,
            "input_dim": D,
            "wordvec_dim": self.params["W_embed"].shape[1],
            "hidden_dim": H,
            "cell_type": self.cell_type,
            "dtype": self.dtype.name,
        }

    def loss(
        self,
        features: Float[np.ndarray, "N D"],
        captions: Integer[np.ndarray, "N L"],
        *,
        dropout: float = 0.0,
        seed: int | np.random.Generator | None = None,
        weights: Float[np.ndarray, " N"] | None = None,
    ) -> tuple[float, dict[str, Float[np.ndarray, "..."]]]:
        """
        Compute how badly the model predicts each next word, and the gradient by every parameter.

        Equations ``eq-caption-h0`` and ``eq-caption-loss`` of the book. All words but the last go
        in, all but the first should come out; where ``<NULL>`` should, nothing is counted.

        Parameters
        ----------
        features : ndarray of float, shape (N, D)
            Features of each caption's picture.
        captions : ndarray of int, shape (N, L)
            The captions, L = T + 1 words each.
        dropout : float
            The share of numbers left out of the word vectors, and of the hidden states on their way
            to the vocabulary (equation ``eq-dropout``); what goes from step to step stays whole.
        seed : int or numpy.random.Generator, optional
            Which numbers these are; None for others at each call.
        weights : ndarray of float, shape (N,), optional
            How much the loss of each caption counts, less than nothing included; 1 by default.

        Returns
        -------
        loss : float
            Cross-entropy in nats, summed over time, weighted, and averaged over the batch.
        grads : dict of str to ndarray
            Its gradient by each of `params`, under the same names.

        Raises
        ------
        IndexError
            If a word lies outside the vocabulary.
        TypeError, ValueError
            If an array does not hold what it should, captions have fewer than two words, dropout is
            not a share below 1, or a weight is not a finite number.
        """
        check_batch(features, captions, self.params, weights)
        check_rate(dropout, "dropout")
        params = self.params
        inputs, targets = captions[:, :-1], captions[:, 1:]
        h0, proj_cache = affine_forward(self._enter(features), params["W_proj"], params["b_proj"])
        # One generator for both draws: a seed by itself would begin the second like the first.
        rng = np.random.default_rng(seed) if dropout else None
        x, embed_cache = word_embedding_forward(inputs, params["W_embed"])
        x, x_cache = dropout_forward(x, dropout, rng)
        counts = targets != self._words.null
        # A caption ends with its last word that counts; what would follow is not computed.
        lengths = np.max(counts * np.arange(1, counts.shape[1] + 1), axis=1)  # (N,)
        Wx, Wh, b = params["Wx"], params["Wh"], params["b"]
        h, cell_cache = self._cell.packed_forward(x, h0, Wx, Wh, b, lengths)
        h, h_cache = dropout_forward(h, dropout, rng)
        W_vocab, b_vocab = params["W_vocab"], params["b_vocab"]
        loss, dh, dW_vocab, db_vocab = next_word_loss(h, targets, counts, W_vocab, b_vocab, weights)
        dh = dropout_backward(dh, h_cache)
        dx, dh0, dWx, dWh, db = self._cell.packed_backward(dh, cell_cache)
        _, dW_proj, db_proj = affine_backward(dh0, proj_cache)
        return loss, {
            "W_embed": word_embedding_backward(dropout_backward(dx, x_cache), embed_cache),
            "W_proj": dW_proj,
            "b_proj": db_proj,
            "Wx": dWx,
            "Wh": dWh,
            "b": db,
            "W_vocab": dW_vocab,
            "b_vocab": db_vocab,
        }

    def sample(
        self, features: Float[np.ndarray, "N D"], max_length: int = 30
    ) -> Int32[np.ndarray, "N {max_length}"]:
        """
        Caption pictures greedily: at each step the likeliest word, which is the next step's input.

        Equation ``eq-greedy`` of the book.

        Parameters
        ----------
        features : ndarray of float, shape (N, D)
            Features of N pictures; one is a batch of one.
        max_length : int
            Words a caption at most.

        Returns
        -------
        ndarray of int32, shape (N, max_length)
            Word indices. The first column is the first sampled word, not ``<START>``; after
            ``<END>`` comes only ``<NULL>``. In a vocabulary without ``<START>``, ``<NULL>`` is the
            first input; without ``<END>``, no caption stops early.

        Raises
        ------
        TypeError, ValueError
            If the features are not floats of the model's width, ``max_length`` is below 1, or the
            model's scores are not numbers.
        """
        check_features("sample", features, self.params)
        if max_length < 1:
            raise ValueError(f"max_length should be at least 1; got {max_length}.")
        params = self.params
        h0, _ = affine_forward(self._enter(features), params["W_proj"], params["b_proj"])
        state = self._cell.start(h0)
        words = np.full(len(features), self._words.start)
        captions = np.full((len(features), max_length), self._words.null, dtype=np.int32)
        running = np.ones(len(features), dtype=bool)
        for t in range(max_length):
            x = params["W_embed"][words]
            state = self._cell.step(x, state, params["Wx"], params["Wh"], params["b"])
            scores, _ = affine_forward(state[0], params["W_vocab"], params["b_vocab"])
            check_scores(scores)
            words = scores.argmax(axis=1)
            captions[running, t] = words[running]
            running &= words != self._words.end
            if not running.any():
                break
        return captions
