"""Dropout: numbers left out at random, so that a net cannot rely on any single one of them."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import check_floats


class DropoutCache(NamedTuple):
    """What the backward pass needs: what each number was multiplied by; None if all were kept."""

    mask: Float[np.ndarray, "..."] | None


def dropout_forward(
    x: Float[np.ndarray, "*shape"], rate: float, seed: int | np.random.Generator | None = None
) -> tuple[Float[np.ndarray, "*shape"], DropoutCache]:
    """Set numbers to zero at random, and scale the others up to make good for them.

    Equation ``eq-dropout`` of the book. The scaling keeps every number's mean what it was, so that
    a net that was trained with dropout is used without it and without any correction.

    Parameters
    ----------
    x : ndarray of float, any shape
        The numbers.
    rate : float
        The probability of each to be set to zero, ``0 <= rate < 1``. At 0 nothing is drawn.
    seed : int or numpy.random.Generator, optional
        Where the draw starts; None for another one at each call. The same draw leaves out the same
        numbers in either precision, however the array lies in memory.

    Returns
    -------
    out : ndarray of float
        Zeros, and ``x / (1 - rate)`` elsewhere; ``x`` itself if the rate is 0.
    cache : DropoutCache
        For `dropout_backward`.

    Raises
    ------
    TypeError
        If ``x`` does not hold floats.
    ValueError
        If the rate is not a number from 0 up to but not including 1.

    Notes
    -----
    N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, *Dropout: a simple
    way to prevent neural networks from overfitting*, JMLR 15, 2014. In a recurrent net it belongs
    on what enters and what leaves, not on what goes from step to step: W. Zaremba, I. Sutskever
    and O. Vinyals, *Recurrent neural network regularization*, 2014.

    Examples
    --------
    >>> out, _ = dropout_forward(np.ones(1000), 0.2, seed=0)
    >>> sorted(set(out.tolist()))
    [0.0, 1.25]
    """
    check_floats("dropout_forward", "x", x)
    check_rate(rate)
    if rate == 0:
        return x, DropoutCache(None)
    # Single precision draws twice as fast as double and is fine enough for a yes or no.
    draws = np.random.default_rng(seed).random(x.shape, dtype=np.float32)
    mask = np.multiply(draws >= rate, x.dtype.type(1 / (1 - rate)), dtype=x.dtype)
    # Laid out like x, which may have time first: the layers that follow make use of it.
    return np.multiply(x, mask, out=np.empty_like(x)), DropoutCache(mask)


def dropout_backward(
    dout: Float[np.ndarray, "*shape"], cache: DropoutCache
) -> Float[np.ndarray, "*shape"]:
    """Send the gradient back through the numbers that were kept.

    Parameters
    ----------
    dout : ndarray of float
        Gradient of the loss by the output.
    cache : DropoutCache
        From `dropout_forward`.

    Returns
    -------
    ndarray of float
        Gradient by ``x``; ``dout`` itself if the rate was 0.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    check_floats("dropout_backward", "dout", dout)
    mask = cache.mask
    if mask is None:
        return dout
    if dout.shape != mask.shape:
        raise ValueError(
            f"dropout_backward: dout should have shape {mask.shape}, that of the output; got "
            f"{dout.shape}."
        )
    dx: Float[np.ndarray, "*shape"] = np.empty_like(dout, dtype=np.result_type(dout, mask))
    np.multiply(dout, mask, out=dx)
    return dx


def check_rate(rate: float, name: str = "rate") -> None:
    """Check a share of numbers to leave out.

    Parameters
    ----------
    rate : float
        The share.
    name : str
        What it is called, for the message.

    Raises
    ------
    ValueError
        If it is not a number from 0 up to but not including 1.
    """
    if not isinstance(rate, (int, float, np.number)) or not 0 <= rate < 1:
        raise ValueError(
            f"{name} should be a share from 0 (keep all) up to but not including 1; got {rate!r}."
        )
