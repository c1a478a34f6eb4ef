"""Class visualisation: noise that climbs a class's score until it looks like the class."""

from collections.abc import Callable
from typing import Any, SupportsFloat

import numpy as np
import tensorflow as tf
from jaxtyping import Float32
from scipy.ndimage import gaussian_filter1d

from unrolled.data.whole import whole_number
from unrolled.vision import one_picture
from unrolled.vision.ascent import State, ascend, compiled
from unrolled.vision.preprocessing import valid_pixels
from unrolled.vision.score_gradients import scores_and_gradients

_BLUR = 0.5  # standard deviation in pixels
_HEIGHT, _WIDTH = 1, 2  # axes of (N, H, W, C)
_SIDE = 224  # pixels: what a network is shown that does not say how much it is used to

OnPicture = Callable[[int, np.ndarray], None]


def class_visualization_update_step(
    X: Any, model: Any, target_y: int, l2_reg: SupportsFloat, learning_rate: SupportsFloat
) -> tf.Tensor:
    r"""
    Move a picture towards what a class looks like to a network.

    The objective is s_y(x) - l2_reg \|x\|^2, and the step is the learning rate times its whole
    gradient, which is not normalised. Equations ``eq-class-objective``, ``eq-class-gradient`` and
    ``eq-class-step`` of the book.

    Parameters
    ----------
    X : array, tensor or variable (1, H, W, C)
        The preprocessed picture. It stays unchanged.
    model : callable
        The network: ``model(X)`` gives the raw scores (1, classes).
    target_y : int
        The class.
    l2_reg : float
        What the sum of the squares of all pixels costs; at least 0.
    learning_rate : float
        The step as a multiple of the gradient; at least 0.

    Returns
    -------
    tf.Tensor (1, H, W, C)
        The picture after the step.

    Raises
    ------
    TypeError
        If `X` holds no floats, or `target_y` is no integer.
    ValueError
        If `X` is not one picture, there is no such class, or a number makes no sense.

    References
    ----------
    Simonyan, Vedaldi and Zisserman, *Deep inside convolutional networks*, 2014.
    """
    picture = one_picture.check_one_picture(X)
    take = _step_of(model, target_y, l2_reg, learning_rate, picture.dtype)
    return take(tf.constant(picture))[0]


def jitter(X: Any, ox: int, oy: int) -> Any:
    """
    Shift pictures; what leaves at one edge comes in at the other.

    Equation ``eq-jitter`` of the book. ``jitter(jitter(X, ox, oy), -ox, -oy)`` is `X` again.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        The pictures. They stay unchanged.
    ox, oy : int
        How many pixels to the right, and how many down.

    Returns
    -------
    array or tensor (N, H, W, C)
        The shifted pictures, an array or a tensor as `X` is.
    """
    if tf.is_tensor(X):
        return tf.roll(X, (ox, oy), (_WIDTH, _HEIGHT))
    return np.roll(X, (ox, oy), (_WIDTH, _HEIGHT))


def blur_image(X: Any, sigma: SupportsFloat = 1.0) -> np.ndarray:
    """
    Blur pictures: each pixel becomes a mean of those around it, each colour by itself.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        The pictures. They stay unchanged.
    sigma : float
        Standard deviation of the Gaussian weights, in pixels.

    Returns
    -------
    array (N, H, W, C)
        The blurred pictures. Their means are the same: beyond an edge the picture is mirrored.

    Raises
    ------
    ValueError
        If `X` has other axes, or `sigma` is not a number above 0.
    """
    pictures = np.asarray(X)
    if pictures.ndim != 4:
        raise ValueError(f"X must have shape (N, H, W, C); got {pictures.shape}")
    width = one_picture.positive("sigma", sigma)
    for axis in (_HEIGHT, _WIDTH):
        pictures = gaussian_filter1d(pictures, width, axis=axis)
    return pictures


