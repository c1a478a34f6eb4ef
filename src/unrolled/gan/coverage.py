r"""Are the pictures real ones, and are all real ones among them? Counted among neighbours.

A ball around each row of a set of features, which reaches to its k-th nearest neighbour in the set,
stands for the region where such pictures lie.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Float64

from unrolled.gan.feature_sets import feature_pair, squared_distances

_ROUNDING = 1e-12  # of the largest squared length: equal rows count as equal


class PrecisionRecall(NamedTuple):
    """
    Shares of pictures that lie where the others do.

    Attributes
    ----------
    precision : float
        The share of the judged pictures that lie among real ones: are they good?
    recall : float
        The share of the real pictures that lie among the judged ones: are they of every kind?
    """

    precision: float
    recall: float


class DensityCoverage(NamedTuple):
    """
    The same two questions, answered by the real pictures' neighbourhoods alone.

    Attributes
    ----------
    density : float
        In how many of the real balls a judged picture lies, over k: about 1 for real pictures, and
        more for pictures that keep to where real ones are many.
    coverage : float
        The share of the real pictures that have a judged one in their ball.
    """

    density: float
    coverage: float


def precision_recall(
    features: Float[np.ndarray, "N F"], reference: Float[np.ndarray, "M F"], k: int = 3
) -> PrecisionRecall:
    """
    Measure precision and recall by nearest neighbours.

    Equation ``eq-precision-recall`` of the book, after Kynkäänniemi et al., *Improved precision and
    recall metric for assessing generative models*, 2019. Both rise with the size of the sets: only
    numbers by sets of equal sizes can be compared.

    Parameters
    ----------
    features, reference : Float[np.ndarray, "N F"]
        Those of the pictures to judge, and those of real ones; more than `k` rows each.
    k : int
        Which neighbour a ball reaches to.

    Returns
    -------
    PrecisionRecall
        Two shares, 0 to 1.

    Raises
    ------
    TypeError
        If one is no array of floating numbers.
    ValueError
        If one is no set of features, has too few rows, or their widths differ; or `k` is below 1.
    """
    judged, real = _checked(features, reference, k)
    judged_radii, real_radii = squared_radii(judged, k), squared_radii(real, k)
    among_real = np.zeros(len(judged), bool)
    among_judged = np.zeros(len(real), bool)
    for which, distances in squared_distances(judged, real):
        among_real[which] = (distances <= real_radii).any(axis=1)
        among_judged |= (distances <= judged_radii[which, None]).any(axis=0)
    return PrecisionRecall(float(among_real.mean()), float(among_judged.mean()))


def density_coverage(
    features: Float[np.ndarray, "N F"], reference: Float[np.ndarray, "M F"], k: int = 5
) -> DensityCoverage:
    r"""
    Measure density and coverage by nearest neighbours.

    Equation ``eq-density-coverage`` of the book, after Naeem et al., *Reliable fidelity and
    diversity metrics for generative models*, 2020. One odd picture cannot spoil them: the balls are
    the real pictures', and each counts. For two large sets of equal size from one distribution the
    density is 1 and the coverage :math:`1 - 2^{-k}`, 0.969 for k = 5.

    Parameters
    ----------
    features, reference : Float[np.ndarray, "N F"]
        Those of the pictures to judge, and those of real ones, which must be more than `k`.
    k : int
        Which neighbour a ball reaches to.

    Returns
    -------
    DensityCoverage
        A number from 0, and a share, 0 to 1.

    Raises
    ------
    TypeError
        If one is no array of floating numbers.
    ValueError
        If one is no set of features, has too few rows, or their widths differ; or `k` is below 1.
    """
    judged, real = _checked(features, reference, k)
    radii = squared_radii(real, k)
    covered = np.zeros(len(real), bool)
    balls = 0
    for _, distances in squared_distances(judged, real):
        inside = distances <= radii
        balls += int(inside.sum())
        covered |= inside.any(axis=0)
    return DensityCoverage(balls / (k * len(judged)), float(covered.mean()))


def squared_radii(rows: Float64[np.ndarray, "N F"], k: int) -> Float64[np.ndarray, " N"]:
    """
    Measure how far the k-th nearest neighbour is, for each row of a set.

    Parameters
    ----------
    rows : Float64[np.ndarray, "N F"]
        The set, of more than `k` rows.
    k : int
        Which neighbour; a row is not its own.

    Returns
    -------
    Float64[np.ndarray, " N"]
        The squared distances, a trifle larger: rounding puts no equal row outside.
    """
    radii = np.empty(len(rows))
    for which, distances in squared_distances(rows, rows):
        own = np.arange(len(distances))
        distances[own, which.start + own] = np.inf
        radii[which] = np.partition(distances, k - 1, axis=1)[:, k - 1]
    largest: float = np.einsum("nf,nf->n", rows, rows).max()
    return radii + _ROUNDING * largest


def _checked(
    features: Float[np.ndarray, "N F"], reference: Float[np.ndarray, "M F"], k: int
) -> tuple[Float64[np.ndarray, "N F"], Float64[np.ndarray, "M F"]]:
    """Check both sets, and move them to where lengths are small and rounding with them."""
    if k < 1:
        raise ValueError(f"k should be at least 1, got {k}")
    judged, real = feature_pair(features, reference, least=k + 1)
    middle = real.mean(axis=0)
    return judged - middle, real - middle
