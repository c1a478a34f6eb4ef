"""Charts that compare generators: by their losses, by a score, by what they have spent."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from unrolled.figures.style import (
    BLUE,
    DASHES,
    INK,
    MUTED,
    PALETTE,
    VERMILION,
    book_style,
    new_figure,
)

MARKERS = ("o", "s", "^", "D", "v")


class Marks(NamedTuple):
    """
    One score of several runs, at several marks of a budget.

    Attributes
    ----------
    at : sequence of float
        The marks.
    values : sequence of sequence of float
        For each mark the score of each run.
    """

    at: Sequence[float]
    values: Sequence[Sequence[float]]


class Line(NamedTuple):
    """
    Points by samples of several sizes, and the line through them.

    Attributes
    ----------
    inverse_sizes : sequence of float
        One over the number of pictures.
    values : sequence of float
        The distance at each.
    start : float
        Where the line begins, at zero.
    """

    inverse_sizes: Sequence[float]
    values: Sequence[float]
    start: float


@book_style()
def bias_lines(lines: Mapping[str, Line]) -> Figure:
    """Draw distances against one over the number of pictures, and their lines down to zero.

    Parameters
    ----------
    lines
        For each pair of sets its name, its points and where its line starts.

    Returns
    -------
    Figure
        One panel a pair, for their scales differ.
    """
    fig, axes = new_figure(1, len(lines), height=2.9)
    for ax, colour, marker, (name, line) in zip(
        axes, PALETTE, MARKERS, lines.items(), strict=False
    ):
        x, y = np.array(line.inverse_sizes), np.array(line.values)
        slope = ((x - x.mean()) @ (y - y.mean())) / ((x - x.mean()) @ (x - x.mean()))
        ends = np.array([0, x.max() * 1.05])
        ax.plot(ends, line.start + slope * ends, color=colour, linestyle="--", linewidth=1.3)
        ax.plot(x, y, marker, color=colour, label="measured")
        ax.plot([0], [line.start], marker, color=colour, fillstyle="none", markersize=8,
                label="for N to infinity", clip_on=False)  # fmt: skip
        ax.axhline(0, color=MUTED, linewidth=0.8)
        ax.set(title=name, xlabel="1/N", xlim=(0, None))
        ax.ticklabel_format(axis="x", style="sci", scilimits=(0, 0))
        ax.legend(loc="best")
    axes[0].set_ylabel("Fréchet distance")
    return fig


@book_style()
def loss_beside_score(
    losses: Sequence[float], steps: Sequence[int], scores: Sequence[float]
) -> Figure:
    """Draw a generator's loss beside a score of its pictures, over the same steps.

    Parameters
    ----------
    losses
        The loss of every step.
    steps, scores
        When pictures were judged, and what they got.

    Returns
    -------
    Figure
        Two panels.
    """
    fig, (left, right) = new_figure(1, 2, height=2.7, sharex=True)
    every = np.arange(1, len(losses) + 1)
    width = max(1, len(losses) // 20)
    smooth = np.convolve(losses, np.ones(width) / width, mode="valid")
    left.plot(every, losses, color=VERMILION, linewidth=0.6, alpha=0.3)
    left.plot(every[width - 1 :], smooth, color=VERMILION)
    left.set(title="the generator's loss", xlabel="step", ylabel="loss")
    right.plot(steps, scores, "o-", color=BLUE)
    right.set(title="Fréchet distance to real digits", xlabel="step", ylabel="distance")
    right.set_ylim(0, None)
    return fig


@book_style()
def budget_curves(
    budgets: Mapping[str, Mapping[str, Marks]], floor: float, *, ylabel: str = "Fréchet distance"
) -> Figure:
    """Draw a score against what was spent, one curve a kind of GAN, with error bars.

    Parameters
    ----------
    budgets
        For each budget, named as its axis, the marks of each kind.
    floor
        What real digits get.
    ylabel
        The score.

    Returns
    -------
    Figure
        A panel a budget with a logarithmic height: means with standard errors, and single runs.
    """
    fig, axes = new_figure(1, len(budgets), height=3.3, sharey=True)
    for ax, (budget, kinds) in zip(axes, budgets.items(), strict=True):
        for number, (name, marks) in enumerate(kinds.items()):
            style: dict[str, Any] = {"color": PALETTE[number], "marker": MARKERS[number]}
            means, errors = _means(marks.values)
            ax.errorbar(
                marks.at, means, errors, label=name, linestyle=DASHES[number], capsize=3, **style
            )
            for at, values in zip(marks.at, marks.values, strict=True):
                ax.plot([at] * len(values), values, alpha=0.35, markersize=3, lw=0, **style)
        ax.axhline(floor, color=INK, linewidth=1, linestyle=(0, (1, 2)), label="real digits")
        ticks = next(iter(kinds.values())).at
        ax.set(yscale="log", xlabel=budget, xticks=ticks, xticklabels=[f"{it:g}" for it in ticks])
    axes[0].set_ylabel(ylabel)
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=5)
    return fig


@book_style()
def scores_by_kind(
    scores: Mapping[str, Mapping[str, Sequence[float]]], floors: Mapping[str, float]
) -> Figure:
    """Draw several scores, one small panel each: runs as dots, their mean, and real digits.

    Parameters
    ----------
    scores
        For each score, for each kind of GAN, its runs.
    floors
        For each score what real digits get.

    Returns
    -------
    Figure
        Panels in rows of three.
    """
    columns = 3
    rows = -(-len(scores) // columns)
    fig, axes = new_figure(rows, columns, height=0.3 + 1.75 * rows)
    for ax, (score, kinds) in zip(axes, scores.items(), strict=False):
        for number, (_, values) in enumerate(kinds.items()):
            (mean,), (error,) = _means([values])
            style: dict[str, Any] = {"color": PALETTE[number], "marker": MARKERS[number]}
            ax.plot(values, [number] * len(values), alpha=0.4, lw=0, markersize=4, **style)
            ax.errorbar([mean], [number], xerr=[error], capsize=3, **style)
        ax.axvline(floors[score], color=INK, linewidth=1, linestyle=(0, (1, 2)))
        ax.set(yticks=range(len(kinds)), yticklabels=list(kinds), title=score)
        ax.set_ylim(len(kinds) - 0.5, -0.5)
        ax.grid(False, axis="y")
    for ax in axes[len(scores) :]:
        ax.set_visible(False)
    for number, ax in enumerate(axes):
        if number % columns:
            ax.set_yticklabels([])
    return fig


def _means(
    values: Sequence[Sequence[float]],
) -> tuple[Float[np.ndarray, " marks"], Float[np.ndarray, " marks"]]:
    """Give the means of runs and their standard errors: none, so no bar, for a single run."""
    means = np.array([np.mean(runs) for runs in values])
    errors = np.array(
        [np.std(runs, ddof=1) / np.sqrt(len(runs)) if len(runs) > 1 else np.nan for runs in values]
    )
    return means, errors
