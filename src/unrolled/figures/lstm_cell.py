"""The cell of an LSTM in pictures: a conveyor belt, its gates one by one, its state over time."""

from collections.abc import Sequence
from itertools import pairwise, product
from typing import Any, Literal, NamedTuple

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from unrolled.figures.diagram import Box, Point, canvas, draw_arrow, draw_box, draw_label
from unrolled.figures.style import (
    BLUE,
    CARD,
    FAINT,
    GREEN,
    INK,
    MUTED,
    PURPLE,
    VERMILION,
    book_style,
    new_figure,
)

GATE_COLOURS = {"i": BLUE, "f": VERMILION, "o": GREEN, "g": PURPLE}
"""One colour for each gate, in all pictures that tell the gates apart by colour."""


def signed(value: float) -> str:
    """Write a number with two digits after the point, and a minus sign as wide as a plus.

    Parameters
    ----------
    value
        The number.

    Returns
    -------
    str
        Its text; what rounds to zero has no sign.
    """
    text = f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
    return text.removeprefix("\N{MINUS SIGN}") if float(f"{value:.2f}") == 0 else text


def _rewriting_lane(ax: Axes, y: float, xs: Sequence[float]) -> None:
    """Draw states that are mixed and squashed anew at each step."""
    names = ("$h_{t-1}$", "$h_t$", "$h_{t+1}$")
    states = [
        draw_box(ax, Box(x, y, 0.62, 0.42), name, fontsize=11)
        for x, name in zip(xs, names, strict=True)
    ]
    for left, right in pairwise(states):
        middle = (left.x + right.x) / 2
        mix = draw_box(ax, Box(middle - 0.35, y, 0.62, 0.42), r"$\cdot\, W_h$", colour=VERMILION)
        squash = draw_box(ax, Box(middle + 0.5, y, 0.6, 0.42), "tanh", colour=VERMILION)
        for start, end in ((left, mix), (mix, squash), (squash, right)):
            draw_arrow(ax, start.right, end.left)


def _belt(ax: Axes, y: float, ends: Point) -> None:
    """Draw a conveyor belt seen from the side."""
    left, right = ends
    ax.add_patch(Rectangle((left, y), right - left, 0.07, facecolor=MUTED, linewidth=0))
    for x in np.arange(left + 0.12, right, 0.3):
        ax.add_patch(Circle((x, y - 0.09), 0.07, facecolor=FAINT, edgecolor=MUTED, linewidth=0.8))


@book_style()
def conveyor() -> Figure:
    """Draw the plain net's state, rewritten at each step, and below it the LSTM's conveyor belt.

    Returns
    -------
    Figure
        Above: matrix and tanh between any two states. Below: a belt with two stations a step,
        and a window at each crate.
    """
    fig, ax = canvas(3.85)
    xs = (0.62, 3.6, 6.58)
    title: dict[str, Any] = {"ha": "left", "fontsize": 10, "fontweight": "bold"}
    draw_label(ax, (0.3, 3.62), "plain net: all of the memory is rewritten at each step", **title)
    _rewriting_lane(ax, 3.15, xs)
    draw_label(ax, (0.3, 2.45), "LSTM: the memory rides on, unless a gate says otherwise", **title)
    _belt(ax, 0.72, (0.2, 7.2))
    for x, name in zip(xs, ("$c_{t-1}$", "$c_t$", "$c_{t+1}$"), strict=True):
        draw_box(ax, Box(x, 1.0, 0.62, 0.4), name, fontsize=11)
        draw_arrow(ax, (x, 1.22), (x, 1.78), colour=GREEN)
        draw_label(ax, (x, 1.46), "show", colour=GREEN)
    for x, name in zip(xs, ("$h_{t-1}$", "$h_t$", "$h_{t+1}$"), strict=True):
        draw_label(ax, (x, 1.93), name, fontsize=11, colour=GREEN)
    stations = ((0.95, r"$\times$", "forget", "f"), (1.95, "+", "write", "i"))
    for x, (shift, sign, text, gate) in product(xs[:-1], stations):
        colour = GATE_COLOURS[gate]
        draw_box(ax, Box(x + shift, 1.0, 0.36, 0.36), sign, colour=colour, fontsize=12)
        draw_arrow(ax, (x + shift, 1.78), (x + shift, 1.2), colour=colour)
        draw_label(ax, (x + shift, 1.93), text, colour=colour)
    draw_arrow(ax, (3.1, 0.3), (4.3, 0.3), colour=MUTED)
    draw_label(ax, (3.0, 0.3), "time", colour=MUTED, ha="right")
    return fig


class Panel(NamedTuple):
    """A vector in a row of vectors that make an equation.

    Attributes
    ----------
    name : str
        What stands above it.
    values : ndarray, shape (H,)
        Its entries.
    kind : {"signed", "gate"}
        Bars around a zero line, or openings from closed, 0, to open, 1.
    colour : str
        Of the bars.
    """

    name: str
    values: Float[np.ndarray, " H"]
    kind: Literal["signed", "gate"]
    colour: str = INK


