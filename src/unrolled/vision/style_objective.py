"""The objective of style transfer as one function of tensors, compiled once for its layers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import tensorflow as tf

from unrolled.vision.ascent import State, compiled, value_and_gradient
from unrolled.vision.network import extract_features
from unrolled.vision.style_losses import content_loss, style_loss, tv_loss

# Adam's usual memory of the gradient and of its square, and what keeps it from dividing by zero.
_BETA1, _BETA2, _EPSILON = 0.9, 0.999, 1e-7


class StyleTargets(NamedTuple):
    """
    What the picture's features should be like.

    Attributes
    ----------
    content : tuple of tensor (1, h, w, C)
        Features of the content layer, or nothing when no content is asked for.
    grams : tuple of tensor (R, C, C)
        A Gram matrix for each style layer and region.
    masks : tuple of tensor (R, h, w)
        For each style layer where its regions are, 0..1; nothing when the only region is all.
    """

    content: tuple[tf.Tensor, ...]
    grams: tuple[tf.Tensor, ...]
    masks: tuple[tf.Tensor, ...]


class StyleWeights(NamedTuple):
    """
    How much each of the losses counts.

    Attributes
    ----------
    content : tensor ()
        Of the content loss.
    style : tensor (L,)
        Of each layer's style loss.
    tv : tensor ()
        Of the total variation.
    """

    content: tf.Tensor
    style: tf.Tensor
    tv: tf.Tensor


@dataclass(frozen=True)
class StyleProblem:
    """
    All that is minimised: a network, its layers, their targets and their weights.

    Attributes
    ----------
    model : PictureNetwork
        The network.
    content_layer : int or None
        The layer whose features should stay; None when none should.
    style_layers : tuple of int
        The layers whose Gram matrices should be as wanted.
    targets : StyleTargets
        What their features should be like.
    weights : StyleWeights
        How much each loss counts.
    """

    model: Any
    content_layer: int | None
    style_layers: tuple[int, ...]
    targets: StyleTargets
    weights: StyleWeights

    @property
    def last(self) -> int:
        """
        The last feature layer that counts.

        Returns
        -------
        int
            Its number, -1 if none counts. Nothing after it is computed.
        """
        return max((-1 if self.content_layer is None else self.content_layer, *self.style_layers))

    def compiled(self, kind: str) -> Callable[..., Any]:
        """
        Compile what an optimiser calls, once for a network and its layers.

        Weights and targets are tensors that it is called with: others need no compiling.

        Parameters
        ----------
        kind : {"gradient", "adam"}
            ``(picture, targets, weights) -> terms, gradient``, or a step of Adam.

        Returns
        -------
        callable
            The function.
        """
        make = {"gradient": self._gradient, "adam": self._adam}[kind]
        key = (f"style {kind}", self.content_layer, self.style_layers, bool(self.targets.masks))
        return compiled(self.model, key, make)  # type: ignore[no-any-return]

    def _gradient(self) -> Callable[..., Any]:
        # The gradient of a vector is that of its sum: the terms come out apart, for their curves.
        model, content_layer, style_layers, last = (
            self.model,
            self.content_layer,
            self.style_layers,
            self.last,
        )

        def terms(picture: tf.Tensor, targets: StyleTargets, weights: StyleWeights) -> tf.Tensor:
            feats = extract_features(picture, model, last) if last >= 0 else []
            content, style = tf.constant(0.0), tf.constant(0.0)
            if content_layer is not None:
                content = content_loss(weights.content, feats[content_layer], targets.content[0])
            if style_layers and targets.masks:
                style = region_style_loss([feats[n] for n in style_layers], targets, weights.style)
            elif style_layers:
                split = tf.unstack(weights.style, len(style_layers))
                style = style_loss(feats, style_layers, [gram[0] for gram in targets.grams], split)
            return tf.stack([content, style, tv_loss(picture, weights.tv)])

        return value_and_gradient(terms)

    def _adam(self) -> Callable[..., Any]:
        both = self._gradient()

        def step(
            state: State,
            number: tf.Tensor,
            schedule: tuple[tf.Tensor, tf.Tensor, tf.Tensor],
            bounds: tuple[tf.Tensor, tf.Tensor],
            targets: StyleTargets,
            weights: StyleWeights,
        ) -> tuple[State, tf.Tensor, tf.Tensor]:
            terms, gradient = both(state[0], targets, weights)
            rate, later_rate, change = schedule
            rate = tf.where(number < change, rate, later_rate)
            moved = adam_step(state, gradient, number, rate, bounds)
            return moved, tf.reduce_sum(terms), terms

        return step


def adam_step(
    state: State,
    gradient: tf.Tensor,
    number: tf.Tensor,
    rate: tf.Tensor,
    bounds: tuple[tf.Tensor, tf.Tensor],
) -> State:
    r"""
    Take one step of Adam, and stay within the bounds.

    Parameters
    ----------
    state : tuple of tensor
        The picture, the mean of its gradients and of their squares, all (1, H, W, 3).
    gradient : tensor (1, H, W, 3)
        The loss's gradient by the picture.
    number : tensor ()
        How many steps were taken before.
    rate : tensor ()
        The learning rate.
    bounds : tuple of tensor
        The least and the largest pixel, one a colour.

    Returns
    -------
    tuple of tensor
        The state after the step.
    """
    picture, mean, square = state
    mean = _BETA1 * mean + (1 - _BETA1) * gradient
    square = _BETA2 * square + (1 - _BETA2) * tf.square(gradient)
    count = tf.cast(number, picture.dtype) + 1
    # Both means start from zero, too small: this makes good for it.
    rate = rate * tf.sqrt(1 - tf.pow(_BETA2, count)) / (1 - tf.pow(_BETA1, count))
    moved = picture - rate * mean / (tf.sqrt(square) + _EPSILON)
    return tf.clip_by_value(moved, *bounds), mean, square


def region_grams(features: tf.Tensor, masks: tf.Tensor) -> tf.Tensor:
    r"""
    Compute a Gram matrix for each region of a picture.

    With the mask :math:`m_p`, 0..1 at position :math:`p`, entry :math:`(i, j)` is
    :math:`\sum_p m_p F_{pi} F_{pj} / (C \sum_p m_p)`: for a mask of ones the `gram_matrix`.

    Parameters
    ----------
    features : tensor (1, h, w, C)
        One layer's features of one picture.
    masks : tensor (R, h, w)
        Where the regions are.

    Returns
    -------
    tensor (R, C, C)
        The Gram matrices.
    """
    channels = tf.shape(features)[3]
    rows = tf.reshape(features, (1, -1, channels))  # (1, P, C)
    shares = tf.reshape(masks, (tf.shape(masks)[0], -1, 1))  # (R, P, 1)
    grams = tf.einsum("rpi,pj->rij", shares * rows, rows[0])
    return grams / (tf.cast(channels, rows.dtype) * tf.reduce_sum(shares, axis=1, keepdims=True))


def region_style_loss(
    features: list[tf.Tensor], targets: StyleTargets, weights: tf.Tensor
) -> tf.Tensor:
    """
    Say how far the Gram matrices of a picture's regions are from those wanted.

    Parameters
    ----------
    features : list of tensor (1, h, w, C)
        The style layers' features.
    targets : StyleTargets
        The Gram matrices wanted, and where the regions are.
    weights : tensor (L,)
        The layers' weights. A region counts as much as it is of the picture: so a pixel of a
        small region is pulled no harder than one of a large region.

    Returns
    -------
    tensor ()
        The loss.
    """
    losses = []
    for number, layer in enumerate(features):
        masks = targets.masks[number]
        difference = region_grams(layer, masks) - targets.grams[number]
        distances = tf.reduce_sum(tf.square(difference), axis=(1, 2))
        losses.append(weights[number] * tf.reduce_sum(tf.reduce_mean(masks, (1, 2)) * distances))
    return tf.add_n(losses)
