"""The one loop in which pixels climb a gradient: every picture of these chapters is made by it."""

import inspect
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import tensorflow as tf
from jaxtyping import Float
from tqdm import tqdm

# What a step carries from one call to the next: the picture first, then whatever it remembers.
State = tuple[tf.Tensor, ...]
Step = Callable[[State, tf.Tensor], tuple[State, tf.Tensor]]
Reason = Literal["steps", "reached", "interrupted"]


@dataclass(frozen=True)
class Ascent:
    """
    How a picture came to be.

    Attributes
    ----------
    picture : Float[np.ndarray, "N H W C"]
        The last picture, preprocessed as the network takes it.
    values : Float[np.ndarray, "steps"]
        What each step said of the picture that it started from: a score, or a loss.
    reason : {"steps", "reached", "interrupted"}
        Why it ended: all steps were made, `until` said so, or Ctrl-C was pressed.
    """

    picture: Float[np.ndarray, "N H W C"]
    values: Float[np.ndarray, " steps"]
    reason: Reason


def ascend(
    state: State,
    step: Step,
    num_steps: int,
    *,
    label: str = "",
    until: Callable[[tf.Tensor], bool] | None = None,
    show_every: int = 0,
    on_picture: Callable[[int, np.ndarray], None] | None = None,
    progress: bool | None = None,
) -> Ascent:
    """
    Take step after step, and keep the picture whatever happens.

    Parameters
    ----------
    state : tuple of tensor
        Where to start: the picture (N, H, W, C), then what the steps remember, such as moments.
    step : callable
        ``step(state, number) -> state, value``, most often compiled by `compiled`. `number`
        counts from 0 and is a tensor, so that no step is compiled anew. A value is one number.
    num_steps : int
        The most steps to take.
    label : str
        What the progress bar says is being made.
    until : callable, optional
        ``until(picture) -> bool`` is asked before each step, and ends the run by True.
    show_every : int
        After how many steps to hand over the picture; 0 for never.
    on_picture : callable, optional
        ``on_picture(steps_done, picture)`` gets it: at every `show_every` steps, and at the end
        unless Ctrl-C was pressed.
    progress : bool, optional
        Whether to draw a progress bar; by default, on a terminal, when the run takes over a second.

    Returns
    -------
    Ascent
        The picture, the value at each step, and why it ended. Ctrl-C ends the run, not the
        program: the picture is the one before the step that was cut short.

    Raises
    ------
    FloatingPointError
        If a value is not a finite number any more: the steps were too long.
    ValueError
        If `num_steps` or `show_every` is no count.
    """
    check_counts(num_steps, show_every)
    values: list[float] = []
    reason: Reason = "steps"
    show = on_picture if show_every else None
    hidden = progress is False or (progress is None and not sys.stderr.isatty())
    with tqdm(total=num_steps, desc=label, disable=hidden, leave=False, delay=1) as bar:
        try:
            while len(values) < num_steps:
                if until is not None and until(state[0]):
                    reason = "reached"
                    break
                following, value = step(state, tf.constant(len(values)))
                values.append(_finite(float(value), len(values)))
                state = following
                bar.update()
                if show and len(values) % show_every == 0 and len(values) < num_steps:
                    show(len(values), np.asarray(state[0]))
            if show:
                show(len(values), np.asarray(state[0]))
        except KeyboardInterrupt:
            reason = "interrupted"
    return Ascent(np.asarray(state[0]), np.array(values), reason)


def compiled(model: Any, key: tuple[Any, ...], make: Callable[[], Callable[..., Any]]) -> Any:
    """
    Compile a function once for a model, and find it again at the next call.

    Parameters
    ----------
    model : object
        What the function computes with. The compiled function lives as long as it does; where
        nothing can be hung on it, no longer than the caller keeps it.
    key : tuple
        What else the function depends on: its name and the settings that it was made with.
    make : callable
        ``make()`` gives the function, of tensors alone.

    Returns
    -------
    callable
        The function, as ``tf.function`` compiles it: once for each shape of its tensors.
    """
    owner = model
    if inspect.ismethod(model):
        # It is made anew at each mention, and what hangs on it hangs on those of all objects.
        owner, key = model.__self__, (*key, model.__func__)
    own = getattr(owner, "__dict__", None)
    known = own.setdefault("_unrolled_compiled", {}) if isinstance(own, dict) else {}
    if key not in known:
        known[key] = tf.function(make(), reduce_retracing=True, autograph=False)
    return known[key]


def value_and_gradient(
    objective: Callable[..., tf.Tensor],
) -> Callable[..., tuple[tf.Tensor, tf.Tensor]]:
    """
    Make a function that gives an objective's value and its gradient by the picture.

    Parameters
    ----------
    objective : callable
        ``objective(picture, ...)`` gives one number.

    Returns
    -------
    callable
        ``(picture, ...) -> value, gradient``; the gradient has the picture's shape. The weights
        are not watched: nobody asks for their gradient.
    """

    def both(picture: tf.Tensor, *others: Any) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(picture)
            value = objective(picture, *others)
        # What does not depend on the picture has the gradient zero.
        zero = tf.UnconnectedGradients.ZERO
        return value, tape.gradient(value, picture, unconnected_gradients=zero)

    return both


def check_counts(num_steps: int, show_every: int) -> None:
    """
    Check how many steps to take, and after how many to show the picture.

    Parameters
    ----------
    num_steps, show_every : int
        As for `ascend`.

    Raises
    ------
    ValueError
        If one of them is no whole number, or negative.
    """
    for name, count in (("num_steps", num_steps), ("show_every", show_every)):
        if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 0:
            raise ValueError(f"{name} must be a whole number, 0 or more; got {count!r}")


def _finite(value: float, number: int) -> float:
    if not math.isfinite(value):
        raise FloatingPointError(
            f"the value became {value} at step {number + 1}: the steps are too long, or the "
            f"picture holds a value that is no number. Lower the learning rate."
        )
    return value