def _entry(ax: Axes, panel: Panel, at: Point, value: float, size: tuple[float, float]) -> None:
    """Draw one entry of a vector as a horizontal bar, with its number beside it."""
    (x, y), (width, reach) = at, size
    if panel.kind == "gate":
        ax.add_patch(Rectangle((x, y - 0.1), width, 0.2, facecolor="white", linewidth=0))
        ax.add_patch(Rectangle((x, y - 0.1), width * value, 0.2, facecolor=panel.colour))
        outline = Rectangle((x, y - 0.1), width, 0.2, fill=False, edgecolor=panel.colour)
        ax.add_patch(outline)
    else:
        middle, length = x + width / 2, width / 2 * value / reach
        bar = Rectangle((middle, y - 0.1), length, 0.2, facecolor=panel.colour, alpha=0.85)
        ax.add_patch(bar)
        ax.plot([middle, middle], [y - 0.14, y + 0.14], color=MUTED, linewidth=0.8)
    draw_label(ax, (x + width + 0.06, y), signed(value), ha="left", fontsize=8)


@book_style()
def gate_row(panels: Sequence[Panel], signs: Sequence[str]) -> Figure:
    """Draw an equation between vectors, entry by entry, with gates that are more or less open.

    Parameters
    ----------
    panels
        The vectors, all of one length.
    signs
        What stands between them; one fewer.

    Returns
    -------
    Figure
        A column for each vector, a row for each unit.
    """
    H = len(panels[0].values)
    height = 0.62 + 0.36 * H
    fig, ax = canvas(height)
    pitch = 6.75 / len(panels)
    width = pitch - 0.82
    numbers = np.concatenate([panel.values for panel in panels if panel.kind == "signed"])
    reach = float(np.abs(numbers).max())
    for column, panel in enumerate(panels):
        x = 0.62 + column * pitch
        draw_label(ax, (x + width / 2, height - 0.2), panel.name, colour=panel.colour, fontsize=10)
        for row, value in enumerate(panel.values):
            _entry(ax, panel, (x, height - 0.56 - 0.36 * row), float(value), (width, reach))
    for column, sign in enumerate(signs, start=1):
        middle = height - 0.56 - 0.18 * (H - 1)
        draw_label(ax, (0.62 + column * pitch - 0.16, middle), sign, fontsize=13, bbox=None)
    for row in range(H):
        draw_label(ax, (0.12, height - 0.56 - 0.36 * row), f"{row + 1}", colour=MUTED, fontsize=8)
    draw_label(ax, (0.08, height - 0.2), "unit", colour=MUTED, fontsize=8, ha="left")
    return fig


@book_style()
def cell_timeline(
    values: Float[np.ndarray, " T"],
    commands: Sequence[str],
    gates: Float[np.ndarray, "T 3"],
    cells: Float[np.ndarray, " T"],
    shown: Float[np.ndarray, " T"],
) -> Figure:
    """Draw what one unit of an LSTM reads, how its gates stand, what it keeps and what it shows.

    Parameters
    ----------
    values
        What comes in at each step.
    commands
        What is commanded at each step; empty where nothing is.
    gates
        Input, forget and output gate at each step, from 0 to 1.
    cells
        The cell after each step.
    shown
        The hidden state after each step.

    Returns
    -------
    Figure
        Four rows above each other: input, gates, cell, hidden state.
    """
    fig, axes = new_figure(4, 1, height=5.0, sharex=True)
    steps = np.arange(1, len(values) + 1)
    rows = (("value in", values, MUTED), ("cell $c$", cells, INK), ("shown $h$", shown, GREEN))
    for ax, (name, numbers, colour) in zip((axes[0], *axes[2:]), rows, strict=True):
        bars = ax.bar(steps, numbers, color=colour, width=0.62)
        ax.bar_label(bars, [signed(number) for number in numbers], fontsize=8, padding=2)
        ax.axhline(0, color=MUTED, linewidth=0.8)
        ax.set(ylabel=name, ylim=(-1.5, 1.5), yticks=[])
        ax.grid(visible=False)
        ax.spines[["left", "bottom"]].set_visible(False)
    _gate_cells(axes[1], gates)
    labels = [f"{step}\n{command}" for step, command in zip(steps, commands, strict=True)]
    axes[-1].set_xticks(steps, labels)
    axes[-1].set_xlabel("step, and the command that comes in with it")
    for ax in axes:
        ax.tick_params(length=0)
    return fig


def _gate_cells(ax: Axes, gates: Float[np.ndarray, "T 3"]) -> None:
    """Draw three rows of boxes, filled as far as the gate is open."""
    for row, name in enumerate("ifo"):
        for step, value in enumerate(gates[:, row], start=1):
            corner = step - 0.31, 2 - row - 0.36
            ax.add_patch(Rectangle(corner, 0.62 * value, 0.72, facecolor=GATE_COLOURS[name]))
            edge: dict[str, Any] = {
                "fill": False,
                "edgecolor": GATE_COLOURS[name],
                "linewidth": 0.9,
            }
            ax.add_patch(Rectangle(corner, 0.62, 0.72, **edge))
            word, colour = ("open", CARD) if value > 0.5 else ("closed", INK)
            ax.text(step, 2 - row, word, ha="center", va="center", fontsize=7, color=colour)
    ax.set(ylim=(-0.6, 2.6))
    ax.set_yticks([2, 1, 0], ["write $i$", "keep $f$", "show $o$"])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
