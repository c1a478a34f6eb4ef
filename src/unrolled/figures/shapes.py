"""Drawings of arrays: one product for all steps, rows gathered and summed, targets masked."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Integer, Num
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from unrolled.figures.diagram import Point, canvas, draw_arrow, draw_label
from unrolled.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    MUTED,
    PALETTE,
    VERMILION,
    book_style,
)

ROW, CELL = 0.3, 0.36  # inches: height of a drawn row of numbers, width of one number


def _slab(ax: Axes, corner: Point, width: float, height: float, colour: str, text: str) -> None:
    """Draw a matrix as a tinted rectangle with its name inside."""
    ax.add_patch(Rectangle(corner, width, height, facecolor=colour, alpha=0.16, linewidth=0))
    ax.add_patch(
        Rectangle(corner, width, height, facecolor="none", edgecolor=colour, linewidth=1.2)
    )
    middle = corner[0] + width / 2, corner[1] + height / 2
    ax.text(*middle, text, ha="center", va="center", color=colour, fontsize=10)


def _product(ax: Axes, left: float, middle: float) -> None:
    """Draw a dot, the weights and an equals sign behind a slab that starts at `left`."""
    draw_label(ax, (left + 0.86, middle), r"$\cdot$", fontsize=14)
    _slab(ax, (left + 1.02, middle - 0.35), 0.7, 0.7, GREEN, "$W_x$")
    draw_label(ax, (left + 1.93, middle), "$=$", fontsize=11)


@book_style()
def one_product() -> Figure:
    """Draw T small products beside the one product that does the same work.

    Returns
    -------
    Figure
        Left: a product for each of four steps. Right: all rows in one product.
    """
    fig, ax = canvas(3.75)
    titles = ((0.2, "step by step: $T$ small products"), (3.75, "the same, in one product"))
    for x, title in titles:
        draw_label(ax, (x, 3.5), title, ha="left", fontsize=10, fontweight="bold")
    for step in range(4):
        middle, number = 2.85 - 0.78 * step, step + 1
        _product(ax, 0.2, middle)
        _slab(ax, (0.2, middle - 0.2), 0.7, 0.4, BLUE, f"$x_{number}$")
        _slab(ax, (2.35, middle - 0.2), 0.7, 0.4, VERMILION, f"$x_{number} W_x$")
    _product(ax, 4.45, 1.68)
    for step in range(4):
        bottom, number = 2.08 - 0.4 * step, step + 1
        _slab(ax, (4.45, bottom), 0.7, 0.4, BLUE, f"$x_{number}$")
        _slab(ax, (6.6, bottom), 0.7, 0.4, VERMILION, f"$x_{number} W_x$")
    draw_label(ax, (4.38, 1.68), "$N T$ rows", ha="right", colour=MUTED)
    draw_label(ax, (4.8, 0.72), "$D$ columns", colour=MUTED)
    draw_label(ax, (6.92, 0.72), "$H$ columns", colour=MUTED)
    return fig


def _rows(
    ax: Axes, corner: Point, values: Num[np.ndarray, "rows columns"], colours: Sequence[str]
) -> list[float]:
    """Write a matrix row by row, each row tinted; return the height of each row's middle."""
    middles = []
    for row, (numbers, colour) in enumerate(zip(values, colours, strict=True)):
        bottom = corner[1] - (row + 1) * ROW
        width, height = CELL * len(numbers), ROW - 0.04
        tint = 0.16 if np.any(numbers != 0) else 0.05
        ax.add_patch(Rectangle((corner[0], bottom), width, height, facecolor=colour, alpha=tint))
        for column, number in enumerate(numbers):
            text = f"{number:g}".replace("-", "\N{MINUS SIGN}")
            at = corner[0] + (column + 0.5) * CELL, bottom + ROW / 2 - 0.02
            ax.text(*at, text, ha="center", va="center", fontsize=9, color=INK)
        middles.append(bottom + ROW / 2 - 0.02)
    return middles


@book_style()
def embedding_rows(
    words: Sequence[str],
    x: Integer[np.ndarray, " T"],
    W: Num[np.ndarray, "V D"],
    dout: Num[np.ndarray, "T D"],
    dW: Num[np.ndarray, "V D"],
) -> Figure:
    """Draw word vectors copied out of a table, and their gradients added back into it.

    Parameters
    ----------
    words
        The vocabulary: one word a row of `W`.
    x
        A caption as word indices.
    W
        The table of word vectors.
    dout
        The loss's gradient by each of the T vectors that were copied out.
    dW
        Its gradient by the table.

    Returns
    -------
    Figure
        Left: the table and the rows copied out of it. Right: gradients on their way back.
    """
    rows = ROW * max(len(words), len(x))
    fig, ax = canvas(0.95 + rows)
    top, width = 0.25 + rows, CELL * W.shape[1]
    tints = [PALETTE[i % len(PALETTE)] for i in range(len(words))]
    picked = [tints[i] for i in x]
    lefts = {"table W": 0.72, "out": 1.27 + width, "dout": 1.67 + 2 * width, "dW": 2.22 + 3 * width}
    contents = ((W, tints), (W[x], picked), (dout, picked), (dW, tints))
    heights = []
    for (title, left), (values, colours) in zip(lefts.items(), contents, strict=True):
        heights.append(_rows(ax, (left, top), values, colours))
        draw_label(ax, (left, top + 0.2), title, ha="left", fontweight="bold", colour=INK)
    table, out, back, summed = heights
    for step, word in enumerate(x):
        gather = (lefts["table W"] + width + 0.03, table[word]), (lefts["out"] - 0.03, out[step])
        scatter = (lefts["dout"] + width + 0.03, back[step]), (lefts["dW"] - 0.03, summed[word])
        draw_arrow(ax, *gather, colour=picked[step])
        draw_arrow(ax, *scatter, colour=picked[step], dashed=True)
    for word, colour, height in zip(words, tints, table, strict=True):
        draw_label(ax, (lefts["table W"] - 0.07, height), word, ha="right", colour=colour)
        draw_label(ax, (lefts["dW"] + width + 0.07, height), word, ha="left", colour=colour)
    draw_label(ax, (lefts["table W"], top + 0.47), "forward: copy rows", ha="left", colour=MUTED)
    draw_label(ax, (lefts["dout"], top + 0.47), "backward: add rows", ha="left", colour=MUTED)
    return fig


@book_style()
def masked_targets(
    words: Sequence[Sequence[str]], mask: Bool[np.ndarray, "N T"], null: str = "<NULL>"
) -> Figure:
    """Draw the words a batch of captions must produce, and which of them count.

    Parameters
    ----------
    words
        For each caption its T target words.
    mask
        True where the word counts in the loss.
    null
        The padding word, drawn as a dot.

    Returns
    -------
    Figure
        One row a caption, one column a step; hatched cells count for nothing.
    """
    N, T = mask.shape
    fig, ax = canvas(0.55 + 0.42 * N)
    left, cell = 0.95, 6.2 / T
    for row in range(N):
        bottom = 0.2 + 0.42 * (N - 1 - row)
        draw_label(ax, (left - 0.1, bottom + 0.18), f"caption {row}", ha="right", colour=MUTED)
        for step in range(T):
            corner = (left + cell * step, bottom)
            look = {"facecolor": BLUE, "alpha": 0.16} if mask[row, step] else {"facecolor": "none"}
            ax.add_patch(Rectangle(corner, cell - 0.05, 0.36, **look))
            if not mask[row, step]:
                ax.add_patch(
                    Rectangle(corner, cell - 0.05, 0.36, fill=False, edgecolor=FAINT, hatch="///")
                )
            word = words[row][step]
            size = 9 if len(word) < 8 else 7.5
            at = corner[0] + cell / 2 - 0.025, bottom + 0.18
            colour = INK if mask[row, step] else MUTED
            text = "\N{MIDDLE DOT}" if word == null else word
            ax.text(*at, text, ha="center", va="center", fontsize=size, color=colour)
    for step in range(T):
        at = left + cell * (step + 0.5) - 0.025, 0.2 + 0.42 * N + 0.12
        draw_label(ax, at, f"$t = {step + 1}$", colour=MUTED, fontsize=8)
    return fig
