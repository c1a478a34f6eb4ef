"""Sets of features, a row a picture: checked, and compared pair by pair."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float, Float64

_ROWS = 500  # compared at once with all rows of another set: bounds the memory


def feature_set(
    features: Float[np.ndarray, "N F"], name: str, least: int = 1
) -> Float64[np.ndarray, "N F"]:
    """
    Check a set of features.

    Parameters
    ----------
    features : Float[np.ndarray, "N F"]
        A row a picture.
    name : str
        What to call it in a message.
    least : int
        How many rows it must have.

    Returns
    -------
    Float64[np.ndarray, "N F"]
        The same in double precision.

    Raises
    ------
    TypeError
        If it is no array of floating numbers.
    ValueError
        If its shape is another, it has too few rows, or holds NaN or infinity.
    """
    if not isinstance(features, np.ndarray) or features.dtype.kind != "f":
        found = getattr(features, "dtype", type(features).__name__)
        raise TypeError(f"{name} should be an array of floating numbers, got {found}")
    if features.ndim != 2 or features.shape[1] == 0:
        raise ValueError(f"{name} should be of shape (pictures, features), got {features.shape}")
    if len(features) < least:
        raise ValueError(f"{name} should have at least {least} rows, got {len(features)}")
    wrong = np.count_nonzero(~np.isfinite(features).all(axis=1))
    if wrong:
        raise ValueError(
            f"{name} should hold numbers; {wrong} of {len(features)} rows hold NaN or infinity"
        )
    return features.astype(np.float64)


def feature_pair(
    features: Float[np.ndarray, "N F"], reference: Float[np.ndarray, "M F"], least: int = 1
) -> tuple[Float64[np.ndarray, "N F"], Float64[np.ndarray, "M F"]]:
    """
    Check two sets of features that are to be compared.

    Parameters
    ----------
    features, reference : Float[np.ndarray, "N F"]
        Those of the pictures to judge, and those of real ones.
    least : int
        How many rows each must have.

    Returns
    -------
    tuple of Float64[np.ndarray, "N F"]
        Both in double precision.

    Raises
    ------
    TypeError
        If one is no array of floating numbers.
    ValueError
        If one is no set of features, has too few rows, or their widths differ.
    """
    first = feature_set(features, "features", least)
    second = feature_set(reference, "reference", least)
    if first.shape[1] != second.shape[1]:
        raise ValueError(
            "features and reference should have as many columns as each other, "
            f"got {first.shape[1]} and {second.shape[1]}"
        )
    return first, second


def squared_distances(
    rows: Float[np.ndarray, "N F"], others: Float[np.ndarray, "M F"]
) -> Iterator[tuple[slice, Float[np.ndarray, "n M"]]]:
    r"""
    Give the squared distances of rows to all others, some hundred rows at a time.

    By :math:`|a - b|^2 = |a|^2 - 2 a \cdot b + |b|^2`, which is one product of matrices. Rounding
    leaves a trifle of the squared lengths where rows are equal: about 1e-15 in double precision.

    Parameters
    ----------
    rows, others : Float[np.ndarray, "N F"]
        The rows, in the precision to compute in.

    Yields
    ------
    which : slice
        Which rows.
    distances : Float[np.ndarray, "n M"]
        Their squared distances, none negative.
    """
    lengths = np.einsum("mf,mf->m", others, others)
    for start in range(0, len(rows), _ROWS):
        which = slice(start, min(start + _ROWS, len(rows)))
        part = rows[which]
        distances = part @ (-2 * others.T)
        distances += lengths
        distances += np.einsum("nf,nf->n", part, part)[:, None]
        yield which, np.maximum(distances, 0, out=distances)
