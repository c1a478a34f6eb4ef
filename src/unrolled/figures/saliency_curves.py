"""Curves of scores: along a direction, while a picture goes or comes, and step by step."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from unrolled.figures.style import DASHES, INK, MUTED, PALETTE, book_style, new_figure


@book_style()
def along_directions(
    lengths: Float[np.ndarray, " steps"],
    scores: Mapping[str, Float[np.ndarray, " steps"]],
    slopes: Mapping[str, float],
) -> Figure:
    """Draw a score along straight lines from a picture, and what the gradient predicts.

    Parameters
    ----------
    lengths
        How far from the picture; 0 is among them.
    scores
        For each direction its name and the scores.
    slopes
        For each direction the score's predicted change by unit length.

    Returns
    -------
    Figure
        One curve a direction, and its tangent in grey.
    """
    fig, (ax,) = new_figure(height=2.9)
    here = int(np.argmin(np.abs(lengths)))
    for (name, values), dash, colour in zip(scores.items(), DASHES, PALETTE, strict=False):
        ax.plot(lengths, values, label=name, linestyle=dash, color=colour)
    low, high = ax.get_ylim()
    for name, slope in slopes.items():
        line = scores[name][here] + slope * lengths
        inside = (line > low) & (line < high)
        ax.plot(lengths[inside], line[inside], color=MUTED, linewidth=1, zorder=1)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set(xlabel="distance from the picture", ylabel="score", ylim=(low, high))
    ax.legend(loc="upper left")
    return fig


@book_style()
def deletion_and_insertion(
    shares: Float[np.ndarray, " steps"],
    deletion: Mapping[str, Float[np.ndarray, " steps"]],
    insertion: Mapping[str, Float[np.ndarray, " steps"]],
) -> Figure:
    """Draw the probability of a class while a picture goes, and while it comes.

    Parameters
    ----------
    shares
        Of the picture that have gone, or come: from 0 to 1.
    deletion, insertion
        For each kind of map its name and the mean probabilities.

    Returns
    -------
    Figure
        Two panels with one curve a kind of map.
    """
    fig, axes = new_figure(1, 2, height=3.0, sharey=True)
    for ax, curves in zip(axes, (deletion, insertion), strict=True):
        for number, (name, values) in enumerate(curves.items()):
            colour, dash = PALETTE[number % len(PALETTE)], DASHES[number % len(DASHES)]
            ax.plot(shares, values, label=name, color=colour, linestyle=dash, linewidth=1.6)
        ax.set(xlim=(0, 1), ylim=(0, 1))
    axes[0].set_title("taken away: lower is better")
    axes[0].set(xlabel="share of the picture that is gone", ylabel="probability of the class")
    axes[1].set_title("shown: higher is better")
    axes[1].set(xlabel="share of the picture that is there")
    axes[0].legend(loc="upper right", fontsize=8.5)
    return fig


@book_style()
def climbs(scores: Mapping[str, Sequence[float]], *, ylabel: str = "score") -> Figure:
    """Draw what becomes of a score, step by step, in several ways of climbing.

    Parameters
    ----------
    scores
        For each way its name and the score before the first step and after each.
    ylabel
        What is drawn.

    Returns
    -------
    Figure
        One curve a way.
    """
    fig, (ax,) = new_figure(height=2.8)
    for (name, values), dash, colour in zip(scores.items(), DASHES, PALETTE, strict=False):
        ax.plot(range(len(values)), values, label=name, linestyle=dash, color=colour)
    ax.set(xlabel="steps", ylabel=ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend(loc="best")
    return fig
