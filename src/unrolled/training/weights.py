"""The parameters of a run: those that are trained, their running mean, and the best seen."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.training.averaging import ParameterAverage
from unrolled.training.early_stopping import EarlyStopping
from unrolled.training.trainable import Trainable


class Weights:
    """
    A model's parameters during a run, and what they are afterwards.

    While training goes on, the model has the parameters that are trained. Judged, and kept in the
    end, are their running means if there are any; and of these, with early stopping, the best.

    Parameters
    ----------
    model : Trainable
        The model.
    average : float, optional
        Decay of the running means; without it there are none.
    patience : int, optional
        Validations that early stopping waits; without it the last parameters are kept.
    stop_on : str
        What early stopping judges by.
    """

    def __init__(
        self,
        model: Trainable,
        average: float | None,
        patience: int | None,
        stop_on: str,
    ) -> None:
        self._model, self._decay = model, average
        self._trained: dict[str, np.ndarray] = {}
        self._average: ParameterAverage | None = None
        self.stopping = None if patience is None else EarlyStopping(patience, stop_on)

    def take_up(self) -> None:
        """Give the model the parameters to go on with, as copies that may change in place."""
        begun = self._trained and (self._average is not None or self.stopping is not None)
        self._train_on(self._trained if begun else self._model.params)
        if self._decay is not None and self._average is None:
            self._average = ParameterAverage(self._decay, self._trained)

    def _train_on(self, params: Mapping[str, np.ndarray]) -> None:
        self._trained = {name: np.array(value) for name, value in params.items()}
        self._model.params.update(self._trained)

    def after_step(self, step: int) -> None:
        """
        Let the running means follow.

        Parameters
        ----------
        step : int
            The number of the step, counted from 1.
        """
        if self._average is not None:
            self._average.update(self._trained, step)

    @property
    def judged(self) -> Mapping[str, np.ndarray]:
        """
        The parameters that a validation is about.

        Returns
        -------
        mapping of str to ndarray
            The running means, or those that are trained.
        """
        return self._trained if self._average is None else self._average.params

    @property
    def kept(self) -> Mapping[str, np.ndarray]:
        """
        The parameters that the model would be left with if the run ended here.

        Returns
        -------
        mapping of str to ndarray
            The best, or those that would be judged.
        """
        best = {} if self.stopping is None else self.stopping.params
        return best or self.judged

    def hand_over(self) -> None:
        """Leave the model with what is kept, if these are finite numbers."""
        # Means of a run that diverges without a validation are no better than its parameters.
        finite = all(np.isfinite(value).all() for value in self.kept.values())
        if finite and self.kept is not self._trained:
            self._model.params.update({name: value.copy() for name, value in self.kept.items()})

    @property
    def state(self) -> dict[str, Any]:
        """
        All there is to know beside what is kept, to be saved.

        Returns
        -------
        dict
            ``best``, ``trained`` and ``average`` of a `RunState`.
        """
        return {
            "best": None if self.stopping is None else self.stopping.state,
            "trained": None if self.kept is self._trained else self._trained,
            "average": None if self._average is None else self._average.params,
        }

    def restore(
        self,
        best: Mapping[str, Any] | None,
        trained: Mapping[str, np.ndarray] | None,
        average: Mapping[str, np.ndarray] | None,
    ) -> None:
        """
        Go on from where another run was; the model has what that one kept.

        Parameters
        ----------
        best, trained, average : mapping, optional
            The `state` there.
        """
        if self.stopping is not None and best is not None:
            self.stopping.restore(best, self._model.params)
        if self._average is not None and average is not None:
            self._average.params = dict(average)
        self._train_on(self._model.params if trained is None else trained)
