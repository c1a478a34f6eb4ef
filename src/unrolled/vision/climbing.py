"""Up along the gradient, or along the saliency map: whether the map is enough."""

from typing import Any, Literal

import tensorflow as tf

from unrolled.vision.arguments import check_classes, check_pictures, check_range
from unrolled.vision.ascent import Ascent, ascend, compiled
from unrolled.vision.one_picture import positive
from unrolled.vision.score_gradients import scores_and_gradients

Direction = Literal["gradient", "map"]


def climb_score(
    X: Any,
    y: Any,
    model: Any,
    *,
    along: Direction = "gradient",
    num_steps: int = 20,
    step_size: float = 1.0,
    progress: bool | None = None,
) -> Ascent:
    r"""
    Raise a picture's score of its class, along the gradient or along the saliency map.

    A map knows how much a colour of each pixel matters. It has forgotten which colour, and whether
    more of it or less would help. Both directions are taken in steps of one length, so that what
    they reach compares them.

    Parameters
    ----------
    X : array or tensor (1, H, W, C)
        One preprocessed picture; it stays as it is.
    y : array or sequence of int (1,)
        Its class number.
    model : callable
        The network: ``model(X)`` gives the raw scores (1, classes).
    along : {"gradient", "map"}
        Along ds/dx, or along the map max \|ds/dx\|, the same for all colours.
    num_steps : int
        How many steps, each with a new gradient.
    step_size : float
        The length of a step: the square root of the sum of its squares.
    progress : bool, optional
        Whether to draw a progress bar; by default, on a terminal, when it takes over a second.

    Returns
    -------
    Ascent
        The last picture, and the score before each step.

    Raises
    ------
    TypeError
        If `X` holds no floats or `y` no integers.
    ValueError
        If there is not exactly one picture, its class number is none, or a setting cannot be.
    """
    pictures = check_pictures(X)
    if len(pictures) != 1:
        raise ValueError(f"X must hold one picture, shape (1, H, W, C); got {pictures.shape}")
    if along not in ("gradient", "map"):
        raise ValueError(f"along must be 'gradient' or 'map'; got {along!r}")
    classes = check_classes(y, 1)
    climb = compiled(model, ("climb_score", along), lambda: _make(model, along))
    own = tf.constant(classes)
    length = tf.constant(positive("step_size", step_size), dtype=pictures.dtype)

    def step(state: Any, _: tf.Tensor) -> Any:
        picture, scores = climb(state[0], own, length)
        check_range(classes, scores.shape[1])
        return (picture,), scores[0, classes[0]]

    start = (tf.constant(pictures),)
    return ascend(start, step, num_steps, label=f"along the {along}", progress=progress)


def _make(model: Any, along: Direction) -> Any:
    both = scores_and_gradients(model)

    def climb(picture: tf.Tensor, own: tf.Tensor, length: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        scores, way = both(picture, own)
        if along == "map":
            way = tf.zeros_like(way) + tf.reduce_max(tf.abs(way), axis=-1, keepdims=True)
        return picture + length * tf.math.divide_no_nan(way, tf.norm(way)), scores

    return climb
