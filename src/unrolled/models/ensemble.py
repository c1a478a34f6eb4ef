"""Several models asked together: the mean of what they find likely."""

from collections.abc import Sequence
from functools import reduce

import numpy as np
from jaxtyping import Float, Int32, Integer

from unrolled.models.cells import State
from unrolled.models.decode import greedy_search
from unrolled.models.next_words import NextWordModel
from unrolled.models.start import SpecialWords


class Ensemble:
    """
    Models that caption together: at each step, the mean of their probabilities counts.

    Equation ``eq-ensemble`` of the book. Each model scales the features by itself and keeps a state
    of its own, so cells, widths and dtypes may differ; features and vocabulary are the same for
    all.

    Parameters
    ----------
    models : sequence of NextWordModel
        One model or more, `CaptioningRNN` or ensembles themselves.

    Attributes
    ----------
    models : tuple of NextWordModel
        The models.
    word_to_idx : dict of str to int
        Their vocabulary.

    Raises
    ------
    ValueError
        If there is no model, or two have different vocabularies.

    See Also
    --------
    greedy_search, sample_captions, beam_search : What an ensemble is decoded with.

    Examples
    --------
    >>> import numpy as np
    >>> from unrolled.models import CaptioningRNN, beam_search
    >>> words = {"<NULL>": 0, "<START>": 1, "<END>": 2, "cat": 3}
    >>> models = [CaptioningRNN(words, 6, hidden_dim=width, seed=0) for width in (5, 8)]
    >>> beam_search(Ensemble(models), np.ones((2, 6)), max_length=4).shape
    (2, 4)
    """

    def __init__(self, models: Sequence[NextWordModel]) -> None:
        if not models:
            raise ValueError("an ensemble needs at least one model; got none.")
        self.models = tuple(models)
        self.word_to_idx = dict(self.models[0].word_to_idx)
        for place, model in enumerate(self.models):
            if dict(model.word_to_idx) != self.word_to_idx:
                differing = self.word_to_idx.items() ^ model.word_to_idx.items()
                raise ValueError(
                    "the models of an ensemble should have one vocabulary; that of model "
                    f"{place} differs from that of model 0 in {min(differing)[0]!r}."
                )

    @property
    def special_words(self) -> SpecialWords:
        """
        The indices of ``<NULL>``, ``<START>`` and ``<END>``.

        Returns
        -------
        SpecialWords
            Those of every model.
        """
        return self.models[0].special_words

    @property
    def states(self) -> int:
        """
        The number of arrays in a state.

        Returns
        -------
        int
            The sum over the models.
        """
        return sum(model.states for model in self.models)

    def start(self, features: Float[np.ndarray, "N D"]) -> State:
        """
        Make the state before the first word.

        Parameters
        ----------
        features : ndarray of float, shape (N, D)
            Features of N pictures.

        Returns
        -------
        tuple of ndarray
            The states of the models, one after the other.
        """
        return tuple(array for model in self.models for array in model.start(features))

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
            Natural logarithms of the mean probabilities.
        state : tuple of ndarray
            The next state.
        """
        found: list[np.ndarray] = []
        next_state: State = ()
        for model in self.models:
            seen = len(next_state)
            log_probs, own = model.step(words, state[seen : seen + model.states])
            found.append(log_probs)
            next_state += own
        # The logarithm of a sum without leaving logarithms, so that none underflows.
        total: Float[np.ndarray, "N V"] = reduce(np.logaddexp, found)
        total = total - total.dtype.type(np.log(len(found)))
        return total, next_state

    def sample(
        self, features: Float[np.ndarray, "N D"], max_length: int = 30
    ) -> Int32[np.ndarray, "N {max_length}"]:
        """
        Caption pictures greedily, as a model by itself can.

        Parameters
        ----------
        features : ndarray of float, shape (N, D)
            Features of N pictures.
        max_length : int
            Words a caption at most.

        Returns
        -------
        ndarray of int32, shape (N, max_length)
            Word indices, as `greedy_search` returns them; ``<UNK>`` may be among them.
        """
        return greedy_search(self, features, max_length, allow_unk=True)
