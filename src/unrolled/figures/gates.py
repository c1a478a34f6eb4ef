"""The gates and the cell of an LSTM while it writes."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.figure import Figure

from unrolled.figures.style import (
    BLUE,
    INK,
    MUTED,
    VERMILION,
    bare,
    book_style,
    new_figure,
)


@book_style()
def gate_map(
    words: Sequence[str],
    gates: Mapping[str, Float[np.ndarray, "T H"]],
    cells: Float[np.ndarray, "T H"],
) -> Figure:
    """Draw what some units do at each word of a caption.

    Parameters
    ----------
    words
        The word that was read at each step.
    gates
        For each gate its name and its values between 0 and 1.
    cells
        The cell after each step.

    Returns
    -------
    Figure
        One panel a gate and one for the cell: a column a word, a row a unit.
    """
    fig, axes = new_figure(1, len(gates) + 1, height=4.6, sharey=True)
    shading, steps = None, range(len(words))
    for ax, (name, values) in zip(axes, gates.items(), strict=False):
        shading = ax.imshow(values.T, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        ax.set_title(name, fontsize=10)
    limit = np.abs(cells).max()
    signed = axes[-1].imshow(cells.T, cmap="PuOr", vmin=-limit, vmax=limit, aspect="auto")
    axes[-1].set_title("cell $c$", fontsize=10)
    for ax in axes:
        ax.set_xticks(steps, words, rotation=90, fontsize=7.5)
        ax.set_yticks([])
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0)
    axes[0].set_ylabel("units")
    if shading is not None:
        bar = fig.colorbar(shading, ax=axes[:-1], location="bottom", fraction=0.05, aspect=50)
        bar.set_ticks([0, 0.5, 1], labels=["0, shut", "0.5", "1, open"])
        bar.outline.set_visible(False)
    bar = fig.colorbar(signed, ax=axes[-1], location="bottom", fraction=0.05, aspect=15)
    bar.outline.set_visible(False)
    return fig


@book_style()
def unit_traces(
    captions: Sequence[tuple[UInt8[np.ndarray, "h w 3"], Sequence[str], Float[np.ndarray, " _"]]],
    *,
    marked: Sequence[str] = (),
) -> Figure:
    """Draw the cell of one unit along several captions.

    Parameters
    ----------
    captions
        For each its picture, the word read at each step, and the unit's cell after it.
    marked
        Words to print in colour.

    Returns
    -------
    Figure
        A row a caption: bars up and down, all on one scale, with the words below.
    """
    fig, axes = new_figure(
        len(captions), 2, height=0.2 + 1.15 * len(captions), width_ratios=(1.0, 7.5)
    )
    limit = 1.15 * max(np.abs(values).max() for _, _, values in captions)
    longest = max(len(words) for _, words, _ in captions)
    for row, (picture, words, values) in enumerate(captions):
        beside, ax = axes[2 * row : 2 * row + 2]
        bare(beside).imshow(picture)
        ax.bar(range(len(words)), values, width=0.7, color=[_sign(value) for value in values])
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set(xlim=(-0.6, longest - 0.4), ylim=(-limit, limit), yticks=[])
        ax.set_xticks(range(len(words)), words)
        for label in ax.get_xticklabels():
            if label.get_text() in marked:
                label.set(color=VERMILION, fontweight="bold")
        ax.grid(visible=False)
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.tick_params(length=0)
    return fig


def _sign(value: float) -> str:
    return BLUE if value >= 0 else MUTED
