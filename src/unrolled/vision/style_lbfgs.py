"""Down the loss of style transfer by L-BFGS, which learns how the loss is curved."""

import sys
from typing import Any

import numpy as np
import tensorflow as tf
from jaxtyping import Float, Float32
from scipy.optimize import minimize
from tqdm import tqdm

from unrolled.vision.ascent import Ascent, Reason, check_counts
from unrolled.vision.style_objective import StyleProblem
from unrolled.vision.style_optimizers import Report, clip_range

PAIRS = 10
"""Steps that L-BFGS remembers."""

# How near a starting pixel may be to black and white, as a share of the range's half. At the very
# end the change of variables is flat: a pixel there would feel no gradient.
_EDGE = 0.95


def lbfgs(
    problem: StyleProblem, start: Float32[np.ndarray, "1 H W 3"], num_steps: int, report: Report
) -> tuple[Ascent, Float[np.ndarray, "steps 3"]]:
    r"""
    Go down by L-BFGS, every pixel between its bounds.

    A pixel is :math:`m + r \tanh u`, with :math:`m` the middle of its range and :math:`r` half of
    it, and L-BFGS moves :math:`u` freely. SciPy could keep bounds by itself; to look along a line
    through a hundred thousand of them takes it many times longer than the network.
    Equation ``eq-lbfgs`` of the book.

    Parameters
    ----------
    problem : StyleProblem
        What to minimise.
    start : array (1, H, W, 3)
        The picture to start from.
    num_steps : int
        The most evaluations of the loss and its gradient. A step of Adam takes one, too.
    report : Report
        What to tell.

    Returns
    -------
    Ascent
        The best picture and the loss at each evaluation. Ctrl-C ends the run and keeps it. A
        search along a line may try a picture that is worse than the one before.
    Float[np.ndarray, "evaluations 3"]
        That loss in parts: content, style, total variation.

    Raises
    ------
    FloatingPointError
        If the loss is not a finite number any more.

    References
    ----------
    Liu and Nocedal, *On the limited memory BFGS method for large scale optimization*,
    Mathematical Programming, 1989.
    """
    check_counts(num_steps, report.show_every)
    hidden = report.progress is False or (report.progress is None and not sys.stderr.isatty())
    reason: Reason
    with tqdm(total=num_steps, desc=report.label, disable=hidden, leave=False, delay=1) as bar:
        evaluate = _Evaluations(problem, start, num_steps, report, bar)
        try:
            reason = _minimise(evaluate, num_steps)
            if report.show_every and report.on_picture:
                report.on_picture(len(evaluate.parts), evaluate.best)
        except KeyboardInterrupt:
            reason = "interrupted"
    parts = np.array(evaluate.parts, dtype=float).reshape(-1, 3)
    return Ascent(evaluate.best, parts.sum(axis=1), reason), parts


def _minimise(evaluate: "_Evaluations", num_steps: int) -> Reason:
    # The evaluations are counted one by one: SciPy's own limits must not be reached before.
    limits = {"maxiter": num_steps, "maxfun": 2 * num_steps + 1, "ftol": 0, "gtol": 0}
    options = {"maxcor": PAIRS, **limits}
    try:
        minimize(evaluate, evaluate.start, jac=True, method="L-BFGS-B", options=options)
    except _EnoughError:
        return "steps"
    return "reached"  # nothing better was found along the last line


class _EnoughError(Exception):
    """All the evaluations were made: SciPy counts in whole iterations, each of one or more."""


class _Evaluations:
    """The loss and its gradient for SciPy, in double precision; remembers the best picture."""

    def __init__(
        self,
        problem: StyleProblem,
        start: Float32[np.ndarray, "1 H W 3"],
        limit: int,
        report: Report,
        bar: Any,
    ) -> None:
        low, high = clip_range(problem.model)
        self._middle, self._half = (low + high) / 2, (high - low) / 2
        inside = np.clip((start - self._middle) / self._half, -_EDGE, _EDGE)
        self.start = np.arctanh(inside).ravel().astype(float)
        self.best: Float32[np.ndarray, "1 H W 3"] = start
        self.parts: list[np.ndarray] = []
        self._least = np.inf
        self._function = problem.compiled("gradient")
        self._problem, self._limit, self._report, self._bar = problem, limit, report, bar

    def __call__(self, flat: Float[np.ndarray, " n"]) -> tuple[float, Float[np.ndarray, " n"]]:
        if len(self.parts) >= self._limit:
            raise _EnoughError
        curved = np.tanh(flat.reshape(self.best.shape).astype(np.float32))
        picture = self._middle + self._half * curved
        terms, gradient = self._function(
            tf.constant(picture), self._problem.targets, self._problem.weights
        )
        loss = float(terms.numpy().sum(dtype=float))
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"the loss became {loss} at evaluation {len(self.parts) + 1}: a weight is too "
                f"large for single precision, or a picture holds a value that is no number"
            )
        self.parts.append(terms.numpy())
        if loss < self._least:
            self._least, self.best = loss, picture
        self._tell()
        slope = gradient.numpy() * self._half * (1 - np.square(curved))
        return loss, slope.ravel().astype(float)

    def _tell(self) -> None:
        self._bar.update()
        report, done = self._report, len(self.parts)
        due = report.show_every and done % report.show_every == 0 and done < self._limit
        if due and report.on_picture:
            report.on_picture(done, self.best)
