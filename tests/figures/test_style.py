import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from unrolled.figures.style import (
    CARD,
    INK,
    MUTED,
    PAGE_WIDTH,
    PALETTE,
    PIXELS_PER_INCH,
    bare,
    book_style,
    new_figure,
)

# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
COLOUR_BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.3039],
        ]
    ),
}
RGB_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)


def linear_rgb(color):
    channels = np.array(to_rgb(color))
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(color):
    """Relative luminance as WCAG 2 defines it."""
    return linear_rgb(color) @ RGB_TO_XYZ[1]


def lab(linear):
    """CIE L*a*b* (white point D65): distances in it are about those the eye sees."""
    x, y, z = np.cbrt(RGB_TO_XYZ @ np.clip(linear, 1e-3, 1) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(color, background):
    low, high = sorted([luminance(color), luminance(background)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("color", PALETTE)
def test_line_colours_stand_out_from_the_card(color):
    assert contrast(color, CARD) >= 3


@pytest.mark.parametrize("color", [INK, MUTED])
def test_text_colours_are_readable_on_the_card(color):
    assert contrast(color, CARD) >= 4.5


@pytest.mark.parametrize("kind", COLOUR_BLINDNESS)
def test_line_colours_stay_apart(kind):
    seen = [lab(COLOUR_BLINDNESS[kind] @ linear_rgb(color)) for color in PALETTE]
    distances = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
    assert min(distances) > 20


def test_style_ends_with_the_block():
    before = dict(mpl.rcParams)
    with book_style():
        assert mpl.rcParams["figure.facecolor"] == CARD
    assert dict(mpl.rcParams) == before


def test_style_ends_when_drawing_fails():
    before = dict(mpl.rcParams)
    with pytest.raises(RuntimeError, match="planted"), book_style():
        raise RuntimeError("planted")
    assert dict(mpl.rcParams) == before


def test_style_decorates_a_function_more_than_once():
    @book_style()
    def face():
        return mpl.rcParams["figure.facecolor"]

    assert [face(), face()] == [CARD, CARD]


def test_figure_is_as_wide_as_the_page_and_sharp():
    with book_style():
        fig, axes = new_figure(2, 3, height=4.0)
    assert tuple(fig.get_size_inches()) == (PAGE_WIDTH, 4)
    assert fig.dpi == PIXELS_PER_INCH
    assert len(axes) == 6


def test_figure_is_closed_for_pyplot():
    with book_style():
        new_figure()
    assert plt.get_fignums() == []


def test_bare_leaves_no_frame():
    _, (ax,) = new_figure()
    assert bare(ax) is ax
    assert not any(spine.get_visible() for spine in ax.spines.values())
    assert list(ax.get_xticks()) == []
    assert list(ax.get_yticks()) == []
