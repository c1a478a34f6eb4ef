"""The options of ``unrolled style``, and what is wrong with them."""

from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np

from unrolled.cli.picture_files import read_picture
from unrolled.cli.style import PRESETS
from unrolled.data import DataError

_OPTIMIZERS = ("adam", "lbfgs")


@dataclass(frozen=True)
class StyleOptions:
    """The options of the command, under their own names."""

    content: str
    styles: list[str]
    output: Path | None
    size: int | None
    style_size: int | None
    weight: float
    smooth: float
    mix: str | None
    masks: list[Path]
    preset: str | None
    network: str
    optimizer: str
    steps: int
    pyramid: bool
    init_random: bool
    seed: int
    frames: Path | None
    every: int


def check_options(options: StyleOptions) -> None:
    """
    Check what can be checked of the options before anything is read.

    Parameters
    ----------
    options : StyleOptions
        The options.

    Raises
    ------
    ValueError
        If one cannot be used, or not beside another.
    """
    if options.optimizer not in _OPTIMIZERS:
        known = " and ".join(_OPTIMIZERS)
        raise ValueError(f"--optimizer {options.optimizer}: there is none; there are {known}")
    if options.preset is not None:
        if options.preset not in PRESETS:
            known = ", ".join(PRESETS)
            raise ValueError(f"--preset {options.preset}: there is none; there are {known}")
        if options.pyramid:
            raise ValueError("--pyramid: not beside --preset, whose weights suit one size only")
    for name, value in (("weight", options.weight), ("smooth", options.smooth)):
        if not isfinite(value) or value < 0:
            raise ValueError(f"--{name} should be a number, 0 or more, got {value}")
    if options.mix is not None and options.masks:
        raise ValueError("--mix and --mask exclude each other: give one of them")
    if options.masks and len(options.masks) != len(options.styles):
        counts = f"{len(options.masks)} for {len(options.styles)}"
        raise ValueError(f"--mask should be given once for each style, got {counts}")
    parts_of(options)


def parts_of(options: StyleOptions) -> list[float] | None:
    """
    Read what ``--mix`` says.

    Parameters
    ----------
    options : StyleOptions
        The options.

    Returns
    -------
    list of float or None
        How many parts of each style.

    Raises
    ------
    ValueError
        If they are none, or not as many as styles.
    """
    if options.mix is None:
        return None
    try:
        parts = [float(part) for part in options.mix.split(",")]
    except ValueError as error:
        raise ValueError(f"--mix {options.mix}: expected numbers, such as 3,1") from error
    if len(parts) != len(options.styles):
        raise ValueError(
            f"--mix {options.mix}: expected a number for each of the {len(options.styles)} styles"
        )
    if not all(isfinite(part) and part >= 0 for part in parts) or not any(parts):
        raise ValueError(f"--mix {options.mix}: expected parts of 0 or more, not all of them 0")
    return parts


def read_masks(options: StyleOptions) -> list[np.ndarray] | None:
    """
    Read the masks.

    Parameters
    ----------
    options : StyleOptions
        The options.

    Returns
    -------
    list of array (h, w) or None
        For each style where it goes, 0..1; None where there are no masks.

    Raises
    ------
    DataError
        If a mask is no picture, or black everywhere.
    """
    masks = []
    for path in options.masks:
        mask = read_picture(str(path)).mean(axis=2) / 255
        if not mask.any():
            raise DataError.about(path, expected="a mask that is white somewhere", found="none")
        masks.append(mask)
    return masks or None
