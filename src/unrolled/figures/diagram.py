"""The few marks every diagram of the book is drawn with: canvas, boxes, wires and labels.

One unit of a canvas is one inch, so a box of width 1 is an inch wide and text fits as it looks.
"""

from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from unrolled.figures.style import CARD, INK, PAGE_WIDTH, bare, new_figure

Point = tuple[float, float]


class Box(NamedTuple):
    """Centre and size of a box on a canvas, in inches, with the points where wires meet it."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> Point:
        """Middle of the left side."""
        return self.x - self.width / 2, self.y

    @property
    def right(self) -> Point:
        """Middle of the right side."""
        return self.x + self.width / 2, self.y

    @property
    def top(self) -> Point:
        """Middle of the upper side."""
        return self.x, self.y + self.height / 2

    @property
    def bottom(self) -> Point:
        """Middle of the lower side."""
        return self.x, self.y - self.height / 2


def canvas(height: float) -> tuple[Figure, Axes]:
    """Make an empty drawing as wide as the page, measured in inches from its lower left corner.

    Parameters
    ----------
    height
        Inches.

    Returns
    -------
    fig : Figure
        The figure.
    ax : Axes
        Axes that fill it, one unit an inch in both directions.
    """
    fig, (ax,) = new_figure(height=height)
    fig.set_layout_engine("none")
    bare(ax).set(position=(0, 0, 1, 1), xlim=(0, PAGE_WIDTH), ylim=(0, height))
    return fig, ax


def draw_box(ax: Axes, box: Box, text: str, *, colour: str = INK, **text_options: object) -> Box:
    """Draw a rounded box with text in its middle.

    Parameters
    ----------
    ax
        A canvas.
    box
        Where.
    text
        What it says.
    colour
        Of the outline and the text.
    **text_options
        Passed on to :meth:`matplotlib.axes.Axes.text`.

    Returns
    -------
    Box
        The same box, for the wires.
    """
    corner = 0.08
    ax.add_patch(
        FancyBboxPatch(
            (box.x - box.width / 2, box.y - box.height / 2),
            box.width,
            box.height,
            boxstyle=f"round,pad=0,rounding_size={corner}",
            facecolor="white",
            edgecolor=colour,
            linewidth=1.3,
            zorder=2,
        )
    )
    centred = {"ha": "center", "va": "center", "color": colour, "zorder": 3}
    options: dict[str, Any] = centred | text_options
    ax.text(box.x, box.y, text, **options)
    return box


def draw_arrow(
    ax: Axes,
    start: Point,
    end: Point,
    *,
    colour: str = INK,
    dashed: bool = False,
    bend: float = 0.0,
    width: float = 1.4,
) -> None:
    """Draw an arrow from one point to another.

    Parameters
    ----------
    ax
        A canvas.
    start, end
        Points in inches; the head's tip touches ``end``.
    colour
        Of line and head.
    dashed
        Draw the line in dashes, as every gradient is drawn in this book.
    bend
        How far the line bows to the right of its direction, as a share of its length.
    width
        Of the line, in points.
    """
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>,head_length=5,head_width=2.6",
            connectionstyle=f"arc3,rad={bend}",
            color=colour,
            linewidth=width,
            linestyle=(0, (3, 2)) if dashed else "solid",
            shrinkA=0,
            shrinkB=0,
            mutation_scale=1,
            zorder=1.5,
        )
    )


def draw_label(
    ax: Axes, at: Point, text: str, *, colour: str = INK, **text_options: object
) -> None:
    """Write on a wire: text with the card's colour behind it, so that no line crosses a letter.

    Parameters
    ----------
    ax
        A canvas.
    at
        Where the text's anchor lies.
    text
        What it says.
    colour
        Of the text.
    **text_options
        Passed on to :meth:`matplotlib.axes.Axes.text`.
    """
    background = {"facecolor": CARD, "edgecolor": "none", "pad": 1.0}
    centred = {"ha": "center", "va": "center", "fontsize": 9, "color": colour, "zorder": 4}
    options: dict[str, Any] = centred | {"bbox": background} | text_options
    ax.text(*at, text, **options)
