"""Affine layers: a matrix product and a bias, once a row or at every time step."""

from math import prod
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes
from unrolled.layers.sequences import from_rows, has_time_first, to_rows


class AffineCache(NamedTuple):
    """What a backward pass needs from the forward pass: the input and the weights."""

    x: Float[np.ndarray, "N ..."]
    w: Float[np.ndarray, "D M"]


class AffineGradients(NamedTuple):
    """The gradients of the loss by the three arguments of an affine layer, in their order."""

    dx: Float[np.ndarray, "N ..."]
    dw: Float[np.ndarray, "D M"]
    db: Float[np.ndarray, " M"]


def affine_forward(
    x: Float[np.ndarray, "N ..."], w: Float[np.ndarray, "D M"], b: Float[np.ndarray, " M"]
) -> tuple[Float[np.ndarray, "N M"], AffineCache]:
    """Multiply every example, flattened to a row, by a matrix and add a bias.

    Equation ``eq-affine`` of the book.

    Parameters
    ----------
    x : ndarray of float, shape (N, d1, ..., dk)
        N examples of any shape; ``D = d1 * ... * dk``.
    w : ndarray of float, shape (D, M)
        Weights.
    b : ndarray of float, shape (M,)
        Biases.

    Returns
    -------
    out : ndarray of float, shape (N, M)
        The outputs.
    cache : AffineCache
        For `affine_backward`.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, or the shapes do not fit each other.
    """
    rows = _flatten_examples("affine_forward", x)
    Sizes("affine_forward", D=rows.shape[1]).floats(w=(w, "D M"), b=(b, "M"))
    out = np.empty((len(rows), len(b)), dtype=np.result_type(x, w, b))
    np.matmul(rows, w, out=out)
    out += b
    return out, AffineCache(x, w)


def affine_backward(dout: Float[np.ndarray, "N M"], cache: AffineCache) -> AffineGradients:
    """Send the gradient of an affine layer's output back to its arguments.

    Equation ``eq-affine-grads`` of the book.

    Parameters
    ----------
    dout : ndarray of float, shape (N, M)
        Gradient of the loss by the output.
    cache : AffineCache
        From `affine_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, d1, ..., dk)
        Gradient by the input, in the input's shape.
    dw : ndarray of float, shape (D, M)
        Gradient by the weights.
    db : ndarray of float, shape (M,)
        Gradient by the biases.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    x, w = cache
    Sizes("affine_backward", N=x.shape[0], M=w.shape[1]).floats(dout=(dout, "N M"))
    rows = _flatten_examples("affine_backward", x)
    dx = (dout @ w.T).reshape(x.shape)
    return AffineGradients(dx, rows.T @ dout, dout.sum(axis=0))


def temporal_affine_forward(
    x: Float[np.ndarray, "N T D"], w: Float[np.ndarray, "D M"], b: Float[np.ndarray, " M"]
) -> tuple[Float[np.ndarray, "N T M"], AffineCache]:
    """Apply one affine layer at every time step, all steps in one matrix product.

    Equation ``eq-temporal-affine`` of the book.

    Parameters
    ----------
    x : ndarray of float, shape (N, T, D)
        N sequences of T vectors.
    w : ndarray of float, shape (D, M)
        Weights, the same at every step.
    b : ndarray of float, shape (M,)
        Biases, the same at every step.

    Returns
    -------
    out : ndarray of float, shape (N, T, M)
        The outputs.
    cache : AffineCache
        For `temporal_affine_backward`.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, or the shapes do not fit each other.
    """
    Sizes("temporal_affine_forward").floats(x=(x, "N T D"), w=(w, "D M"), b=(b, "M"))
    N, T, _ = x.shape
    time_first = has_time_first(x)
    rows, _ = affine_forward(to_rows(x, time_first), w, b)
    return from_rows(rows, N, T, time_first), AffineCache(x, w)


def temporal_affine_backward(
    dout: Float[np.ndarray, "N T M"], cache: AffineCache
) -> AffineGradients:
    """Send the gradient of a temporal affine layer's output back to its arguments.

    The weights serve every step, so their gradients are sums over the batch and over time.

    Parameters
    ----------
    dout : ndarray of float, shape (N, T, M)
        Gradient of the loss by the output.
    cache : AffineCache
        From `temporal_affine_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, T, D)
        Gradient by the input.
    dw : ndarray of float, shape (D, M)
        Gradient by the weights.
    db : ndarray of float, shape (M,)
        Gradient by the biases.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    x, w = cache
    N, T, _ = x.shape
    Sizes("temporal_affine_backward", N=N, T=T, M=w.shape[1]).floats(dout=(dout, "N T M"))
    time_first = has_time_first(x)
    rows = AffineCache(to_rows(x, time_first), w)
    dx, dw, db = affine_backward(to_rows(dout, time_first), rows)
    return AffineGradients(from_rows(dx, N, T, time_first), dw, db)


def _flatten_examples(function: str, x: Float[np.ndarray, "N ..."]) -> Float[np.ndarray, "N D"]:
    # reshape(N, -1) cannot tell D when N is 0, so D is computed.
    Sizes(function).floats(x=(x, " ".join(["N", *(f"d{k}" for k in range(1, np.ndim(x)))])))
    return x.reshape(x.shape[0], prod(x.shape[1:]))
