"""Figures of the chapter on notation: what the axes of an array are."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from unrolled.figures.diagram import Box, canvas, draw_arrow, draw_box, draw_label
from unrolled.figures.style import (
    BLUE,
    INK,
    MUTED,
    PAGE_WIDTH,
    VERMILION,
    bare,
    book_style,
    new_figure,
)

DEPTH = np.array([0.42, 0.36])
"""How far one step into the block moves to the right and up on the page."""

Part = tuple[int | None, int | None]
"""Which example and which time step of a block are marked; None means all of them."""


@book_style()
def sequence_block(N: int, T: int, D: int, parts: Sequence[tuple[str, Part]]) -> Figure:
    """Draw a batch of sequences as a block of numbers, with a part of it marked.

    Time runs to the right, the entries of a vector run down, examples lie behind each other.

    Parameters
    ----------
    N, T, D : int
        Sizes: examples, time steps, entries of a vector.
    parts : sequence of (str, part)
        One block is drawn for each: its title and the part to mark.

    Returns
    -------
    Figure
        The blocks beside each other.
    """
    fig, axes = new_figure(1, len(parts), height=2.7)
    for ax, (title, part) in zip(axes, parts, strict=True):
        bare(ax).set(title=title, aspect="equal")
        _draw_faces(ax, (N, T, D), part)
        back = N * DEPTH
        _axis_name(ax, (T / 2, -D - 0.3), f"T = {T}", ha="center", va="top")
        _axis_name(ax, (-0.25, -D / 2), f"D = {D}", ha="right", va="center")
        _axis_name(ax, (back[0] / 2 - 0.2, back[1] / 2 + 0.15), f"N = {N}", ha="right", va="bottom")
        ax.set(xlim=(-2.0, T + back[0] + 0.2), ylim=(-D - 1.2, back[1] + 0.4))
    return fig


def _axis_name(ax: Axes, at: tuple[float, float], text: str, *, ha: str, va: str) -> None:
    ax.text(*at, text, color=MUTED, fontsize=9, ha=ha, va=va)


def _draw_faces(ax: Axes, sizes: tuple[int, int, int], part: Part) -> None:
    """Draw the three faces that are seen: the first example, the last step, the first entries."""
    N, T, D = sizes
    across, down = np.array([1.0, 0.0]), np.array([0.0, -1.0])
    for t in range(T):
        for d in range(D):
            _draw_cell(ax, t * across + d * down, across, down, _marked(part, 0, t))
    for n in range(N):
        for t in range(T):
            _draw_cell(ax, t * across + n * DEPTH, across, DEPTH, _marked(part, n, t))
        for d in range(D):
            corner = T * across + d * down + n * DEPTH
            _draw_cell(ax, corner, DEPTH, down, _marked(part, n, T - 1))


def _marked(part: Part, n: int, t: int) -> bool:
    return part[0] in (None, n) and part[1] in (None, t)


def _draw_cell(
    ax: Axes,
    corner: Float[np.ndarray, "2"],
    along: Float[np.ndarray, "2"],
    over: Float[np.ndarray, "2"],
    marked: bool,
) -> None:
    corners = [corner, corner + along, corner + along + over, corner + over]
    colour = VERMILION if marked else "white"
    ax.add_patch(Polygon(corners, facecolor=colour, edgecolor=INK, linewidth=0.8))


@book_style()
def shape_flow(stages: Sequence[tuple[str, str]], steps: Sequence[str]) -> Figure:
    """Draw arrays in the order they are computed, each with its shape.

    Parameters
    ----------
    stages : sequence of (str, str)
        Name and shape of each array.
    steps : sequence of str
        What leads from each array to the next; one fewer than the arrays.

    Returns
    -------
    Figure
        A diagram.
    """
    fig, ax = canvas(1.2)
    gap = PAGE_WIDTH / len(stages)
    boxes = [
        draw_box(ax, Box((k + 0.5) * gap, 0.65, 0.82, 0.46), name)
        for k, (name, _) in enumerate(stages)
    ]
    for box, (_, shape) in zip(boxes, stages, strict=True):
        draw_label(ax, (box.x, 0.24), shape, colour=BLUE)
    for left, right, step in zip(boxes[:-1], boxes[1:], steps, strict=True):
        draw_arrow(ax, left.right, right.left)
        draw_label(ax, ((left.x + right.x) / 2, 1.02), step, colour=MUTED, fontsize=8.5)
    return fig


@book_style()
def picture_axes(picture: UInt8[np.ndarray, "H W 3"], row: int, column: int) -> Figure:
    """Draw a small picture and its three channels with one pixel marked.

    Parameters
    ----------
    picture : ndarray of uint8, shape (H, W, 3)
        Values 0..255.
    row, column : int
        The marked pixel.

    Returns
    -------
    Figure
        The picture with its rows and columns numbered, then red, green and blue as grey levels.
    """
    fig, axes = new_figure(1, 4, height=2.2)
    axes[0].imshow(picture)
    axes[0].set(title=f"picture[{row}, {column}]", xlabel="column, W", ylabel="row, H")
    for ax, channel, name in zip(axes[1:], range(3), ("red", "green", "blue"), strict=True):
        ax.imshow(picture[:, :, channel], cmap="gray", vmin=0, vmax=255)
        ax.set_title(f"{name}: {picture[row, column, channel]}")
    height, width, _ = picture.shape
    for ax in axes:
        ax.grid(False)
        ax.set(xticks=range(width), yticks=range(height))
        ax.tick_params(labelsize=7.5, length=0)
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, ec=VERMILION, lw=2.5))
    return fig
