"""One look for every figure of the book.

The page is about 740 CSS pixels wide. A figure is :data:`PAGE_WIDTH` inches wide at 100 CSS
pixels an inch and is drawn with twice as many real pixels, so a 10 point letter stands 14 pixels
high beside the text and stays sharp on a dense screen.

Figures keep one soft, light background (:data:`CARD`) in light and in dark mode: the colours of
the lines are then the same in both, and were chosen once, for contrast on that background and for
readers who do not tell red from green. ``book/_static/custom.css`` rounds the card's corners.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Literal

import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

PAGE_WIDTH: Final = 7.4
"""Width of a figure in inches: the text column at 100 CSS pixels an inch."""

PIXELS_PER_INCH: Final = 200
"""Real pixels an inch: two for each CSS pixel."""

INK: Final = "#2b2f36"
"""Text, arrows and outlines: nearly black."""
MUTED: Final = "#6b7280"
"""What should be seen second: ticks, notes, predictions behind measurements."""
FAINT: Final = "#dcdad3"
"""Grid lines and quiet borders."""
CARD: Final = "#faf9f6"
"""The background of every figure; custom.css uses the same value."""

BLUE: Final = "#0b3fa0"
VERMILION: Final = "#d2650a"
GREEN: Final = "#2a8f6a"
PURPLE: Final = "#a062b4"
BROWN: Final = "#5a2a12"
PALETTE: Final = (BLUE, VERMILION, GREEN, PURPLE, BROWN)
"""Line colours in order of use: they differ in lightness as well as in hue, so that they stay
apart under each of the three kinds of colour blindness, and each has a contrast of at least
3 to 1 on :data:`CARD`. Where two lines must not be confused, give them two dashes or markers too.
"""
DASHES: Final = ("solid", (0, (5, 2)), (0, (1.5, 1.5)), (0, (5, 1.5, 1.5, 1.5)), (0, (8, 3)))
"""One line style a curve, so that curves differ by more than colour."""


def _settings() -> dict[Any, Any]:  # the stubs want every key spelled as a Literal
    return {
        "figure.dpi": PIXELS_PER_INCH,
        "savefig.dpi": PIXELS_PER_INCH,
        "figure.facecolor": CARD,
        "figure.constrained_layout.use": True,
        "axes.facecolor": CARD,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.titlecolor": INK,
        "axes.titlelocation": "left",
        "axes.titlesize": 10.5,
        "axes.titleweight": "bold",
        "axes.labelsize": 10,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.prop_cycle": cycler(color=PALETTE),
        "grid.color": FAINT,
        "grid.linewidth": 0.7,
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],  # ships with Matplotlib: the same on every machine
        "mathtext.fontset": "dejavusans",
        "font.size": 10,
        "text.color": INK,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
        "legend.fontsize": 9,
        "legend.frameon": False,
        "lines.linewidth": 1.8,
        "lines.markersize": 4.5,
        "lines.solid_capstyle": "round",
        "image.interpolation": "nearest",
        "image.cmap": "viridis",
    }


@contextmanager
def book_style() -> Iterator[None]:
    """Draw in the book's style inside a ``with`` block, or in a function it decorates.

    Matplotlib's settings are what they were before once the block ends. Artists remember the
    settings they were made with, so everything must be drawn inside.

    Yields
    ------
    None
        Nothing: the style is the effect.

    Examples
    --------
    >>> from unrolled.figures.style import book_style, new_figure
    >>> @book_style()
    ... def falling_loss(history):
    ...     fig, (ax,) = new_figure(height=2.5)
    ...     ax.plot(history)
    ...     ax.set(xlabel="step", ylabel="loss")
    ...     return fig
    """
    with mpl.rc_context(_settings()):
        yield


def new_figure(
    rows: int = 1,
    cols: int = 1,
    *,
    height: float = 3.2,
    width_ratios: Sequence[float] | None = None,
    sharex: bool | Literal["none", "all", "row", "col"] = False,
    sharey: bool | Literal["none", "all", "row", "col"] = False,
) -> tuple[Figure, list[Axes]]:
    """Make a figure as wide as the page, in the style of the book that is now in force.

    The figure is closed for pyplot at once: a notebook then shows it once, as the value of a
    cell, instead of twice, and a long session does not pile up open figures.

    Parameters
    ----------
    rows, cols : int, default 1
        How many axes below and beside each other.
    height : float, default 3.2
        Inches; the width is always :data:`PAGE_WIDTH`.
    width_ratios : sequence of float, optional
        Relative widths of the columns; equal when None.
    sharex, sharey : bool or str, default False
        As in :func:`matplotlib.pyplot.subplots`.

    Returns
    -------
    fig : Figure
        The figure, ready to draw on.
    axes : list of Axes
        Its axes in reading order; a list also when there is only one.

    See Also
    --------
    book_style : The block inside which to call this.
    """
    fig, axes = plt.subplots(
        rows,
        cols,
        figsize=(PAGE_WIDTH, height),
        squeeze=False,
        width_ratios=width_ratios,
        sharex=sharex,
        sharey=sharey,
    )
    plt.close(fig)
    return fig, list(axes.flat)


def bare(ax: Axes) -> Axes:
    """Take ticks, grid and frame off an axes, for pictures and diagrams.

    Parameters
    ----------
    ax : Axes
        The axes to clear; it is changed in place.

    Returns
    -------
    Axes
        The same axes.
    """
    ax.grid(False)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax
