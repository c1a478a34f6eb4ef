"""What style transfer minimises: content, style as correlations, and roughness."""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf


def content_loss(content_weight: Any, content_current: Any, content_original: Any) -> tf.Tensor:
    r"""
    Say how far a picture's features are from those that are to stay.

    With features :math:`F` and :math:`P` and the weight :math:`w`, it is
    :math:`w \sum_i (F_i - P_i)^2`. Equation ``eq-content-loss`` of the book.

    Parameters
    ----------
    content_weight : float
        Weight of the loss.
    content_current : tensor or array (1, H, W, C)
        Features of the picture that is being made.
    content_original : tensor or array (1, H, W, C)
        The same layer's features of the picture whose content is to stay.

    Returns
    -------
    tensor ()
        The loss, of the type of `content_current`.

    Raises
    ------
    TypeError
        If the features are no floats.
    ValueError
        If the two have different shapes.

    See Also
    --------
    unrolled.layers.content_loss_and_gradient : The same with its gradient, in NumPy.
    """
    current = _floats("content_loss: content_current", content_current)
    original = _like(current, "content_loss: content_original", content_original)
    if not current.shape.is_compatible_with(original.shape):
        raise ValueError(
            f"content_loss: content_current and content_original must have the same shape; got "
            f"{tuple(current.shape)} and {tuple(original.shape)}. Take both from the same layer, "
            f"of pictures of the same size."
        )
    return _number(content_weight, current) * _sum_of_squares(current - original)


def gram_matrix(features: Any, normalize: bool = True) -> tf.Tensor:
    r"""
    Multiply each channel of the features with each other one, and add up over the positions.

    With features :math:`F_{pc}` at position :math:`p` in channel :math:`c`, entry :math:`(i, j)`
    is :math:`\sum_p F_{pi} F_{pj}`, divided by the number of features, :math:`HWC`, when
    normalised. Equation ``eq-gram`` of the book.

    Parameters
    ----------
    features : tensor or array (1, H, W, C)
        One layer's features of one picture.
    normalize : bool
        Whether to divide by ``H * W * C``, so that pictures of all sizes can be compared.

    Returns
    -------
    tensor (C, C)
        The Gram matrix, of the type of the features.

    Raises
    ------
    TypeError
        If the features are no floats.
    ValueError
        If their shape is not (1, H, W, C).

    See Also
    --------
    unrolled.layers.gram_forward : The same in NumPy, with its backward pass.
    """
    features = _floats("gram_matrix: features", features)
    if features.shape.rank != 4 or features.shape[0] not in (1, None):
        raise ValueError(
            f"gram_matrix: features must be those of one picture, (1, H, W, C); got "
            f"{tuple(features.shape)}"
        )
    rows = tf.reshape(features, (-1, tf.shape(features)[3]))
    gram = tf.matmul(rows, rows, transpose_a=True)
    return gram / tf.cast(tf.size(features), features.dtype) if normalize else gram


def style_loss(
    feats: Sequence[Any],
    style_layers: Sequence[int],
    style_targets: Sequence[Any],
    style_weights: Sequence[Any],
) -> tf.Tensor:
    r"""
    Say how far the Gram matrices of a picture's layers are from those wanted.

    With Gram matrices :math:`G^l`, targets :math:`A^l` and weights :math:`w_l`, it is
    :math:`\sum_l w_l \sum_{ij} (G^l_{ij} - A^l_{ij})^2`. Equation ``eq-style-loss`` of the book.

    Parameters
    ----------
    feats : sequence of tensor or array (1, H, W, C)
        Features of the picture that is being made, layer by layer, as `extract_features` gives
        them.
    style_layers : sequence of int
        Which of the layers count.
    style_targets : sequence of tensor or array (C, C)
        For each layer that counts, the `gram_matrix` wanted.
    style_weights : sequence of float
        For each layer that counts, its weight.

    Returns
    -------
    tensor ()
        The loss, of the type of the features.

    Raises
    ------
    IndexError
        If there is no such layer.
    ValueError
        If the numbers of layers, targets and weights differ, or a target's shape does not fit.

    See Also
    --------
    unrolled.layers.style_loss_and_gradients : The same with its gradients, in NumPy.
    """
    counts = len(style_layers), len(style_targets), len(style_weights)
    if len(set(counts)) != 1:
        raise ValueError(
            f"style_loss: style_layers, style_targets and style_weights must be equally many; got "
            f"{counts[0]}, {counts[1]} and {counts[2]}"
        )
    losses = []
    for layer, target, weight in zip(style_layers, style_targets, style_weights, strict=True):
        if not 0 <= layer < len(feats):
            found = f"feats has the layers 0 to {len(feats) - 1}"
            raise IndexError(f"style_loss: there is no layer {layer} in style_layers: {found}")
        gram = gram_matrix(feats[layer])
        wanted = _like(gram, "style_loss: style_targets", target)
        if not gram.shape.is_compatible_with(wanted.shape[-2:]):
            raise ValueError(
                f"style_loss: the target of layer {layer} must have shape {tuple(gram.shape)}; got "
                f"{tuple(wanted.shape)}. Take it from the same layer of the same network."
            )
        losses.append(_number(weight, gram) * _sum_of_squares(gram - wanted))
    return tf.add_n(losses) if losses else tf.constant(0.0)


def tv_loss(img: Any, tv_weight: Any) -> tf.Tensor:
    r"""
    Say how rough a picture is: how much its pixels differ from their neighbours.

    With pixels :math:`x_{ij}` and the weight :math:`w`, summed over the colours, it is
    :math:`w \left(\sum (x_{i+1,j} - x_{ij})^2 + \sum (x_{i,j+1} - x_{ij})^2\right)`.
    Equation ``eq-tv-loss`` of the book.

    Parameters
    ----------
    img : tensor or array (1, H, W, 3)
        The picture, preprocessed.
    tv_weight : float
        Weight of the loss.

    Returns
    -------
    tensor ()
        The loss, of the type of `img`.

    Raises
    ------
    TypeError
        If the picture's values are no floats.
    ValueError
        If it has not four axes.

    See Also
    --------
    unrolled.layers.tv_loss_and_gradient : The same with its gradient, in NumPy.
    """
    img = _floats("tv_loss: img", img)
    if img.shape.rank != 4:
        raise ValueError(f"tv_loss: img must be (1, H, W, 3); got {tuple(img.shape)}")
    vertical = _sum_of_squares(img[:, 1:] - img[:, :-1])
    horizontal = _sum_of_squares(img[:, :, 1:] - img[:, :, :-1])
    return _number(tv_weight, img) * (vertical + horizontal)


def _sum_of_squares(x: tf.Tensor) -> tf.Tensor:
    return tf.reduce_sum(tf.square(x))


def _floats(name: str, value: Any) -> tf.Tensor:
    tensor = tf.convert_to_tensor(value)
    if not tensor.dtype.is_floating:
        raise TypeError(
            f"{name} must hold floats; got {tensor.dtype.name}: preprocess_image makes them"
        )
    return tensor


def _number(weight: Any, other: tf.Tensor) -> tf.Tensor:
    """Make a weight of the type of a tensor; a cast alone would round 0.1 to single precision."""
    if isinstance(weight, tf.Tensor | tf.Variable):
        return tf.cast(weight, other.dtype)
    return tf.constant(weight, other.dtype)


def _like(other: tf.Tensor, name: str, value: Any) -> tf.Tensor:
    """Make a tensor of the type of another: a target may come in double precision."""
    return tf.cast(_floats(name, value), other.dtype)
