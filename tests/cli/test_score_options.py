"""``unrolled score``: its options checked before any work, and its table."""

import pytest
from rich.console import Console

from unrolled.cli.score_table import score_table

SHARES = ("bleu_1", "bleu_2", "bleu_3", "bleu_4", "exact_match", "token_accuracy")


@pytest.mark.parametrize("command", [["score"], ["caption", "--features", "missing.npy"]])
@pytest.mark.parametrize("power", [-0.1, 10.5, "nan"])
def test_a_length_penalty_out_of_range_is_told_before_anything_is_read(run, command, power):
    result = run(*command, "missing.h5", "--length-penalty", power)
    assert result.exit_code == 2
    assert "--length-penalty should be from 0 to 10; got " in result.stderr
    assert "missing" not in result.stderr


def test_the_title_of_the_table_is_one_line_of_80_columns():
    score = dict.fromkeys(SHARES, 0.5) | {"perplexity": 3.0, "pictures": 6, "split": "val"}
    console = Console(width=80, highlight=False)
    with console.capture() as captured:
        console.print(score_table([score | {"decoding": "greedy"}]))
    lines = captured.get().splitlines()
    title = "Scores in per cent: BLEU, right captions, right next words; and perplexity"
    assert lines[0].rstrip() == title
    assert sum("6 val, greedy" in line and "50.0" in line and "3.00" in line for line in lines) == 1
