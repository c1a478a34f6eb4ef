"""Figures about the drawn pictures: what is marked, and what is written where."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.scenes import combination_grid, exact_matches, word_probabilities
from unrolled.figures.style import VERMILION

COLOURS = ["black", "red", "orange"]
SHAPES = ["circle", "triangle"]


def marked(ax):
    """Places of the frames that stand out."""
    frames = [patch for patch in ax.patches if to_hex(patch.get_edgecolor()) == VERMILION]
    return [frame.get_xy() for frame in frames]


def test_grid_shows_each_picture_and_marks_what_is_held_out():
    pictures = np.random.default_rng(0).integers(256, size=(3, 2, 8, 8, 3), dtype=np.uint8)
    heldout = np.array([[False, True], [False, False], [True, False]])
    fig = combination_grid(pictures, heldout, COLOURS, SHAPES)
    (ax,) = fig.axes
    shown = [image.get_array() for image in ax.images]
    assert len(shown) == 6
    np.testing.assert_array_equal(shown, pictures.reshape(6, 8, 8, 3))
    corners = [(image.get_extent()[0], image.get_extent()[2]) for image in ax.images]
    *frames, _ = marked(ax)  # the last one belongs to the legend
    assert frames == [corners[1], corners[4]]
    texts = {text.get_text() for text in ax.texts}
    assert {*COLOURS, *SHAPES, "held out"} == texts
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


def test_probabilities_stand_in_their_cells_and_the_written_word_is_framed():
    p = np.array([[0.6, 0.4, 0.0], [0.0, 0.01, 0.99]])
    picture = np.zeros((8, 8, 3), dtype=np.uint8)
    fig = word_probabilities(picture, ["a", "there", "star"], p, ["a", "star"])
    beside, ax = fig.axes
    assert np.array_equal(beside.images[0].get_array(), picture)
    np.testing.assert_array_equal(ax.images[0].get_array(), p.T)
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "0.60", (0, 1): "0.40", (1, 2): "0.99"}
    assert marked(ax) == [(-0.5, -0.5), (0.5, 1.5)]
    assert overlapping_texts(fig) == []


def test_probabilities_leave_out_a_written_word_that_is_not_listed():
    p = np.array([[1.0]])
    fig = word_probabilities(np.zeros((8, 8, 3), dtype=np.uint8), ["a"], p, ["star"])
    assert marked(fig.axes[1]) == []


def test_exact_matches_are_labelled_in_per_cent():
    shares = {
        "training": {"the net": 0.994, "nearest": 1.0},
        "combinations never seen": {"the net": 0.93, "nearest": 0.0},
    }
    fig = exact_matches(shares)
    (ax,) = fig.axes
    heights = sorted(bar.get_height() for bar in ax.patches)
    assert heights == pytest.approx([0, 93, 99.4, 100])
    assert {text.get_text() for text in ax.texts} == {"0 %", "93 %", "99 %", "100 %"}
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []
