"""Early stopping: keep the best parameters seen, and end a run that does not get better."""

from collections.abc import Mapping
from math import inf, isfinite
from typing import Any

import numpy as np

STOP_ON = ("loss", "bleu")
"""What a validation may be judged by: the loss, or BLEU-4 of greedy captions."""


class EarlyStopping:
    """
    The best validation so far, and how long ago it was.

    Parameters
    ----------
    patience : int
        Validations without a better one after which the run should stop.
    stop_on : str
        One of `STOP_ON`: ``"loss"``, where less is better, or ``"bleu"``, where more is.

    Attributes
    ----------
    params : dict of str to ndarray
        The parameters of the best validation; empty before the first.
    best : float or None
        Its loss or its BLEU-4.
    step : int
        The step after which it was.
    waited : int
        Validations since one was better than all before it.
    """

    def __init__(self, patience: int, stop_on: str) -> None:
        self._patience, self._sign = patience, -1 if stop_on == "loss" else 1
        self.name = "validation loss" if stop_on == "loss" else "BLEU-4"
        self.params: dict[str, np.ndarray] = {}
        self.best: float | None = None
        self.step = self.waited = 0

    def judge(self, step: int, value: float, params: Mapping[str, np.ndarray]) -> bool:
        """
        Take note of a validation.

        Parameters
        ----------
        step : int
            Steps taken before it.
        value : float
            Its loss or its BLEU-4.
        params : mapping of str to ndarray
            The parameters it is about; they are copied if they are the best.

        Returns
        -------
        bool
            Whether it is the best so far; of equal ones the last is, but patience goes on waiting.
            One that is infinite or not a number never is.
        """
        gain = self._gain(value)
        self.waited = 0 if gain > 0 else self.waited + 1
        # As good is good enough: BLEU-4 is zero for quite a while, and the model learns meanwhile.
        if gain >= 0:
            self.best, self.step = value, step
            self.params = {name: array.copy() for name, array in params.items()}
        return gain >= 0

    def _gain(self, value: float) -> float:
        if not isfinite(value):
            return -inf
        return inf if self.best is None else self._sign * (value - self.best)

    @property
    def stops(self) -> bool:
        """
        Tell whether patience has run out.

        Returns
        -------
        bool
            Whether as many validations as that were no better.
        """
        return self.waited >= self._patience

    @property
    def state(self) -> dict[str, Any]:
        """
        All there is to know but the parameters, to be saved.

        Returns
        -------
        dict
            As JSON can hold it.
        """
        return {"best": self.best, "step": self.step, "waited": self.waited}

    def restore(self, state: Mapping[str, Any], params: Mapping[str, np.ndarray]) -> None:
        """
        Go on from where another one was.

        Parameters
        ----------
        state : mapping
            Its `state`.
        params : mapping of str to ndarray
            The parameters of its best validation.
        """
        self.best, self.step, self.waited = state["best"], state["step"], state["waited"]
        self.params = dict(params) if self.best is not None else {}

    def verdict(self) -> str:
        """
        Say how it ended.

        Returns
        -------
        str
            Why the run stopped, if it was for this, and which parameters are the best.
        """
        if self.best is None:
            return f"No {self.name} was finite: the last parameters are kept."
        kept = (
            f"Of step {self.step}, with a {self.name} of {self.best:.4f}, are the parameters kept."
        )
        if not self.stops:
            return kept
        return f"Stopped: no better {self.name} in {self.waited} validations. {kept}"
