"""Digits that were asked for, ways between them, codes on a map, and what few labels bring."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Integer
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.diagram import canvas
from unrolled.figures.style import (
    BLUE,
    FAINT,
    MUTED,
    PAGE_WIDTH,
    PALETTE,
    VERMILION,
    bare,
    book_style,
    new_figure,
)

EDGE = 0.12  # inches
NAME_WIDTH = 1.15  # of the column with the rows' names
ROW_GAP = 0.06
TEN = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")


@book_style()
def digit_rows(rows: Mapping[str, Float[np.ndarray, "_ 28 28"]], title: str = "") -> Figure:
    """Draw rows of digits, each row with its name.

    Parameters
    ----------
    rows
        For each row its name and its pictures, 0 for paper and 1 for ink; equally many in each.
    title
        What stands above, if anything.

    Returns
    -------
    Figure
        The rows, one below the other.
    """
    columns = max(len(row) for row in rows.values())
    width = PAGE_WIDTH - NAME_WIDTH - EDGE
    height = width / columns
    top = 0.26 if title else 0.0
    total = EDGE + top + len(rows) * (height + ROW_GAP) - ROW_GAP + EDGE
    fig, page = canvas(total)
    for number, (name, row) in enumerate(rows.items()):
        bottom = total - EDGE - top - number * (height + ROW_GAP) - height
        page.text(EDGE, bottom + height / 2, name, va="center", fontsize=9.5)
        place = (NAME_WIDTH, bottom, width * len(row) / columns, height)
        draw_strip(_inset(fig, place), row[None])
    if title:
        page.text(NAME_WIDTH, total - EDGE, title, va="top", fontsize=9.5, color=MUTED)
    return fig


def draw_strip(ax: Axes, sheet: Float[np.ndarray, "rows columns 28 28"]) -> None:
    """Draw digits side by side as one picture, dark ink on light paper.

    Parameters
    ----------
    ax
        Where; it is cleared of ticks and frame.
    sheet
        Rows of pictures, 0 for paper and 1 for ink.
    """
    rows, columns = sheet.shape[:2]
    whole = sheet.transpose(0, 2, 1, 3).reshape(28 * rows, 28 * columns)
    bare(ax).imshow(whole, cmap="gray_r", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    ax.spines[:].set(visible=True, color=FAINT, linewidth=0.8)


@book_style()
def shares_asked(
    steps: Sequence[int], shares: Mapping[str, Float[np.ndarray, " K"]], chance: float = 0.1
) -> Figure:
    """Draw how often a picture shows the digit that was asked for.

    Parameters
    ----------
    steps
        How many steps the bars' runs had: one for each run.
    shares
        For each run its name and the share for each digit, 0 to 9.
    chance
        What guessing would bring.

    Returns
    -------
    Figure
        One panel a run, a bar a digit.
    """
    fig, axes = new_figure(1, len(shares), height=2.5, sharey=True)
    for ax, count, (name, own) in zip(axes, steps, shares.items(), strict=True):
        ax.bar(range(len(own)), own, color=BLUE, width=0.72)
        ax.axhline(chance, color=VERMILION, linewidth=1.2, linestyle=(0, (4, 2)))
        ax.set(xlabel="digit asked for", ylim=(0, 1), xticks=range(len(own)))
        ax.set_title(f"{name},\n{count:,} steps", fontsize=9.5)
    axes[0].set_ylabel("share that shows it")
    return fig


@book_style()
def noise_lengths(
    lengths: Mapping[str, Float[np.ndarray, " draws"]],
    middles: Mapping[str, Float[np.ndarray, " draws"]],
) -> Figure:
    """Draw how long noises are, and how long the middles of ways between them.

    Parameters
    ----------
    lengths
        For each kind of noise its name and the lengths of many.
    middles
        For each way its name and the lengths halfway between pairs of the last kind.

    Returns
    -------
    Figure
        Histograms in one panel.
    """
    fig, (ax,) = new_figure(height=2.6)
    highest = max(float(own.max()) for own in (*lengths.values(), *middles.values()))
    bins = np.linspace(0, 1.05 * highest, 90).tolist()
    for name, own in lengths.items():
        ax.hist(own, bins, density=True, color=MUTED, alpha=0.45, label=name)
    for (name, own), colour in zip(middles.items(), (VERMILION, BLUE), strict=False):
        ax.hist(own, bins, density=True, histtype="step", color=colour, linewidth=1.8, label=name)
    ax.set(xlabel="length of the noise", ylabel="density", xlim=(0, bins[-1]))
    ax.legend(loc="upper left")
    return fig


@book_style()
def few_labels(
    steps: Sequence[int], accuracies: Mapping[str, Sequence[float]], all_labels: float | None = None
) -> Figure:
    """Draw how accuracy on digits never seen grows, with and without the GAN.

    Parameters
    ----------
    steps
        After how many steps it was measured.
    accuracies
        For each run its name and the accuracies.
    all_labels
        The accuracy of a reader that was given all labels, for comparison.

    Returns
    -------
    Figure
        One curve a run.
    """
    fig, (ax,) = new_figure(height=2.8)
    for (name, own), colour, marker in zip(
        accuracies.items(), (MUTED, BLUE, VERMILION), TEN, strict=False
    ):
        ax.plot(steps, own, color=colour, marker=marker, label=name)
    if all_labels is not None:
        ax.axhline(all_labels, color=MUTED, linewidth=1.0, linestyle=(0, (4, 2)))
        ax.annotate(
            *("all 12,000 labels", (steps[0], all_labels)), xytext=(2, -3), va="top",
            textcoords="offset points", fontsize=9, color=MUTED,
        )  # fmt: skip
    ax.set(xlabel="steps", ylabel="right on test digits")
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.legend(loc="lower right")
    return fig


@book_style()
def code_map(
    codes: Float[np.ndarray, "N 2"],
    labels: Integer[np.ndarray, " N"],
    sheet: Float[np.ndarray, "rows columns 28 28"],
) -> Figure:
    """Draw where digits lie in a plane of codes, and what the decoder makes of its places.

    Parameters
    ----------
    codes
        The codes of pictures.
    labels
        What they show, 0 to 9: each dot is that figure.
    sheet
        Pictures of a grid of codes, the uppermost row first.

    Returns
    -------
    Figure
        The plane, and beside it the sheet.
    """
    fig, (plane, pictures) = new_figure(1, 2, height=3.75)
    for digit in range(10):
        own = codes[labels == digit]
        look: dict[str, Any] = {"color": PALETTE[digit % 5], "s": 16, "linewidths": 0.4}
        plane.scatter(own[:, 0], own[:, 1], marker=f"${digit}$", **look)
    plane.set(xlabel="$z_1$", ylabel="$z_2$", title="where digits go")
    draw_strip(pictures, sheet)
    pictures.set_title("what comes from there")
    return fig


def _inset(fig: Figure, place: tuple[float, float, float, float]) -> Axes:
    """Make axes at a place in inches: left, bottom, width, height."""
    whole = (PAGE_WIDTH, float(fig.get_figheight()))
    left, bottom, width, height = place
    return fig.add_axes((left / whole[0], bottom / whole[1], width / whole[0], height / whole[1]))
