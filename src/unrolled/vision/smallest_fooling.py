"""How small a change can fool a network, and what is left of it in a file."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import tensorflow as tf
from jaxtyping import Float

from unrolled.data import jpeg_bytes_round_trip
from unrolled.vision.ascent import State, ascend, compiled, value_and_gradient
from unrolled.vision.one_picture import check_one_picture, check_target
from unrolled.vision.preprocessing import deprocess_image, preprocess_image

Norm: TypeAlias = Literal["l2", "linf"]
_WHITE = 255.0
_FIRST_STEP, _LAST_STEP = 0.3, 0.02  # as shares of the radius
_FIRST_CHANGE, _LAST_CHANGE = 0.2, 0.005  # of the radius, after a step


@dataclass(frozen=True)
class SmallestFooling:
    """
    The smallest change that was found to fool a network.

    Attributes
    ----------
    picture : Float[np.ndarray, "1 H W C"]
        The changed picture, preprocessed; the picture as it was if none fooled the network.
    sizes : Float[np.ndarray, "steps"]
        How small a change each step had left, in grey levels; infinite before the first.
    size : float
        The last of them: infinite if no change fooled the network.
    """

    picture: Float[np.ndarray, "1 H W C"]
    sizes: Float[np.ndarray, " steps"]
    size: float


def smallest_fooling(
    X: Any,
    target_y: int,
    model: Any,
    norm: Norm = "l2",
    *,
    num_steps: int = 100,
    progress: bool | None = None,
) -> SmallestFooling:
    r"""
    Look for the smallest change of a picture that makes a network see another class.

    The change lies in a ball. Each step climbs the target's score less the largest other score,
    comes back into the ball, and lets it shrink when the network is fooled and grow when not.
    Steps and changes of the ball become ever smaller. Equations ``eq-fooling-linf`` and
    ``eq-fooling-size`` of the book.

    Parameters
    ----------
    X : array or tensor (1, H, W, 3)
        A preprocessed picture.
    target_y : int
        The class that the network is to see.
    model : PictureNetwork
        The network.
    norm : {"l2", "linf"}
        How a change is measured, in grey levels, of which black and white are 255 apart. ``"l2"``
        is the square root of the sum of the squares of all changes; ``"linf"`` the largest one.
    num_steps : int
        How many steps to take.
    progress : bool, optional
        Whether to draw a progress bar; by default, on a terminal, when the run takes over a second.

    Returns
    -------
    SmallestFooling
        The picture, within the valid pixels, and how small the change was after each step.

    Raises
    ------
    TypeError
        If `X` holds no floats, or `target_y` is no integer.
    ValueError
        If `X` is not one picture, or there is no such class or norm.

    See Also
    --------
    saved_picture : What a file keeps of it.

    References
    ----------
    Pintor et al., *Fast minimum-norm adversarial attacks through adaptive norm constraints*, 2021.
    """
    if norm not in ("l2", "linf"):
        raise ValueError(f'norm must be "l2" or "linf"; got {norm!r}')
    picture = check_one_picture(X)
    target = check_target(target_y, compiled(model, ("scores of one",), lambda: model)(picture))
    climb = compiled(model, ("smallest fooling", norm), lambda: _make_step(model, norm))
    pixels = _WHITE * (picture * model.std + model.mean)
    nothing, largest = tf.zeros_like(pixels), _largest_size(pixels.size, norm)

    def step(state: State, number: tf.Tensor) -> tuple[State, tf.Tensor]:
        share = tf.cast(number, pixels.dtype) / max(1, num_steps - 1)
        following = climb(state, tf.constant(pixels), tf.constant(target), share, none)
        return following, following[3]

    # So large a change means that none has fooled the network yet: infinity is no value of a step.
    radius, none = (tf.constant(size, pixels.dtype) for size in (0.0, 0.999 * largest))
    start = tf.constant(picture), nothing, radius, tf.constant(largest, pixels.dtype)
    run = ascend(start, step, num_steps, label=f"smallest change, {norm}", progress=progress)
    sizes = np.where(run.values < 0.999 * largest, run.values, np.inf)
    return SmallestFooling(run.picture, sizes, float(sizes[-1]) if len(sizes) else math.inf)


def change_size(X: Any, changed: Any, model: Any, norm: Norm = "l2") -> float:
    """
    Measure how far two pictures are apart, in grey levels.

    Parameters
    ----------
    X, changed : array or tensor (1, H, W, 3)
        Preprocessed pictures.
    model : PictureNetwork
        The network that they were preprocessed for.
    norm : {"l2", "linf"}
        As for `smallest_fooling`.

    Returns
    -------
    float
        The size of the change. Black and white are 255 apart.
    """
    change = _WHITE * (np.asarray(changed, np.float64) - np.asarray(X)) * model.std
    return float(np.abs(change).max() if norm == "linf" else np.sqrt(np.sum(change**2)))


def saved_picture(X: Any, model: Any, quality: int | None = None) -> Float[np.ndarray, "1 H W 3"]:
    """
    Give what a network gets of a picture that was saved to a file and read again.

    Parameters
    ----------
    X : array or tensor (1, H, W, 3)
        A preprocessed picture.
    model : PictureNetwork
        The network that it was preprocessed for.
    quality : int, optional
        How exact a JPEG file is, 1 to 100. Without it the file keeps every pixel, as PNG does, and
        the pixels are rounded to whole grey levels, no more.

    Returns
    -------
    Float[np.ndarray, "1 H W 3"]
        The picture as read, preprocessed.

    Raises
    ------
    ValueError
        If `X` is not one picture, or `quality` is out of range.
    """
    pixels = deprocess_image(check_one_picture(X), model=model)
    if quality is not None:
        pixels = jpeg_bytes_round_trip(pixels[0], quality)[None]
    return preprocess_image(pixels, model)


def _largest_size(count: int, norm: Norm) -> float:
    return _WHITE if norm == "linf" else _WHITE * math.sqrt(count)


def _size(change: tf.Tensor, norm: Norm) -> tf.Tensor:
    return tf.reduce_max(tf.abs(change)) if norm == "linf" else tf.norm(change)


def _unit(gradient: tf.Tensor, norm: Norm) -> tuple[tf.Tensor, tf.Tensor]:
    """Give the change of size 1 that gains most, and the gain."""
    if norm == "linf":
        return tf.sign(gradient), tf.reduce_sum(tf.abs(gradient))
    length = tf.norm(gradient)
    return tf.math.divide_no_nan(gradient, length), length


def _into_ball(change: tf.Tensor, radius: tf.Tensor, norm: Norm) -> tf.Tensor:
    if norm == "linf":
        return tf.clip_by_value(change, -radius, radius)
    return change * tf.minimum(tf.math.divide_no_nan(radius, tf.norm(change)), 1.0)


def _make_step(model: Any, norm: Norm) -> Callable[..., State]:
    def margin(pixels: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
        scores = model((pixels / _WHITE - model.mean) / model.std)[0]
        own = tf.one_hot(target, tf.shape(scores)[0], np.inf, 0.0, dtype=scores.dtype)
        return tf.cast(scores[target] - tf.reduce_max(scores - own), pixels.dtype)

    ahead_and_gradient = value_and_gradient(margin)

    def step(
        state: State, pixels: tf.Tensor, target: tf.Tensor, share: tf.Tensor, none: tf.Tensor
    ) -> State:
        best, change, radius, least = state
        ahead, gradient = ahead_and_gradient(pixels + change, target)
        size, fooled = _size(change, norm), ahead > 0
        better = fooled & (size < least)
        best = tf.where(better, ((pixels + change) / _WHITE - model.mean) / model.std, best)
        least = tf.where(better, size, least)
        unit, gain = _unit(gradient, norm)
        falling = 0.5 + 0.5 * tf.cos(np.pi * share)
        rate = _LAST_CHANGE * (_FIRST_CHANGE / _LAST_CHANGE) ** falling
        # Until the first success: as far as it would be if the score were linear.
        needed = size + tf.math.divide_no_nan(-ahead, gain)
        grown = radius * (1 + rate)
        grown = tf.where(least >= none, tf.maximum(needed, grown), grown)
        radius = tf.where(fooled, tf.minimum(radius, size) * (1 - rate), grown)
        length = radius * _LAST_STEP * (_FIRST_STEP / _LAST_STEP) ** falling
        moved = _into_ball(change + length * unit, radius, norm)
        return best, tf.clip_by_value(pixels + moved, 0.0, _WHITE) - pixels, radius, least

    return step
