"""Computation graphs of the LSTM: wires meet boxes, numbers are written, lanes are complete."""

from itertools import combinations

import pytest
from matplotlib.patches import FancyArrowPatch

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.lstm_graph import (
    FORK,
    LSTM_NODES,
    LSTM_WIRES,
    gates_product,
    lstm_sequence_graph,
    lstm_step_graph,
)

VALUES = {name: -0.5 - 0.01 * k for k, name in enumerate(dict.fromkeys(w[0] for w in LSTM_WIRES))}
GRADIENTS = {name: -0.7 - 0.01 * k for k, name in enumerate({w[1] for w in LSTM_WIRES})}


def draw_step():
    return lstm_step_graph(VALUES, GRADIENTS)


def arrows(fig):
    (ax,) = fig.axes
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


@pytest.mark.parametrize("draw", [draw_step, gates_product, lstm_sequence_graph])
def test_no_text_covers_another_or_leaves_the_page(draw):
    fig = draw()
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


def on_edge(point, box):
    right, up = abs(point[0] - box.x) - box.width / 2, abs(point[1] - box.y) - box.height / 2
    return max(right, up) == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("wire", LSTM_WIRES, ids=lambda wire: wire[1])
def test_wires_meet_boxes_or_the_fork(wire):
    for point in wire[2:4]:
        at_fork = max(abs(point[0] - FORK[0]), abs(point[1] - FORK[1])) < 0.06
        assert at_fork or sum(on_edge(point, box) for box, _ in LSTM_NODES) == 1


def test_boxes_stand_apart():
    for (one, _), (other, _) in combinations(LSTM_NODES, 2):
        across = abs(one.x - other.x) - (one.width + other.width) / 2
        along = abs(one.y - other.y) - (one.height + other.height) / 2
        assert max(across, along) > 0.1


def test_step_shows_every_number_it_is_given():
    (ax,) = draw_step().axes
    texts = [text.get_text() for text in ax.texts]
    for value in (*VALUES.values(), *GRADIENTS.values()):
        assert f"{value:.3f}".replace("-", "\N{MINUS SIGN}") in texts


def test_the_cells_three_gradients_stand_at_three_wires():
    at_cell = {gradient for value, gradient, *_ in LSTM_WIRES if value == "c"}
    assert at_cell == {"dc", "dc_right", "dc_down"}


def test_sequence_has_two_lanes_back():
    dashed = [arrow for arrow in arrows(lstm_sequence_graph()) if arrow.get_linestyle() != "solid"]
    # Four steps: from the loss, to the input, to the weights. Five arrows on each lane.
    assert len(dashed) == 4 * 3 + 2 * 5
    thick = [arrow for arrow in arrows(lstm_sequence_graph()) if arrow.get_linewidth() > 2]
    assert len(thick) == 4 + 5


def test_lanes_carry_what_comes_from_the_right():
    texts = {text.get_text() for text in lstm_sequence_graph().axes[0].texts}
    for state in "hc":
        assert f"$d{state}_0$" in texts
        assert {rf"$d{state}_{step}^{{\leftarrow}}$" for step in (1, 2, 3)} <= texts


def test_product_names_four_blocks_in_the_courses_order():
    (ax,) = gates_product().axes
    texts = [text.get_text() for text in ax.texts]
    weights = [text for text in texts if text.startswith("$W_") and "," not in text]
    assert weights == ["$W_i$", "$W_f$", "$W_o$", "$W_g$"]
    assert [text for text in texts if text.startswith("$a_")] == [f"$a_{gate}$" for gate in "ifog"]
