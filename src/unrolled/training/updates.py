"""What is done with the gradients of a step: clipped, then handed to the update rule."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.training.clipping import clip_global_norm
from unrolled.training.optim import UPDATE_RULES
from unrolled.training.rule import Config, check_arrays


class Updates:
    """
    An update rule with its memory for each parameter.

    Parameters
    ----------
    rule : str
        A key of `UPDATE_RULES`.
    config : mapping
        Settings that all parameters begin with.
    params : mapping of str to ndarray
        The parameters.
    clip_norm : float, optional
        The largest global norm of the gradients; None for no bound.

    Attributes
    ----------
    configs : dict of str to dict
        Settings and memory by parameter.
    norms : list of float
        The global norm of each step's gradients before clipping; empty where there is no bound.
    """

    def __init__(
        self,
        rule: str,
        config: Mapping[str, Any],
        params: Mapping[str, np.ndarray],
        clip_norm: float | None,
    ) -> None:
        self._rule, self._clip_norm = UPDATE_RULES[rule], clip_norm
        self.configs: dict[str, Config] = {name: dict(config) for name in params}
        self.norms: list[float] = []

    @property
    def rate(self) -> float:
        """
        The learning rate of the latest step.

        Returns
        -------
        float
            It is the same for all parameters.
        """
        return float(next(iter(self.configs.values()))["learning_rate"])

    def apply(
        self, params: dict[str, np.ndarray], grads: Mapping[str, np.ndarray], rate: float
    ) -> None:
        """
        Take a step, in place.

        Parameters
        ----------
        params : dict of str to ndarray
            The parameters, which change.
        grads : mapping of str to ndarray
            The gradient by each.
        rate : float
            The learning rate.

        Raises
        ------
        ValueError
            If a gradient is missing or has another shape than its parameter.
        TypeError
            If a parameter holds no floats.
        """
        missing = ", ".join(name for name in params if name not in grads)
        if missing:
            raise ValueError(f"the model's loss should return a gradient for {missing} as well")
        wanted = {name: np.asarray(grads[name]) for name in params}
        for name, w in params.items():
            try:
                check_arrays(w, wanted[name], None)
            except (TypeError, ValueError) as error:
                raise type(error)(f"{name}: {error}") from error
        if self._clip_norm is not None:
            wanted, norm = clip_global_norm(wanted, self._clip_norm)
            self.norms.append(norm)
        for name, w in params.items():
            config = self.configs[name] | {"learning_rate": rate}
            _, self.configs[name] = self._rule(w, wanted[name], config, out=w)
