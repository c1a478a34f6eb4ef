"""From pictures and numbers to what style transfer minimises: targets, masks and weights."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from jaxtyping import Float, Float32

from unrolled.vision.network import extract_features
from unrolled.vision.style_losses import gram_matrix
from unrolled.vision.style_objective import StyleProblem, StyleTargets, StyleWeights
from unrolled.vision.style_settings import Number

_TINY = float(np.finfo(np.float32).tiny)

Preprocessed = Float32[np.ndarray, "1 _ _ 3"]


def style_problem(
    model: Any,
    content: Preprocessed,
    styles: Sequence[Preprocessed],
    content_layer: int,
    content_weight: Number,
    style_layers: Sequence[int],
    style_weights: Sequence[Number],
    tv_weight: Number,
    *,
    relative: bool = False,
    mix: Sequence[Number] | None = None,
    masks: Sequence[Any] | None = None,
) -> StyleProblem:
    """
    Compute the targets of a style transfer.

    Parameters
    ----------
    model : PictureNetwork
        The network.
    content : array (1, H, W, 3)
        The picture whose content is to stay, preprocessed.
    styles : sequence of array (1, H, W, 3)
        The pictures whose style is wanted, preprocessed; their sizes may differ.
    content_layer, content_weight, style_layers, style_weights, tv_weight
        As for `style_transfer`. A layer of weight 0 is left out: it costs no time.
    relative : bool
        Whether the weights are shares of each loss's own size.
    mix : sequence of float, optional
        How much of each style is wanted; equally much without it.
    masks : sequence of array (h, w), optional
        Where each style is wanted, instead of everywhere a bit of each.

    Returns
    -------
    StyleProblem
        Everything that an optimiser needs.

    Raises
    ------
    IndexError
        If there is no such layer.
    ValueError
        If numbers of layers and weights, or of styles and parts or masks, differ, or a value
        cannot be what it stands for.
    """
    check_settings(model, content_layer, content_weight, style_layers, style_weights, tv_weight)
    used = [pair for pair in zip(style_layers, style_weights, strict=True) if pair[1] > 0]
    layers, weights = tuple(int(layer) for layer, _ in used), [weight for _, weight in used]
    kept = int(content_layer) if content_weight > 0 else None
    numbers = sorted({*layers, *([] if kept is None else [kept])})
    feats = _features(model, content, numbers)
    grams = _target_grams(model, styles, layers, mix, masks)
    at_layers = _masks_at_layers(masks, content, [feats[layer] for layer in layers])
    targets = StyleTargets(() if kept is None else (feats[kept],), grams, at_layers)
    if relative:
        content_weight /= 1.0 if kept is None else _size(feats[kept])
        weights = [w / (_size(gram) / len(gram)) for w, gram in zip(weights, grams, strict=True)]
        tv_weight /= content.size
    floats = (tf.constant(value, tf.float32) for value in (content_weight, weights, tv_weight))
    return StyleProblem(model, kept, layers, targets, StyleWeights(*floats))


def _features(model: Any, picture: Preprocessed, numbers: Sequence[int]) -> dict[int, tf.Tensor]:
    """Compute the layers of these numbers; nothing beyond the last, and keep no others."""
    if not numbers:
        return {}
    feats = extract_features(tf.constant(picture), model, max(numbers))
    return {number: feats[number] for number in numbers}


def _target_grams(
    model: Any,
    styles: Sequence[Preprocessed],
    layers: Sequence[int],
    mix: Sequence[Number] | None,
    masks: Sequence[Any] | None,
) -> tuple[tf.Tensor, ...]:
    """Give each layer's targets (R, C, C): one for each style, or the mean of all of them."""
    parts = _parts(len(styles), mix, masks)
    of_styles = []
    for style in styles:
        feats = _features(model, style, layers)
        of_styles.append([gram_matrix(feats[layer]) for layer in layers])
    stacked = [tf.stack(grams) for grams in zip(*of_styles, strict=True)]
    if masks is not None:
        return tuple(stacked)
    return tuple(tf.einsum("s,sij->ij", parts, grams)[None] for grams in stacked)


