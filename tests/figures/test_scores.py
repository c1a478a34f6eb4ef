"""Scores while a net is trained on one of them."""

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.scores import score_history

HISTORY = {"BLEU-4": [0.5, 0.7, 0.8], "exactly right": [0.31, 0.3, 0.32]}


def test_every_score_is_drawn_in_per_cent():
    fig = score_history(HISTORY)
    (ax,) = fig.axes
    assert [line.get_label() for line in ax.lines] == list(HISTORY)
    assert ax.lines[0].get_ydata().tolist() == [50.0, 70.0, 80.0]
    assert ax.lines[1].get_xdata().tolist() == [0, 1, 2]


def test_texts_are_readable():
    fig = score_history(HISTORY)
    assert not overlapping_texts(fig)
    assert not texts_outside(fig)
