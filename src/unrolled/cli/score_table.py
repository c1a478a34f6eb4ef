"""The table of scores that ``train`` and ``score`` print."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

_SHARES = ("bleu_1", "bleu_2", "bleu_3", "bleu_4", "exact_match", "token_accuracy")


def score_table(scores: Sequence[Mapping[str, Any]]) -> Table:
    """
    Lay scores out for a terminal of 80 columns.

    Parameters
    ----------
    scores : sequence of mapping
        In each, the fields of `unrolled.training.CaptionScores`, and the ``split`` and
        ``decoding`` they belong to.

    Returns
    -------
    rich.table.Table
        The table.
    """
    title = "Scores in per cent: BLEU, right captions, right next words; and perplexity"
    table = Table(title=title, title_justify="left", box=SIMPLE, padding=(0, 0, 0, 1))
    table.add_column("pictures", no_wrap=True)
    for name in ("BLEU-1", "2", "3", "4", "exact", "words", "perplexity"):
        table.add_column(name, justify="right", no_wrap=True)
    for score in scores:
        cells = [f"{100 * score[name]:.1f}" for name in _SHARES]
        pictures = f"{score['pictures']} {score['split']}, {score['decoding']}"
        table.add_row(pictures, *cells, f"{score['perplexity']:.2f}")
    return table
