"""What nets remember: gradients over a distance, the adding problem, cells compared."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.style import (
    BLUE,
    CARD,
    DASHES,
    FAINT,
    GREEN,
    INK,
    MUTED,
    PURPLE,
    VERMILION,
    book_style,
    new_figure,
)

PALE_BLUE = "#7a9be0"

MARKERS = ("o", "s", "^", "D", "v")
"""One marker a curve, so that points differ by more than colour."""

RANKS = (INK, PALE_BLUE, BLUE, GREEN, VERMILION, PURPLE)
"""Colours of the net that all are compared with, and of the others."""


@book_style()
def distance_curves(
    norms: Mapping[str, Float[np.ndarray, " T"]], slopes: Mapping[str, float]
) -> Figure:
    """Draw how much of a gradient is left after it has travelled so many steps back.

    Parameters
    ----------
    norms
        For each net its name and the norms at the distances 0, 1, 2, ...
    slopes
        For some of them a factor, whose powers are drawn as a wide pale band beside the curve.

    Returns
    -------
    Figure
        Norm against distance, on a logarithmic axis.
    """
    fig, (ax,) = new_figure(height=3.8)
    styles = (*DASHES, (0, (3, 1, 1, 1, 1, 1)))
    for (name, norm), dash, colour in zip(norms.items(), styles, RANKS, strict=False):
        distance = np.arange(len(norm))
        ax.plot(distance, norm, linestyle=dash, color=colour, label=name)
        if name in slopes:
            powers = norm[0] * slopes[name] ** distance
            ax.plot(distance, powers, color=colour, linewidth=5, alpha=0.18, zorder=1)
    lowest = min(norm[-1] for norm in norms.values())
    ax.set(
        yscale="log",
        ylim=(max(lowest, 1e-20), 1e3),
        xlabel="distance $T - t$, in steps",
        ylabel=r"norm of $\partial L / \partial x_t$",
    )
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return fig


@book_style()
def adding_example(x: Float[np.ndarray, "T 2"], total: float) -> Figure:
    """Draw one sequence of the adding problem.

    Parameters
    ----------
    x
        Numbers and marks.
    total
        What is asked for.

    Returns
    -------
    Figure
        A bar a step; those that count are filled, and their sum stands at the end.
    """
    fig, (ax,) = new_figure(height=1.9)
    steps, marked = np.arange(1, len(x) + 1), x[:, 1] == 1
    colours = [VERMILION if mark else FAINT for mark in marked]
    ax.bar(steps, x[:, 0], color=colours, edgecolor=MUTED, linewidth=0.5, width=0.8)
    # Numbers stand above the bars next to theirs, which may be taller, and reach over them.
    heights = np.pad(x[:, 0], 1)
    for step, number in zip(steps[marked], x[marked, 0], strict=True):
        height = heights[step - 1 : step + 2].max() + 0.06
        ax.text(step, height, f"{number:.2f}", ha="center", fontsize=9, color=VERMILION)
    ax.text(len(x) + 1.2, 0.5, f"sum?\n{total:.2f}", ha="left", va="center", fontsize=10, color=INK)
    ticks = range(5, len(x) + 1, 5)
    ax.set(xlim=(0, len(x) + 5), ylim=(0, 1.25), xticks=ticks, yticks=(0, 1), xlabel="step $t$")
    ax.grid(visible=False)
    return fig


@book_style()
def adding_results(
    curves: Mapping[str, Sequence[Float[np.ndarray, " steps"]]],
    lengths: Sequence[int],
    right: Mapping[str, Float[np.ndarray, "lengths seeds"]],
    *,
    chance: tuple[float, float],
) -> Figure:
    """Draw how nets learn to add: over a long sequence step by step, and by the length.

    Parameters
    ----------
    curves
        For each net the losses of its runs on the longest sequences.
    lengths
        The lengths that were tried.
    right
        For each net the share of sums that it gets right after training, by length and run.
    chance
        Loss and share of whoever says 1 every time.

    Returns
    -------
    Figure
        Left, losses averaged over 20 steps, one thin line a run. Right, shares: a point a run, a
        line through their means.
    """
    fig, (left, beside) = new_figure(1, 2, height=3.2, width_ratios=(1.25, 1.0))
    window = np.ones(20) / 20
    for (name, runs), dash, marker in zip(curves.items(), DASHES, MARKERS, strict=False):
        (line,) = beside.plot(lengths, 100 * right[name].mean(axis=1), linestyle=dash, label=name)
        colour = line.get_color()
        for run in right[name].T:
            beside.plot(lengths, 100 * run, marker, color=colour, markersize=4, alpha=0.7)
        for losses in runs:
            smooth = np.convolve(losses, window, mode="valid")
            steps = np.arange(len(smooth)) + len(window)
            left.plot(steps, smooth, color=colour, linestyle=dash, linewidth=1.2)
            if len(losses) < max(len(one) for one in curves[name]) or smooth[-1] < chance[0] / 10:
                left.plot(steps[-1], smooth[-1], marker, color=colour, markersize=5)
    _level(left, chance[0], "always 1", below=True)
    _level(beside, 100 * chance[1], "always 1", below=True)
    left.set(yscale="log", xlabel="training step", ylabel="squared error")
    left.set_title(f"length {lengths[-1]}")
    beside.set(xscale="log", ylim=(0, 104), xlabel="length $T$", ylabel="sums that are right, %")
    beside.set_xticks(list(lengths), [str(length) for length in lengths])
    beside.minorticks_off()
    beside.set_title("after training")
    fig.legend(*beside.get_legend_handles_labels(), loc="outside lower left", ncols=3)
    return fig


def _level(ax: Axes, level: float, text: str, *, below: bool = False) -> None:
    """Mark a level that needs no learning."""
    ax.axhline(level, color=MUTED, linewidth=1, linestyle=(0, (2, 2)))
    ax.annotate(
        text, (0.0, level), xycoords=("axes fraction", "data"), xytext=(4, -3 if below else 3),
        textcoords="offset points", va="top" if below else "bottom", color=MUTED, fontsize=9,
    )  # fmt: skip


@book_style()
def cells_compared(
    steps: Sequence[int],
    losses: Mapping[str, Float[np.ndarray, "seeds steps"]],
    exact: Mapping[str, Mapping[str, Sequence[float]]],
    *,
    least: float,
) -> Figure:
    """Draw validation losses of two cells, and how many captions they get exactly right.

    Parameters
    ----------
    steps
        The training steps at which the loss was measured.
    losses
        For each cell the validation losses of its runs.
    exact
        For each split and each cell the share of exactly right captions of its runs.
    least
        The least possible loss.

    Returns
    -------
    Figure
        Left, the mean loss in a band from the best to the worst run. Right, bars for the mean
        share and a point for each run.
    """
    fig, (left, beside) = new_figure(1, 2, height=3.1, width_ratios=(1.1, 1.0))
    colours, hatches = (BLUE, VERMILION, MUTED), ("", "///", "...")
    width = 0.8 / len(losses)
    for number, (name, runs) in enumerate(losses.items()):
        colour = colours[number]
        left.plot(steps, runs.mean(axis=0), color=colour, linestyle=DASHES[number], label=name)
        left.fill_between(steps, runs.min(axis=0), runs.max(axis=0), color=colour, alpha=0.18)
        for group, shares in enumerate(exact.values()):
            at = group + (number - (len(losses) - 1) / 2) * width
            values = 100 * np.array(shares[name])
            beside.bar(
                at, values.mean(), 0.92 * width, color=colour, alpha=0.55,
                hatch=hatches[number], edgecolor=CARD,
            )  # fmt: skip
            beside.plot([at] * len(values), values, MARKERS[number], color=INK, markersize=3.5)
    _level(left, least, "least possible")
    left.set(xlabel="training step", ylabel="validation loss of a caption", yscale="log")
    left.set_yticks([1, 2, 4, 8], ["1", "2", "4", "8"])
    left.minorticks_off()
    left.legend()
    beside.set_xticks(range(len(exact)), list(exact))
    beside.set(ylim=(0, 104))
    beside.set_title("exactly right, %", fontsize=10)
    beside.grid(visible=False, axis="x")
    return fig
