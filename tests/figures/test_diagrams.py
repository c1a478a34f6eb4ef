"""Computation graphs and drawings of arrays: what a reader's eye would trip over."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.computation_graph import STEP_NODES, STEP_WIRES, step_graph, unrolled_graph
from unrolled.figures.diagram import Box, canvas, draw_arrow, draw_box, draw_label
from unrolled.figures.shapes import embedding_rows, masked_targets, one_product
from unrolled.figures.style import book_style

FORWARD = {
    "x": 2.0, "Wx": 0.5, "prev_h": -0.6, "Wh": 1.5, "b": 0.3,
    "from_x": 1.0, "from_h": -0.9, "a": 0.4, "next_h": 0.38,
}  # fmt: skip
BACKWARD = {
    "dx": 0.428, "dWx": 1.711, "dprev_h": 1.283, "dWh": -0.513,
    "db": 0.856, "da": 0.856, "dnext_h": 1.0,
}  # fmt: skip
WORDS = ["a", "circle", "above", "square"]
CAPTION = np.array([0, 1, 2, 0, 3])


def draw_embedding():
    W = np.arange(12).reshape(4, 3) / 10
    dout = np.arange(15).reshape(5, 3) - 7.0
    dW = np.stack([dout[word == CAPTION].sum(axis=0) for word in range(4)])
    return embedding_rows(WORDS, CAPTION, W, dout, dW)


def draw_mask():
    words = [["a", "large", "triangle", "<END>"], ["hearts", "<END>", "<NULL>", "<NULL>"]]
    return masked_targets(words, np.array([[w != "<NULL>" for w in row] for row in words]))


DIAGRAMS = {
    "step": lambda: step_graph(FORWARD, BACKWARD),
    "unrolled": unrolled_graph,
    "one product": one_product,
    "embedding": draw_embedding,
    "mask": draw_mask,
}


def written(fig):
    return [text.get_text() for ax in fig.axes for text in ax.texts]


@pytest.mark.parametrize("draw", DIAGRAMS.values(), ids=DIAGRAMS)
def test_no_text_covers_another_or_leaves_the_page(draw):
    fig = draw()
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


def test_helper_sees_texts_that_overlap_and_leave():
    fig, ax = canvas(2.0)
    draw_label(ax, (2.0, 1.0), "first")
    draw_label(ax, (2.1, 1.0), "second")
    draw_label(ax, (7.3, 1.5), "too far to the right")
    assert overlapping_texts(fig) == [("first", "second")]
    assert texts_outside(fig) == ["too far to the right"]


def on_edge(point, box):
    right, up = abs(point[0] - box.x) - box.width / 2, abs(point[1] - box.y) - box.height / 2
    return max(right, up) == pytest.approx(0, abs=0.015)


@pytest.mark.parametrize("wire", STEP_WIRES, ids=lambda wire: wire[0])
def test_wires_of_the_step_meet_boxes(wire):
    _, _, start, end = wire
    boxes = [box for box, _ in STEP_NODES]
    assert sum(on_edge(start, box) for box in boxes) == 1
    assert sum(on_edge(end, box) for box in boxes) == 1


def test_boxes_of_the_step_stand_apart():
    for (one, _), (other, _) in combinations(STEP_NODES, 2):
        across = abs(one.x - other.x) - (one.width + other.width) / 2
        along = abs(one.y - other.y) - (one.height + other.height) / 2
        assert max(across, along) > 0.1


def test_step_shows_every_number_it_is_given():
    texts = written(step_graph(FORWARD, BACKWARD))
    for value in (*FORWARD.values(), *BACKWARD.values()):
        assert f"{value:.3f}".replace("-", "\N{MINUS SIGN}") in texts


def test_unrolled_graph_sends_two_gradients_into_every_state():
    fig = unrolled_graph()
    (ax,) = fig.axes
    dashed = [
        patch
        for patch in ax.patches
        if isinstance(patch, FancyArrowPatch) and patch.get_linestyle() != "solid"
    ]
    # Four states: from above, from the right, to the input, to the weights; and one to h0.
    assert len(dashed) == 4 * 4 + 1


def test_embedding_draws_an_arrow_for_every_word_and_back():
    (ax,) = draw_embedding().axes
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    assert len(arrows) == 2 * len(CAPTION)


def test_mask_hides_padding():
    texts = written(draw_mask())
    assert "<NULL>" not in texts
    assert texts.count("\N{MIDDLE DOT}") == 2
    assert {"triangle", "hearts"} <= set(texts)


@book_style()
def test_box_knows_where_wires_meet_it():
    _, ax = canvas(2.0)
    box = draw_box(ax, Box(2.0, 1.0, 0.6, 0.4), "tanh")
    assert box.left == pytest.approx((1.7, 1.0))
    assert box.right == pytest.approx((2.3, 1.0))
    assert box.top == pytest.approx((2.0, 1.2))
    assert box.bottom == pytest.approx((2.0, 0.8))
    (patch,) = ax.patches
    assert isinstance(patch, FancyBboxPatch)


@book_style()
def test_arrow_ends_at_its_points():
    fig, ax = canvas(2.0)
    draw_arrow(ax, (1.0, 1.0), (3.0, 1.0), dashed=True)
    fig.draw_without_rendering()
    (arrow,) = ax.patches
    extent = arrow.get_window_extent().transformed(ax.transData.inverted())
    assert extent.x0 == pytest.approx(1.0, abs=0.03)
    assert extent.x1 == pytest.approx(3.0, abs=0.03)
