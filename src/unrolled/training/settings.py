"""The solver's settings: which are possible, and what an update rule starts with."""

import operator
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from unrolled.training.optim import UPDATE_RULES
from unrolled.training.rule import Config


def start_config(update_rule: str, optim_config: Mapping[str, Any] | None) -> Config:
    """
    Check the settings of an update rule.

    Parameters
    ----------
    update_rule : str
        Name of the rule.
    optim_config : mapping, optional
        Its settings.

    Returns
    -------
    dict
        All of its settings as plain numbers, with the rule's defaults where none was given.

    Raises
    ------
    ValueError
        If there is no such rule, or it has no such setting, or a setting is no finite number.
    """
    if update_rule not in UPDATE_RULES:
        known = ", ".join(repr(name) for name in UPDATE_RULES)
        raise ValueError(f"unknown update_rule {update_rule!r}; the rules are: {known}")
    # A step on nothing tells which settings the rule knows; arrays and the count of
    # steps are not settings but its memory.
    _, full = UPDATE_RULES[update_rule](np.zeros(0), np.zeros(0))
    config = {name: value for name, value in full.items() if not isinstance(value, np.ndarray)}
    config.pop("t", None)
    for name, value in (optim_config or {}).items():
        if name not in config:
            listed = ", ".join(config)
            raise ValueError(f"{update_rule} has no setting {name!r}; its settings are: {listed}")
        if not isinstance(value, (int, float, np.number)) or not np.isfinite(value):
            raise ValueError(f"optim_config[{name!r}] should be a finite number; got {value!r}")
        config[name] = float(value)
    return config


def check_count(name: str, value: Any, *, at_least: int = 1) -> int:  # noqa: ANN401 - to be checked
    """
    Check a setting that is a whole number.

    Parameters
    ----------
    name : str
        What it is called.
    value : int
        What was given.
    at_least : int
        The smallest that is possible.

    Returns
    -------
    int
        The number, whatever type of integer it came as.

    Raises
    ------
    TypeError
        If it is no integer.
    ValueError
        If it is too small.
    """
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} should be a whole number; got {value!r}") from None
    if number < at_least:
        raise ValueError(f"{name} should be at least {at_least}; got {value}")
    return number


def check_factor(name: str, value: Any) -> float:  # noqa: ANN401 - to be checked
    """
    Check a setting that something is multiplied by.

    Parameters
    ----------
    name : str
        What it is called.
    value : float
        What was given.

    Returns
    -------
    float
        The factor.

    Raises
    ------
    ValueError
        If it is not a finite number above 0.
    """
    if not isinstance(value, (int, float, np.number)) or not 0 < value < np.inf:
        raise ValueError(f"{name} should be a finite number above 0; got {value!r}")
    return float(value)


def check_choice(name: str, value: str, choices: Sequence[str]) -> str:
    """
    Check a setting that is one of a few words.

    Parameters
    ----------
    name : str
        What it is called.
    value : str
        What was given.
    choices : sequence of str
        What it may be.

    Returns
    -------
    str
        The word.

    Raises
    ------
    ValueError
        If it is none of them.
    """
    if value not in choices:
        known = " or ".join(repr(choice) for choice in choices)
        raise ValueError(f"{name} should be {known}; got {value!r}")
    return value


def check_decay(name: str, value: Any) -> float:  # noqa: ANN401 - to be checked
    """
    Check the decay of a running mean.

    Parameters
    ----------
    name : str
        What it is called.
    value : float
        What was given.

    Returns
    -------
    float
        The decay.

    Raises
    ------
    ValueError
        If it does not lie between 0 and 1.
    """
    if not isinstance(value, (int, float, np.number)) or not 0 < value < 1:
        raise ValueError(f"{name} should lie between 0 and 1, such as 0.999; got {value!r}")
    return float(value)
