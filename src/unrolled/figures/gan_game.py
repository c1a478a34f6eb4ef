"""What a discriminator measures: the best one, two distances, and slopes for a generator."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from unrolled.figures.style import (
    BLUE,
    DASHES,
    GREEN,
    INK,
    MUTED,
    PALETTE,
    VERMILION,
    book_style,
    new_figure,
)


@book_style()
def best_discriminator(
    x: Float[np.ndarray, " P"],
    p: Float[np.ndarray, " P"],
    q: Float[np.ndarray, " P"],
    judged: Float[np.ndarray, " P"],
) -> Figure:
    """Draw two densities, and below them the best discriminator between them.

    Parameters
    ----------
    x
        The places.
    p, q
        The densities of what is real and of what is generated.
    judged
        The discriminator's probability that something at each place is real.

    Returns
    -------
    Figure
        Two panels over one axis.
    """
    fig, (above, below) = new_figure(2, 1, height=4.0, sharex=True)
    for density, colour, dash, name in (
        (p, BLUE, DASHES[0], "real, $p$"),
        (q, VERMILION, DASHES[1], "generated, $q$"),
    ):
        above.plot(x, density, color=colour, linestyle=dash, label=name)
        above.fill_between(x, density, color=colour, alpha=0.14, linewidth=0)
    above.set(ylabel="density", ylim=(0, None))
    above.legend(loc="upper left")
    below.plot(x, judged, color=GREEN)
    below.axhline(0.5, color=MUTED, linewidth=0.8)
    for place in x[:-1][np.diff(np.sign(p - q)) != 0]:
        for ax in (above, below):
            ax.axvline(place, color=INK, linewidth=0.8, linestyle=DASHES[2])
    below.set(xlabel="$x$", ylabel="$D^*(x)$", ylim=(-0.04, 1.04), xlim=(x[0], x[-1]))
    below.set_yticks([0, 0.5, 1])
    return fig


@book_style()
def carried_mass(
    x: Float[np.ndarray, " P"],
    p: Float[np.ndarray, " P"],
    q: Float[np.ndarray, " P"],
    below_p: Float[np.ndarray, " P"],
    below_q: Float[np.ndarray, " P"],
) -> Figure:
    """Draw two densities and, beside them, the area between their cumulative distributions.

    Parameters
    ----------
    x
        The places.
    p, q
        The densities.
    below_p, below_q
        How much of each lies below each place.

    Returns
    -------
    Figure
        Two panels; the shaded area is the Wasserstein distance.
    """
    fig, axes = new_figure(1, 2, height=2.8)
    both = ((p, below_p, BLUE, DASHES[0], "$p$"), (q, below_q, VERMILION, DASHES[1], "$q$"))
    for density, below, colour, dash, name in both:
        axes[0].plot(x, density, color=colour, linestyle=dash, label=name)
        axes[0].fill_between(x, density, color=colour, alpha=0.14, linewidth=0)
        axes[1].plot(x, below, color=colour, linestyle=dash, label=f"$F_{name[1]}$")
    axes[0].set(xlabel="$x$", ylabel="density", ylim=(0, None))
    axes[1].fill_between(x, below_p, below_q, color=GREEN, alpha=0.25, linewidth=0)
    axes[1].set(xlabel="$x$", ylabel="share that lies below $x$")
    for ax in axes:
        ax.legend(loc="upper left")
    return fig


@book_style()
def distances_apart(
    shifts: Float[np.ndarray, " shifts"],
    jsd: Mapping[str, Float[np.ndarray, " shifts"]],
    wasserstein: Mapping[str, Float[np.ndarray, " shifts"]],
) -> Figure:
    """Draw two distances between densities that move apart.

    Parameters
    ----------
    shifts
        How far apart they stand.
    jsd, wasserstein
        For each kind of densities its name and the distances.

    Returns
    -------
    Figure
        Two panels: one curve bends to the logarithm of 2, the other is straight.
    """
    fig, axes = new_figure(1, 2, height=3.0)
    for ax, curves in zip(axes, (jsd, wasserstein), strict=True):
        for number, (name, values) in enumerate(curves.items()):
            width = 1.8 if number else 3.2  # where they lie on each other, both are seen
            ax.plot(
                *(shifts, values),
                color=PALETTE[number],
                linestyle=DASHES[number],
                linewidth=width,
                label=name,
            )
        ax.set(xlabel="distance of the means", ylim=(0, None))
    axes[0].axhline(np.log(2), color=MUTED, linewidth=0.8)
    axes[0].annotate(r"$\ln 2$", (shifts[0], np.log(2)), (3, 3), textcoords="offset points")
    axes[0].set_ylim(0, 1.16 * np.log(2))
    axes[0].set_title("Jensen-Shannon divergence")
    axes[1].set_title("Wasserstein distance")
    axes[1].legend(loc="upper left")
    return fig


@book_style()
def generator_losses(
    logits: Float[np.ndarray, " P"],
    losses: Mapping[str, Float[np.ndarray, " P"]],
    slopes: Mapping[str, Float[np.ndarray, " P"]],
) -> Figure:
    """Draw losses of a generator against the discriminator's logit, and their slopes.

    Parameters
    ----------
    logits
        What the discriminator says of something generated.
    losses, slopes
        For each loss its name, its values, and its derivatives by the logit.

    Returns
    -------
    Figure
        Two panels; where the discriminator is sure is shaded.
    """
    fig, axes = new_figure(1, 2, height=3.0)
    for ax, curves in zip(axes, (losses, slopes), strict=True):
        ax.axvspan(logits[0], 0.3 * logits[0], color=MUTED, alpha=0.12, linewidth=0)
        for (name, values), colour, dash in zip(
            curves.items(), (VERMILION, BLUE), DASHES, strict=False
        ):
            ax.plot(logits, values, color=colour, linestyle=dash, label=name)
        ax.axvline(0, color=MUTED, linewidth=0.8)
        ax.set(xlabel="logit of something generated", xlim=(logits[0], logits[-1]))
    axes[0].set_title("loss of the generator")
    axes[1].set_title("its slope")
    axes[0].legend(loc="upper right")
    axes[1].annotate(
        *("sure that it\nis generated", (0.175, 0.5)), xycoords="axes fraction", color=INK,
        ha="center", fontsize=9,
    )  # fmt: skip
    return fig


@book_style()
def approaches(
    distances: Mapping[str, Sequence[float]], slopes: Mapping[str, Sequence[float]]
) -> Figure:
    """Draw how generators come closer to what is real, and the slopes that they had.

    Parameters
    ----------
    distances
        For each loss its name and the distance after each step.
    slopes
        For each loss the size of the generator's slope at each of these places.

    Returns
    -------
    Figure
        Two panels, the second with a logarithmic axis.
    """
    fig, axes = new_figure(1, 2, height=2.9)
    for ax, curves in zip(axes, (distances, slopes), strict=True):
        for (name, values), colour, dash in zip(
            curves.items(), (VERMILION, BLUE), DASHES, strict=False
        ):
            ax.plot(values, color=colour, linestyle=dash, label=name)
        ax.set(xlabel="steps")
    axes[0].set(ylabel=r"distance $|\theta|$", ylim=(0, None))
    axes[1].set(ylabel="size of its slope", yscale="log")
    axes[1].legend(loc="best")
    return fig
