"""Pictures of a class that a stranger can name: class visualisation with stronger regularisers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from unrolled.vision.ascent import Ascent, State, ascend, compiled
from unrolled.vision.fourier_picture import FourierPicture
from unrolled.vision.one_picture import check_target
from unrolled.vision.random_views import random_views
from unrolled.vision.usual_features import scores_and_oddness

_RATE, _MOMENTUM, _SQUARES, _EPSILON = 0.05, 0.9, 0.99, 1e-8  # of Adam
_COARSEST, _FINEST = 0.02, 0.27  # turns a pixel
_SHARPENING, _SETTLING = 0.8, 0.3  # shares of the run: becoming sharp, and the slow end
_ODDNESS = 10.0
_SMALLEST = 16

OnPicture = Callable[[int, np.ndarray], None]


def visualize_class(
    target_y: int,
    model: Any,
    *,
    size: int = 256,
    num_steps: int = 160,
    num_views: int = 4,
    temperature: float | None = None,
    smoothness: float = 30.0,
    seed: int = 0,
    show_every: int = 0,
    on_picture: OnPicture | None = None,
    progress: bool | None = None,
) -> Ascent:
    r"""
    Make a picture of a class that a stranger can name.

    Five means keep the picture from being noise that only the network understands. It is written
    as waves, and steps change all of them alike (`FourierPicture`). It begins blurred and sharpens
    slowly, so that the large shapes are settled first. The network sees it from near and far and
    turned (`random_views`). Differences of neighbours cost something. And where the network has
    batch norm, its features should be as usual (`scores_and_oddness`).

    Parameters
    ----------
    target_y : int
        The class.
    model : PictureNetwork
        The network.
    size : int
        Height and width of the picture in pixels.
    num_steps : int
        How many steps to take.
    num_views : int
        How many views of the picture the network sees at each step. Time grows with them.
    temperature : float, optional
        What the steps climb is the logarithm of the class's probability at this temperature: the
        higher, the longer there is something to gain. By default 1.5 for a network with batch norm
        and 10 for others, whose scores are larger.
    smoothness : float
        What the mean difference of neighbouring pixels costs.
    seed : int
        Where start and views come from. Other seeds give other pictures, better and worse ones.
    show_every : int
        After how many steps to hand over the picture; 0 for never.
    on_picture : callable, optional
        ``on_picture(steps_done, picture)`` gets it.
    progress : bool, optional
        Whether to draw a progress bar; by default, on a terminal, when the run takes over a second.

    Returns
    -------
    Ascent
        The picture, preprocessed, all within valid pixels; the mean raw score of the class in the
        views of each step; and whether Ctrl-C ended it early.

    Raises
    ------
    TypeError
        If `target_y` is no integer.
    ValueError
        If there is no such class, or a setting makes no sense.

    See Also
    --------
    create_class_visualization : The course's way.

    References
    ----------
    Olah, Mordvintsev and Schubert, *Feature visualization*, Distill, 2017.
    """
    _check(size, num_views, temperature, smoothness)
    side = model.input_size
    target = check_target(target_y, model(tf.zeros((1, side, side, 3))))
    heat = temperature or (1.5 if _has_usual_features(model) else 10.0)
    painter = FourierPicture(size)
    key = ("class picture", size, num_views)
    climb = compiled(model, key, lambda: _make_step(model, painter, num_views))
    numbers = tf.constant([heat, smoothness], tf.float32)
    chosen = tf.constant([target, seed], tf.int32)

    def step(state: State, number: tf.Tensor) -> tuple[State, tf.Tensor]:
        following, score = climb(state, number, tf.constant(num_steps), chosen, numbers)
        return following, score

    coefficients = tf.constant(painter.start(seed))
    nothing = tf.zeros_like(coefficients)
    first = (painter.paint(coefficients, _COARSEST) - model.mean) / model.std
    return ascend(
        (first, coefficients, nothing, nothing),
        step,
        num_steps,
        label=f"class {target}",
        show_every=show_every,
        on_picture=on_picture,
        progress=progress,
    )


def _check(size: int, num_views: int, temperature: float | None, smoothness: float) -> None:
    if size < _SMALLEST or num_views < 1:
        raise ValueError(
            f"size must be at least {_SMALLEST} and num_views at least 1; "
            f"got {size!r} and {num_views!r}"
        )
    if temperature is not None and not 0 < temperature < np.inf:
        raise ValueError(f"temperature must be a number above 0; got {temperature!r}")
    if not 0 <= smoothness < np.inf:
        raise ValueError(f"smoothness must be a number, 0 or more; got {smoothness!r}")


def _has_usual_features(model: Any) -> bool:
    return any(getattr(layer, "usual", None) for layer in model.net.layers)


def _make_step(
    model: Any, painter: FourierPicture, num_views: int
) -> Callable[..., tuple[State, tf.Tensor]]:
    def objective(
        coefficients: tf.Tensor, finest: tf.Tensor, seeds: tf.Tensor, target: Any, numbers: Any
    ) -> tuple[tf.Tensor, tf.Tensor]:
        picture = painter.paint(coefficients, finest)
        views = random_views(picture, num_views, model.input_size, seeds)
        scores, oddness = scores_and_oddness((views - model.mean) / model.std, model)
        heat, smoothness = numbers[0], numbers[1]
        sure = heat * tf.reduce_mean(tf.nn.log_softmax(scores / heat)[:, target])
        goal = sure - _ODDNESS * oddness - smoothness * _roughness(picture)
        return goal, tf.reduce_mean(scores[:, target])

    def step(
        state: State, number: tf.Tensor, num_steps: tf.Tensor, chosen: tf.Tensor, numbers: tf.Tensor
    ) -> tuple[State, tf.Tensor]:
        _, coefficients, mean, square = state
        done = tf.cast(number, tf.float32) / tf.cast(num_steps, tf.float32)
        finest = _COARSEST * (_FINEST / _COARSEST) ** tf.minimum(1.0, done / _SHARPENING)
        seeds = tf.stack([chosen[1], number])
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(coefficients)
            goal, score = objective(coefficients, finest, seeds, chosen[0], numbers)
        gradient = tape.gradient(goal, coefficients)
        mean = _MOMENTUM * mean + (1 - _MOMENTUM) * gradient
        square = _SQUARES * square + (1 - _SQUARES) * gradient**2
        count = tf.cast(number + 1, tf.float32)
        scale = tf.sqrt(square / (1 - _SQUARES**count)) + _EPSILON
        rate = _RATE * tf.minimum(1.0, (1 - done) / _SETTLING)
        coefficients += rate * mean / (1 - _MOMENTUM**count) / scale
        picture = (painter.paint(coefficients, finest) - model.mean) / model.std
        return (picture, coefficients, mean, square), score

    return step


def _roughness(picture: tf.Tensor) -> tf.Tensor:
    down = tf.reduce_mean(tf.abs(picture[:, 1:] - picture[:, :-1]))
    return down + tf.reduce_mean(tf.abs(picture[:, :, 1:] - picture[:, :, :-1]))
