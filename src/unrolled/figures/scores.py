"""Figures of scores: what becomes of them while a net is trained on one."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from unrolled.figures.style import DASHES, book_style, new_figure


@book_style()
def score_history(scores: Mapping[str, Sequence[float]]) -> Figure:
    """Draw scores against epochs.

    Parameters
    ----------
    scores
        Of each score, from 0 to 1, its values before the first epoch and after each.

    Returns
    -------
    Figure
        One curve a score, in per cent.
    """
    fig, (ax,) = new_figure(height=2.7)
    for (name, values), dash in zip(scores.items(), DASHES, strict=False):
        per_cent = [100 * value for value in values]
        ax.plot(range(len(per_cent)), per_cent, label=name, linestyle=dash, marker="o")
    ax.set(xlabel="epochs on the score", ylabel="per cent", ylim=(0, 100))
    ax.set_xticks(range(max(len(values) for values in scores.values())))
    ax.legend(loc="upper left")
    return fig