def create_class_visualization(
    target_y: int,
    model: Any,
    l2_reg: SupportsFloat = 1e-3,
    learning_rate: SupportsFloat = 25,
    num_iterations: int = 100,
    blur_every: int = 10,
    max_jitter: int = 16,
    show_every: int = 25,
    *,
    size: int | None = None,
    seed: int | np.random.Generator = 0,
    on_picture: OnPicture | None = None,
    progress: bool | None = None,
) -> Float32[np.ndarray, "1 H W 3"]:
    """
    Make a picture of a class from noise, with the course's regularisers.

    Each step shifts the picture at random, takes `class_visualization_update_step`, shifts it back
    and clips it to valid pixels. Now and then it is blurred.

    Parameters
    ----------
    target_y : int
        The class.
    model : callable
        The network: ``model(X)`` gives the raw scores (1, classes). One that is no
        `PictureNetwork` gets pictures of 224 x 224 pixels, preprocessed as in the course.
    l2_reg : float
        What the sum of the squares of all pixels costs.
    learning_rate : float
        The step as a multiple of the gradient.
    num_iterations : int
        How many steps to take.
    blur_every : int
        After how many steps to blur.
    max_jitter : int
        The largest shift, in pixels, each way.
    show_every : int
        After how many steps to hand over the picture; 0 for never.
    size : int, optional
        The picture's height and width; without it, those the network was trained with.
    seed : int or np.random.Generator
        Where the noise and the shifts come from.
    on_picture : callable, optional
        ``on_picture(steps_done, picture)`` gets the pictures on the way.
    progress : bool, optional
        Whether to draw a progress bar; by default, on a terminal, when the run takes over a second.

    Returns
    -------
    Float32[np.ndarray, "1 H W 3"]
        The picture, preprocessed. After Ctrl-C, the one that was reached.

    Raises
    ------
    TypeError, ValueError
        As for `class_visualization_update_step`, or if a count is none.
    FloatingPointError
        If the steps are so long that the picture is lost.

    See Also
    --------
    visualize_class : Clearer pictures, with more means.
    """
    rng = np.random.default_rng(seed)
    if whole_number("blur_every", blur_every) < 1 or whole_number("max_jitter", max_jitter) < 0:
        raise ValueError(
            f"blur_every must be at least 1 and max_jitter at least 0; "
            f"got {blur_every!r} and {max_jitter!r}"
        )
    low, high = valid_pixels(model)
    side = getattr(model, "input_size", _SIDE) if size is None else whole_number("size", size)
    if side < 1:
        raise ValueError(f"size must be a positive number of pixels; got {side}")
    noise = rng.uniform(low, high, (1, side, side, 3)).astype(np.float32)
    take = _step_of(model, target_y, l2_reg, learning_rate, noise.dtype)

    def step(state: State, number: tf.Tensor) -> tuple[State, tf.Tensor]:
        ox, oy = (int(shift) for shift in rng.integers(-max_jitter, max_jitter + 1, 2))
        moved, value = take(jitter(state[0], ox, oy))
        picture = tf.clip_by_value(jitter(moved, -ox, -oy), low, high)
        if int(number) % blur_every == 0:
            picture = tf.constant(blur_image(picture, _BLUR))
        return (picture,), value

    return ascend(
        (tf.constant(noise),),
        step,
        num_iterations,
        label=f"class {target_y}",
        show_every=show_every,
        on_picture=on_picture,
        progress=progress,
    ).picture


def _step_of(
    model: Any, target_y: int, l2_reg: SupportsFloat, learning_rate: SupportsFloat, dtype: Any
) -> Callable[[tf.Tensor], tuple[tf.Tensor, tf.Tensor]]:
    """Check the numbers, and give the step by them: from a picture to the next, and its value."""
    for name, value in (("l2_reg", l2_reg), ("learning_rate", learning_rate)):
        if not np.isfinite(float(value)) or float(value) < 0:
            raise ValueError(f"{name} must be a number, 0 or more; got {value!r}")
    target = one_picture.check_target_number(target_y)
    numbers = [tf.constant(float(number), dtype) for number in (l2_reg, learning_rate)]
    update = compiled(model, ("class visualisation",), lambda: _make(model))

    def take(x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        moved, penalty, scores = update(x, tf.constant([target]), *numbers)
        one_picture.check_target(target, scores)  # by what the step computes anyway
        return moved, scores[0, target] - tf.cast(penalty, scores.dtype)

    return take


def _make(model: Any) -> Callable[..., tuple[tf.Tensor, tf.Tensor, tf.Tensor]]:
    both = scores_and_gradients(model)

    def update(
        x: tf.Tensor, target: tf.Tensor, l2_reg: tf.Tensor, learning_rate: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        scores, gradient = both(x, target)
        moved = x + learning_rate * (gradient - 2 * l2_reg * x)
        return moved, l2_reg * tf.reduce_sum(x**2), scores

    return update
