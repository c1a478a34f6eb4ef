"""The minibatches of a run: every caption once an epoch, in an order of its own."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Float, Integer


class Minibatches:
    """
    The captions of the split ``train`` and their features, cut into minibatches.

    Each epoch shuffles the captions anew and goes through them once; what is left over when no
    whole minibatch remains has its turn in another epoch. The order follows from the seed and the
    epoch alone, so that a run can go on at any step without knowing the steps before it.

    Parameters
    ----------
    data : mapping
        ``train_captions``, ``train_image_idxs`` and ``train_features``.
    batch_size : int
        Captions in a minibatch; all of them, if there are fewer.
    seed : int
        Where the orders come from.
    """

    def __init__(self, data: Mapping[str, Any], batch_size: int, seed: int) -> None:
        self._captions = data["train_captions"]
        self._image_idxs = data["train_image_idxs"]
        self._features = data["train_features"]
        self._batch_size, self._seed = batch_size, seed
        self._epoch, self._order = -1, np.empty(0, dtype=np.int64)

    @property
    def per_epoch(self) -> int:
        """
        Count the minibatches of an epoch.

        Returns
        -------
        int
            At least 1.
        """
        return max(len(self._captions) // self._batch_size, 1)

    def at(self, step: int) -> tuple[Float[np.ndarray, "N D"], Integer[np.ndarray, "N L"]]:
        """
        Get the minibatch of a step.

        Parameters
        ----------
        step : int
            How many steps were taken before it.

        Returns
        -------
        features : ndarray of float, shape (N, D)
            Features of each caption's picture.
        captions : ndarray of int, shape (N, L)
            The captions.
        """
        epoch, place = divmod(step, self.per_epoch)
        if epoch != self._epoch:
            rng = np.random.default_rng([self._seed, 0, epoch])
            self._epoch, self._order = epoch, rng.permutation(len(self._captions))
        drawn = self._order[place * self._batch_size : (place + 1) * self._batch_size]
        return self._features[self._image_idxs[drawn]], self._captions[drawn]
