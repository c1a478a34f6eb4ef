"""How far apart two distributions are, for numbers on a line or in a list of outcomes."""

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import check_floats


def kl_divergence(p: Float[np.ndarray, "..."], q: Float[np.ndarray, "..."]) -> float:
    r"""Measure how badly one distribution explains what another one draws.

    Kullback and Leibler's :math:`\sum_k p_k \ln (p_k / q_k)`, of which equation
    ``eq-jensen-shannon`` of the book is made. It is zero only where both are equal, and not
    the same both ways.

    Parameters
    ----------
    p : ndarray of float, shape (K,)
        Probabilities of the distribution that draws.
    q : ndarray of float, shape (K,)
        Probabilities of the one that explains.

    Returns
    -------
    float
        In nats. Outcomes that ``p`` never draws cost nothing; one that ``p`` draws and ``q``
        holds to be impossible makes it infinite.

    Raises
    ------
    TypeError
        If an argument is no NumPy array of floats.
    ValueError
        If one is no distribution, or they are not of one length.

    See Also
    --------
    jensen_shannon : The same both ways, and never infinite.

    Examples
    --------
    >>> import numpy as np
    >>> round(kl_divergence(np.array([1.0, 0.0]), np.array([0.25, 0.75])), 6)  # ln 4
    1.386294
    """
    check_distributions("kl_divergence", p, q)
    return max(0.0, _kl(p.astype(np.float64), q.astype(np.float64)))  # rounding may go below


def jensen_shannon(p: Float[np.ndarray, "..."], q: Float[np.ndarray, "..."]) -> float:
    r"""Measure how well a judge could tell from which of two distributions something came.

    Equation ``eq-jensen-shannon`` of the book: the mean of both distributions' divergence from
    their mean.

    Parameters
    ----------
    p, q : ndarray of float, shape (K,)
        Probabilities.

    Returns
    -------
    float
        In nats: 0 for equal distributions, :math:`\ln 2` for two that share no outcome, and
        between them otherwise. (SciPy's ``jensenshannon`` is the square root of this.)

    Raises
    ------
    TypeError
        If an argument is no NumPy array of floats.
    ValueError
        If one is no distribution, or they are not of one length.

    See Also
    --------
    optimal_discriminator : The judge.

    Examples
    --------
    >>> import numpy as np
    >>> round(jensen_shannon(np.array([1.0, 0.0]), np.array([0.0, 1.0])), 6)  # ln 2
    0.693147
    """
    check_distributions("jensen_shannon", p, q)
    p, q = p.astype(np.float64), q.astype(np.float64)
    # Half of the tiniest number would be nothing, which explains no outcome.
    # So the factor 2 is taken out, as a logarithm.
    total = p + q
    nats = _kl(p, total) + _kl(q, total) + np.log(2) * total.sum()
    return max(0.0, float(nats) / 2)  # rounding may go below zero


def optimal_discriminator(
    p: Float[np.ndarray, "*shape"], q: Float[np.ndarray, "*shape"]
) -> Float[np.ndarray, "*shape"]:
    r"""Return the best possible judge's probability that something is real.

    Equation ``eq-optimal-discriminator`` of the book, :math:`p / (p + q)`.

    Parameters
    ----------
    p : ndarray of float
        Probabilities or densities of what is real, in any shape.
    q : ndarray of float
        Those of what is generated, of the same shape.

    Returns
    -------
    ndarray of float
        Between 0 and 1, as precise as the arguments. One half where neither occurs: a place
        that no judge is ever asked about.

    Raises
    ------
    TypeError
        If an argument is no NumPy array of floats.
    ValueError
        If a number is negative, infinite or NaN, or the shapes differ.

    Examples
    --------
    >>> import numpy as np
    >>> optimal_discriminator(np.array([0.3, 0.0, 0.0]), np.array([0.1, 0.2, 0.0]))
    array([0.75, 0.  , 0.5 ])
    """
    _check_pair("optimal_discriminator", p, q)
    # By the larger of both: so no sum overflows, and no tiny one is lost.
    larger = np.maximum(p, q)
    occurs = larger > 0
    scale = np.where(occurs, larger, 1)
    real, fake = p / scale, q / scale
    total = np.where(occurs, real + fake, 1)
    return np.where(occurs, real / total, 0.5)


def _kl(p: Float[np.ndarray, " K"], q: Float[np.ndarray, " K"]) -> float:
    drawn = p > 0
    if np.any(q[drawn] == 0):
        return float("inf")
    # A difference of logarithms, for a quotient of tiny numbers may overflow.
    return float(np.sum(p[drawn] * (np.log(p[drawn]) - np.log(q[drawn]))))


def _check_pair(function: str, p: Float[np.ndarray, "..."], q: Float[np.ndarray, "..."]) -> None:
    for name, array in (("p", p), ("q", q)):
        check_floats(function, name, array)
        wrong = ~(np.isfinite(array) & (array >= 0))
        if np.any(wrong):
            place = tuple(int(i) for i in np.argwhere(wrong)[0])
            raise ValueError(
                f"{function}: {name} should hold finite numbers of at least 0, got "
                f"{array[place]} at {name}[{', '.join(map(str, place))}]."
            )
    if p.shape != q.shape:
        raise ValueError(
            f"{function}: p and q should speak of the same outcomes, got shapes "
            f"{p.shape} and {q.shape}."
        )


def check_distributions(
    function: str, p: Float[np.ndarray, "..."], q: Float[np.ndarray, "..."]
) -> None:
    """Check that two arrays hold the probabilities of the same outcomes.

    Parameters
    ----------
    function : str
        Name of the calling function, for the message.
    p, q : ndarray of float, shape (K,)
        The arguments of these names.

    Raises
    ------
    TypeError
        If an argument is no NumPy array of floats.
    ValueError
        If one is no distribution, or they are not of one length. What is missing from 1 may
        be no more than rounding leaves.
    """
    _check_pair(function, p, q)
    if p.ndim != 1 or p.size == 0:
        raise ValueError(
            f"{function}: p and q should have shape (K,) with at least one outcome, got {p.shape}."
        )
    for name, array in (("p", p), ("q", q)):
        total = float(array.sum(dtype=np.float64))
        if abs(total - 1) > np.sqrt(np.finfo(array.dtype).eps):
            raise ValueError(
                f"{function}: {name} should sum to 1, got {total:.9g}. "
                f"{name} / {name}.sum() makes a distribution of it."
            )
