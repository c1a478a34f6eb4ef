"""Shifting and scaling features so that each has mean 0 and standard deviation 1."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Float64

# Rows handled at once, so that a large feature table is never copied whole.
_ROWS = 4096


class FeatureScaling(NamedTuple):
    """
    The mean and standard deviation of every feature over a set of pictures.

    Attributes
    ----------
    mean : ndarray of float64, shape (D,)
        What is subtracted.
    scale : ndarray of float64, shape (D,)
        What is divided by; 1 for a feature that never changes.
    """

    mean: Float64[np.ndarray, " D"]
    scale: Float64[np.ndarray, " D"]


def fit_scaling(features: Float[np.ndarray, "P D"]) -> FeatureScaling:
    """
    Measure a set of features.

    Parameters
    ----------
    features : ndarray of float, shape (P, D)
        Features of P pictures.

    Returns
    -------
    FeatureScaling
        Their mean and standard deviation.

    Raises
    ------
    ValueError
        If there is no picture, or a feature is infinite or not a number.
    """
    if len(features) == 0:
        raise ValueError("features should hold at least one picture, got none")
    with np.errstate(invalid="ignore"):  # of infinities with both signs
        mean = features.mean(axis=0, dtype=np.float64)
    broken = np.flatnonzero(~np.isfinite(mean))
    if broken.size:
        raise ValueError(
            f"features should be finite numbers; got infinity or NaN in {broken.size} of "
            f"{mean.size} columns, the first of them column {broken[0]}."
        )
    squares = np.zeros_like(mean)
    for start in range(0, len(features), _ROWS):
        squares += ((features[start : start + _ROWS] - mean) ** 2).sum(axis=0)
    scale = np.sqrt(squares / len(features))
    # A constant feature has a deviation of rounding errors, and says nothing anyway.
    scale[scale <= 1e-6 * np.abs(mean)] = 1
    return FeatureScaling(mean, scale)


def apply_scaling(
    features: Float[np.ndarray, "N D"], scaling: FeatureScaling
) -> Float64[np.ndarray, "N D"]:
    """
    Standardise features.

    Parameters
    ----------
    features : ndarray of float, shape (N, D)
        Features as they come.
    scaling : FeatureScaling
        From `fit_scaling`.

    Returns
    -------
    ndarray of float64, shape (N, D)
        The same, shifted and scaled.
    """
    shifted: Float64[np.ndarray, "N D"] = features - scaling.mean
    shifted /= scaling.scale
    return shifted
