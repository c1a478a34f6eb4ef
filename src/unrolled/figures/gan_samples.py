"""Sheets of digits, real and generated, how they change in training, and the losses meanwhile."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from jaxtyping import Float, Shaped
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.style import (
    BLUE,
    CARD,
    FAINT,
    INK,
    MUTED,
    PAGE_WIDTH,
    VERMILION,
    bare,
    book_style,
    new_figure,
)

SIDE, GAP = 28, 3  # pixels of a picture, and between two
NAME_LETTERS = 14  # of a line of a row's name
WINDOW = 25  # steps that a curve's mean is taken over


class Losses(NamedTuple):
    """
    What two players lost while they were trained.

    Attributes
    ----------
    discriminator, generator : sequence of float
        Their losses.
    generator_steps : sequence of int, optional
        The steps, counted from 1, that the generator's belong to; all when None.
    balanced : tuple of float, optional
        Both players' losses where nothing can be told apart, for two lines across.
    """

    discriminator: Sequence[float]
    generator: Sequence[float]
    generator_steps: Sequence[int] | None = None
    balanced: tuple[float, float] | None = None


@book_style()
def samples_sheet(
    pictures: Shaped[np.ndarray, "N 28 28"],
    labels: Sequence[object] | Shaped[np.ndarray, " N"] = (),
    *,
    columns: int = 10,
) -> Figure:
    """Draw digits in rows, dark ink on paper.

    Parameters
    ----------
    pictures
        The digits: of uint8, 0 for paper and 255 for ink, or of floats from 0 to 1.
    labels
        What stands above each; nothing when there are none.
    columns
        How many stand in a row.

    Returns
    -------
    Figure
        The sheet, as wide as the page.
    """
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    above = 9 if len(labels) else 0
    fig, ax = _sheet_axes(rows, columns, above=above)
    _draw(ax, [pictures[i : i + columns] for i in range(0, len(pictures), columns)], above)
    for number, label in enumerate(labels):
        row, column = divmod(number, columns)
        x, y = column * (SIDE + GAP) + SIDE / 2, row * (SIDE + GAP + above) + above - 2
        ax.text(x, y, str(label), ha="center", va="bottom", fontsize=9.5)
    return fig


@book_style()
def sample_rows(rows: Mapping[str, Shaped[np.ndarray, "_ 28 28"]], *, columns: int = 10) -> Figure:
    """Draw one row of digits a name, all with as many columns.

    Parameters
    ----------
    rows
        For each row its name and its pictures, as for :func:`samples_sheet`.
    columns
        How many of them are drawn; further ones are left out.

    Returns
    -------
    Figure
        The rows, one below the other.
    """
    columns = min(columns, max(map(len, rows.values())))
    names = [fill(name, NAME_LETTERS) for name in rows]
    longest = max(len(line) for name in names for line in name.splitlines())
    fig, ax = _sheet_axes(len(rows), columns, left=0.25 + 0.082 * longest)
    _draw(ax, [pictures[:columns] for pictures in rows.values()], 0)
    for number, name in enumerate(names):
        middle = number * (SIDE + GAP) + SIDE / 2
        ax.text(-5, middle, name, ha="right", va="center", fontsize=9.5)
    return fig


def samples_over_time(
    images: Sequence[Shaped[np.ndarray, "_ 28 28"]], steps: Sequence[int], *, columns: int = 10
) -> Figure:
    """Draw what became of samples: one row a moment, one column a noise.

    Parameters
    ----------
    images
        For each moment the samples of the same noises.
    steps
        For each moment how many steps had been made.
    columns
        How many of the noises are drawn.

    Returns
    -------
    Figure
        The rows, the earliest above.
    """
    rows = dict(zip([f"step {step:,}" for step in steps], images, strict=True))
    return sample_rows(rows, columns=columns)


@book_style()
def loss_curves(runs: Mapping[str, Losses]) -> Figure:
    """Draw both players' losses against steps, one panel a run.

    Parameters
    ----------
    runs
        For each run its name and its losses.

    Returns
    -------
    Figure
        In each panel the losses of single steps, pale, under their running means.
    """
    fig, axes = new_figure(1, len(runs), height=2.8)
    for ax, (name, run) in zip(axes, runs.items(), strict=True):
        every = range(1, len(run.discriminator) + 1)
        at = every if run.generator_steps is None else run.generator_steps
        _curve(ax, every, run.discriminator, "discriminator", BLUE, "solid")
        _curve(ax, at, run.generator, "generator", VERMILION, (0, (5, 2)))
        for level in run.balanced or ():
            ax.axhline(level, color=MUTED, linewidth=1, linestyle=(0, (2, 2)), zorder=1)
        means = [running_mean(losses) for losses in (run.discriminator, run.generator)]
        shown = np.concatenate([*means, np.array(run.balanced or ())])
        # Not the extremes: the first steps' jump would press all later ones to the floor.
        low, high = min(np.quantile(shown, 0.005), 0), np.quantile(shown, 0.995)
        ax.set(title=name, xlabel="step", ylim=(low * 1.15, high * 1.15 or 1))
    axes[0].set_ylabel("loss")
    axes[0].legend(loc="best")
    return fig


def running_mean(values: Sequence[float], window: int = WINDOW) -> Float[np.ndarray, " N"]:
    """Average each value with those before it.

    Parameters
    ----------
    values
        The values in order.
    window
        How many to average: fewer at the beginning.

    Returns
    -------
    Float[np.ndarray, " N"]
        One mean a value.
    """
    sums = np.concatenate([[0.0], np.cumsum(np.asarray(values, dtype=np.float64))])
    ends = np.arange(1, len(sums))
    starts = np.maximum(ends - window, 0)
    return np.asarray((sums[ends] - sums[starts]) / (ends - starts))


def _curve(
    ax: Axes,
    at: Sequence[int],
    losses: Sequence[float],
    name: str,
    colour: str,
    dash: str | tuple[int, tuple[int, int]],
) -> None:
    ax.plot(at, losses, color=colour, linewidth=0.6, alpha=0.25)
    ax.plot(at, running_mean(losses), color=colour, linestyle=dash, label=name)


def _sheet_axes(
    rows: int, columns: int, *, left: float = 0.1, above: int = 0
) -> tuple[Figure, Axes]:
    """Make axes in which a unit is a pixel of a picture, for so many of them."""
    edge = 0.1  # inches
    width = columns * (SIDE + GAP) - GAP
    height = rows * (SIDE + GAP + above) - GAP
    inch = (PAGE_WIDTH - left - edge) / max(width, 6 * (SIDE + GAP))  # few are not blown up
    total = height * inch + 2 * edge
    fig, (ax,) = new_figure(height=total)
    fig.set_layout_engine("none")
    ax.set_position(
        (left / PAGE_WIDTH, edge / total, width * inch / PAGE_WIDTH, 1 - 2 * edge / total)
    )
    bare(ax).set(xlim=(0, width), ylim=(height, 0))
    return fig, ax


def _draw(ax: Axes, rows: Sequence[Shaped[np.ndarray, "_ 28 28"]], above: int) -> None:
    """Draw all pictures as one, with the card's colour between them."""
    columns = max(map(len, rows))
    sheet = np.full((len(rows) * (SIDE + GAP + above), columns * (SIDE + GAP)), np.nan)
    for number, pictures in enumerate(rows):
        top = number * (SIDE + GAP + above) + above
        for column, picture in enumerate(pictures):
            left = column * (SIDE + GAP)
            sheet[top : top + SIDE, left : left + SIDE] = _as_ink(picture)
    height, width = sheet.shape[0] - GAP, sheet.shape[1] - GAP
    ink = mpl.colors.LinearSegmentedColormap.from_list("ink", ["white", INK])
    ax.imshow(
        np.ma.masked_invalid(sheet[:height, :width]),
        cmap=ink.with_extremes(bad=CARD), vmin=0, vmax=1,
        extent=(0, width, height, 0), aspect="auto",
    )  # fmt: skip
    for number, pictures in enumerate(rows):
        for column in range(len(pictures)):
            place = column * (SIDE + GAP), number * (SIDE + GAP + above) + above
            frame = mpl.patches.Rectangle(
                place, SIDE, SIDE, fill=False, ec=FAINT, lw=0.8, clip_on=False
            )
            ax.add_patch(frame)


def _as_ink(picture: Shaped[np.ndarray, "28 28"]) -> Float[np.ndarray, "28 28"]:
    scale = 255.0 if picture.dtype == np.uint8 else 1.0
    return np.asarray(picture, dtype=np.float64) / scale
