import numpy as np
import pytest
from matplotlib.colors import to_rgba

from unrolled.figures.notation import picture_axes, sequence_block, shape_flow
from unrolled.figures.style import VERMILION


def marked_cells(ax):
    return sum(patch.get_facecolor() == to_rgba(VERMILION) for patch in ax.patches)


@pytest.mark.parametrize(
    ("part", "cells"),
    [
        ((None, 2), 4 + 3),  # a column in front, and its top in every example
        ((1, None), 5 + 4),  # a row on the top, a column on the side
        ((0, 2), 4 + 1),  # a column in front and its top
        ((0, 4), 4 + 1 + 4),  # the last step is seen from the side too
        ((None, None), 5 * 4 + 5 * 3 + 4 * 3),
    ],
)
def test_block_marks_the_cells_of_a_part(part, cells):
    (ax,) = sequence_block(3, 5, 4, [("part", part)]).axes
    assert len(ax.patches) == 5 * 4 + 5 * 3 + 4 * 3
    assert marked_cells(ax) == cells


def test_block_names_its_axes():
    (ax,) = sequence_block(3, 5, 4, [("part", (0, 0))]).axes
    assert {text.get_text() for text in ax.texts} == {"N = 3", "T = 5", "D = 4"}


def test_flow_shows_every_array_shape_and_step():
    (ax,) = shape_flow([("x", "(N, D)"), ("h", "(N, H)"), ("loss", "()")], ["affine", "mean"]).axes
    shown = [text.get_text() for text in ax.texts]
    assert sorted(shown) == sorted(["x", "(N, D)", "h", "(N, H)", "loss", "()", "affine", "mean"])


def test_picture_marks_the_pixel_in_row_and_column():
    picture = np.zeros((5, 7, 3), dtype=np.uint8)
    picture[2, 4] = (240, 140, 20)
    before = picture.copy()
    axes = picture_axes(picture, row=2, column=4).axes
    np.testing.assert_array_equal(picture, before)
    titles = [ax.get_title(loc="left") for ax in axes]
    assert titles == ["picture[2, 4]", "red: 240", "green: 140", "blue: 20"]
    for ax in axes:
        (mark,) = ax.patches
        assert (mark.get_x(), mark.get_y()) == (3.5, 1.5)
    for channel, ax in enumerate(axes[1:]):
        np.testing.assert_array_equal(ax.images[0].get_array(), picture[:, :, channel])
