"""Pictures beside the maps, changes and pictures that gradients made of them."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

import numpy as np
from jaxtyping import Float, Shaped, UInt8
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.diagram import canvas
from unrolled.figures.style import BLUE, FAINT, INK, MUTED, PAGE_WIDTH, bare, book_style

EDGE, GAP = 0.12, 0.1  # inches
NAME_WIDTH = 1.12  # of the column with the rows' names
NAME_LETTERS = 13
BAR_HEIGHT = 0.2
SHARE = 0.995  # of a map's pixels: what is brighter is drawn as bright


@book_style()
def picture_rows(
    rows: Mapping[str, Sequence[Shaped[np.ndarray, "..."]]], titles: Sequence[str] = ()
) -> Figure:
    """Draw rows of pictures and maps, each row with its name.

    Parameters
    ----------
    rows
        For each row its name and what stands in it, all of about the same proportions: pictures
        (h, w, 3) of uint8, or maps (h, w) of floats. A map without negative numbers is drawn from
        black to bright; one with them from blue (below 0) over white to red. Each map has a scale
        of its own.
    titles
        What stands above the columns.

    Returns
    -------
    Figure
        The rows, one below the other.
    """
    columns = max(len(row) for row in rows.values())
    first = next(iter(rows.values()))[0]
    width = (PAGE_WIDTH - NAME_WIDTH - EDGE - GAP * (columns - 1)) / columns
    height = width * first.shape[0] / first.shape[1]
    top = 0.2 + 0.16 * max((_wrapped(title, width).count("\n") for title in titles), default=-1)
    total = EDGE + top + len(rows) * (height + GAP) - GAP + EDGE
    fig, page = canvas(total)
    for number, (name, row) in enumerate(rows.items()):
        bottom = total - EDGE - top - number * (height + GAP) - height
        page.text(EDGE, bottom + height / 2, fill(name, NAME_LETTERS), va="center", fontsize=9.5)
        for column, shown in enumerate(row):
            left = NAME_WIDTH + column * (width + GAP)
            _draw(_inset(fig, (left, bottom, width, height)), shown)
    for column, title in enumerate(titles):
        middle = NAME_WIDTH + column * (width + GAP) + width / 2
        text = _wrapped(title, width)
        page.text(middle, total - EDGE - top + 0.06, text, ha="center", va="bottom", fontsize=9)
    return fig


@book_style()
def guesses(
    pictures: UInt8[np.ndarray, "P h w 3"],
    names: Sequence[Sequence[str]],
    shares: Float[np.ndarray, "P K"],
    truths: Sequence[str],
) -> Figure:
    """Draw pictures with what a network takes them for.

    Parameters
    ----------
    pictures
        The pictures, RGB.
    names
        For each picture the names of its likeliest classes, the likeliest first.
    shares
        Their probabilities.
    truths
        What is to be seen on each; its bar is blue.

    Returns
    -------
    Figure
        A row of pictures; below each, one bar for each of its classes.
    """
    columns, count = len(pictures), shares.shape[1]
    gap = 0.16
    side = (PAGE_WIDTH - 2 * EDGE - gap * (columns - 1)) / columns
    bars = 2 * BAR_HEIGHT * count
    total = EDGE + side + 0.1 + bars + EDGE
    fig, _ = canvas(total)
    for column, (picture, own, p, truth) in enumerate(
        zip(pictures, names, shares, truths, strict=True)
    ):
        left = EDGE + column * (side + gap)
        _draw(_inset(fig, (left, total - EDGE - side, side, side)), picture)
        _bars(_inset(fig, (left, EDGE, side, bars)), own, p, truth, side)
    return fig


def _bars(
    ax: Axes, names: Sequence[str], shares: Float[np.ndarray, " K"], truth: str, side: float
) -> None:
    bare(ax).set(xlim=(0, 1), ylim=(len(names), 0))
    ax.set_facecolor("none")
    letters = int(side * 11.5)
    for row, (name, share) in enumerate(zip(names, shares, strict=True)):
        ax.barh(row + 0.72, 1, 0.3, color=FAINT)
        ax.barh(row + 0.72, share, 0.3, color=BLUE if name == truth else MUTED)
        short = name if len(name) <= letters else name[: letters - 1] + "\N{HORIZONTAL ELLIPSIS}"
        ax.text(0, row + 0.46, short, va="bottom", fontsize=8.2, color=INK)
        ax.text(1, row + 0.46, f"{share:.0%}", va="bottom", ha="right", fontsize=8.2, color=MUTED)


def _wrapped(title: str, width: float) -> str:
    return fill(title, max(8, int(12.5 * width)))


def _inset(fig: Figure, place: tuple[float, float, float, float]) -> Axes:
    """Make axes at a place in inches: left, bottom, width, height."""
    whole = (PAGE_WIDTH, float(fig.get_figheight()))
    left, bottom, width, height = place
    return fig.add_axes((left / whole[0], bottom / whole[1], width / whole[0], height / whole[1]))


def _draw(ax: Axes, shown: Shaped[np.ndarray, "..."]) -> None:
    bare(ax)
    ax.spines[:].set(visible=True, color=FAINT, linewidth=0.8)
    if shown.ndim == 3:
        ax.imshow(shown, aspect="auto", interpolation="antialiased")
        return
    signed = bool(np.any(shown < 0))
    largest = float(np.quantile(np.abs(shown), SHARE)) or float(np.abs(shown).max()) or 1.0
    scale: dict[str, Any] = (
        {"cmap": "RdBu_r", "vmin": -largest, "vmax": largest}
        if signed
        else {"cmap": "inferno", "vmin": 0, "vmax": largest}
    )
    ax.imshow(shown, aspect="auto", interpolation="antialiased", **scale)
