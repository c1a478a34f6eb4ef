r"""How far two sets of pictures lie apart: the Fréchet distance of their features.

Each set of features is taken for a normal distribution, of mean :math:`\mu` and covariance
:math:`\Sigma`; the squared Fréchet distance of two such has a closed form. Heusel et al., *GANs
trained by a two time-scale update rule converge to a local Nash equilibrium*, 2017, took the
features of an ImageNet network, and called it FID. Ours are a digit classifier's: its numbers can
be compared with each other, and not with an FID.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Float64

from unrolled.gan.feature_sets import feature_pair

PARTS = (1, 2, 3, 4, 5)


class FrechetEstimate(NamedTuple):
    r"""
    A Fréchet distance by samples of several sizes, and what it would be by infinitely many.

    Attributes
    ----------
    distance : float
        By all samples, in squared units of the features: biased upwards.
    extrapolated : float
        Where the line meets :math:`1/N = 0`. Without bias, so that sets from one distribution come
        out on either side of zero.
    slope : float
        How fast the line rises with `parts`.
    parts : tuple of int
        Into how many parts the samples were cut, for each point of the line.
    distances : tuple of float
        The mean distance of such parts.
    """

    distance: float
    extrapolated: float
    slope: float
    parts: tuple[int, ...]
    distances: tuple[float, ...]


def frechet_distance(
    features: Float[np.ndarray, "N F"], reference: Float[np.ndarray, "M F"]
) -> float:
    r"""
    Measure the squared Fréchet distance of two sets of features, each taken as normal.

    Equation ``eq-frechet`` of the book:
    :math:`|\mu_1 - \mu_2|^2 + \mathrm{tr}(\Sigma_1 + \Sigma_2 - 2 (\Sigma_1 \Sigma_2)^{1/2})`.

    Parameters
    ----------
    features, reference : Float[np.ndarray, "N F"]
        The two sets, a row a picture; at least two rows each.

    Returns
    -------
    float
        The distance in squared units of the features, not negative; 0 for equal sets.

    Raises
    ------
    TypeError
        If one is no array of floating numbers.
    ValueError
        If one is no set of features, has fewer than two rows, or their widths differ.

    See Also
    --------
    frechet_extrapolated : Without the bias of small samples.
    """
    first, second = feature_pair(features, reference, least=2)
    return gaussian_frechet(*_moments(first), *_moments(second))


def gaussian_frechet(
    mean: Float64[np.ndarray, " F"],
    covariance: Float64[np.ndarray, "F F"],
    other_mean: Float64[np.ndarray, " F"],
    other_covariance: Float64[np.ndarray, "F F"],
) -> float:
    r"""
    Measure the squared Fréchet distance of two normal distributions.

    Equation ``eq-frechet`` of the book. With factors :math:`\Sigma_1 = A A^\top` and
    :math:`\Sigma_2 = B B^\top`, from symmetric eigendecompositions, the trace of
    :math:`(\Sigma_1 \Sigma_2)^{1/2}` is the sum of the singular values of :math:`A^\top B`: no root
    of a matrix that is not symmetric, and no trouble with singular covariances.

    Parameters
    ----------
    mean : Float64[np.ndarray, " F"]
        The mean of one.
    covariance : Float64[np.ndarray, "F F"]
        Its covariance: symmetric, without negative eigenvalues but for rounding.
    other_mean : Float64[np.ndarray, " F"]
        The mean of the other.
    other_covariance : Float64[np.ndarray, "F F"]
        Its covariance.

    Returns
    -------
    float
        The distance in squared units of the features, not negative.
    """
    shift = mean - other_mean
    product = _factor(covariance).T @ _factor(other_covariance)
    root = np.linalg.svd(product, compute_uv=False).sum()
    spread = np.trace(covariance) + np.trace(other_covariance) - 2 * root
    return float(max(shift @ shift + spread, 0.0))


def frechet_extrapolated(
    features: Float[np.ndarray, "N F"],
    reference: Float[np.ndarray, "M F"],
    *,
    parts: tuple[int, ...] = PARTS,
    seed: int = 0,
) -> FrechetEstimate:
    r"""
    Estimate the Fréchet distance that infinitely many samples would give.

    Equation ``eq-frechet-extrapolation`` of the book. Few samples of one distribution look
    different, so every distance comes out too large, to leading order by a multiple of
    :math:`1/N`. Chong and Forsyth, *Effectively unbiased FID and Inception Score and where to find
    them*, 2020, measure it at several :math:`N` and extend a line in :math:`1/N` to zero. Here both
    sets, shuffled, are cut into 1, 2, ... equal parts, so that every sample counts at every size,
    and the bias of both is taken away.

    Parameters
    ----------
    features, reference : Float[np.ndarray, "N F"]
        The two sets, a row a picture. The line needs parts that are larger than the features are
        many, and better several times.
    parts : tuple of int
        Into how many parts to cut, for each point of the line; ascending.
    seed : int
        How to shuffle.

    Returns
    -------
    FrechetEstimate
        The distance by all samples, and the extrapolated one.

    Raises
    ------
    TypeError
        If one is no array of floating numbers.
    ValueError
        If one is no set of features, has too few rows for the parts, or their widths differ.
    """
    if len(parts) < 2 or parts[0] < 1 or sorted(set(parts)) != list(parts):
        raise ValueError(f"parts should be at least two ascending numbers from 1, got {parts}")
    first, second = feature_pair(features, reference, least=2 * parts[-1])
    rng = np.random.default_rng(seed)
    first, second = rng.permutation(first), rng.permutation(second)
    distances = [_mean_distance(first, second, count) for count in parts]
    slope, start = np.polyfit(parts, distances, 1)
    every = distances[0] if parts[0] == 1 else _mean_distance(first, second, 1)
    return FrechetEstimate(every, float(start), float(slope), parts, tuple(distances))


def _mean_distance(
    first: Float64[np.ndarray, "N F"], second: Float64[np.ndarray, "M F"], count: int
) -> float:
    pairs = zip(np.array_split(first, count), np.array_split(second, count), strict=True)
    return float(np.mean([gaussian_frechet(*_moments(a), *_moments(b)) for a, b in pairs]))


def _moments(
    features: Float64[np.ndarray, "N F"],
) -> tuple[Float64[np.ndarray, " F"], Float64[np.ndarray, "F F"]]:
    mean = features.mean(axis=0)
    centred = features - mean
    return mean, centred.T @ centred / (len(features) - 1)


def _factor(covariance: Float64[np.ndarray, "F F"]) -> Float64[np.ndarray, "F F"]:
    """Give a matrix that, times its transpose, is the covariance."""
    values, vectors = np.linalg.eigh(covariance)
    factor: Float64[np.ndarray, "F F"] = vectors * np.sqrt(np.maximum(values, 0))
    return factor
