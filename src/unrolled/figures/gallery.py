"""Pictures with their captions, and the path from a picture to a caption."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from textwrap import fill
from typing import NamedTuple

import numpy as np
from jaxtyping import UInt8
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.data.pictures import centre_square
from unrolled.figures.diagram import Box, canvas, draw_arrow, draw_box, draw_label
from unrolled.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    MUTED,
    PAGE_WIDTH,
    VERMILION,
    bare,
    book_style,
)

LETTERS_AN_INCH = 14.0  # of the captions' size
RIGHT, WRONG = "\N{CHECK MARK}", "\N{BALLOT X}"


class Captioned(NamedTuple):
    """A picture with what a model says about it.

    Attributes
    ----------
    picture : ndarray of uint8
        The picture, RGB.
    predicted : str
        The model's caption.
    truth : str
        A correct caption.
    right : bool
        Whether the model's caption is one of the correct ones.
    """

    picture: UInt8[np.ndarray, "h w 3"]
    predicted: str
    truth: str
    right: bool


def _show(ax: Axes, picture: UInt8[np.ndarray, "h w 3"], colour: str = FAINT) -> None:
    """Show a picture in a thin frame."""
    bare(ax).imshow(picture)
    ax.spines[:].set(visible=True, color=colour, linewidth=1 if colour == FAINT else 2)


def _below(ax: Axes, text: str, width: float, above: Artist | None, colour: str) -> Artist:
    """Write wrapped text below a picture, or below the text `above`."""
    return ax.annotate(
        fill(text, int(width * LETTERS_AN_INCH)),
        (0, 0),
        xycoords="axes fraction" if above is None else above,
        xytext=(0, -5),
        textcoords="offset points",
        va="top",
        fontsize=9,
        color=colour,
    )


def _grid(
    rows: int, columns: int, *, text: float, title: float
) -> tuple[Figure, list[list[Axes]], float]:
    """Make rows of square axes, with so many inches for text below and a title above each row."""
    gap, edge = 0.28, 0.22
    side = (PAGE_WIDTH - 2 * edge - gap * (columns - 1)) / columns
    row_height = title + side + text
    height = rows * row_height
    fig, page = canvas(height)
    page.set_zorder(-1)
    axes = []
    for row in range(rows):
        bottom = height - row * row_height - title - side
        size = (side / PAGE_WIDTH, side / height)
        lefts = [edge + (side + gap) * column for column in range(columns)]
        places = [(left / PAGE_WIDTH, bottom / height, *size) for left in lefts]
        axes.append([fig.add_axes(place) for place in places])
    return fig, axes, side


@book_style()
def picture_gallery(
    pictures: UInt8[np.ndarray, "P h w 3"], captions: Sequence[Sequence[str]], columns: int = 4
) -> Figure:
    """Show pictures with some of their captions.

    Parameters
    ----------
    pictures
        The pictures, RGB.
    captions
        For each picture one caption or a few; the first is drawn darker.
    columns
        Pictures a row.

    Returns
    -------
    Figure
        Captions stand below their pictures.
    """
    fig, axes, side = _grid(-(-len(pictures) // columns), columns, text=1.35, title=0.2)
    flat = [ax for row in axes for ax in row]
    for ax in flat[len(pictures) :]:
        bare(ax).set_facecolor("none")
    for ax, picture, texts in zip(flat, pictures, captions, strict=False):
        _show(ax, picture)
        last = None
        for text in texts:
            last = _below(ax, text, side, last, INK if last is None else MUTED)
    return fig


def square_thumbnail(
    picture: UInt8[np.ndarray, "h w 3"], side: int = 240
) -> UInt8[np.ndarray, "side side 3"]:
    """Cut the middle square out of a picture and scale it.

    Parameters
    ----------
    picture
        The picture, RGB, of any shape.
    side
        Pixels of the result, each way.

    Returns
    -------
    ndarray of uint8
        The square, RGB.
    """
    return centre_square(picture, side)


@book_style()
def caption_gallery(rows: Mapping[str, Sequence[Captioned]]) -> Figure:
    """Show pictures with predicted and true captions, a row for each split.

    Parameters
    ----------
    rows
        For each row its title and its pictures; rows may differ in length.

    Returns
    -------
    Figure
        A tick and a green frame mark a right caption, a cross and an orange one a wrong one.
    """
    columns = max(4, *(len(row) for row in rows.values()))
    fig, axes, side = _grid(len(rows), columns, text=1.45, title=0.36)
    for (title, captioned), row in zip(rows.items(), axes, strict=True):
        row[0].set_title(title, fontsize=10, pad=6)
        for ax in row[len(captioned) :]:
            bare(ax).set_facecolor("none")
        for ax, one in zip(row, captioned, strict=False):
            colour, mark = (GREEN, RIGHT) if one.right else (VERMILION, WRONG)
            _show(ax, one.picture, colour)
            said = _below(ax, f"{mark} {one.predicted}", side, None, colour)
            _below(ax, f"true: {one.truth}", side, said, MUTED)
    return fig


@book_style()
def caption_path(picture: UInt8[np.ndarray, "h w 3"], words: Sequence[str]) -> Figure:
    """Draw how a picture becomes a caption: features, first state, then word after word.

    Parameters
    ----------
    picture
        The picture, RGB.
    words
        Its caption, without start and end marks; four words fit well.

    Returns
    -------
    Figure
        Words go into the states from below and come out above; each output is the next input.
    """
    height = 2.6
    fig, ax = canvas(height)
    middle = 1.3
    inset = fig.add_axes(
        (0.15 / PAGE_WIDTH, (middle - 0.5) / height, 1.0 / PAGE_WIDTH, 1.0 / height)
    )
    _show(inset, picture)
    features = draw_box(ax, Box(1.62, middle, 0.3, 1.1), "features", rotation=90, colour=BLUE)
    previous = draw_box(ax, Box(2.3, middle, 0.5, 0.46), "$h_0$", fontsize=11)
    draw_arrow(ax, (1.18, middle), features.left)
    draw_arrow(ax, features.right, previous.left)
    pitch = (PAGE_WIDTH - 0.45 - 3.15) / len(words)
    marked = ("<START>", *words, "<END>")
    for step, (word, answer) in enumerate(pairwise(marked), start=1):
        x = 3.15 + pitch * (step - 1)
        cell = draw_box(ax, Box(x, middle, 0.5, 0.46), f"$h_{step}$", fontsize=11)
        draw_arrow(ax, previous.right, cell.left)
        draw_arrow(ax, (x, middle - 0.78), cell.bottom)
        draw_arrow(ax, cell.top, (x, middle + 0.78))
        draw_label(ax, (x, middle - 0.93), word, colour=MUTED if word == "<START>" else INK)
        draw_label(ax, (x, middle + 0.93), answer, colour=MUTED if answer == "<END>" else INK)
        previous = cell
    draw_label(ax, (2.3, middle - 0.93), "words in", colour=MUTED)
    draw_label(ax, (2.3, middle + 0.93), "words out", colour=MUTED)
    return fig
