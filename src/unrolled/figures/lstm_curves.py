"""Curves of the LSTM's gates: a sigmoid made from a tanh, and what becomes of cells over time."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from unrolled.figures.style import BLUE, DASHES, INK, MUTED, VERMILION, book_style, new_figure


@book_style()
def sigmoid_from_tanh(
    x: Float[np.ndarray, " P"],
    wide: Float[np.ndarray, " P"],
    halved: Float[np.ndarray, " P"],
    lifted: Float[np.ndarray, " P"],
    sigmoid: Float[np.ndarray, " P"],
) -> Figure:
    """Draw the way from a tanh to a sigmoid: stretched, halved, lifted.

    Parameters
    ----------
    x
        Where the functions were computed.
    wide
        The tanh of half of x.
    halved
        Half of that.
    lifted
        One half more.
    sigmoid
        The sigmoid of x, drawn as a wide pale band.

    Returns
    -------
    Figure
        Three curves and the band that the last of them lies on.
    """
    fig, (ax,) = new_figure(height=2.8)
    ax.plot(x, sigmoid, color=VERMILION, linewidth=8, alpha=0.28, label=r"$\sigma(x)$")
    curves = (
        (wide, MUTED, DASHES[2], r"$\tanh \frac{x}{2}$"),
        (halved, INK, DASHES[1], r"$\frac{1}{2} \tanh \frac{x}{2}$"),
        (lifted, BLUE, DASHES[0], r"$\frac{1}{2} + \frac{1}{2} \tanh \frac{x}{2}$"),
    )
    for values, colour, dash, name in curves:
        ax.plot(x, values, color=colour, linestyle=dash, label=name)
    ax.set(xlabel="$x$", yticks=(-1, -0.5, 0, 0.5, 1))
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=11, labelspacing=0.8)
    return fig


@book_style()
def cell_growth(sizes: Mapping[str, Float[np.ndarray, " T"]]) -> Figure:
    """Draw how large cells become over many steps, on a logarithmic axis.

    Parameters
    ----------
    sizes
        For each kind of gates its name and the largest entry of the cell after each step.

    Returns
    -------
    Figure
        One curve a kind, and the number of the step as a wide pale line: a cell that starts at
        zero cannot outgrow it while no gate lets through more than all.
    """
    fig, (ax,) = new_figure(height=3.0)
    for (name, size), dash in zip(sizes.items(), DASHES, strict=False):
        ax.plot(np.arange(1, len(size) + 1), size, linestyle=dash, label=name)
    steps = np.arange(1, max(len(size) for size in sizes.values()) + 1)
    ax.plot(steps, steps, color=MUTED, linewidth=5, alpha=0.25, label="the limit $t$")
    ax.set(yscale="log", xlabel="time step $t$", ylabel="largest $|c_t|$")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return fig
