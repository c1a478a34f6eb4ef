"""What maps are worth: how they change with a network's weights, and how much they explain."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from unrolled.figures.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    PAGE_WIDTH,
    bare,
    book_style,
    new_figure,
)

SHARE = 0.99  # of a map's pixels: what is brighter is drawn as bright
LETTERS_AN_INCH = 12.5
EDGE, GAP, TITLE, NUMBER = 0.12, 0.08, 0.48, 0.26  # inches


@book_style()
def cascade(
    picture: UInt8[np.ndarray, "h w 3"],
    maps: Float[np.ndarray, "K h w"],
    names: Sequence[str],
    correlations: Sequence[float],
) -> Figure:
    """Draw one picture's map as more and more of the network is made random.

    Parameters
    ----------
    picture
        The picture, RGB.
    maps
        The map of the trained network, then those of networks that are more and more random.
    names
        What stands above each map: down to which layer the weights are random.
    correlations
        For each map its rank correlation with the first.

    Returns
    -------
    Figure
        The picture and its maps in a row, the correlations below them. Each map has a scale of
        its own.
    """
    columns = len(maps) + 1
    side = (PAGE_WIDTH - 2 * EDGE - GAP * (columns - 1)) / columns
    height = side * picture.shape[0] / picture.shape[1]
    total = TITLE + height + NUMBER + EDGE
    fig, axes = new_figure(1, columns, height=total)
    fig.set_layout_engine("none")
    titles = ["picture", *names]
    notes = ["", *(f"{value:.2f}".replace("-", "\N{MINUS SIGN}") for value in correlations)]
    for column, (ax, title, note) in enumerate(zip(axes, titles, notes, strict=True)):
        left = EDGE + column * (side + GAP)
        place = (left, EDGE + NUMBER, side, height)
        scales = (PAGE_WIDTH, total, PAGE_WIDTH, total)
        bare(ax).set_position(tuple(a / b for a, b in zip(place, scales, strict=True)))
        ax.spines[:].set(visible=True, color=FAINT, linewidth=0.8)
        text = fill(title, max(6, int(LETTERS_AN_INCH * side)))
        ax.text(0.5, 1.04, text, transform=ax.transAxes, ha="center", va="bottom", fontsize=8.5)
        ax.text(0.5, -0.05, note, transform=ax.transAxes, ha="center", va="top", color=MUTED)
    axes[0].imshow(picture, aspect="auto", interpolation="antialiased")
    for ax, one in zip(axes[1:], maps, strict=True):
        bright = float(np.quantile(one, SHARE)) or 1.0
        scale = Normalize(0, bright)
        ax.imshow(one, "inferno", scale, aspect="auto", interpolation="antialiased")
    return fig


@book_style()
def map_scores(
    gains: Mapping[str, Float[np.ndarray, " P"]], *, xlabel: str = "insertion less deletion"
) -> Figure:
    """Draw one number a picture for each kind of map, and their means.

    Parameters
    ----------
    gains
        For each kind of map its name and one score a picture, the same pictures for all.
    xlabel
        What the scores are.

    Returns
    -------
    Figure
        A row of dots for each kind, a bar at their mean with twice its standard error, and the
        mean as a number.
    """
    fig, (ax,) = new_figure(height=0.75 + 0.36 * len(gains))
    for row, values in enumerate(gains.values()):
        ax.plot(values, np.full(len(values), row), "o", color=MUTED, alpha=0.45, markersize=4)
        mean = float(np.mean(values))
        if len(values) > 1:
            error = 2 * float(np.std(values, ddof=1)) / np.sqrt(len(values))
            ax.plot([mean - error, mean + error], [row, row], color=BLUE, linewidth=2.2)
        ax.plot(mean, row, "|", color=BLUE, markersize=13, markeredgewidth=2.4)
        text = f"{mean:.2f}".replace("-", "\N{MINUS SIGN}")
        ax.text(1.01, row, text, transform=ax.get_yaxis_transform(), va="center", color=BLUE)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set_yticks(range(len(gains)), list(gains))
    ax.set(ylim=(len(gains) - 0.5, -0.5), xlabel=xlabel)
    ax.grid(axis="y", visible=False)
    return fig
