"""The numbers that describe a picture, drawn in the groups they come in."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.axes import Axes
from matplotlib.colors import hsv_to_rgb
from matplotlib.figure import Figure

from unrolled.figures.style import (
    BLUE,
    CARD,
    FAINT,
    INK,
    MUTED,
    PAGE_WIDTH,
    bare,
    book_style,
    new_figure,
)

CELL, LEAST = 0.05, 0.82  # inches: width of one number, and of the smallest group


def _bars(ax: Axes, numbers: Float[np.ndarray, " n"], title: str) -> None:
    """Draw a group of numbers as bars; hues in their own colours, the last one grey."""
    places = np.arange(len(numbers))
    colours: list[tuple[float, ...] | str] = [BLUE] * len(numbers)
    if title == "colour":
        hues = places[:-1] / (len(numbers) - 1)
        colours = [tuple(hsv_to_rgb((hue, 0.85, 0.85))) for hue in hues]
        colours.append(MUTED)
    ax.bar(places, np.ones(len(numbers)), width=0.82, color=FAINT, alpha=0.5)
    ax.bar(places, numbers, width=0.82, color=colours)
    ax.set(xlim=(-0.6, len(numbers) - 0.4), ylim=(0, 1))
    ax.set_xlabel(f"{title} ({len(numbers)})", fontsize=9, color=INK)
    bare(ax)


@book_style()
def feature_bars(
    picture: UInt8[np.ndarray, "h w 3"],
    rows: Mapping[str, Mapping[str, Float[np.ndarray, "..."]]],
) -> Figure:
    """Draw a picture and its features.

    Parameters
    ----------
    picture
        The picture, RGB.
    rows
        For each row its title, and its groups of numbers between 0 and 1 by name. A group called
        ``"colour"`` is drawn in its hues: the first numbers go once around the circle of hues, and
        the last is for what has none.

    Returns
    -------
    Figure
        The picture on the left, one row of bar charts for each row on the right.
    """
    fig, (page,) = new_figure(height=0.3 + 0.95 * len(rows))
    fig.set_layout_engine("none")
    height = fig.get_figheight()
    bare(page).set(position=(0, 0, 1, 1), xlim=(0, PAGE_WIDTH), ylim=(0, height))
    side = 1.5
    place = (0.2 / PAGE_WIDTH, 1 - (side + 0.3) / height, side / PAGE_WIDTH, side / height)
    bare(fig.add_axes(place)).imshow(picture)
    for number, (title, groups) in enumerate(rows.items()):
        top = height - 0.3 - 0.95 * number
        x = side + 0.55
        page.text(x, top + 0.02, title, fontsize=9.5, fontweight="bold", va="bottom")
        for name, numbers in groups.items():
            width = max(LEAST, CELL * len(numbers))
            box = (x / PAGE_WIDTH, (top - 0.42) / height, width / PAGE_WIDTH, 0.4 / height)
            _bars(fig.add_axes(box, facecolor=CARD), numbers, name)
            x += width + 0.25
    return fig
