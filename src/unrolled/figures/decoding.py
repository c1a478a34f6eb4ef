"""Ways of writing a caption: the tree of a beam search, and words at several temperatures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.figure import Figure

from unrolled.figures.diagram import Point, canvas, draw_arrow, draw_label
from unrolled.figures.style import (
    BLUE,
    CARD,
    GREEN,
    INK,
    MUTED,
    PAGE_WIDTH,
    VERMILION,
    bare,
    book_style,
    new_figure,
)


class BeamNode(NamedTuple):
    """A word in the tree of a beam search.

    Attributes
    ----------
    step : int
        When it was added, from 0.
    parent : int or None
        The place of the word before it in the list of nodes; None at the start.
    word : str
        The word.
    log_prob : float
        The logarithm of the probability of the caption up to here.
    fate : str
        ``"kept"``, ``"dropped"`` or ``"ended"``.
    """

    step: int
    parent: int | None
    word: str
    log_prob: float
    fate: str


def path_to(nodes: Sequence[BeamNode], last: int) -> list[int]:
    """Go back from a node to the start.

    Parameters
    ----------
    nodes
        The tree.
    last
        The place of the node.

    Returns
    -------
    list of int
        The places of all nodes of its caption, in order.
    """
    path = [last]
    while (before := nodes[path[-1]].parent) is not None:
        path.append(before)
    return path[::-1]


@book_style()
def beam_tree(
    picture: UInt8[np.ndarray, "h w 3"], nodes: Sequence[BeamNode], best: int, greedy: int
) -> Figure:
    """Draw the captions that a beam search followed, and those that it dropped.

    Parameters
    ----------
    picture
        The picture that is captioned.
    nodes
        The words; those of a step in the order in which they are drawn from top to bottom.
    best, greedy
        The places of the last words of the caption that won, and of the one that always took the
        likeliest word.

    Returns
    -------
    Figure
        A column a step. The winner's path is thick and green, the greedy one orange and dashed,
        words that were dropped are grey.
    """
    rows, steps = Counter(node.step for node in nodes), 1 + max(node.step for node in nodes)
    pitch = 0.42
    height = 0.5 + pitch * max(*rows.values(), 3)
    fig, ax = canvas(height)
    inset = fig.add_axes((0.1 / PAGE_WIDTH, 0.5 - 0.4 / height, 0.8 / PAGE_WIDTH, 0.8 / height))
    bare(inset).imshow(picture)
    column = (PAGE_WIDTH - 1.1) / steps
    placed: Counter[int] = Counter()
    places: list[Point] = []
    winner, likeliest = set(path_to(nodes, best)), set(path_to(nodes, greedy))
    for number, node in enumerate(nodes):
        top = height / 2 + pitch * (rows[node.step] - 1) / 2
        at = 1.1 + column * (node.step + 0.5), top - pitch * placed[node.step]
        placed[node.step] += 1
        places.append(at)
        start = (0.92, height / 2) if node.parent is None else places[node.parent]
        colour = MUTED if node.fate == "dropped" else INK
        colour = GREEN if number in winner else VERMILION if number in likeliest else colour
        shift = 0.0 if node.parent is None else 0.36 * column
        draw_arrow(
            ax,
            (start[0] + shift, start[1]),
            (at[0] - 0.4 * column, at[1]),
            colour=colour,
            dashed=number in likeliest and number not in winner,
            width=2.2 if number in winner else 0.9,
        )
        weight = "bold" if number in winner else "normal"
        text = f"{node.word}\n{node.log_prob:.2f}".replace("-", "\N{MINUS SIGN}")
        draw_label(ax, at, text, colour=colour, fontweight=weight, fontsize=7.5)
    return fig


@book_style()
def temperatures(
    words: Sequence[str], shares: Mapping[str, Float[np.ndarray, " V"]], *, cut: int
) -> Figure:
    """Draw the probabilities of the next word at several temperatures.

    Parameters
    ----------
    words
        The words, the likeliest first.
    shares
        For each temperature its name and the probability of each word.
    cut
        How many words a draw from the likeliest few would keep.

    Returns
    -------
    Figure
        One panel a temperature; a line stands behind the last word that is kept.
    """
    fig, axes = new_figure(1, len(shares), height=2.6, sharey=True)
    longest = max(p.max() for p in shares.values())
    for ax, (name, p) in zip(axes, shares.items(), strict=True):
        colours = [BLUE if place < cut else CARD for place in range(len(words))]
        ax.barh(range(len(words)), p, color=colours, edgecolor=BLUE, height=0.7)
        for place, value in enumerate(p):
            ax.text(value + 0.02 * longest, place, f"{value:.2f}", va="center", fontsize=8.5)
        ax.axhline(cut - 0.5, color=VERMILION, linewidth=1, linestyle=(0, (3, 2)))
        ax.set(xlim=(0, 1.25 * longest), xticks=[])
        ax.set_title(name, fontsize=10)
        ax.grid(visible=False)
        ax.spines[["bottom", "left"]].set_visible(False)
        ax.tick_params(length=0)
    axes[0].set_yticks(range(len(words)), words)
    axes[0].invert_yaxis()
    return fig
