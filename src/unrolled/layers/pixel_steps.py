"""What the gradient of a score by the pixels is good for: saliency maps, and steps of a picture."""

from operator import index
from typing import SupportsFloat, SupportsIndex

import numpy as np
from jaxtyping import Float, Integer

from unrolled.layers.arrays import Sizes
from unrolled.layers.picture_losses import check_weight, sum_of_squares
from unrolled.layers.small_network import SmallNetwork


def saliency_maps(
    X: Float[np.ndarray, "N H W C"], y: Integer[np.ndarray, " N"], network: SmallNetwork
) -> Float[np.ndarray, "N H W"]:
    r"""Say for every pixel how much its picture's score depends on it.

    That is :math:`\max_c |\partial s_y / \partial x_c|` over the pixel's channels: a pixel matters
    as much as its most influential channel, whichever way that would move the score. Equation
    ``eq-saliency`` of the book.

    Parameters
    ----------
    X : ndarray of float, shape (N, H, W, C)
        The pictures.
    y : ndarray of int, shape (N,)
        For each picture the class whose raw score is looked at.
    network : SmallNetwork
        The network.

    Returns
    -------
    ndarray of float, shape (N, H, W)
        The maps; no entry is negative.

    Raises
    ------
    IndexError
        If there is no such class.
    TypeError, ValueError
        If an array does not hold what it should, or the shapes do not fit.

    Notes
    -----
    K. Simonyan, A. Vedaldi and A. Zisserman, *Deep inside convolutional networks: visualising
    image classification models and saliency maps*, 2013.
    """
    maps: Float[np.ndarray, "N H W"] = np.abs(network.score_gradient(X, y)).max(axis=3)
    return maps


def fooling_step(
    X: Float[np.ndarray, "1 H W C"],
    target_y: SupportsIndex,
    network: SmallNetwork,
    learning_rate: SupportsFloat = 1.0,
) -> Float[np.ndarray, "1 H W C"]:
    r"""Move a picture by a fixed distance, in the direction in which a class's score grows most.

    With the score's gradient :math:`g` and learning rate :math:`r`, the result is
    :math:`x + r g / \|g\|`. Equation ``eq-fooling-step`` of the book.

    Parameters
    ----------
    X : ndarray of float, shape (1, H, W, C)
        The picture; it stays unchanged.
    target_y : int
        The class that the network should come to see.
    network : SmallNetwork
        The network.
    learning_rate : float, default 1
        Length of the step, in the Euclidean norm over all pixels and channels; at least 0.

    Returns
    -------
    ndarray of float, shape (1, H, W, C)
        The picture after the step.

    Raises
    ------
    IndexError
        If there is no such class.
    TypeError
        If ``X`` does not hold floats.
    ValueError
        If ``X`` is not one picture, the learning rate is negative or not finite, or the gradient
        is zero and so has no direction.

    Notes
    -----
    C. Szegedy, W. Zaremba, I. Sutskever, J. Bruna, D. Erhan, I. Goodfellow and R. Fergus,
    *Intriguing properties of neural networks*, ICLR 2014.
    """
    rate = check_weight("fooling_step", "learning_rate", learning_rate)
    g = _gradient_of_one("fooling_step", X, target_y, network)
    norm = sum_of_squares(g) ** 0.5
    if norm == 0:
        raise ValueError(
            f"fooling_step: the score of target_y = {target_y} does not change with any pixel of "
            f"X, so there is no direction to go. Start from another picture."
        )
    stepped: Float[np.ndarray, "1 H W C"] = X + rate / norm * g
    return stepped


def class_visualization_step(
    X: Float[np.ndarray, "1 H W C"],
    target_y: SupportsIndex,
    network: SmallNetwork,
    l2_reg: SupportsFloat,
    learning_rate: SupportsFloat,
) -> Float[np.ndarray, "1 H W C"]:
    r"""Move a picture towards what a class looks like to a network.

    The objective is :math:`s_y(x) - \lambda \|x\|^2`; the step is the learning rate times its
    whole gradient, :math:`\partial s_y / \partial x - 2 \lambda x`, which is not normalised.
    Equations ``eq-class-objective``, ``eq-class-gradient`` and ``eq-class-step`` of the book.

    Parameters
    ----------
    X : ndarray of float, shape (1, H, W, C)
        The picture; it stays unchanged.
    target_y : int
        The class.
    network : SmallNetwork
        The network.
    l2_reg : float
        How much large pixels cost, at least 0.
    learning_rate : float
        The step as a multiple of the gradient, at least 0.

    Returns
    -------
    ndarray of float, shape (1, H, W, C)
        The picture after the step.

    Raises
    ------
    IndexError
        If there is no such class.
    TypeError
        If ``X`` does not hold floats.
    ValueError
        If ``X`` is not one picture, or one of the two numbers is negative or not finite.
    """
    function = "class_visualization_step"
    penalty = check_weight(function, "l2_reg", l2_reg)
    rate = check_weight(function, "learning_rate", learning_rate)
    g = _gradient_of_one(function, X, target_y, network) - 2 * penalty * X
    return X + rate * g


def _gradient_of_one(
    function: str,
    X: Float[np.ndarray, "1 H W C"],
    target_y: SupportsIndex,
    network: SmallNetwork,
) -> Float[np.ndarray, "1 H W C"]:
    Sizes(function).floats(X=(X, "N H W C"))
    if len(X) != 1:
        raise ValueError(
            f"{function}: X should be one picture, (1, H, W, C), got {X.shape}. Of several, pass "
            f"one at a time: X[n : n + 1]."
        )
    return network.score_gradient(X, np.array([index(target_y)]))
