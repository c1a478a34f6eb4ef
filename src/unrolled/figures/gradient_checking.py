"""Figures of the chapter on gradient checking: what a difference quotient is and how it errs."""

from collections.abc import Callable, Mapping

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    PALETTE,
    VERMILION,
    book_style,
    new_figure,
)

Curve = Float[np.ndarray, "_"]  # of any length

SLOPES = (
    (3e-11, 1e-4, r"$\propto 1/h$", MUTED),
    (3e-5, 3e-4, r"$\propto h$", VERMILION),
    (1.5e-3, 1e-8, r"$\propto h^2$", BLUE),
)
"""How each branch of the error rises with the step, and where to say so."""


@book_style()
def training_curves(losses: Mapping[str, Curve]) -> Figure:
    """Draw loss against step for several runs, each named at the end of its line.

    Parameters
    ----------
    losses : mapping of str to ndarray
        Losses of every step, by the name of the run; all above 0.

    Returns
    -------
    Figure
        One logarithmic plot.
    """
    fig, (ax,) = new_figure(height=3.0)
    for colour, (name, loss) in zip(PALETTE, losses.items(), strict=False):
        ax.semilogy(loss, color=colour)
        ax.annotate(
            name,
            (len(loss) - 1, loss[-1]),
            xytext=(8, 0),
            textcoords="offset points",
            color=colour,
            va="center",
            annotation_clip=False,
        )
    ax.set(xlabel="step", ylabel="loss", xlim=(0, None))
    return fig


@book_style()
def difference_chords(
    f: Callable[[Curve], Curve], slope: float, x: float, h: float, span: float
) -> Figure:
    """Draw a curve with its tangent and the chords of forward and centred difference.

    Parameters
    ----------
    f : callable
        The function, applied to arrays.
    slope : float
        Its derivative at ``x``.
    x : float
        The point.
    h : float
        The step; large enough to be seen.
    span : float
        How far the curve is drawn to either side of ``x``.

    Returns
    -------
    Figure
        Two plots: forward difference, centred difference.
    """
    fig, axes = new_figure(1, 2, height=3.1, sharey=True)
    ends = (("forward difference", x, x + h), ("centred difference", x - h, x + h))
    for ax, colour, (name, left, right) in zip(axes, (VERMILION, BLUE), ends, strict=True):
        _draw_chord(ax, f, (left, right), colour, (x - span, x + span))
        here = float(f(np.array([x]))[0])
        reach = np.array([x - span, x + span])
        ax.plot(
            reach, here + slope * (reach - x), color=INK, linestyle=(0, (4, 2)), label="tangent"
        )
        ax.plot(x, here, "o", color=INK, markersize=6)
        ticks = {left: "$x-h$", x: "$x$", right: "$x+h$"}
        ax.set_xticks(list(ticks), ticks.values())
        ax.set(title=name, yticks=[], xlim=reach)
        ax.legend(loc="lower right")
    return fig


def _draw_chord(
    ax: Axes,
    f: Callable[[Curve], Curve],
    ends: tuple[float, float],
    colour: str,
    reach: tuple[float, float],
) -> None:
    grid = np.linspace(*reach, 200)
    at = np.array(ends)
    values = f(at)
    slope = (values[1] - values[0]) / (at[1] - at[0])
    ax.plot(grid, f(grid), color=MUTED, linewidth=1.4, label="$f$")
    ax.plot(grid, values[0] + slope * (grid - at[0]), color=colour, label="chord")
    ax.plot(at, values, "o", color=colour, markersize=6)
    ax.vlines(at, ax.get_ylim()[0], values, color=FAINT, linewidth=1, zorder=0)


@book_style()
def error_of_factor(
    factors: Float[np.ndarray, " K"], errors: Float[np.ndarray, " K"], mistakes: Mapping[str, float]
) -> Figure:
    """Draw the relative error of a gradient that is wrong by a factor.

    Parameters
    ----------
    factors : ndarray, shape (K,)
        Wrong gradient over right gradient.
    errors : ndarray, shape (K,)
        Relative error at each factor.
    mistakes : mapping of str to float
        Factors that common slips give, by the name of the slip; each is marked.

    Returns
    -------
    Figure
        One plot.
    """
    fig, (ax,) = new_figure(height=3.0)
    ax.plot(factors, errors, color=BLUE)
    for name, factor in mistakes.items():
        error = float(np.interp(factor, factors, errors))
        ax.plot(factor, error, "o", color=VERMILION, markersize=6, zorder=3)
        beside = (8, -3) if factor > 0.9 else (8, 5)
        ax.annotate(
            name,
            (factor, error),
            xytext=beside,
            textcoords="offset points",
            color=VERMILION,
            fontsize=9,
            va="top" if factor > 0.9 else "bottom",
        )
    ax.set(
        xlabel="wrong gradient / right gradient",
        ylabel="relative error",
        ylim=(-0.14, 1.18),
        xlim=(factors[0], factors[-1]),
        yticks=[0, 0.25, 0.5, 0.75, 1],
    )
    return fig


@book_style()
def error_against_step(
    steps: Mapping[str, Curve],
    errors: Mapping[str, Mapping[str, Curve]],
    bounds: Mapping[str, Mapping[str, Curve]],
    default: float = 1e-5,
) -> Figure:
    """Draw how the error of difference quotients falls and rises with the step.

    Parameters
    ----------
    steps : mapping of str to ndarray
        The steps, by the name of the number format; one plot each.
    errors : mapping of str to mapping of str to ndarray
        For each format the measured errors, by the name of the quotient.
    bounds : mapping of str to mapping of str to ndarray
        The predicted errors, with the same names.
    default : float, default 1e-5
        The step to mark with a line.

    Returns
    -------
    Figure
        One doubly logarithmic plot a number format.
    """
    fig, axes = new_figure(1, len(steps), height=4.0, sharey=True)
    for ax, (precision, h) in zip(axes, steps.items(), strict=True):
        ax.axvline(default, color=MUTED, linewidth=1, linestyle=(0, (1, 2)))
        styles = zip((VERMILION, BLUE), "so", errors[precision].items(), strict=True)
        for colour, marker, (quotient, error) in styles:
            ax.loglog(h, error, marker, color=colour, label=quotient, markersize=3.6)
            ax.loglog(h, bounds[precision][quotient], color=colour, linewidth=1, zorder=1)
        ax.set(title=precision, xlabel="step $h$", ylim=(1e-12, 8))
        ax.set_xticks([10.0**k for k in range(-12, 1, 3)])
        ax.set_xlim(1e-13, 3)
    axes[0].set_ylabel("relative error")
    for x, y, power, colour in SLOPES:
        axes[0].text(x, y, power, color=colour, fontsize=9.5)
    label = f"$h = 10^{{{round(np.log10(default))}}}$"
    axes[0].text(default * 1.5, 2, label, fontsize=9, color=MUTED, va="center")
    axes[-1].legend(loc="upper left", title="dots: measured\nlines: predicted", title_fontsize=9)
    return fig
