"""Is a picture new, or a copy of one trained on? The nearest training pictures tell."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Float64, Int

from unrolled.gan.feature_sets import feature_pair, squared_distances

_CLOSE = 0.01  # of the real pictures are nearer than what counts as close


class Neighbours(NamedTuple):
    """
    For each row of a set, the nearest of another.

    Attributes
    ----------
    indices : Int[np.ndarray, " N"]
        Its place in the other set.
    distances : Float64[np.ndarray, " N"]
        Its distance, 0 for a copy, in the unit of the rows.
    """

    indices: Int[np.ndarray, " N"]
    distances: Float64[np.ndarray, " N"]


class CopyCheck(NamedTuple):
    """
    How near pictures lie to those trained on, beside real pictures that nobody trained on.

    Attributes
    ----------
    distance : float
        The median distance of the judged pictures to their nearest training picture.
    real_distance : float
        The same of real pictures that were held out: the yardstick.
    close_share : float
        The share of the judged pictures that lie nearer than the nearest hundredth of the real ones
        do: 0.01 for real pictures, 1 for copies. Pictures plainer than real ones are near, too, and
        no copies: look at the pairs.
    """

    distance: float
    real_distance: float
    close_share: float


def nearest_neighbours(
    rows: Float[np.ndarray, "N F"], others: Float[np.ndarray, "M F"]
) -> Neighbours:
    """
    Find for each row the nearest of others, by Euclidean distance.

    Parameters
    ----------
    rows, others : Float[np.ndarray, "N F"]
        Features, or pictures as rows of pixels.

    Returns
    -------
    Neighbours
        Places and distances. A place is found in single precision, so of two that are equally near
        but for a millionth it may be either; its distance is exact.

    Raises
    ------
    TypeError
        If one is no array of floating numbers.
    ValueError
        If one is no set of rows, is empty, or their widths differ.
    """
    first, second = feature_pair(rows, others)
    middle = second.mean(axis=0)
    indices = np.empty(len(first), np.intp)
    one, two = ((part - middle).astype(np.float32) for part in (first, second))
    for which, squares in squared_distances(one, two):
        indices[which] = squares.argmin(axis=1)
    return Neighbours(indices, np.linalg.norm(first - second[indices], axis=1))


def copy_check(
    distances: Float64[np.ndarray, " N"], real_distances: Float64[np.ndarray, " M"]
) -> CopyCheck:
    """
    Compare how near judged pictures and real ones lie to the training pictures.

    Parameters
    ----------
    distances : Float64[np.ndarray, " N"]
        Of the judged pictures to their nearest training pictures.
    real_distances : Float64[np.ndarray, " M"]
        Of real pictures that were held out.

    Returns
    -------
    CopyCheck
        Both medians, and the share that is suspiciously close.

    Raises
    ------
    ValueError
        If one is empty.
    """
    if len(distances) == 0 or len(real_distances) == 0:
        found = f"{len(distances)} and {len(real_distances)}"
        raise ValueError(f"expected at least one distance of either kind, got {found}")
    close = np.quantile(real_distances, _CLOSE)
    medians = float(np.median(distances)), float(np.median(real_distances))
    return CopyCheck(*medians, float((distances < close).mean()))
