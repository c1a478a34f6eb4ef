"""Pictures of classes: how they come to be, and many beside each other."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
from jaxtyping import UInt8
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.style import INK, MUTED, PAGE_WIDTH, bare, book_style, new_figure

LETTERS_AN_INCH = 13.0


@book_style()
def picture_over_steps(pictures: Mapping[int, UInt8[np.ndarray, "h w 3"]]) -> Figure:
    """Show how a picture comes to be.

    Parameters
    ----------
    pictures
        For each number of steps the picture after them, RGB; five or six fit well.

    Returns
    -------
    Figure
        The pictures in a row, with the number of steps above each.
    """
    shape = next(iter(pictures.values())).shape
    fig, axes = new_figure(
        cols=len(pictures), height=PAGE_WIDTH / len(pictures) * shape[0] / shape[1] + 0.35
    )
    for ax, (steps, picture) in zip(axes, pictures.items(), strict=True):
        bare(ax).imshow(picture)
        ax.set_title(f"step {steps}", fontsize=9.5, fontweight="normal", color=MUTED)
    return fig


@book_style()
def class_gallery(
    pictures: Sequence[UInt8[np.ndarray, "_ _ 3"]],
    names: Sequence[str],
    notes: Sequence[str] | None = None,
    columns: int = 3,
) -> Figure:
    """Show pictures of classes with their names.

    Parameters
    ----------
    pictures
        The pictures, RGB, all of one shape.
    names
        What each is a picture of.
    notes
        A line below each name: what another network says of it, say.
    columns
        Pictures a row.

    Returns
    -------
    Figure
        Rows of pictures; names and notes stand below them.
    """
    rows = -(-len(pictures) // columns)
    height, width, _ = pictures[0].shape
    text = 0.3 if notes is None else 0.65
    fig, axes = new_figure(
        rows, columns, height=rows * (PAGE_WIDTH / columns * height / width + text)
    )
    for ax in axes:
        bare(ax).set_facecolor("none")
    below = notes if notes is not None else [""] * len(pictures)
    for ax, picture, name, note in zip(axes, pictures, names, below, strict=False):
        ax.imshow(picture)
        _write_below(ax, name, note, int(PAGE_WIDTH / columns * LETTERS_AN_INCH))
    return fig


def _write_below(ax: Axes, name: str, note: str, letters: int) -> None:
    ax.set_xlabel(fill(name, letters), fontsize=10, color=INK, loc="left")
    if note:
        said = ax.annotate(
            fill(note, letters), (0, 0), (0, -3), ax.xaxis.label, "offset points", va="top",
            fontsize=9, color=MUTED,
        )  # fmt: skip
        said.set_in_layout(True)
