"""The solver's settings: which are possible, and what an update rule starts with."""

from collections.abc import Mapping
from pathlib import Path
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


def check_data(data: Mapping[str, Any], splits: tuple[str, ...]) -> None:
    """
    Check that a data dictionary has what is trained on.

    Parameters
    ----------
    data : mapping
        The data.
    splits : tuple of str
        The splits that are needed.

    Raises
    ------
    ValueError
        If an array is missing or empty.
    """
    for split in splits:
        for kind in ("captions", "image_idxs", "features"):
            key = f"{split}_{kind}"
            if key not in data:
                raise ValueError(f"data should have {key!r}; it has {', '.join(sorted(data))}")
            if len(data[key]) == 0:
                raise ValueError(f"data[{key!r}] should not be empty")


def check_counts(**counts: int | None) -> None:
    """
    Check that settings that count something are at least 1.

    Parameters
    ----------
    **counts : int or None
        The settings by name; None passes.

    Raises
    ------
    ValueError
        If one is below 1.
    """
    for name, count in counts.items():
        if count is not None and count < 1:
            raise ValueError(f"{name} should be at least 1; got {count}")


def check_folder(path: Path) -> None:
    """
    Check, before hours of work, that a file can be written where it should be.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Raises
    ------
    FileNotFoundError
        If its folder does not exist.
    IsADirectoryError
        If it is a folder itself.
    """
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} into")
