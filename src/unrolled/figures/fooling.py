"""What fooled a network: the change, made visible, and how small it can be."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import NamedTuple, SupportsFloat

import numpy as np
from jaxtyping import Float, Shaped, UInt8
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from unrolled.figures.style import (
    DASHES,
    FAINT,
    INK,
    MUTED,
    PAGE_WIDTH,
    PALETTE,
    bare,
    book_style,
    new_figure,
)

WHITE, GREY = 255.0, 127.5
LETTERS_AN_INCH = 13.0


class Guess(NamedTuple):
    """What a network says of a picture.

    Attributes
    ----------
    name : str
        The class it puts first.
    probability : float
        How sure it is.
    """

    name: str
    probability: float


def amplified(
    original: Shaped[np.ndarray, "h w 3"],
    changed: Shaped[np.ndarray, "h w 3"],
    factor: SupportsFloat = 1,
) -> UInt8[np.ndarray, "h w 3"]:
    """Draw the difference of two pictures around middle grey.

    Parameters
    ----------
    original, changed
        Pixels, 0..255, of any type.
    factor
        How much stronger than it is to draw it.

    Returns
    -------
    ndarray of uint8
        Grey where nothing changed, brighter where a colour grew, darker where it fell.
    """
    difference = changed.astype(np.float64) - original
    drawn: UInt8[np.ndarray, "h w 3"] = np.rint(
        np.clip(GREY + float(factor) * difference, 0, WHITE)
    ).astype(np.uint8)
    return drawn


@book_style()
def fooled_picture(
    original: Shaped[np.ndarray, "h w 3"],
    changed: Shaped[np.ndarray, "h w 3"],
    guesses: tuple[Guess, Guess],
    factor: SupportsFloat = 10,
) -> Figure:
    """Show a picture, what fooled the network, and the difference, plain and amplified.

    Parameters
    ----------
    original, changed
        Pixels, 0..255, of any type: not rounded, the difference shows whole.
    guesses
        What the network says of each.
    factor
        How much stronger than it is the last panel draws the difference.

    Returns
    -------
    Figure
        Four pictures in a row, with what the network says below the first two.
    """
    panels = [
        *(np.clip(np.rint(each), 0, WHITE).astype(np.uint8) for each in (original, changed)),
        amplified(original, changed),
        amplified(original, changed, factor),
    ]
    said = [f"{name}, {100 * share:.3g} %" for name, share in guesses]
    height = PAGE_WIDTH / 4 * original.shape[0] / original.shape[1] + 0.8
    fig, axes = new_figure(cols=4, height=height)
    titles = (
        "original",
        "fooled",
        "difference",
        f"difference \N{MULTIPLICATION SIGN} {float(factor):g}",
    )
    for ax, panel, title, text in zip(axes, panels, titles, [*said, "", ""], strict=True):
        bare(ax).imshow(panel)
        ax.set_title(title, fontsize=10)
        ax.set_xlabel(_wrapped(text, 4), fontsize=9, color=INK, loc="left")
    return fig


@book_style()
def perturbation_sizes(
    l2: Mapping[str, Float[np.ndarray, " steps"]], linf: Mapping[str, Float[np.ndarray, " steps"]]
) -> Figure:
    """Draw how small a fooling change was found to be, against the number of steps.

    Parameters
    ----------
    l2, linf
        For each curve its name and its sizes in grey levels, a step each; infinite before the
        first change that fooled the network. The same names in both.

    Returns
    -------
    Figure
        Two panels with logarithmic axes. Where the largest change is below half a grey level,
        rounding to whole grey levels can undo it.
    """
    fig, axes = new_figure(cols=2, height=2.9)
    titles = ("length of the change (L2)", "largest change ($L_\\infty$)")
    for ax, curves, title in zip(axes, (l2, linf), titles, strict=True):
        for (name, sizes), colour, dash in zip(curves.items(), PALETTE, DASHES, strict=False):
            steps = np.arange(1, len(sizes) + 1)
            found = np.where(np.isfinite(sizes), sizes, np.nan)
            ax.plot(steps, found, color=colour, linestyle=dash, label=name)
        ax.set(xscale="log", yscale="log", xlabel="steps", ylabel="grey levels", title=title)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.set_major_formatter("{x:g}")
            axis.set_minor_formatter(NullFormatter())
    axes[1].axhline(0.5, color=MUTED, linewidth=1)
    axes[1].annotate(
        "half a grey level", (0.02, 0.5), (0, -3), ("axes fraction", "data"), "offset points",
        va="top", fontsize=9, color=MUTED,
    )  # fmt: skip
    axes[0].legend()
    return fig


@book_style()
def saved_table(
    rows: Sequence[str], columns: Sequence[str], probabilities: Float[np.ndarray, "rows columns"]
) -> Figure:
    """Draw what is left of fooling changes after each way to save them.

    Parameters
    ----------
    rows
        The changes, such as ``first place`` and ``probability 0.99``.
    columns
        The ways to save them.
    probabilities
        The target's probability, as the network reads the file.

    Returns
    -------
    Figure
        A table, darker where more is left.
    """
    fig, (ax,) = new_figure(height=0.8 + 0.42 * len(rows))
    ax.imshow(probabilities, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    ax.grid(False)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.tick_params(length=0)
    ax.spines[:].set(visible=True, color=FAINT)
    for (row, column), share in np.ndenumerate(probabilities):
        colour = "white" if share > 0.5 else INK
        ax.text(column, row, f"{share:.2f}", ha="center", va="center", color=colour)
    return fig


def _wrapped(text: str, columns: int) -> str:
    return fill(text, int(PAGE_WIDTH / columns * LETTERS_AN_INCH))
