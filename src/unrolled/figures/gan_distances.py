"""What scores of generators measure, in one dimension and in two: carried mass, neighbourhoods."""

from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from unrolled.figures.style import BLUE, MUTED, VERMILION, bare, book_style, new_figure


@book_style()
def matched_normals(mean: float, deviation: float, to_mean: float, to_deviation: float) -> Figure:
    """Draw two normal densities, and what goes where when one is carried to the other.

    Parameters
    ----------
    mean, deviation
        Of one.
    to_mean, to_deviation
        Of the other.

    Returns
    -------
    Figure
        One density above the other, with a line from each of nine places to its partner.
    """
    fig, (ax,) = new_figure(height=2.9)
    reach = 3.2 * max(deviation, to_deviation)
    x = np.linspace(min(mean, to_mean) - reach, max(mean, to_mean) + reach, 500)
    above, below = 1.5, 1.0  # the levels that the two stand on
    for middle, width, base, sign, colour, name in (
        (mean, deviation, above, 1, BLUE, "one"),
        (to_mean, to_deviation, below, -1, VERMILION, "the other"),
    ):
        density = np.exp(-(((x - middle) / width) ** 2) / 2) / width
        ax.plot(x, base + sign * density, color=colour, label=name)
        ax.fill_between(x, base, base + sign * density, color=colour, alpha=0.12, linewidth=0)
    for z in np.linspace(-2, 2, 9):
        start, end = mean + z * deviation, to_mean + z * to_deviation
        ax.plot([start, end], [above, below], color=MUTED, linewidth=1.1)
        ax.plot([start], [above], "o", color=BLUE, markersize=3.5)
        ax.plot([end], [below], "o", color=VERMILION, markersize=3.5)
    ax.grid(False)
    ax.spines["left"].set_visible(False)
    ax.set(yticks=[], xlabel="feature")
    ax.legend(loc="upper right")
    return fig


@book_style()
def neighbourhoods(
    real: Float[np.ndarray, "N 2"],
    judged: Float[np.ndarray, "M 2"],
    real_radii: Float[np.ndarray, " N"],
    judged_radii: Float[np.ndarray, " M"],
) -> Figure:
    """Draw which points lie in the balls of others, in a plane.

    Parameters
    ----------
    real, judged
        The points.
    real_radii, judged_radii
        How far the ball around each reaches.

    Returns
    -------
    Figure
        Three panels: judged points in real balls, real ones in judged balls, and real ones whose
        own ball holds a judged one. What counts is filled.
    """
    apart = np.linalg.norm(real[:, None] - judged[None], axis=2)
    in_real, in_judged = apart <= real_radii[:, None], apart <= judged_radii[None]
    fig, axes = new_figure(1, 3, height=3.05)
    panels = (
        ("precision", real, real_radii, BLUE, in_real.any(axis=0), judged, VERMILION, "s"),
        ("recall", judged, judged_radii, VERMILION, in_judged.any(axis=1), real, BLUE, "o"),
    )
    for ax, (name, centres, radii, colour, counts, points, own, marker) in zip(
        axes, panels, strict=False
    ):
        _balls(ax, centres, radii, colour)
        ax.plot(*centres.T, ".", color=colour, markersize=3)
        _points(ax, points, counts, own, marker)
        ax.set_title(f"{name} {counts.sum()}/{len(counts)}")
    covered = in_real.any(axis=1)
    _balls(axes[2], real, real_radii, BLUE)
    _points(axes[2], judged, np.ones(len(judged), bool), VERMILION, "s", size=3.0)
    _points(axes[2], real, covered, BLUE, "o")
    axes[2].set_title(f"coverage {covered.sum()}/{len(covered)}")
    for ax in axes:
        _square(ax, np.concatenate([real, judged]))
    return fig


def _balls(
    ax: Axes, centres: Float[np.ndarray, "N 2"], radii: Float[np.ndarray, " N"], colour: str
) -> None:
    for (x, y), radius in zip(centres, radii, strict=True):
        ax.add_patch(Circle((x, y), radius, facecolor=colour, alpha=0.09, linewidth=0))
        ax.add_patch(Circle((x, y), radius, fill=False, edgecolor=colour, alpha=0.3, linewidth=0.7))


def _points(
    ax: Axes,
    points: Float[np.ndarray, "N 2"],
    counts: Bool[np.ndarray, " N"],
    colour: str,
    marker: str,
    size: float = 5.5,
) -> None:
    """Draw points, filled those that count."""
    style: dict[str, Any] = {
        "linestyle": "none",
        "marker": marker,
        "color": colour,
        "markersize": size,
    }
    ax.plot(*points[counts].T, **style)
    ax.plot(*points[~counts].T, **style, markerfacecolor="white")


def _square(ax: Axes, points: Float[np.ndarray, "N 2"]) -> None:
    """Show a square around all points, on one scale both ways."""
    low, high = points.min(axis=0), points.max(axis=0)
    (left, bottom), half = (low + high) / 2, 0.62 * (high - low).max()
    bare(ax).set(xlim=(left - half, left + half), ylim=(bottom - half, bottom + half))
    ax.set_aspect("equal")
