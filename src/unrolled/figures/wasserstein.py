"""Earth that is moved, critics between two clouds, and an estimate that falls in training."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from jaxtyping import Float, Int, Shaped
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.style import (
    BLUE,
    DASHES,
    GREEN,
    INK,
    MUTED,
    PALETTE,
    VERMILION,
    bare,
    book_style,
    new_figure,
)

ARROWS = 11  # a side of a surface
FIRST_CURVE = 2  # of the palette: the colours before are the clouds'


@book_style()
def earth_and_surfaces(
    real: Float[np.ndarray, "N 2"],
    fake: Float[np.ndarray, "N 2"],
    partners: Int[np.ndarray, " N"],
    line: Float[np.ndarray, " P"],
    surfaces: Mapping[str, Float[np.ndarray, "P P"]],
) -> Figure:
    """Draw the cheapest way to carry one cloud to the other, and the scores of critics.

    Parameters
    ----------
    real, fake
        The points of the clouds.
    partners
        For each point of ``fake`` the number of the point of ``real`` that it is carried to.
    line
        The coordinates of the surfaces, the same along both axes.
    surfaces
        For each critic its name and its scores, ``[y, x]``.

    Returns
    -------
    Figure
        A panel with a line for each load, and one a critic, with arrows uphill as long as its
        slope: each panel has a scale of its own.
    """
    fig, axes = new_figure(1, 1 + len(surfaces), height=2.95, sharey=True)
    for start, end in zip(fake, real[partners], strict=True):
        axes[0].plot(*np.stack([start, end]).T, color=GREEN, linewidth=0.7, alpha=0.8)
    axes[0].set_title("what is carried where")
    for ax, (name, surface) in zip(axes[1:], surfaces.items(), strict=True):
        ax.contourf(line, line, surface, 24, cmap="PuOr_r", alpha=0.45)
        ax.contour(line, line, surface, 12, colors=MUTED, linewidths=0.4)
        _uphill(ax, line, surface)
        ax.set_title(name)
    for ax in axes:
        ax.scatter(real[:, 0], real[:, 1], s=7, color=BLUE, label="real", zorder=3)
        ax.scatter(
            fake[:, 0], fake[:, 1], s=9, color=VERMILION, marker="x", linewidth=1, label="generated"
        )
        ax.grid(visible=False)
        reach = (line[0], line[-1])
        ax.set(aspect="equal", xlim=reach, ylim=reach, xticks=[], yticks=[])
    axes[0].legend(loc="lower left", bbox_to_anchor=(-0.03, -0.16), ncols=2, borderpad=0)
    return fig


def _uphill(ax: Axes, line: Float[np.ndarray, " P"], surface: Float[np.ndarray, "P P"]) -> None:
    dy, dx = np.gradient(surface, line, line)
    places = np.linspace(0, len(line) - 1, ARROWS + 2).round().astype(int)[1:-1]
    chosen = np.ix_(places, places)
    ax.quiver(
        *(line[places], line[places], dx[chosen], dy[chosen]), color=INK, width=0.006, zorder=2
    )


@book_style()
def critics_on_a_line(
    x: Float[np.ndarray, " P"],
    clouds: Mapping[str, Float[np.ndarray, " _"]],
    critics: Mapping[str, Float[np.ndarray, " P"]],
) -> Figure:
    """Draw what critics make of clouds on a line: their scores, and how steep these are.

    Parameters
    ----------
    x
        The places, growing.
    clouds
        For each cloud its name and its numbers: two clouds, the real one first.
    critics
        For each critic its name and its scores at the places.

    Returns
    -------
    Figure
        Two panels over one axis, with the clouds as marks along their lower edge.
    """
    fig, (above, below) = new_figure(2, 1, height=4.3, sharex=True)
    for number, (name, scores) in enumerate(critics.items(), start=FIRST_CURVE):
        look: dict[str, Any] = {
            "color": PALETTE[number % len(PALETTE)],
            "linestyle": DASHES[number - FIRST_CURVE],
        }
        above.plot(x, scores, label=name, **look)
        below.plot(x, np.abs(np.gradient(scores, x)), **look)
    below.axhline(1, color=INK, linewidth=0.8)
    for ax in (above, below):
        low, high = ax.get_ylim()
        foot = low - 0.12 * (high - low)
        for (name, cloud), colour, mark in zip(
            clouds.items(), (BLUE, VERMILION), ("|", "x"), strict=True
        ):
            label = name if ax is above else None
            level = np.full(len(cloud), foot)
            ax.plot(cloud, level, mark, color=colour, markersize=6, alpha=0.7, label=label)
        ax.set_ylim(foot - 0.08 * (high - low), high)
    above.set(ylabel="score", xlim=(x[0], x[-1]))
    below.set(xlabel="$x$", ylabel="slope")
    above.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return fig


@book_style()
def estimate_over_time(
    estimates: Sequence[float],
    smooth: Float[np.ndarray, " steps"],
    images: Sequence[Shaped[np.ndarray, "_ 28 28"]],
    image_steps: Sequence[int],
    *,
    rows: int = 2,
) -> Figure:
    """Draw an estimated distance over the steps of a run, above what was generated meanwhile.

    Parameters
    ----------
    estimates
        One a step.
    smooth
        Their running means.
    images
        Samples from time to time, in [0, 1].
    image_steps
        How many steps had been made by then.
    rows
        How many of the samples to show, one below the other.

    Returns
    -------
    Figure
        A curve, and below it each moment's samples.
    """
    fig, (curve, sheet) = new_figure(2, 1, height=4.2)
    steps = np.arange(1, len(estimates) + 1)
    curve.plot(steps, estimates, color=BLUE, linewidth=0.6, alpha=0.3)
    curve.plot(steps, smooth, color=BLUE)
    low, high = smooth.min(initial=0), smooth.max()
    curve.set(ylabel="estimated distance", ylim=(low, 1.1 * high))
    curve.set(xlabel="step of the critic", xlim=(0, len(estimates)))
    ink = mpl.colors.LinearSegmentedColormap.from_list("ink", ["white", INK])
    gap = np.ones((28 * rows, 3))
    columns = [np.vstack(list(of_moment[:rows])) for of_moment in images]
    shown = np.hstack([part for column in columns for part in (column, gap * 0)])[:, :-3]
    bare(sheet).imshow(shown, cmap=ink, vmin=0, vmax=1, interpolation="antialiased")
    for number, step in enumerate(image_steps):
        sheet.text(31 * number + 14, -3, f"{step:,}", ha="center", fontsize=9, color=MUTED)
    for place in image_steps:
        curve.axvline(place, color=MUTED, linewidth=0.6, linestyle=DASHES[2], zorder=0)
    return fig
