"""Style losses: how far the Gram matrices of a picture's layers are from those wanted."""

from collections.abc import Sequence
from operator import index
from typing import SupportsFloat, SupportsIndex

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes
from unrolled.layers.gram import gram_backward, gram_forward
from unrolled.layers.picture_losses import (
    check_weight,
    content_loss_and_gradient,
    sum_of_squares,
)


def style_layer_loss_and_gradient(
    weight: SupportsFloat,
    features: Float[np.ndarray, "1 H W C"],
    target_gram: Float[np.ndarray, "C C"],
) -> tuple[float, Float[np.ndarray, "1 H W C"]]:
    r"""Squared distance of one layer's Gram matrix from the one wanted, and its gradient.

    With the normalised Gram matrix :math:`G` of the features, the target :math:`A` and the weight
    :math:`w`, the loss is :math:`w \sum_{ij} (G_{ij} - A_{ij})^2`. Its gradient
    :math:`2 w (G - A)` goes back to the features through the Gram matrix. Equations
    ``eq-style-loss`` and ``eq-style-grad`` of the book, for one layer.

    Parameters
    ----------
    weight : float
        Weight of the layer, at least 0.
    features : ndarray of float, shape (1, H, W, C)
        The layer's features of the picture that is being made.
    target_gram : ndarray of float, shape (C, C)
        Normalised Gram matrix of the same layer's features of the picture whose style is wanted,
        which may have any size.

    Returns
    -------
    loss : float
        The loss.
    dfeatures : ndarray of float, shape (1, H, W, C)
        Gradient of the loss by the features.

    Raises
    ------
    TypeError
        If an array does not hold floats.
    ValueError
        If the shapes do not fit each other, or the weight is negative or not finite.
    """
    function = "style_layer_loss_and_gradient"
    w = check_weight(function, "weight", weight)
    sizes = Sizes(function)
    sizes.floats(features=(features, "1 H W C"), target_gram=(target_gram, "C C"))
    G, cache = gram_forward(features)
    difference = G - target_gram
    return w * sum_of_squares(difference), gram_backward(2 * w * difference, cache)


def style_loss_and_gradients(
    feats: Sequence[Float[np.ndarray, "1 _ _ _"]],
    style_layers: Sequence[SupportsIndex],
    style_targets: Sequence[Float[np.ndarray, "_ _"]],
    style_weights: Sequence[SupportsFloat],
) -> tuple[float, list[Float[np.ndarray, "1 _ _ _"]]]:
    """Sum of the style losses of several layers, and its gradient by every layer's features.

    Equations ``eq-style-loss`` and ``eq-style-grad`` of the book.

    Parameters
    ----------
    feats : sequence of ndarray of float, each of a shape (1, H, W, C)
        Features of the picture that is being made, layer by layer.
    style_layers : sequence of int
        Which of the layers count.
    style_targets : sequence of ndarray of float, each of its layer's shape (C, C)
        For each layer that counts, the Gram matrix wanted.
    style_weights : sequence of float
        For each layer that counts, its weight, at least 0.

    Returns
    -------
    loss : float
        The loss.
    dfeats : list of ndarray of float
        For every layer of ``feats``, the gradient of the loss by its features; zeros where the
        layer does not count. Each is the gradient by that array alone: what a layer does to the
        layers after it is for the network's own backward pass to add.

    Raises
    ------
    IndexError
        If there is no such layer.
    TypeError
        If an array does not hold floats.
    ValueError
        If the numbers of layers, targets and weights differ, a shape does not fit, or a weight is
        negative or not finite.

    See Also
    --------
    style_layer_loss_and_gradient : What is added up, and the formula.
    """
    function = "style_loss_and_gradients"
    counts = len(style_layers), len(style_targets), len(style_weights)
    if len(set(counts)) != 1:
        raise ValueError(
            f"{function}: style_layers, style_targets and style_weights should be equally many, "
            f"got {counts[0]}, {counts[1]} and {counts[2]}."
        )
    loss, dfeats = 0.0, [np.zeros_like(features) for features in feats]
    for layer, target, weight in zip(style_layers, style_targets, style_weights, strict=True):
        place = _check_layer(function, "style_layers", layer, len(feats))
        layer_loss, dfeatures = style_layer_loss_and_gradient(weight, feats[place], target)
        loss += layer_loss
        dfeats[place] = dfeats[place] + dfeatures
    return loss, dfeats


def style_objective_and_gradients(
    feats: Sequence[Float[np.ndarray, "1 _ _ _"]],
    content_layer: SupportsIndex,
    content_weight: SupportsFloat,
    content_original: Float[np.ndarray, "1 _ _ _"],
    style_layers: Sequence[SupportsIndex],
    style_targets: Sequence[Float[np.ndarray, "_ _"]],
    style_weights: Sequence[SupportsFloat],
) -> tuple[float, list[Float[np.ndarray, "1 _ _ _"]]]:
    """Content and style loss together: all of style transfer's objective that is about features.

    The rest of it, `tv_loss_and_gradient`, is about the pixels themselves. Equation
    ``eq-style-objective`` of the book.

    Parameters
    ----------
    feats : sequence of ndarray of float, each of a shape (1, H, W, C)
        Features of the picture that is being made, layer by layer.
    content_layer : int
        Which layer's features should stay as they were.
    content_weight : float
        Weight of the content loss, at least 0.
    content_original : ndarray of float, shape (1, H, W, C)
        That layer's features of the picture whose content is to stay.
    style_layers : sequence of int
        Which layers' Gram matrices should be as wanted.
    style_targets : sequence of ndarray of float, each of its layer's shape (C, C)
        For each of them, the Gram matrix wanted.
    style_weights : sequence of float
        For each of them, its weight, at least 0.

    Returns
    -------
    loss : float
        Content loss and style losses, added up.
    dfeats : list of ndarray of float
        For every layer of ``feats``, the gradient of the loss by its features, as in
        `style_loss_and_gradients`.

    Raises
    ------
    IndexError
        If there is no such layer.
    TypeError
        If an array does not hold floats.
    ValueError
        If shapes or numbers of layers do not fit, or a weight is negative or not finite.
    """
    function = "style_objective_and_gradients"
    place = _check_layer(function, "content_layer", content_layer, len(feats))
    loss, dcontent = content_loss_and_gradient(content_weight, feats[place], content_original)
    style, dfeats = style_loss_and_gradients(feats, style_layers, style_targets, style_weights)
    dfeats[place] = dfeats[place] + dcontent
    return loss + style, dfeats


def _check_layer(function: str, name: str, layer: SupportsIndex, count: int) -> int:
    place = index(layer)
    if not 0 <= place < count:  # Python would count a negative one from the end
        raise IndexError(
            f"{function}: {name} should hold layers of feats, 0 <= layer < {count}, got {place}."
        )
    return place
