"""Saliency: which pixels, changed a little, would change the score most."""

from typing import Any

import numpy as np
from jaxtyping import Float

from unrolled.vision.score_gradients import score_gradients


def compute_saliency_maps(X: Any, y: Any, model: Any) -> Float[np.ndarray, "N H W"]:
    r"""
    Compute how much each pixel moves the score of a picture's class.

    A map is the largest of \|ds_y/dx\| over a pixel's three colours; s_y is the raw score of class
    y, before any softmax. Equation ``eq-saliency`` of the book.

    Parameters
    ----------
    X : array or tensor (N, H, W, 3)
        Preprocessed pictures.
    y : array or sequence of int (N,)
        A class number for each: most often the right class.
    model : callable
        The network: ``model(X)`` gives the raw scores (N, classes).

    Returns
    -------
    Float[np.ndarray, "N H W"]
        One map a picture. No value is negative.

    Raises
    ------
    TypeError
        If `X` holds no floats or `y` no integers.
    ValueError
        If a shape is wrong, or a class number is none.

    See Also
    --------
    smooth_grad : The mean of the gradients at noisy copies.
    integrated_gradients : The mean of the gradients on the way from an empty picture.

    References
    ----------
    Simonyan, Vedaldi and Zisserman, *Deep inside convolutional networks*, 2014.
    """
    return saliency_map(score_gradients(X, y, model))


def saliency_map(attributions: Float[np.ndarray, "*N H W C"]) -> Float[np.ndarray, "*N H W"]:
    r"""
    Make maps of numbers that each pixel has one a colour: the largest, without its sign.

    Parameters
    ----------
    attributions : array (..., H, W, C)
        Gradients, or what `smooth_grad` and `integrated_gradients` give.

    Returns
    -------
    Float[np.ndarray, "*N H W"]
        The maps. No value is negative.
    """
    largest: Float[np.ndarray, "*N H W"] = np.abs(attributions).max(axis=-1)
    return largest
