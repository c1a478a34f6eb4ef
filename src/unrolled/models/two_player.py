"""Two players, each of whom owns one number: what gradient steps make of min over x, max over y."""

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
from jaxtyping import Float

Number: TypeAlias = float | int
Player: TypeAlias = Literal["x", "y"]
Gradients: TypeAlias = Callable[[Number, Number], tuple[Number, Number]]
"""From (x, y), what x goes down along and what y goes up along."""


def xy_gradients(x: Number, y: Number) -> tuple[Number, Number]:
    r"""Return both slopes of :math:`f(x, y) = xy`.

    The game of equation ``eq-xy-game`` of the book.

    Parameters
    ----------
    x, y : float
        Where the players stand.

    Returns
    -------
    dx, dy : float
        :math:`\partial f/\partial x = y` and :math:`\partial f/\partial y = x`.
    """
    return y, x


def alternating_steps(
    x: Number,
    y: Number,
    rate: Number,
    num_steps: int,
    first: Player = "y",
    gradients: Gradients = xy_gradients,
) -> Float[np.ndarray, "points 2"]:
    r"""Let two players move in turn, so that the second answers the move of the first.

    Equation ``eq-xy-alternating`` of the book, for any game whose slopes are given: x goes down
    its slope to make f small, y goes up its own to make f large.

    Parameters
    ----------
    x, y : float
        Where the players start.
    rate : float
        The step size of both.
    num_steps : int
        How many times both move.
    first : {"y", "x"}
        Who moves first in each step.
    gradients : callable
        From x and y, both slopes; those of xy by default. When the players have losses of
        their own, x gets the slope of its loss and y the negative slope of its one.

    Returns
    -------
    ndarray of float64, shape (num_steps + 1, 2)
        The points (x, y) from the start on, one after each step.

    Raises
    ------
    ValueError
        If ``first`` names no player, or ``num_steps`` is negative.

    See Also
    --------
    simultaneous_steps : Both move at once.

    Examples
    --------
    >>> alternating_steps(1, 1, rate=1, num_steps=2)
    array([[ 1.,  1.],
           [-1.,  2.],
           [-2.,  1.]])
    """
    _check(num_steps)
    _check_player("alternating_steps", first)
    points = np.empty((num_steps + 1, 2))
    points[0] = x, y
    for step in range(num_steps):
        for player in ("y", "x") if first == "y" else ("x", "y"):
            dx, dy = gradients(x, y)
            if player == "y":
                y = y + rate * dy
            else:
                x = x - rate * dx
        points[step + 1] = x, y
    return points


def simultaneous_steps(
    x: Number, y: Number, rate: Number, num_steps: int, gradients: Gradients = xy_gradients
) -> Float[np.ndarray, "points 2"]:
    r"""Let two players move at once, each from where the other has been.

    Equation ``eq-xy-simultaneous`` of the book, for any game whose slopes are given.

    Parameters
    ----------
    x, y : float
        Where the players start.
    rate : float
        The step size of both.
    num_steps : int
        How many times both move.
    gradients : callable
        From x and y, both slopes, as in :func:`alternating_steps`.

    Returns
    -------
    ndarray of float64, shape (num_steps + 1, 2)
        The points (x, y) from the start on, one after each step.

    Raises
    ------
    ValueError
        If ``num_steps`` is negative.

    See Also
    --------
    alternating_steps : One after the other.

    Examples
    --------
    >>> simultaneous_steps(1, 1, rate=1, num_steps=2)
    array([[ 1.,  1.],
           [ 0.,  2.],
           [-2.,  2.]])
    """
    _check(num_steps)
    points = np.empty((num_steps + 1, 2))
    points[0] = x, y
    for step in range(num_steps):
        dx, dy = gradients(x, y)
        x, y = x - rate * dx, y + rate * dy
        points[step + 1] = x, y
    return points


def alternating_invariant(
    points: Float[np.ndarray, "*shape 2"], rate: Number, first: Player = "y"
) -> Float[np.ndarray, "*shape"]:
    r"""Compute what alternating steps in the game xy leave as it was.

    Equation ``eq-xy-invariant`` of the book, :math:`x^2 + \eta x y + y^2` when y moves first
    and :math:`x^2 - \eta x y + y^2` when x does. Below a step size of :math:`\eta = 2` the
    points with one value make an ellipse, so no orbit comes to rest or leaves.

    Parameters
    ----------
    points : ndarray of float, shape (..., 2)
        Points (x, y).
    rate : float
        The step size.
    first : {"y", "x"}
        Who moves first.

    Returns
    -------
    ndarray of float, shape (...)
        One number a point.

    Raises
    ------
    ValueError
        If ``first`` names no player.

    Examples
    --------
    >>> alternating_invariant(alternating_steps(1, 1, rate=1, num_steps=2), rate=1)
    array([3., 3., 3.])
    """
    _check_player("alternating_invariant", first)
    x, y = points[..., 0], points[..., 1]
    mixed = x * y * (rate if first == "y" else -rate)
    return np.asarray(x**2 + mixed + y**2)


def steps_a_round(rate: Number) -> float:
    r"""Return how many alternating steps in the game xy go once around the middle.

    Equation ``eq-xy-angle`` of the book: a step turns by an angle of
    :math:`2 \arcsin(\eta / 2)`, measured along the ellipse, whoever moves first. The orbit
    closes after one round where this is a whole number.

    Parameters
    ----------
    rate : float
        The step size, above 0 and below 2.

    Returns
    -------
    float
        More than 2; 6 for steps of size 1.

    Raises
    ------
    ValueError
        If the step size lies outside: there is no round then.

    Examples
    --------
    >>> round(steps_a_round(1.0), 12)
    6.0
    """
    if not 0 < rate < 2:
        raise ValueError(
            f"steps_a_round: rate should lie between 0 and 2, got {rate}; from 2 on, alternating "
            f"steps leave for good and never come around."
        )
    return float(np.pi / np.arcsin(rate / 2))


def _check(num_steps: int) -> None:
    if num_steps < 0:
        raise ValueError(f"num_steps should be 0 or more, got {num_steps}.")


def _check_player(function: str, first: str) -> None:
    if first not in ("x", "y"):
        raise ValueError(f"{function}: first should be 'x' or 'y', got {first!r}.")
