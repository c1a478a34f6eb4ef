"""The Wasserstein distance on a line: how far the mass has to be carried."""

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import check_floats
from unrolled.layers.divergences import check_distributions


def wasserstein_1d(
    positions: Float[np.ndarray, "..."], p: Float[np.ndarray, "..."], q: Float[np.ndarray, "..."]
) -> float:
    r"""Measure how far mass must be carried to make one distribution on a line into another.

    Equation ``eq-wasserstein-1d`` of the book, the integral of
    :math:`|F_p(x) - F_q(x)|`: what has to pass each place, added over all places.

    Parameters
    ----------
    positions : ndarray of float, shape (K,)
        Places on the line, growing from each to the next.
    p, q : ndarray of float, shape (K,)
        Both distributions' probabilities of these places.

    Returns
    -------
    float
        In the unit of the positions.

    Raises
    ------
    TypeError
        If an argument is no NumPy array of floats.
    ValueError
        If ``p`` or ``q`` is no distribution, or the positions do not grow or are not finite.

    See Also
    --------
    wasserstein_1d_samples : The same for two lists of drawn numbers.

    Examples
    --------
    >>> import numpy as np
    >>> wasserstein_1d(np.array([0.0, 5.0]), np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    5.0
    """
    check_distributions("wasserstein_1d", p, q)
    check_floats("wasserstein_1d", "positions", positions)
    if positions.shape != p.shape:
        raise ValueError(
            f"wasserstein_1d: positions should have the shape of p and q, {p.shape}, "
            f"got {positions.shape}."
        )
    steps = np.diff(positions.astype(np.float64))
    if not (np.all(np.isfinite(positions)) and np.all(steps > 0)):
        raise ValueError(
            "wasserstein_1d: positions should be finite and grow from each to the next. "
            "For numbers in any order, wasserstein_1d_samples sorts them."
        )
    surplus = np.cumsum(p.astype(np.float64) - q)
    return float(np.sum(np.abs(surplus[:-1]) * steps))


def wasserstein_1d_samples(x: Float[np.ndarray, "..."], y: Float[np.ndarray, "..."]) -> float:
    r"""Measure how far two lists of numbers are apart, as heaps of earth on a line.

    Equation ``eq-wasserstein-1d`` of the book in its second form: sort both, and carry the
    smallest to the smallest, the next to the next, and so on.

    Parameters
    ----------
    x : ndarray of float, shape (N,)
        Numbers in any order; each holds the Nth part of the mass.
    y : ndarray of float, shape (M,)
        The others. M may differ from N; numbers are then carried in parts.

    Returns
    -------
    float
        In the unit of the numbers.

    Raises
    ------
    TypeError
        If an argument is no NumPy array of floats.
    ValueError
        If one is empty, has more than one axis, or holds a number that is not finite.

    See Also
    --------
    wasserstein_1d : The same for probabilities on a grid.

    Examples
    --------
    >>> import numpy as np
    >>> wasserstein_1d_samples(np.array([3.0, 0.0]), np.array([1.0, 4.0]))
    1.0
    """
    for name, array in (("x", x), ("y", y)):
        check_floats("wasserstein_1d_samples", name, array)
        if array.ndim != 1 or array.size == 0 or not np.all(np.isfinite(array)):
            raise ValueError(
                f"wasserstein_1d_samples: {name} should have shape (N,) with at least one number, "
                f"all of them finite, got shape {array.shape}"
                f"{'' if np.all(np.isfinite(array)) else ' with NaN or infinity'}."
            )
    # Count mass in units of 1/(N M): both lists' portions then end at whole numbers,
    # and between two neighbouring ends, all goes from one number of x to one of y.
    N, M = x.size, y.size
    ends = np.union1d(M * np.arange(1, N + 1), N * np.arange(1, M + 1))
    carried = np.diff(ends, prepend=0) / (N * M)
    from_x = np.sort(x).astype(np.float64)[(ends - 1) // M]
    to_y = np.sort(y).astype(np.float64)[(ends - 1) // N]
    return float(np.sum(carried * np.abs(from_x - to_y)))
