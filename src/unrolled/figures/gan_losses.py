"""Losses of GANs against a score, their slopes, and what of them reaches a generator's weights."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.style import (
    BLUE,
    DASHES,
    GREEN,
    INK,
    MUTED,
    VERMILION,
    book_style,
    new_figure,
)

_COLOURS = (BLUE, VERMILION, GREEN, INK)


@book_style()
def curves_and_slopes(
    x: Float[np.ndarray, " P"],
    curves: Mapping[str, Float[np.ndarray, " P"]],
    slopes: Mapping[str, Float[np.ndarray, " P"]],
    *,
    xlabel: str = "logit",
    titles: tuple[str, str] = ("loss", "its slope"),
    marks: Sequence[float] = (),
) -> Figure:
    """Draw functions of one number, and beside them their slopes.

    Parameters
    ----------
    x
        Where they were computed, in order.
    curves, slopes
        For each function its name, and its values or slopes. A curve ends, with a cross, where its
        values are no finite numbers.
    xlabel
        What `x` is.
    titles
        What stands above the two panels.
    marks
        Values of `x` to mark in both.

    Returns
    -------
    Figure
        Two panels with the same curves in the same colours; the names stand in the left one.
    """
    fig, axes = new_figure(1, 2, height=2.9)
    for ax, lines, title in zip(axes, (curves, slopes), titles, strict=True):
        for (name, values), colour, dash in zip(lines.items(), _COLOURS, DASHES, strict=False):
            ax.plot(x, values, color=colour, linestyle=dash, label=name)
            _mark_the_end(ax, x, values, colour)
        for mark in marks:
            ax.axvline(mark, color=MUTED, linewidth=0.8, linestyle=(0, (2, 2)))
        ax.axhline(0, color=MUTED, linewidth=0.8)
        ax.set(title=title, xlabel=xlabel, xlim=(x[0], x[-1]))
    axes[0].legend(loc="best")
    return fig


@book_style()
def gradients_left(
    panels: Mapping[str, tuple[Sequence[int], Mapping[str, Sequence[float]]]],
    *,
    xlabel: str = "step",
    ylabel: str = "length of the gradient",
) -> Figure:
    """Draw how long the generator's gradients are, on logarithmic axes that all panels share.

    Parameters
    ----------
    panels
        For each panel its title, the steps at which was measured, and for each loss its name and
        the lengths.
    xlabel, ylabel
        What is on the axes.

    Returns
    -------
    Figure
        One panel beside the other.
    """
    fig, axes = new_figure(1, len(panels), height=2.9, sharey=True)
    for ax, (title, (steps, lengths)) in zip(axes, panels.items(), strict=True):
        for (name, values), colour, dash in zip(lengths.items(), _COLOURS, DASHES, strict=False):
            ax.plot(steps, values, color=colour, linestyle=dash, marker="o", label=name)
        ax.set(title=title, xlabel=xlabel, yscale="log")
    axes[0].set_ylabel(ylabel)
    axes[0].legend(loc="best")
    return fig


def _mark_the_end(
    ax: Axes, x: Float[np.ndarray, " P"], values: Float[np.ndarray, " P"], colour: str
) -> None:
    """Put a cross where a curve goes over to infinity or NaN."""
    finite = np.flatnonzero(np.isfinite(values))
    if 0 < len(finite) < len(values):
        for end, edge in ((finite[0], 0), (finite[-1], len(values) - 1)):
            if end != edge:
                ax.plot(x[end], values[end], "x", color=colour, markersize=8, markeredgewidth=2)