def _parts(
    count: int, mix: Sequence[Number] | None, masks: Sequence[Any] | None
) -> Float32[np.ndarray, " styles"]:
    if mix is not None and masks is not None:
        raise ValueError("style_mix and style_masks exclude each other: give one of them")
    for name, given in (("style_mix", mix), ("style_masks", masks)):
        if given is not None and len(given) != count:
            raise ValueError(f"{name} must have one entry a style, {count}; got {len(given)}")
    parts = np.ones(count) if mix is None else np.asarray(mix, dtype=float)
    if not (np.all(np.isfinite(parts)) and np.all(parts >= 0) and parts.sum() > 0):
        raise ValueError(f"style_mix must hold parts of at least 0, not all of them 0; got {mix}")
    return np.asarray(parts / parts.sum(), dtype=np.float32)


def _masks_at_layers(
    masks: Sequence[Any] | None, content: Preprocessed, features: Sequence[tf.Tensor]
) -> tuple[tf.Tensor, ...]:
    """Scale the masks to the picture, then to each layer: (R, h, w)."""
    if masks is None:
        return ()
    height, width = content.shape[1:3]
    scaled = [_mask(number, mask, height, width) for number, mask in enumerate(masks)]
    stack = tf.stack(scaled)[..., None]
    layers = [tf.image.resize(stack, feats.shape[1:3], method="area") for feats in features]
    return tuple(tf.squeeze(layer, -1) for layer in layers)


def _mask(number: int, mask: Any, height: int, width: int) -> Float[tf.Tensor, "H W"]:
    array = np.asarray(mask)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(
            f"style_masks[{number}] must have shape (height, width); got {array.shape}"
        )
    values = array.astype(np.float32)
    if not (np.all(values >= 0) and np.all(values <= 1) and values.any()):
        raise ValueError(
            f"style_masks[{number}] must hold values from 0 to 1, or truth values, not all of them "
            f"0; got {values.min()} to {values.max()}. Divide the pixels of a file by 255."
        )
    return tf.image.resize(values[..., None], (height, width), method="area")[..., 0]


def _size(tensor: tf.Tensor) -> float:
    """Give the sum of squares: the loss of zeros in this one's place."""
    return max(float(tf.reduce_sum(tf.square(tensor))), _TINY)


def check_settings(
    model: Any,
    content_layer: int,
    content_weight: Number,
    style_layers: Sequence[int],
    style_weights: Sequence[Number],
    tv_weight: Number,
) -> list[int]:
    """
    Check layers and weights, before any picture is read.

    Parameters
    ----------
    model : PictureNetwork
        The network.
    content_layer, content_weight, style_layers, style_weights, tv_weight
        As for `style_transfer`.

    Returns
    -------
    list of int
        The layers whose weight is not 0.

    Raises
    ------
    IndexError
        If there is no such layer.
    TypeError
        If layers or weights are no sequence.
    ValueError
        If layers and weights are not equally many, or a weight is negative or not finite.
    """
    for name, given in (("style_layers", style_layers), ("style_weights", style_weights)):
        if not isinstance(given, (Sequence, np.ndarray)) or isinstance(given, str):
            raise TypeError(f"{name} must be a sequence, one entry a layer; got {given!r}")
    if len(style_layers) != len(style_weights):
        raise ValueError(
            f"style_layers and style_weights must be equally many; got {len(style_layers)} layers "
            f"and {len(style_weights)} weights"
        )
    named = [("content_weight", content_weight), ("tv_weight", tv_weight)]
    for name, weight in [*named, *(("style_weights", weight) for weight in style_weights)]:
        if not 0 <= weight < math.inf:
            raise ValueError(f"{name} must hold numbers of at least 0; got {weight}")
    layers = content_layer, *style_layers
    _check_layers(model, layers)
    weights = content_weight, *style_weights
    return [layer for layer, weight in zip(layers, weights, strict=True) if weight > 0]


def _check_layers(model: Any, layers: Sequence[int]) -> None:
    count = len(model.feature_names)
    for layer in layers:
        if not 0 <= layer < count:
            raise IndexError(
                f"{model.title} has the feature layers 0 ({model.feature_names[0]}) to "
                f"{count - 1} ({model.feature_names[-1]}); got layer {layer}"
            )
