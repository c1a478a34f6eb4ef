"""Curves of the captioning chapter: losses, gradients of scores, gradients through time."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from unrolled.figures.style import BLUE, DASHES, INK, MUTED, VERMILION, book_style, new_figure


@book_style()
def softmax_gradient(
    words: Sequence[str], p: Float[np.ndarray, " V"], dx: Float[np.ndarray, " V"]
) -> Figure:
    """Draw the probabilities of one step's words, and the gradient by their scores.

    Parameters
    ----------
    words
        The vocabulary.
    p
        The probability of each word.
    dx
        The loss's gradient by each score.

    Returns
    -------
    Figure
        Left: probabilities. Right: gradients, the right word's the only one below zero.
    """
    fig, axes = new_figure(1, 2, height=2.5)
    colours = [VERMILION if gradient < 0 else BLUE for gradient in dx]
    titles = ("probability $p$", "gradient by the score, $p - 1$ for the right word")
    for ax, values, title in zip(axes, (p, dx), titles, strict=True):
        bars = ax.bar(range(len(words)), values, color=colours, width=0.7)
        labels = [f"{value:.2f}".replace("-", "\N{MINUS SIGN}") for value in values]
        ax.bar_label(bars, labels, fontsize=9, padding=2)
        ax.set_xticks(range(len(words)), words)
        ax.set_title(title, fontsize=10)
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.grid(visible=False)
        ax.margins(y=0.18)
        ax.set_yticks([])
        ax.spines[["left", "bottom"]].set_visible(False)
    return fig


@book_style()
def gradient_norms(
    norms: Mapping[str, Float[np.ndarray, " T1"]],
    rates: Mapping[str, float] | None = None,
) -> Figure:
    r"""Draw how long the gradient of the last state is when it reaches each earlier state.

    Parameters
    ----------
    norms
        For each net its name and the norms of :math:`\partial L/\partial h_t`, t = 0 to T.
    rates
        For some of them the spectral radius of :math:`W_h`, whose powers are drawn thin and grey.

    Returns
    -------
    Figure
        Norm against time step, on a logarithmic axis.
    """
    fig, (ax,) = new_figure(height=3.4)
    for (name, norm), dash in zip(norms.items(), DASHES, strict=False):
        steps = np.arange(len(norm))
        (line,) = ax.plot(steps, norm, linestyle=dash, label=name)
        ax.plot(steps[-1], norm[-1], "o", color=INK, markersize=4)
        if rates and name in rates:
            powers = norm[-1] * rates[name] ** (steps[-1] - steps)
            ax.plot(steps, powers, color=line.get_color(), linewidth=4.5, alpha=0.16, zorder=1)
    ax.set(yscale="log", xlabel="time step $t$", ylabel=r"norm of $\partial L / \partial h_t$")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return fig


@book_style()
def loss_curve(
    losses: Mapping[str, Sequence[float] | Float[np.ndarray, " steps"]],
    *,
    steps: Mapping[str, Sequence[int]] | None = None,
    threshold: float | None = None,
    log: bool = True,
) -> Figure:
    """Draw losses against training steps.

    Parameters
    ----------
    losses
        One curve a name.
    steps
        For curves that were not measured at every step: at which.
    threshold
        A loss to mark with a line.
    log
        Draw the losses on a logarithmic axis.

    Returns
    -------
    Figure
        Loss against step.
    """
    fig, (ax,) = new_figure(height=2.9)
    for (name, loss), dash in zip(losses.items(), DASHES, strict=False):
        at = (steps or {}).get(name, range(1, len(loss) + 1))
        sparse = name in (steps or {})
        ax.plot(at, loss, label=name, linestyle=dash, linewidth=2.2 if sparse else 1.2)
    if threshold is not None:
        ax.axhline(threshold, color=MUTED, linewidth=1, linestyle=(0, (2, 2)))
        ax.text(1, threshold, f"{threshold:g}", color=MUTED, fontsize=9, va="bottom")
    ax.set(xlabel="step", ylabel="loss of a caption", yscale="log" if log else "linear")
    if len(losses) > 1:
        ax.legend()
    return fig


@book_style()
def vocabulary_cost(
    parameters: Mapping[str, Mapping[str, int]], steps: Mapping[str, float]
) -> Figure:
    """Draw what a vocabulary costs: parameters on the left, steps a caption on the right.

    Parameters
    ----------
    parameters
        For each vocabulary its name, and how many parameters each part of the model has.
    steps
        For some vocabularies the mean number of steps of a caption.

    Returns
    -------
    Figure
        One bar a vocabulary.
    """
    fig, (left, right) = new_figure(1, 2, height=2.3, width_ratios=(1.6, 1.0))
    names = list(parameters)
    start = np.zeros(len(names))
    for part, hatch in zip(next(iter(parameters.values())), ("", "///", "..."), strict=False):
        widths = np.array([counts[part] / 1000 for counts in parameters.values()])
        left.barh(names, widths, left=start, height=0.6, label=part, hatch=hatch, edgecolor="white")
        start += widths
    right.barh(list(steps), list(steps.values()), height=0.6, color=MUTED)
    for ax, values, shape in ((left, start, "{:.0f}"), (right, steps.values(), "{:.1f}")):
        for row, value in enumerate(values):
            ax.annotate(
                shape.format(value), (value, row), xytext=(4, 0), textcoords="offset points",
                va="center", fontsize=9,
            )  # fmt: skip
        ax.margins(x=0.15)
        ax.grid(visible=False)
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        ax.invert_yaxis()
        ax.tick_params(left=False)
    left.set_title("parameters, in thousands")
    right.set_title("steps a caption")
    fig.legend(*left.get_legend_handles_labels(), loc="outside lower left", ncols=3)
    return fig


@book_style()
def descent_paths(
    curvatures: tuple[float, float], paths: Mapping[str, Float[np.ndarray, "steps 2"]]
) -> Figure:
    """Draw how update rules find their way down a bowl that is steeper one way than the other.

    Parameters
    ----------
    curvatures
        Those of the bowl, half the sum of curvature times square, in both directions.
    paths
        For each rule the points it went through.

    Returns
    -------
    Figure
        One panel a rule, with lines of equal height; the cross marks the lowest point.
    """
    fig, axes = new_figure(2, -(-len(paths) // 2), height=3.9, sharex=True, sharey=True)
    points = np.concatenate(list(paths.values()))
    spread = 1.15 * np.abs(points).max(axis=0)
    x, y = (np.linspace(-limit, limit, 121) for limit in spread)
    heights = (curvatures[0] * x**2 + curvatures[1] * y[:, np.newaxis] ** 2) / 2
    levels = heights.max() * np.linspace(0, 1, 12)[1:] ** 2
    for ax, (name, path) in zip(axes, paths.items(), strict=False):
        ax.contour(x, y, heights, levels=levels, colors=MUTED, linewidths=0.5, alpha=0.6)
        ax.plot(*path.T, "o-", color=BLUE, markersize=2.5, linewidth=1)
        ax.plot(0, 0, "x", color=VERMILION, markersize=7, markeredgewidth=2)
        ax.set_title(name)
        ax.grid(visible=False)
    return fig
