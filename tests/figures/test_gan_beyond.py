"""Figures of what lies beyond the plain GAN: all is drawn, on the right scales, and readable."""

import numpy as np
import pytest

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.gan_beyond import (
    code_map,
    digit_rows,
    few_labels,
    noise_lengths,
    shares_asked,
)

RNG = np.random.default_rng(0)


def images(fig):
    return [image for ax in fig.axes for image in ax.images]


@pytest.mark.parametrize("title", ["", "from left to right, another noise each"])
def test_every_digit_is_drawn_in_its_row_dark_on_light(title) -> None:
    rows = {f"asked for {k}": RNG.random((6, 28, 28)) for k in range(10)}
    fig = digit_rows(rows, title)
    drawn = images(fig)
    assert len(drawn) == 10
    for image, row in zip(drawn, rows.values(), strict=True):
        np.testing.assert_array_equal(image.get_array()[:, 28:56], row[1])
        assert image.get_clim() == (0, 1)
        assert image.get_cmap().name == "gray_r"
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


def test_digits_keep_their_proportions_in_a_shorter_row_too() -> None:
    fig = digit_rows({"six": RNG.random((6, 28, 28)), "two": RNG.random((2, 28, 28))})
    for image in images(fig):
        place, (height, width) = image.axes.get_window_extent(), image.get_array().shape
        assert place.width / place.height == pytest.approx(width / height, rel=1e-6)


def test_a_bar_for_each_digit_of_each_run() -> None:
    shares = {"told by answers": np.linspace(0.5, 1, 10), "not told": np.full(10, 0.1)}
    fig = shares_asked([900, 300], shares)
    heights = [bar.get_height() for ax in fig.axes for bar in ax.patches]
    np.testing.assert_allclose(heights, np.concatenate(list(shares.values())))
    assert "900 steps" in fig.axes[0].get_title(loc="left")


def test_lengths_are_densities() -> None:
    lengths, middles = RNG.normal(10, 0.7, 500), RNG.normal(7, 0.7, 500)
    (ax,) = noise_lengths({"normal": lengths}, {"straight": middles, "arc": lengths}).axes
    bars = [bar for bar in ax.patches if hasattr(bar, "get_height")]
    assert sum(bar.get_height() * bar.get_width() for bar in bars) == pytest.approx(1)
    named = {text.get_text() for text in ax.get_legend().get_texts()}
    assert named == {"normal", "straight", "arc"}


@pytest.mark.parametrize("all_labels", [None, 0.97])
def test_every_run_has_its_curve(all_labels) -> None:
    (ax,) = few_labels([100, 200], {"without": [0.7, 0.8], "with": [0.7, 0.9]}, all_labels).axes
    curves = [line.get_ydata() for line in ax.lines[:2]]
    np.testing.assert_array_equal(curves, [[0.7, 0.8], [0.7, 0.9]])
    assert len(ax.lines) == (2 if all_labels is None else 3)


def test_the_map_shows_every_code_and_every_picture() -> None:
    codes, labels = RNG.normal(size=(30, 2)), np.arange(30) % 10
    sheet = RNG.random((3, 4, 28, 28))
    plane, pictures = code_map(codes, labels, sheet).axes
    dots = [own.get_offsets() for own in plane.collections]
    np.testing.assert_allclose(
        np.concatenate(dots), np.concatenate([codes[k::10] for k in range(10)])
    )
    drawn = pictures.images[0].get_array()
    assert drawn.shape == (84, 112)
    np.testing.assert_array_equal(drawn[28:56, 56:84], sheet[1, 2])
