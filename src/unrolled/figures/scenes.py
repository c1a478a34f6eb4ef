"""What the drawn pictures hold: which combinations are kept back, and what a model makes of one."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
from jaxtyping import Bool, Float, UInt8
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from unrolled.figures.diagram import Point, canvas, draw_label
from unrolled.figures.style import (
    BLUE,
    CARD,
    FAINT,
    INK,
    MUTED,
    PAGE_WIDTH,
    VERMILION,
    bare,
    book_style,
    new_figure,
)


def _mark(ax: Axes, corner: Point, side: float) -> None:
    """Draw the frame of a pair that is kept back."""
    dashes = (0, (3, 1.5))
    ax.add_patch(
        Rectangle(
            corner, side, side, fill=False, edgecolor=VERMILION, linewidth=2.2, linestyle=dashes
        )
    )


@book_style()
def combination_grid(
    pictures: UInt8[np.ndarray, "R C h w 3"],
    heldout: Bool[np.ndarray, "R C"],
    rows: Sequence[str],
    columns: Sequence[str],
) -> Figure:
    """Show one picture for each pair of properties, and mark the pairs kept out of training.

    Parameters
    ----------
    pictures
        One picture a pair, RGB.
    heldout
        True where the pair is kept back.
    rows, columns
        The names of the two properties' values.

    Returns
    -------
    Figure
        Pairs that are kept back have a thick dashed frame and a mark.
    """
    side, gap, left = 0.74, 0.08, 1.35
    height = 0.45 + len(rows) * (side + gap)
    fig, ax = canvas(height)
    for column, name in enumerate(columns):
        x = left + column * (side + gap) + side / 2
        draw_label(ax, (x, height - 0.2), name)
    for row, name in enumerate(rows):
        bottom = height - 0.4 - (row + 1) * (side + gap) + gap
        draw_label(ax, (left - 0.1, bottom + side / 2), name, ha="right")
        for column in range(len(columns)):
            corner = left + column * (side + gap), bottom
            extent = (corner[0], corner[0] + side, bottom, bottom + side)
            ax.imshow(pictures[row, column], extent=extent, zorder=1)
            if heldout[row, column]:
                _mark(ax, corner, side)
    ax.set(xlim=(0, PAGE_WIDTH), ylim=(0, height))
    note = left + len(columns) * (side + gap) + 0.1
    _mark(ax, (note, height - 0.72), 0.2)
    draw_label(ax, (note, height - 0.9), "held out", ha="left", colour=VERMILION)
    return fig


@book_style()
def word_probabilities(
    picture: UInt8[np.ndarray, "h w 3"],
    words: Sequence[str],
    p: Float[np.ndarray, "T V"],
    written: Sequence[str],
) -> Figure:
    """Show what a model thought of saying at each step of a caption.

    Parameters
    ----------
    picture
        The picture that is captioned.
    words
        The words to list.
    p
        At each step the probability of each of them.
    written
        The word that was written at each step.

    Returns
    -------
    Figure
        One column a step, one row a word; the darker, the likelier. A frame marks what was
        written.
    """
    T, V = p.shape
    height = 0.9 + 0.26 * V
    fig, (beside, ax) = new_figure(1, 2, height=height, width_ratios=(1.0, 4.2))
    bare(beside).imshow(picture)
    beside.set_anchor("N")
    ax.imshow(p.T, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for step in range(T):
        for row in range(V):
            if p[step, row] >= 0.05:
                colour = CARD if p[step, row] > 0.6 else INK
                text = f"{p[step, row]:.2f}"
                ax.text(step, row, text, ha="center", va="center", fontsize=8, color=colour)
        if written[step] in words:
            corner = step - 0.5, words.index(written[step]) - 0.5
            ax.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=VERMILION, linewidth=1.8))
    ax.set_yticks(range(V), words)
    ax.set_xticks(range(T), [f"{step + 1}" for step in range(T)])
    ax.set_xlabel("step $t$")
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return fig


@book_style()
def exact_matches(shares: Mapping[str, Mapping[str, float]]) -> Figure:
    """Draw the share of exactly right captions, by split and by who wrote them.

    Parameters
    ----------
    shares
        For each split, and in it for each method, a share between 0 and 1.

    Returns
    -------
    Figure
        Groups of bars, each with its percentage.
    """
    fig, (ax,) = new_figure(height=2.6)
    methods = list(next(iter(shares.values())))
    width = 0.8 / len(methods)
    looks = zip(methods, (BLUE, MUTED, FAINT), ("", "///", "..."), strict=False)
    for number, (method, colour, hatch) in enumerate(looks):
        at = np.arange(len(shares)) + (number - (len(methods) - 1) / 2) * width
        values = [100 * group[method] for group in shares.values()]
        bars = ax.bar(
            at, values, width * 0.92, color=colour, hatch=hatch, edgecolor=CARD, label=method
        )
        ax.bar_label(bars, [f"{value:.0f} %" for value in values], fontsize=9, padding=2)
    ax.set_xticks(range(len(shares)), [fill(name, 24) for name in shares])
    ax.set(ylim=(0, 112), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.grid(visible=False)
    fig.legend(loc="outside upper left", ncols=len(methods))
    return fig
