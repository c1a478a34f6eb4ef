"""Figures of fooling: the difference is drawn as it is, and nothing is cut off."""

import numpy as np
import pytest

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.fooling import (
    Guess,
    amplified,
    fooled_picture,
    perturbation_sizes,
    saved_table,
)

GUESSES = Guess("Egyptian cat", 0.3614), Guess("soft-coated Wheaten terrier", 0.80593)


def pixels():
    return np.random.default_rng(0).uniform(0, 255, size=(40, 50, 3))


@pytest.mark.parametrize("factor", [1, 10])
def test_difference_lies_around_grey_and_grows_with_the_factor(factor):
    original = np.full((2, 2, 3), 100, np.uint8)
    changed = original + np.array([[[3.0], [-4.0]], [[0.0], [30.0]]])
    expected = np.clip(127.5 + factor * np.array([[3, -4], [0, 30]]), 0, 255)
    got = amplified(original, changed, factor)
    assert got.dtype == np.uint8
    np.testing.assert_array_equal(got, np.repeat(np.rint(expected)[..., None], 3, axis=2))


def test_darker_whole_numbers_do_not_wrap_around():
    dark, bright = np.zeros((1, 1, 3), np.uint8), np.full((1, 1, 3), 9, np.uint8)
    assert np.all(amplified(bright, dark) < 127)


def test_four_pictures_with_what_the_network_says():
    original = pixels()
    changed = original + np.random.default_rng(1).normal(size=original.shape)
    fig = fooled_picture(original, changed, GUESSES)
    assert [ax.get_title(loc="left") for ax in fig.axes] == [
        "original", "fooled", "difference", "difference \N{MULTIPLICATION SIGN} 10",
    ]  # fmt: skip
    said = [" ".join(ax.get_xlabel().split()) for ax in fig.axes]
    assert said == ["Egyptian cat, 36.1 %", "soft-coated Wheaten terrier, 80.6 %", "", ""]
    shown = [ax.images[0].get_array() for ax in fig.axes]
    np.testing.assert_array_equal(shown[2], amplified(original, changed))
    np.testing.assert_array_equal(shown[3], amplified(original, changed, 10))


def test_what_the_network_says_stays_below_its_picture():
    original = pixels()
    fig = fooled_picture(original, original, (GUESSES[1], GUESSES[1]))
    fig.draw_without_rendering()
    one, other = (ax.xaxis.label.get_window_extent() for ax in fig.axes[:2])
    assert not one.overlaps(other)
    assert one.y0 >= fig.bbox.y0


def test_sizes_are_drawn_from_the_first_that_fooled():
    sizes = {"network": np.array([np.inf, 4.0, 2.0]), "other": np.array([9.0, 1.0, 0.4])}
    fig = perturbation_sizes(sizes, sizes)
    for ax in fig.axes:
        first, second = ax.lines[:2]
        np.testing.assert_array_equal(first.get_xdata(), [1, 2, 3])
        np.testing.assert_array_equal(first.get_ydata(), [np.nan, 4, 2])
        np.testing.assert_array_equal(second.get_ydata(), [9, 1, 0.4])
    assert texts_outside(fig) == []


def test_table_says_each_probability_readably():
    table = np.array([[0.98, 0.3], [0.0, 1.0]])
    fig = saved_table(["first place", "0.99"], ["8 bits", "JPEG 95"], table)
    (ax,) = fig.axes
    assert [text.get_text() for text in ax.texts] == ["0.98", "0.30", "0.00", "1.00"]
    assert overlapping_texts(fig) == []
