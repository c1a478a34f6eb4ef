"""Rows of pictures and maps: all is there, on scales that say what they should, and readable."""

import numpy as np
import pytest

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.picture_rows import guesses, picture_rows

LONG = "crane (lifts and moves heavy objects)"


def pictures(count, height=40, width=40):
    rng = np.random.default_rng(0)
    return rng.integers(256, size=(count, height, width, 3), dtype=np.uint8)


def maps(count):
    return np.random.default_rng(0).random((count, 40, 40))


def images(fig):
    return [image for ax in fig.axes for image in ax.images]


def test_every_picture_and_map_is_drawn_row_by_row():
    rows = {"picture": list(pictures(3)), "map": list(maps(3))}
    drawn = [image.get_array() for image in images(picture_rows(rows))]
    wanted = [one for row in rows.values() for one in row]
    assert all(np.array_equal(one, two) for one, two in zip(drawn, wanted, strict=True))


def test_a_map_starts_at_black_and_its_brightest_pixels_do_not_set_the_scale():
    one = maps(1)[0]
    one[0, 0] = 1000
    (image,) = images(picture_rows({"map": [one]}))
    low, high = image.get_clim()
    assert low == 0
    assert 0.9 < high <= 1


def test_a_map_with_signs_has_white_at_zero():
    (image,) = images(picture_rows({"map": [maps(1)[0] - 0.25]}))
    low, high = image.get_clim()
    assert low == -high
    assert image.get_cmap().name == "RdBu_r"


def test_an_empty_map_can_be_drawn():
    (image,) = images(picture_rows({"map": [np.zeros((40, 40))]}))
    assert image.get_clim() == (0, 1)


def test_pictures_keep_their_proportions():
    fig = picture_rows({"wide": list(pictures(2, height=20, width=40))})
    place = fig.axes[-1].get_window_extent()
    assert place.width / place.height == pytest.approx(2)


@pytest.mark.parametrize("count", [1, 4, 5])
def test_names_and_titles_have_room(count):
    rows = {"integrated gradients": list(maps(count)), "picture": list(pictures(count))}
    fig = picture_rows(rows, [LONG] * count)
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


def test_guesses_are_all_named_and_have_room():
    shares = np.tile([0.9, 0.06, 0.02, 0.01, 0.0], (5, 1))
    fig = guesses(pictures(5), [[LONG, "cat", "dog", "bus", "tree"]] * 5, shares, ["cat"] * 5)
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []
    texts = [text.get_text() for ax in fig.axes for text in ax.texts]
    assert texts.count("bus") == 5
    assert texts.count("90%") == 5


def test_the_right_guess_has_a_colour_of_its_own():
    shares = np.array([[0.5, 0.3]])
    fig = guesses(pictures(1), [["cat", "dog"]], shares, ["dog"])
    # Of each two bars the first is the ground that the share lies on.
    colours = [bar.get_facecolor() for ax in fig.axes for bar in ax.patches][1::2]
    assert len(colours) == 2
    assert colours[0] != colours[1]
    widths = [bar.get_width() for ax in fig.axes for bar in ax.patches][1::2]
    assert widths == [0.5, 0.3]
