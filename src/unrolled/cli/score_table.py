"""The table of scores that ``train`` and ``score`` print."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.console import Group
from rich.table import Table
from rich.text import Text

_SHARES = ("bleu_1", "bleu_2", "bleu_3", "bleu_4", "exact_match", "token_accuracy")


def score_table(scores: Sequence[Mapping[str, Any]]) -> Group:
    """
    Lay scores out for a terminal of 80 columns.

    Parameters
    ----------
    scores : sequence of mapping
        In each, the fields of `unrolled.training.CaptionScores`, and the ``split`` and
        ``decoding`` they belong to.

    Returns
    -------
    rich.console.Group
        The table below its title.
    """
    title = "Scores in per cent: BLEU, right captions, right next words; and perplexity"
    table = Table(box=SIMPLE, padding=(0, 0, 0, 1))
    table.add_column("pictures", no_wrap=True)
    for name in ("BLEU-1", "2", "3", "4", "exact", "words", "perplexity"):
        table.add_column(name, justify="right", no_wrap=True)
    for score in scores:
        cells = [f"{100 * score[name]:.1f}" for name in _SHARES]
        pictures = f"{score['pictures']} {score['split']}, {score['decoding']}"
        table.add_row(pictures, *cells, f"{score['perplexity']:.2f}")
    # Above the table, and not its title: that would be folded to the table's width.
    return Group(Text(title, style="italic"), table)
