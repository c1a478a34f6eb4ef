"""A running mean of the parameters: steadier, and often better, than where a run happens to end."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np

# The mean of a young run reaches back over about a tenth of its steps.
_YOUNG = 10


class ParameterAverage:
    """
    An exponential moving average of parameters.

    Each step moves every mean towards its parameter by the share ``1 - decay`` of the distance, so
    that the last ``1 / (1 - decay)`` steps or so count. Early on that would be mostly the initial
    parameters, so the share is at least ``10 / (step + 9)``: 1 in the first step, then falling.

    Parameters
    ----------
    decay : float
        Between 0 and 1.
    params : mapping of str to ndarray
        What the means begin as.

    Attributes
    ----------
    params : dict of str to ndarray
        The means.

    Notes
    -----
    B. Polyak and A. Juditsky, *Acceleration of stochastic approximation by averaging*, SIAM Journal
    on Control and Optimization 30, 1992.
    """

    def __init__(self, decay: float, params: Mapping[str, np.ndarray]) -> None:
        self._decay = decay
        self.params = {name: value.copy() for name, value in params.items()}

    def update(self, params: Mapping[str, np.ndarray], step: int) -> None:
        """
        Move the means.

        Parameters
        ----------
        params : mapping of str to ndarray
            The parameters after a step.
        step : int
            The number of that step, counted from 1.
        """
        share = max(1 - self._decay, _YOUNG / (step + _YOUNG - 1))
        for name, mean in self.params.items():
            if share == 1:  # not by way of the difference, which rounds
                mean[...] = params[name]
                continue
            distance = params[name] - mean
            distance *= share
            np.add(mean, distance, out=mean)


@contextmanager
def using(params: dict[str, np.ndarray], others: Mapping[str, np.ndarray]) -> Iterator[None]:
    """
    Give a model other parameters for a while.

    Parameters
    ----------
    params : dict of str to ndarray
        The model's parameters; afterwards they are what they were.
    others : mapping of str to ndarray
        What it is to have instead.

    Yields
    ------
    None
        To the code that uses the model.
    """
    own = dict(params)
    params.update(others)
    try:
        yield
    finally:
        params.update(own)
