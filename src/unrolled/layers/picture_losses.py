"""Losses of a picture: how far its features are from another's, and how rough it is."""

import math
from typing import SupportsFloat

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes, check_floats


def content_loss_and_gradient(
    content_weight: SupportsFloat,
    content_current: Float[np.ndarray, "*shape"],
    content_original: Float[np.ndarray, "*shape"],
) -> tuple[float, Float[np.ndarray, "*shape"]]:
    r"""Squared distance of two pictures' features, and how it changes with the first one's.

    With features :math:`F` and :math:`P` and weight :math:`w`, the loss is
    :math:`w \sum_i (F_i - P_i)^2`, its gradient by :math:`F` is :math:`2 w (F - P)`. Equations
    ``eq-content-loss`` and ``eq-content-grad`` of the book.

    Parameters
    ----------
    content_weight : float
        Weight of the loss, at least 0.
    content_current : ndarray of float, any shape
        Features of the picture that is being made, (1, H, W, C) as a layer gives them.
    content_original : ndarray of float, the same shape
        Features of the picture whose content is to stay.

    Returns
    -------
    loss : float
        The loss.
    dcurrent : ndarray of float
        Gradient of the loss by ``content_current``, in its shape.

    Raises
    ------
    TypeError
        If an array does not hold floats.
    ValueError
        If the shapes differ, or the weight is negative or not finite.

    See Also
    --------
    style_loss_and_gradients : The loss that does not care where in the picture something is.

    Examples
    --------
    >>> content_loss_and_gradient(2.0, np.array([1.0, 5.0]), np.array([1.0, 2.0]))
    (18.0, array([ 0., 12.]))
    """
    function = "content_loss_and_gradient"
    weight = check_weight(function, "content_weight", content_weight)
    check_floats(function, "content_current", content_current)
    check_floats(function, "content_original", content_original)
    if content_current.shape != content_original.shape:
        raise ValueError(
            f"{function}: content_current and content_original should have the same shape, got "
            f"{content_current.shape} and {content_original.shape}. Both should come from the same "
            f"layer, from pictures of the same size."
        )
    difference = content_current - content_original
    return weight * sum_of_squares(difference), 2 * weight * difference


def tv_loss_and_gradient(
    img: Float[np.ndarray, "N H W C"], tv_weight: SupportsFloat
) -> tuple[float, Float[np.ndarray, "N H W C"]]:
    r"""Total variation: how much pixels differ from the next below and to the right.

    With pixels :math:`x_{ij}` and weight :math:`w`, summed over pictures and channels, the loss is
    :math:`w \left(\sum (x_{i+1,j} - x_{ij})^2 + \sum (x_{i,j+1} - x_{ij})^2\right)`. Each
    difference pulls on two pixels: on the later one by :math:`2w` times itself, on the earlier one
    by as much the other way. Pixels at the rim have fewer neighbours, and nothing is made up for
    them: a picture of one row has no vertical differences. Equations ``eq-tv-loss`` and
    ``eq-tv-grad`` of the book.

    Parameters
    ----------
    img : ndarray of float, shape (N, H, W, C)
        The picture; of several, the losses add up.
    tv_weight : float
        Weight of the loss, at least 0.

    Returns
    -------
    loss : float
        The loss.
    dimg : ndarray of float, shape (N, H, W, C)
        Gradient of the loss by the pixels.

    Raises
    ------
    TypeError
        If ``img`` does not hold floats.
    ValueError
        If ``img`` has not four axes, or the weight is negative or not finite.

    Examples
    --------
    >>> loss, dimg = tv_loss_and_gradient(np.array([0.0, 3.0, 5.0]).reshape(1, 1, 3, 1), 1.0)
    >>> loss, dimg.ravel()
    (13.0, array([-6.,  2.,  4.]))
    """
    Sizes("tv_loss_and_gradient").floats(img=(img, "N H W C"))
    weight = check_weight("tv_loss_and_gradient", "tv_weight", tv_weight)
    vertical, horizontal = np.diff(img, axis=1), np.diff(img, axis=2)
    dimg: Float[np.ndarray, "N H W C"] = np.zeros(img.shape, dtype=img.dtype)
    dimg[:, 1:] += vertical
    dimg[:, :-1] -= vertical
    dimg[:, :, 1:] += horizontal
    dimg[:, :, :-1] -= horizontal
    dimg *= 2 * weight
    return weight * (sum_of_squares(vertical) + sum_of_squares(horizontal)), dimg


def sum_of_squares(array: Float[np.ndarray, "..."]) -> float:
    """Add up squares, in double precision: a picture has many pixels.

    Parameters
    ----------
    array : ndarray of float
        Any shape.

    Returns
    -------
    float
        The sum; 0 for an empty array.
    """
    return float(np.sum(np.square(array, dtype=np.float64)))


def check_weight(function: str, name: str, weight: SupportsFloat) -> float:
    """Check the weight of a loss, or the size of a step.

    Parameters
    ----------
    function : str
        Name of the calling function, for the message.
    name : str
        The argument's name, for the message.
    weight : float
        The weight; any kind of number.

    Returns
    -------
    float
        The same as Python's own float, which leaves single precision as it is.

    Raises
    ------
    ValueError
        If it is no number, negative, infinite or NaN.
    """
    try:
        value = float(weight)
    except (TypeError, ValueError):
        value = math.nan
    if not 0 <= value < math.inf:
        raise ValueError(
            f"{function}: {name} should be a finite number of at least 0, got {weight!r}. At 0 it "
            f"has no effect."
        )
    return value
