"""Figures of the chapter on gradient checking: checks that pass, and checks that mislead."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Float, Int
from matplotlib.figure import Figure

from unrolled.figures.diagram import Box, canvas, draw_arrow, draw_box, draw_label
from unrolled.figures.style import (
    BLUE,
    INK,
    MUTED,
    PALETTE,
    VERMILION,
    book_style,
    new_figure,
)


@book_style()
def weighted_sum_graph() -> Figure:
    """Draw how weights make one number of an array, and what then flows back.

    Returns
    -------
    Figure
        A diagram: x, then f(x), then the sum of its entries times df.
    """
    fig, ax = canvas(1.3)
    names = ("$x$", "$f(x)$", r"$\varphi = \sum f(x) \cdot \mathrm{d}f$")
    middles, widths = (1.0, 3.3, 6.0), (0.7, 0.8, 1.9)
    boxes = [
        draw_box(ax, Box(middle, 0.65, width, 0.52), name, fontsize=12)
        for middle, width, name in zip(middles, widths, names, strict=True)
    ]
    labels = (("$f$", "gradient d$x$"), ("times d$f$, sum", "gradient d$f$"))
    for (left, right), (there, back) in zip(pairwise(boxes), labels, strict=True):
        start, end = left.x + left.width / 2 + 0.06, right.x - right.width / 2 - 0.06
        draw_arrow(ax, (start, 0.75), (end, 0.75))
        draw_arrow(ax, (end, 0.55), (start, 0.55), colour=BLUE, dashed=True)
        draw_label(ax, ((start + end) / 2, 1.0), there, fontsize=10)
        draw_label(ax, ((start + end) / 2, 0.28), back, colour=BLUE, fontsize=10)
    return fig


@book_style()
def gradient_maps(
    analytic: Float[np.ndarray, "R C"], numeric: Float[np.ndarray, "R C"], name: str
) -> Figure:
    """Draw a derived gradient, a measured one, and how far they are apart, entry by entry.

    Parameters
    ----------
    analytic : ndarray, shape (R, C)
        From the backward pass.
    numeric : ndarray, shape (R, C)
        From differences.
    name : str
        What it is the gradient by, for the titles.

    Returns
    -------
    Figure
        Three heat maps; the third holds the base 10 logarithm of each entry's relative error.
    """
    fig, axes = new_figure(1, 3, height=2.6)
    reach = float(np.abs(analytic).max())
    for ax, values, title in zip(axes, (analytic, numeric), ("derived", "measured"), strict=False):
        shown = ax.imshow(values, cmap="PuOr", vmin=-reach, vmax=reach, aspect="auto")
        ax.set_title(f"{name}, {title}")
        fig.colorbar(shown, ax=ax, shrink=0.9)
    gap = np.abs(analytic - numeric) / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric))
    digits = np.log10(np.maximum(gap, 1e-16))
    shown = axes[2].imshow(digits, cmap="cividis", vmin=-14, vmax=0, aspect="auto")
    axes[2].set_title(r"$\log_{10}$ relative error")
    fig.colorbar(shown, ax=axes[2], shrink=0.9)
    for ax in axes:
        ax.grid(False)
        ax.set(xticks=[], yticks=[])
    return fig


@book_style()
def errors_by_gradient(
    names: Sequence[str], errors: Mapping[str, Float[np.ndarray, " G"]], tolerance: float
) -> Figure:
    """Draw the relative error of several gradients as dots on one logarithmic axis.

    Parameters
    ----------
    names : sequence of str
        The gradients, top to bottom.
    errors : mapping of str to ndarray, shape (G,)
        One error a gradient, by the name of the way it was measured.
    tolerance : float
        The error to stay under; drawn as a line.

    Returns
    -------
    Figure
        One plot.
    """
    fig, (ax,) = new_figure(height=2.7)
    rows = np.arange(len(names))[::-1]
    for colour, marker, (way, error) in zip(PALETTE, "osD^v", errors.items(), strict=False):
        ax.semilogx(error, rows, marker, color=colour, markersize=7, label=way)
    ax.axvline(tolerance, color=INK, linewidth=1.2, linestyle=(0, (4, 2)))
    ax.annotate(
        f"tolerance {np.format_float_scientific(tolerance, trim='-', exp_digits=1)}",
        (tolerance, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(5, 2),
        textcoords="offset points",
        fontsize=9,
    )
    ax.set(xlabel="relative error", ylim=(-0.6, len(names) - 0.4), xlim=(1e-13, 2))
    ax.set_yticks(rows, names)
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return fig


@book_style()
def kink_chords(points: Float[np.ndarray, " P"], h: float) -> Figure:
    """Draw the chords that a centred difference takes on a ReLU, near its kink and off it.

    Parameters
    ----------
    points : ndarray, shape (P,)
        Where the derivative is measured; one plot each.
    h : float
        The step.

    Returns
    -------
    Figure
        One plot a point, titled with the chord's slope.
    """
    fig, axes = new_figure(1, len(points), height=2.5, sharey=True)
    grid = np.array([-2.5, 0.0, 2.5]) * h
    for ax, x in zip(axes, points, strict=True):
        ends = np.array([x - h, x + h])
        values = np.maximum(ends, 0)
        slope = (values[1] - values[0]) / (2 * h)
        true = float(x > 0)
        ax.plot(grid / h, np.maximum(grid, 0) / h, color=MUTED, linewidth=1.4)
        ax.plot(ends / h, values / h, "o-", color=BLUE if slope == true else VERMILION)
        ax.plot(x / h, max(x, 0.0) / h, "o", color=INK, markersize=6)
        ax.set(title=f"measured {slope:.2f}, true {true:g}", xlabel="$x / h$")
    axes[0].set_ylabel("ReLU $/\\,h$")
    return fig


@book_style()
def chance_to_miss(
    checked: Int[np.ndarray, " K"], chances: Mapping[int, Float[np.ndarray, " K"]], total: int
) -> Figure:
    """Draw how likely a check of a few random entries sees none of the wrong ones.

    Parameters
    ----------
    checked : ndarray of int, shape (K,)
        How many entries are checked.
    chances : mapping of int to ndarray, shape (K,)
        Probability that all of them are right, by the number of wrong entries.
    total : int
        How many entries there are.

    Returns
    -------
    Figure
        One plot, a line for each number of wrong entries.
    """
    fig, (ax,) = new_figure(height=2.9)
    for colour, (wrong, chance) in zip(PALETTE, chances.items(), strict=False):
        ax.semilogx(checked, chance, color=colour)
        middle = int(np.argmin(np.abs(chance - 0.5)))
        ax.annotate(
            f"{wrong} of {total} wrong",
            (checked[middle], chance[middle]),
            xytext=(6, 4),
            textcoords="offset points",
            color=colour,
            fontsize=9,
        )
    ax.set(
        xlabel="entries checked, drawn at random",
        ylabel="chance to see no wrong one",
        ylim=(-0.03, 1.05),
        xlim=(1, total),
    )
    return fig
