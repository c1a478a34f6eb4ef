"""Games of two players: where their steps lead, and what becomes of their losses."""

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
    PALETTE,
    VERMILION,
    book_style,
    new_figure,
)
from unrolled.models import alternating_invariant


@book_style()
def xy_orbits(
    alternating: Float[np.ndarray, "pairs 2"],
    simultaneous: Float[np.ndarray, "points 2"],
    rate: float | int,
) -> Figure:
    """Draw the game xy: numbered alternating steps, and simultaneous ones beside them.

    Parameters
    ----------
    alternating
        The points of one round, y first; the last may be the first one again.
    simultaneous
        Points that spiral outward.
    rate
        The step size of the alternating steps, for their ellipse.

    Returns
    -------
    Figure
        Two panels with the contour lines of xy.
    """
    fig, axes = new_figure(1, 2, height=3.75)
    reach = 1.12 * float(np.abs(alternating).max())
    _saddle(axes[0], 1.25 * reach)
    _ellipse(axes[0], alternating[0], float(rate), 1.25 * reach)
    # Each step is two moves: y goes up or down, then x answers.
    stairs = np.repeat(alternating, 2, axis=0)[:-1]
    stairs[1::2, 1] = alternating[1:, 1]
    axes[0].plot(*stairs.T, color=BLUE, linewidth=1.0, linestyle=DASHES[2])
    _numbered(axes[0], alternating)
    axes[0].set_title("one after the other: an orbit")
    spread = 1.08 * float(np.abs(simultaneous).max())
    _saddle(axes[1], spread)
    axes[1].plot(*simultaneous.T, color=VERMILION, linewidth=1.3, marker="o", markersize=4)
    axes[1].plot(*simultaneous[0], color=INK, marker="o", markersize=6)
    axes[1].annotate("start", simultaneous[0], (6, 5), textcoords="offset points")
    axes[1].set_title("both at once: a spiral")
    return fig


def _saddle(ax: Axes, reach: float) -> None:
    line = np.linspace(-reach, reach, 121)
    levels = np.array([-0.6, -0.3, -0.1, 0, 0.1, 0.3, 0.6]) * reach**2
    ax.contourf(line, line, np.outer(line, line), 20, cmap="PuOr", alpha=0.28, zorder=0)
    ax.contour(line, line, np.outer(line, line), levels, colors=MUTED, linewidths=0.5, alpha=0.6)
    ax.plot(0, 0, color=INK, marker="x", markersize=7, markeredgewidth=1.6)
    ax.grid(visible=False)
    ax.set(xlabel="$x$", ylabel="$y$", aspect="equal", xlim=(-reach, reach), ylim=(-reach, reach))


def _ellipse(ax: Axes, start: Float[np.ndarray, "2"], rate: float, reach: float) -> None:
    line = np.linspace(-reach, reach, 241)
    places = np.stack(np.meshgrid(line, line), axis=-1)
    level = float(alternating_invariant(start, rate))
    ax.contour(*places.T, alternating_invariant(places, rate).T, [level], colors=BLUE, alpha=0.35)


def _numbered(ax: Axes, points: Float[np.ndarray, "points 2"]) -> None:
    closed = np.allclose(points[0], points[-1])
    for number, (x, y) in enumerate(points[:-1] if closed else points):
        label = f"0, {len(points) - 1}" if closed and number == 0 else str(number)
        ax.plot(x, y, color=BLUE, marker="o", markersize=7)
        place = 11 * np.array([x, y]) / np.hypot(x, y)
        ax.annotate(
            *(label, (x, y), place),
            textcoords="offset points",
            ha="center" if abs(place[0]) < 4 else "left" if place[0] > 0 else "right",
            va="center",
            fontweight="bold",
        )


@book_style()
def game_paths(
    paths: Mapping[str, Float[np.ndarray, "_ 2"]], *, xlabel: str, ylabel: str
) -> Figure:
    """Draw where two players go, one panel a game.

    Parameters
    ----------
    paths
        For each game its name and its points.
    xlabel, ylabel
        What the two players own.

    Returns
    -------
    Figure
        A path a panel, from a dark dot towards an open one, and a cross at rest.
    """
    fig, axes = new_figure(1, len(paths), height=2.9, sharex=True, sharey=True)
    for ax, (name, points), colour in zip(axes, paths.items(), PALETTE, strict=False):
        ax.plot(0, 0, color=INK, marker="x", markersize=7, markeredgewidth=1.6, zorder=4)
        ax.plot(*points.T, color=colour, linewidth=1.1, marker=".", markersize=3)
        ax.plot(*points[0], color=INK, marker="o", markersize=6, zorder=3)
        ax.plot(*points[-1], color=colour, marker="o", markersize=8, markerfacecolor=CARD, zorder=3)
        ax.set_title(name)
        ax.set(xlabel=xlabel)
    axes[0].set_ylabel(ylabel)
    return fig


@book_style()
def two_losses(
    runs: Mapping[str, tuple[Sequence[float], Sequence[float], Sequence[float]]],
) -> Figure:
    """Draw both losses of GANs over their steps, and below how far the generator is off.

    Parameters
    ----------
    runs
        For each run its name, the discriminator's losses, the generator's losses, and the
        generator's distances from what is real.

    Returns
    -------
    Figure
        A column a run, with the losses of a balanced game as grey lines.
    """
    fig, axes = new_figure(2, len(runs), height=4.3, sharex="col", sharey="row")
    for column, (name, (d_losses, g_losses, distances)) in enumerate(runs.items()):
        above, below = axes[column], axes[column + len(runs)]
        for level in np.log([4, 2]):
            above.axhline(level, color=MUTED, linewidth=0.8)
        above.plot(d_losses, color=BLUE, label="discriminator's loss")
        above.plot(g_losses, color=VERMILION, linestyle=DASHES[1], label="generator's loss")
        above.set_title(name)
        below.plot(distances, color=GREEN)
        below.axhline(0, color=FAINT)
        below.set(xlabel="steps")
    axes[0].set_ylabel("loss")
    axes[len(runs)].set_ylabel(r"distance $|\theta|$")
    axes[0].legend(loc="upper right")
    for level, text in zip(np.log([4, 2]), (r"$\ln 4$", r"$\ln 2$"), strict=True):
        axes[len(runs) - 1].annotate(
            *(text, (1.0, level)),
            xycoords=("axes fraction", "data"),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            color=MUTED,
        )
    return fig
