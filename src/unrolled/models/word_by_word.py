"""Going through captions word by word: what every way of decoding asks of a captioning model."""

import numpy as np
from jaxtyping import Float, Integer

from unrolled.layers import affine_forward
from unrolled.layers.arrays import Sizes, check_indices
from unrolled.models.batch import check_features
from unrolled.models.cells import Cell, State
from unrolled.models.scaling import FeatureScaling, apply_scaling, fit_scaling
from unrolled.models.start import SpecialWords


class WordByWord:
    """
    The half of `CaptioningRNN` that takes features in and goes on by one word at a time.

    Attributes
    ----------
    params : dict of str to ndarray
        The parameters of a captioning model.
    dtype : numpy dtype
        What features are converted to.
    scaling : FeatureScaling or None
        What is done to features before they enter.
    """

    params: dict[str, np.ndarray]
    dtype: np.dtype
    scaling: FeatureScaling | None
    _cell: Cell
    _words: SpecialWords

    def standardize_features(self, features: Float[np.ndarray, "P D"]) -> None:
        """
        From now on shift and scale incoming features as it takes to standardise these.

        The initial weights suit features with mean 0 and standard deviation 1; others start the
        net with saturated states. Features are passed in as they are all the same: the model does
        the rest, and a saved model knows how.

        Parameters
        ----------
        features : ndarray of float, shape (P, D)
            Features of the training pictures.

        Raises
        ------
        TypeError, ValueError
            If they are not floats of the model's width, or there are none.
        """
        check_features("standardize_features", features, self.params)
        self.scaling = fit_scaling(features)

    @property
    def special_words(self) -> SpecialWords:
        """
        The indices of ``<NULL>``, ``<START>`` and ``<END>``.

        Returns
        -------
        SpecialWords
            ``null``, ``start`` (as ``null`` where the vocabulary has none) and ``end`` (or None).
        """
        return self._words

    @property
    def states(self) -> int:
        """
        The number of arrays in a state.

        Returns
        -------
        int
            What the cell carries from step to step: 1 for ``rnn``, its hidden state.
        """
        return self._cell.states

    def start(self, features: Float[np.ndarray, "N D"]) -> State:
        """
        Make the state before the first word.

        Equation ``eq-caption-h0`` of the book.

        Parameters
        ----------
        features : ndarray of float, shape (N, D)
            Features of N pictures; one is a batch of one, and none will do as well.

        Returns
        -------
        tuple of ndarray
            The hidden state (N, H), and zeros for whatever else the cell carries.

        Raises
        ------
        TypeError, ValueError
            If the features are not floats of the model's width.
        """
        check_features("start", features, self.params)
        h0, _ = affine_forward(self._enter(features), self.params["W_proj"], self.params["b_proj"])
        return self._cell.start(h0)

    def step(
        self, words: Integer[np.ndarray, " N"], state: State
    ) -> tuple[Float[np.ndarray, "N V"], State]:
        """
        Read one word of each caption and say how likely every word of the vocabulary is to follow.

        Parameters
        ----------
        words : ndarray of int, shape (N,)
            The word before: ``special_words.start`` at first.
        state : tuple of ndarray
            From `start` or from the step before; its rows may be taken in any order in between.

        Returns
        -------
        log_probs : ndarray of float, shape (N, V)
            Natural logarithms of the probabilities, equation ``eq-softmax`` of the book.
        state : tuple of ndarray
            The next state.

        Raises
        ------
        IndexError
            If a word lies outside the vocabulary.
        TypeError, ValueError
            If an array does not hold what it should, or words and state differ in N.
        """
        params = self.params
        Sizes("CaptioningRNN.step", N=len(state[0])).integers(words=(words, "N"))
        check_indices("CaptioningRNN.step", "words", words, len(params["W_embed"]), "V")
        x = params["W_embed"][words]
        state = self._cell.step(x, state, params["Wx"], params["Wh"], params["b"])
        scores, _ = affine_forward(state[0], params["W_vocab"], params["b_vocab"])
        return log_softmax(scores), state

    def _enter(self, features: Float[np.ndarray, "N D"]) -> Float[np.ndarray, "N D"]:
        if self.scaling is not None:
            features = apply_scaling(features, self.scaling)
        return features.astype(self.dtype, copy=False)


def log_softmax(scores: Float[np.ndarray, "N V"]) -> Float[np.ndarray, "N V"]:
    """
    Turn scores into logarithms of probabilities.

    The logarithm of equation ``eq-softmax`` of the book. It is not taken of the probabilities,
    which may be too small for a float: only the sum is exponentiated, below the largest score.

    Parameters
    ----------
    scores : ndarray of float, shape (N, V)
        Any finite numbers, however large.

    Returns
    -------
    ndarray of float, shape (N, V)
        Natural logarithms; the exponentials of a row add up to 1.
    """
    shifted: Float[np.ndarray, "N V"] = scores - scores.max(axis=1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return shifted
