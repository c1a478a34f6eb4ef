"""Down the loss of style transfer by Adam, as in the course; and what all ways down share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from jaxtyping import Float, Float32

from unrolled.vision.ascent import Ascent, State, ascend
from unrolled.vision.style_objective import StyleProblem
from unrolled.vision.style_settings import Number

# The course's clipping of preprocessed pixels. A network whose black and white lie closer
# together has its own: what lies beyond them is lost when the picture is saved.
CLIP = 1.5
_DECAY_AT = 0.9  # of the steps: 180 of the course's 200


@dataclass(frozen=True)
class Report:
    """
    What to tell of a run while it lasts.

    Attributes
    ----------
    label : str
        What the progress bar says is being made.
    progress : bool or None
        Whether to draw it; None: on a terminal, when the run takes over a second.
    show_every : int
        After how many steps to hand over the picture; 0 for never.
    on_picture : callable or None
        ``on_picture(steps_done, picture)`` gets it, preprocessed.
    """

    label: str
    progress: bool | None = None
    show_every: int = 0
    on_picture: Callable[[int, np.ndarray], None] | None = None


def clip_range(model: Any) -> tuple[Float32[np.ndarray, "3"], Float32[np.ndarray, "3"]]:
    """
    Say which preprocessed pixels style transfer may use.

    Parameters
    ----------
    model : PictureNetwork
        The network.

    Returns
    -------
    low, high : Float32[np.ndarray, "3"]
        -1.5 and 1.5 as in the course, or the network's black and white where those are closer:
        for `SqueezeNet` the former, for `EfficientNetLite0` the latter.
    """
    low, high = model.pixel_range
    return np.maximum(low, np.float32(-CLIP)), np.minimum(high, np.float32(CLIP))


def adam(
    problem: StyleProblem,
    start: Float32[np.ndarray, "1 H W 3"],
    num_steps: int,
    rates: tuple[Number, Number],
    report: Report,
) -> tuple[Ascent, Float[np.ndarray, "steps 3"]]:
    """
    Take steps of Adam, with a smaller rate for the last tenth.

    Parameters
    ----------
    problem : StyleProblem
        What to minimise.
    start : array (1, H, W, 3)
        The picture to start from.
    num_steps : int
        How many steps.
    rates : tuple of float
        The rate of the first nine tenths of the steps and that of the last.
    report : Report
        What to tell.

    Returns
    -------
    Ascent
        The picture and the loss before each step.
    Float[np.ndarray, "steps 3"]
        That loss in parts: content, style, total variation.
    """
    compiled = problem.compiled("adam")
    bounds = tuple(tf.constant(bound) for bound in clip_range(problem.model))
    schedule = (tf.constant(rates[0]), tf.constant(rates[1]), tf.constant(decay_step(num_steps)))
    parts: list[np.ndarray] = []

    def step(state: State, number: tf.Tensor) -> tuple[State, tf.Tensor]:
        state, loss, terms = compiled(
            state, number, schedule, bounds, problem.targets, problem.weights
        )
        parts.append(terms.numpy())
        return state, loss

    picture = tf.constant(start)
    state = picture, tf.zeros_like(picture), tf.zeros_like(picture)
    made = ascend(
        state,
        step,
        num_steps,
        label=report.label,
        show_every=report.show_every,
        on_picture=report.on_picture,
        progress=report.progress,
    )
    return made, np.array(parts[: len(made.values)], dtype=float).reshape(-1, 3)


def decay_step(num_steps: int) -> int:
    """
    Say from which step on, counted from 0, Adam takes its smaller rate.

    Parameters
    ----------
    num_steps : int
        How many steps there are.

    Returns
    -------
    int
        Nine tenths of them: 180 of 200.
    """
    return round(_DECAY_AT * num_steps)
