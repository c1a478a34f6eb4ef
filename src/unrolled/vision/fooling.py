"""Fooling: a change too small to see that makes a network see something else."""

from collections.abc import Callable
from typing import Any, SupportsFloat

import numpy as np
import tensorflow as tf
from jaxtyping import Float

from unrolled.vision.ascent import Ascent, State, ascend, compiled
from unrolled.vision.one_picture import (
    check_one_picture,
    check_target,
    check_target_number,
    positive,
)
from unrolled.vision.score_gradients import scores_and_gradients

OnPicture = Callable[[int, np.ndarray], None]


def make_fooling_image(
    X: Any,
    target_y: int,
    model: Any,
    *,
    learning_rate: SupportsFloat = 1.0,
    num_steps: int = 100,
    probability: float | None = None,
    show_every: int = 0,
    on_picture: OnPicture | None = None,
    progress: bool | None = None,
) -> Float[np.ndarray, "1 H W C"]:
    """
    Change a picture until a network takes it for something else.

    Parameters
    ----------
    X : array or tensor (1, H, W, C)
        A preprocessed picture. It stays unchanged.
    target_y : int
        The class that the network is to see.
    model : callable
        The network: ``model(X)`` gives the raw scores (1, classes).
    learning_rate : float
        How far each step goes: the length of the change, over all pixels and colours.
    num_steps : int
        The most steps to take.
    probability : float, optional
        Go on until the network is so sure of `target_y`. Without it, being first is enough.
    show_every : int
        After how many steps to hand over the picture; 0 for never.
    on_picture : callable, optional
        ``on_picture(steps_done, picture)`` gets it.
    progress : bool, optional
        Whether to draw a progress bar; by default, on a terminal, when the run takes over a second.

    Returns
    -------
    Float[np.ndarray, "1 H W C"]
        The changed picture, preprocessed, of the type of `X`. Where `num_steps` were too few, or
        Ctrl-C was pressed, it is the picture that was reached.

    Raises
    ------
    TypeError
        If `X` holds no floats, or `target_y` is no integer.
    ValueError
        If `X` is not one picture, there is no such class, a setting makes no sense, or the score
        does not change with any pixel, so that there is no direction to go.

    See Also
    --------
    fooling_ascent : The same, with the scores on the way and the reason to end.
    smallest_fooling : The smallest change that will do.
    """
    return fooling_ascent(
        X,
        target_y,
        model,
        learning_rate=learning_rate,
        num_steps=num_steps,
        probability=probability,
        show_every=show_every,
        on_picture=on_picture,
        progress=progress,
    ).picture


def fooling_ascent(
    X: Any,
    target_y: int,
    model: Any,
    *,
    learning_rate: SupportsFloat = 1.0,
    num_steps: int = 100,
    probability: float | None = None,
    show_every: int = 0,
    on_picture: OnPicture | None = None,
    progress: bool | None = None,
) -> Ascent:
    r"""
    Climb a class's score, a fixed length at a time, until the network is fooled.

    Each step is r g / \|g\|, where r is the learning rate, and g the gradient of the raw score of
    `target_y` by the picture. Equation ``eq-fooling-step`` of the book.

    Parameters
    ----------
    X, target_y, model, learning_rate, num_steps, probability, show_every, on_picture, progress
        As for `make_fooling_image`.

    Returns
    -------
    Ascent
        The changed picture, the target's score before each step, and why it ended: ``"reached"``
        when the network is fooled.

    Raises
    ------
    TypeError, ValueError
        As for `make_fooling_image`.

    References
    ----------
    Szegedy et al., *Intriguing properties of neural networks*, 2014.
    """
    picture = check_one_picture(X)
    rate = positive("learning_rate", learning_rate)
    target = check_target_number(target_y)
    _check_probability(probability)
    look = compiled(model, ("fooling",), lambda: scores_and_gradients(model))
    seen: tuple[tf.Tensor, tf.Tensor]  # the scores of the picture that is there, and the gradient

    def fooled(picture: tf.Tensor) -> bool:
        nonlocal seen
        seen = look(picture, tf.constant([target]))
        check_target(target, seen[0])
        return _is_fooled(seen[0], target, probability)

    def step(state: State, number: tf.Tensor) -> tuple[State, tf.Tensor]:
        del number
        scores, gradient = seen
        return (state[0] + rate * _direction(gradient, target),), scores[0, target]

    return ascend(
        (tf.constant(picture),),
        step,
        num_steps,
        label="fooling",
        until=fooled,
        show_every=show_every,
        on_picture=on_picture,
        progress=progress,
    )


def _direction(gradient: tf.Tensor, target: int) -> tf.Tensor:
    length = tf.norm(gradient)
    if float(length) == 0:
        raise ValueError(
            f"the score of class {target} does not change with any pixel of this picture, so "
            "there is no direction to go. Start from another picture, or take another class"
        )
    return gradient / length


def _check_probability(probability: float | None) -> None:
    if probability is not None and not 0 < probability < 1:
        raise ValueError(f"probability must lie between 0 and 1; got {probability!r}")


def _is_fooled(scores: tf.Tensor, target: int, probability: float | None) -> bool:
    shares = tf.nn.softmax(scores)[0].numpy()
    first = bool(shares.argmax() == target)
    return first and (probability is None or float(shares[target]) >= probability)
