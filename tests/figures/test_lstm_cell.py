"""Pictures of a cell and its gates: nothing covers anything, and bars are as long as numbers."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.lstm_cell import (
    GATE_COLOURS,
    Panel,
    cell_timeline,
    conveyor,
    gate_row,
    signed,
)

CELL = np.array([0.9, -0.6, 0.4, -0.8])
FORGET = np.array([1.0, 0.5, 0.0, 0.25])
MINUS = "\N{MINUS SIGN}"


def draw_row():
    panels = [
        Panel("$c$", CELL, "signed"),
        Panel("$f$", FORGET, "gate", GATE_COLOURS["f"]),
        Panel("kept", CELL * FORGET, "signed"),
    ]
    return gate_row(panels, [r"$\times$", "="])


def draw_timeline():
    gates = np.array([[0, 1, 0], [1, 0, 0], [0, 1, 1], [0, 1, 0]], dtype=float)
    values, cells = np.array([0.5, -0.9, 0.7, 0.1]), np.array([0, -0.72, -0.72, -0.72])
    return cell_timeline(values, ["", "write", "show", ""], gates, cells, cells * gates[:, 2])


@pytest.mark.parametrize("draw", [conveyor, draw_row, draw_timeline])
def test_no_text_covers_another_or_leaves_the_page(draw):
    fig = draw()
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "0.50"), (-0.126, f"{MINUS}0.13"), (-0.001, "0.00"), (0.0, "0.00")]
)
def test_numbers_have_two_digits_and_no_negative_zero(value, text):
    assert signed(value) == text


def test_row_writes_every_number_and_sign():
    (ax,) = draw_row().axes
    texts = [text.get_text() for text in ax.texts]
    for value in (*CELL, *FORGET, *(CELL * FORGET)):
        assert signed(value) in texts
    assert {r"$\times$", "=", "$c$", "$f$", "kept"} <= set(texts)


def test_gates_are_filled_as_far_as_they_are_open():
    (ax,) = draw_row().axes
    colour = to_rgba(GATE_COLOURS["f"])
    bars = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_edgecolor() == colour]
    fillings = [p for p in ax.patches if p.get_facecolor() == colour]
    full = bars[-1].get_width()
    shares = [filling.get_width() / full for filling in fillings if filling.get_fill()]
    np.testing.assert_allclose(shares, FORGET)


def test_signed_bars_point_to_the_side_of_their_sign():
    (ax,) = draw_row().axes
    bars = [p.get_width() for p in ax.patches if p.get_alpha() == 0.85]
    expected = np.concatenate([CELL, CELL * FORGET])
    np.testing.assert_allclose(np.array(bars) / bars[0], expected / expected[0], atol=1e-12)


def test_timeline_says_which_gates_are_open_and_what_was_commanded():
    fig = draw_timeline()
    _, gates, cell, shown = fig.axes
    words = [text.get_text() for text in gates.texts]
    assert " ".join(words[:4]) == "closed open closed closed"  # write
    assert " ".join(words[4:8]) == "open closed open open"  # keep
    assert " ".join(words[8:]) == "closed closed open closed"  # show
    assert [bar.get_height() for bar in cell.patches] == [0, -0.72, -0.72, -0.72]
    assert [bar.get_height() for bar in shown.patches] == [0, 0, -0.72, 0]
    assert [label.get_text() for label in shown.get_xticklabels()] == [
        "1\n", "2\nwrite", "3\nshow", "4\n"
    ]  # fmt: skip
