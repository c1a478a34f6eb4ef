"""What the update rules share: their interface, and the checks at their start."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

Config = dict[str, Any]
"""Settings and memory of one rule for one parameter."""


class UpdateRule(Protocol):
    """An update rule as it is called: the course's interface, and where to write the result."""

    def __call__(
        self,
        w: np.ndarray,
        dw: np.ndarray,
        config: Mapping[str, Any] | None = None,
        *,
        out: np.ndarray | None = None,
    ) -> tuple[np.ndarray, Config]:
        """Return the next parameter and the next config."""
        ...


def check_arrays(w: np.ndarray, dw: np.ndarray, out: np.ndarray | None) -> None:
    """Raise if the gradient or ``out`` does not fit the parameter.

    Parameters
    ----------
    w, dw, out : ndarray
        The parameter, its gradient and the array for the next parameter, if one was given.

    Raises
    ------
    ValueError
        If a shape, or the dtype of ``out``, is not the parameter's.
    TypeError
        If the parameter does not hold floats.
    """
    if not np.issubdtype(w.dtype, np.floating):
        raise TypeError(
            f"the parameter must hold floats, found {w.dtype}; convert it with w.astype(np.float64)"
        )
    if dw.shape != w.shape:
        raise ValueError(
            f"the gradient must have the parameter's shape {w.shape}, found {dw.shape}"
        )
    if out is not None and (out.shape != w.shape or out.dtype != w.dtype):
        raise ValueError(
            f"out must have shape {w.shape} and dtype {w.dtype}, found {out.shape} and {out.dtype}"
        )


def complete_config(
    w: np.ndarray,
    config: Mapping[str, Any] | None,
    defaults: Mapping[str, Any],
    memory: tuple[str, ...] = (),
    *,
    in_place: bool = False,
) -> Config:
    """Copy a config, with defaults for what is missing.

    Parameters
    ----------
    w : ndarray of float
        The parameter, whose shape and dtype the remembered arrays take.
    config : mapping, optional
        What the caller gave.
    defaults : mapping
        The rule's settings.
    memory : tuple of str
        Names of the remembered arrays; they start as zeros.
    in_place : bool
        Whether the rule may write into the remembered arrays that ``config`` holds.

    Returns
    -------
    dict
        A new dictionary. Its remembered arrays may be written into.

    Raises
    ------
    ValueError
        If a remembered array does not have the parameter's shape.
    """
    complete: Config = {**defaults, **(config or {})}
    for name in memory:
        state = complete.get(name)
        if state is None:
            complete[name] = np.zeros_like(w)
        elif np.shape(state) != w.shape:
            raise ValueError(
                f"config[{name!r}] must have the parameter's shape {w.shape}, found "
                f"{np.shape(state)}; give every parameter a config of its own"
            )
        elif not in_place:
            complete[name] = np.array(state, dtype=w.dtype)
    return complete
