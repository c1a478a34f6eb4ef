"""Gradient clipping: a step that would go too far keeps its direction and loses its length."""

from collections.abc import Mapping
from math import isfinite, sqrt

import numpy as np

from unrolled.training.settings import check_factor


def global_norm(grads: Mapping[str, np.ndarray]) -> float:
    """
    Measure the length of all gradients together, as if they were one long vector.

    Parameters
    ----------
    grads : mapping of str to ndarray
        The gradients.

    Returns
    -------
    float
        The root of the sum of all their squares; infinite or not a number if one of them is.
    """
    return sqrt(sum(_squares(np.asarray(grad)) for grad in grads.values()))


def _squares(grad: np.ndarray) -> float:
    flat = grad.reshape(-1)
    with np.errstate(over="ignore"):
        total = float(np.dot(flat, flat))
    if isfinite(total):
        return total
    # The square of 1e20 is beyond single precision, and clipping is there for just such numbers.
    wide = flat.astype(np.float64)
    return float(np.dot(wide, wide))


def clip_global_norm(
    grads: Mapping[str, np.ndarray], clip_norm: float
) -> tuple[dict[str, np.ndarray], float]:
    """
    Shorten gradients that are longer than a bound, all by the same factor.

    Equation ``eq-clip-norm`` of the book.

    Parameters
    ----------
    grads : mapping of str to ndarray
        The gradients by all parameters.
    clip_norm : float
        The largest global norm, above 0.

    Returns
    -------
    clipped : dict of str to ndarray
        The gradients themselves if they are short enough, else copies of norm `clip_norm`.
    norm : float
        The global norm that they came with.

    Raises
    ------
    ValueError
        If the bound is not a finite number above 0.

    Notes
    -----
    R. Pascanu, T. Mikolov and Y. Bengio, *On the difficulty of training recurrent neural networks*,
    ICML 2013.

    Examples
    --------
    >>> clip_global_norm({"w": np.array([3.0]), "b": np.array([4.0])}, 2.5)
    ({'w': array([1.5]), 'b': array([2.])}, 5.0)
    """
    check_factor("clip_norm", clip_norm)
    norm = global_norm(grads)
    # Of a norm that is infinite or no number there is no factor; the caller is told by the norm.
    if norm <= clip_norm or not isfinite(norm):
        return dict(grads), norm
    factor = clip_norm / norm
    return {name: np.multiply(grad, factor, dtype=grad.dtype) for name, grad in grads.items()}, norm
