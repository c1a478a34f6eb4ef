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


def luminance(color):
    """Relative luminance as WCAG 2 defines it."""
    channels = np.array(to_rgb(color))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(color, background):
    low, high = sorted([luminance(color), luminance(background)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("color", PALETTE)
def test_line_colours_stand_out_from_the_card(color):
    assert contrast(color, CARD) >= 3


@pytest.mark.parametrize("color", [INK, MUTED])
def test_text_colours_are_readable_on_the_card(color):
    assert contrast(color, CARD) >= 4.5


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
        fig, axes = new_figure(2, 3, height=4)
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
