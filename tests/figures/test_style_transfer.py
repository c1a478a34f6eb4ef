"""Figures of style transfer: every picture is there, and curves show what they are given."""

import numpy as np
import pytest

from unrolled.figures.style_transfer import (
    gram_forgets,
    loss_curves,
    loss_terms,
    picture_row,
    style_triptych,
    texture_pairs,
)

RNG = np.random.default_rng(0)


def picture(height=12, width=16):
    return RNG.integers(256, size=(height, width, 3), dtype=np.uint8)


def shown(fig):
    return [np.asarray(image.get_array()) for ax in fig.axes for image in ax.images]


def titles(fig):
    return [ax.get_title(loc="left") for ax in fig.axes if ax.get_title(loc="left")]


def same(found, expected):
    return all(np.array_equal(one, two) for one, two in zip(found, expected, strict=True))


@pytest.mark.parametrize("columns", [None, 2])
def test_row_shows_every_picture_under_its_title(columns):
    pictures = {"one": picture(), "two": picture(20, 8), "three": picture()}
    fig = picture_row(pictures, columns)
    assert same(shown(fig), pictures.values())
    assert titles(fig) == list(pictures)
    assert len({ax.get_position().y0 for ax in fig.axes if ax.images}) >= (2 if columns else 1)


def test_triptych_draws_the_result_largest():
    pictures = picture(), picture(14, 14), picture(12, 16)
    fig = style_triptych(*pictures)
    assert same(shown(fig), pictures)
    fig.draw_without_rendering()
    widths = [ax.get_window_extent().width for ax in fig.axes]
    assert widths[2] > 1.5 * max(widths[:2])


def test_terms_are_drawn_unless_they_are_zero():
    terms = np.stack([np.arange(5.0), np.zeros(5), np.ones(5)], axis=1)
    (ax,) = loss_terms(terms, change=4).axes
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["content", "total variation"]
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [np.nan, 1, 2, 3, 4])
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2, 3, 4, 5])
    assert [text.get_text() for text in ax.texts] == ["smaller rate"]
    assert loss_terms(terms).axes[0].texts[:] == []


def test_curves_show_the_least_loss_so_far():
    (ax,) = loss_curves({"Adam": np.array([5.0, 7.0, 3.0]), "L-BFGS": np.array([5.0, 1.0])}).axes
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [5, 5, 3])
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), [5, 1])
    assert ax.lines[0].get_linestyle() != ax.lines[1].get_linestyle()


@pytest.mark.parametrize("count", [1, 3])
def test_textures_stand_above_what_was_made_of_them(count):
    pairs = {f"texture {n}": (picture(), picture()) for n in range(count)}
    fig = texture_pairs(pairs)
    upper, lower = zip(*pairs.values(), strict=True)
    assert same(shown(fig), (*upper, *lower))
    assert titles(fig)[:count] == list(pairs)


def test_gram_matrices_share_one_scale_and_their_difference_is_said():
    one = np.array([[1.0, 2.0], [2.0, 5.0]])
    fig = gram_forgets(picture(), picture(), (one, one.copy()))
    assert "the same" in titles(fig)
    scales = {image.get_clim() for ax in (fig.axes[1], fig.axes[3]) for image in ax.images}
    assert scales == {(1.0, 5.0)}
    assert "differs by 2e-01" in titles(gram_forgets(picture(), picture(), (one, one + 1)))


def test_nothing_to_show_is_refused():
    with pytest.raises(ValueError, match="at least one picture"):
        picture_row({})
    with pytest.raises(ValueError, match="at least one texture"):
        texture_pairs({})
