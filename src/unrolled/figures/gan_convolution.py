"""Convolutions as matrices, how often a pixel is painted, and features evened out by a batch."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
from jaxtyping import Float, Int
from matplotlib.figure import Figure

from unrolled.figures.diagram import canvas
from unrolled.figures.style import (
    CARD,
    FAINT,
    INK,
    MUTED,
    PAGE_WIDTH,
    PALETTE,
    bare,
    book_style,
    new_figure,
)

EDGE, TITLE = 0.15, 0.3  # inches
CELL = 0.13  # of a matrix
LARGE_CELL = 0.22  # of the window
RIGHT = 1.5  # from the transposed matrix to the edge of the page
BINS = 31


@book_style()
def convolution_matrices(
    window: Float[np.ndarray, "kh kw"],
    size: tuple[int, int],
    matrix: Float[np.ndarray, "rows columns"],
    transposed: Float[np.ndarray, "columns rows"],
) -> Figure:
    """Draw a window, the matrix of its convolution, and beside it that matrix transposed.

    Parameters
    ----------
    window
        The weights, all different and none zero: each has a colour.
    size
        Height and width of the larger picture.
    matrix
        The convolution, from the pixels of the larger picture to those of the smaller one.
    transposed
        The transposed convolution, from the smaller one to the larger.

    Returns
    -------
    Figure
        Coloured cells where weights stand, and paper where there are zeros; each row of the
        matrix also as a picture.
    """
    rows, columns = matrix.shape
    height = CELL * columns + 2 * EDGE + TITLE
    fig, page = canvas(height)
    top = height - EDGE - TITLE
    right, low = PAGE_WIDTH - RIGHT, top - CELL * columns
    pictures = EDGE + LARGE_CELL * window.shape[1] + 0.5
    scale = mpl.colors.Normalize(window.min(), window.max())
    _cells(fig, (EDGE, top), LARGE_CELL, window, scale)
    for number, row in enumerate(matrix):
        left = pictures + number * (CELL * size[1] + 0.2)
        _cells(fig, (left, top), CELL, row.reshape(size), scale)
    _cells(fig, (EDGE, low + CELL * rows + 0.3), CELL, matrix, scale)
    _cells(fig, (right, top), CELL, transposed, scale)
    for left, above, title in (
        (EDGE, top, "window"),
        (pictures, top, "its places, one row of the matrix each"),
        (EDGE, low + CELL * rows + 0.3, f"convolution: from {columns} numbers to {rows}"),
        (right, top, "transposed"),
    ):
        page.text(left, above + 0.08, title, va="bottom", fontweight="bold", fontsize=10)
    page.text(EDGE, low + 0.05, "a column for each pixel", color=MUTED, fontsize=9)
    beside = right + CELL * rows + 0.12
    page.text(beside, low + CELL * columns / 2, "a row for\neach pixel", color=MUTED, fontsize=9)
    return fig


def _cells(
    fig: Figure,
    corner: tuple[float, float],
    cell: float,
    values: Float[np.ndarray, "rows columns"],
    scale: mpl.colors.Normalize,
) -> None:
    """Draw cells of so many inches, the upper left corner at a place in inches."""
    rows, columns = values.shape
    whole = float(fig.get_figheight())
    left, bottom = corner[0] / PAGE_WIDTH, (corner[1] - cell * rows) / whole
    ax = fig.add_axes((left, bottom, cell * columns / PAGE_WIDTH, cell * rows / whole))
    bare(ax).imshow(
        np.ma.masked_equal(values, 0),
        cmap=mpl.colormaps["viridis"].with_extremes(bad=CARD),
        norm=scale,
        aspect="auto",
        extent=(0, columns, rows, 0),
    )
    ax.vlines(range(columns + 1), 0, rows, color=FAINT, linewidth=0.6)
    ax.hlines(range(rows + 1), 0, columns, color=FAINT, linewidth=0.6)
    ax.set(xlim=(0, columns), ylim=(rows, 0))


@book_style()
def contributions(counts: Mapping[str, Int[np.ndarray, "H W"]]) -> Figure:
    """Draw how many numbers are added up in each pixel.

    Parameters
    ----------
    counts
        For each layer its name and the counts.

    Returns
    -------
    Figure
        A panel a layer, the counts written in the pixels.
    """
    fig, axes = new_figure(1, len(counts), height=PAGE_WIDTH / len(counts) + 0.25)
    most = max(int(count.max()) for count in counts.values())
    for ax, (name, count) in zip(axes, counts.items(), strict=True):
        bare(ax).imshow(count, cmap="YlGnBu", vmin=0, vmax=1.6 * most)
        for (row, column), value in np.ndenumerate(count):
            ax.text(column, row, str(value), ha="center", va="center", fontsize=8.5, color=INK)
        ax.set_title(name)
    return fig


@book_style()
def feature_distributions(panels: Mapping[str, Float[np.ndarray, "N D"]]) -> Figure:
    """Draw how the values of several features are spread over a batch.

    Parameters
    ----------
    panels
        For each panel its name and the values, one column a feature.

    Returns
    -------
    Figure
        A panel a name, in each one curve a feature; all panels have one axis.
    """
    fig, axes = new_figure(1, len(panels), height=2.6, sharex=True, sharey=True)
    everything = np.concatenate([values.ravel() for values in panels.values()])
    low, high = (float(np.quantile(everything, share)) for share in (0.001, 0.999))
    bins = np.linspace(low, high, BINS)
    for ax, (name, values) in zip(axes, panels.items(), strict=True):
        for number, column in enumerate(values.T):
            density, _ = np.histogram(column, bins, density=True)
            colour = PALETTE[number % len(PALETTE)]
            ax.stairs(density, bins, color=colour, linewidth=1.2)
            ax.stairs(density, bins, color=colour, alpha=0.08, fill=True)
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.set(title=name, xlabel="value", yticks=[])
    axes[0].set_ylabel("share of the batch")
    return fig
