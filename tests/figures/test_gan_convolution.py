"""Matrices of convolutions, counts and histograms: each shows the numbers that it was given."""

import numpy as np
import pytest

from unrolled.figures.gan_convolution import (
    contributions,
    convolution_matrices,
    feature_distributions,
)
from unrolled.layers import conv_matrix, conv_transpose_matrix


def drawn(ax):
    (image,) = ax.get_images()
    return np.ma.filled(image.get_array(), 0)


def test_convolution_matrices_draws_the_window_its_places_and_both_matrices():
    window = np.arange(1.0, 10.0).reshape(3, 3, 1, 1)
    forward = conv_matrix(window, (5, 5), 2)
    back = conv_transpose_matrix(window, (2, 2), 2)
    fig = convolution_matrices(window[..., 0, 0], (5, 5), forward, back)
    panels = [drawn(ax) for ax in fig.axes if ax.get_images()]
    assert np.array_equal(panels[0], window[..., 0, 0])
    assert np.array_equal(np.stack(panels[1:5]).reshape(4, 25), forward)
    assert np.array_equal(panels[5], forward)
    assert np.array_equal(panels[6], forward.T)
    page = fig.axes[0]
    assert any("from 25 numbers to 4" in text.get_text() for text in page.texts)


def test_contributions_writes_each_count_in_its_pixel():
    counts = {"one": np.array([[1, 2], [4, 2]]), "two": np.array([[3]])}
    fig = contributions(counts)
    for ax, (name, count) in zip(fig.axes, counts.items(), strict=True):
        assert ax.get_title(loc="left") == name
        written = {text.get_position(): int(text.get_text()) for text in ax.texts}
        assert written == {(x, y): value for (y, x), value in np.ndenumerate(count)}


def test_feature_distributions_draws_one_curve_a_feature_on_one_axis():
    rng = np.random.default_rng(0)
    before = rng.standard_normal((500, 3)) + np.array([0, 5, 10])
    fig = feature_distributions({"before": before, "after": before - before.mean(axis=0)})
    for ax in fig.axes:
        assert len(ax.patches) == 2 * 3  # an outline and its filling
    assert fig.axes[0].get_xlim() == fig.axes[1].get_xlim()
    outlines = [patch for patch in fig.axes[0].patches if not patch.get_fill()]
    for patch, mean in zip(outlines, (0, 5, 10), strict=True):
        values, edges, _ = patch.get_data()
        middle = (edges[1:] + edges[:-1]) / 2
        assert np.average(middle, weights=values) == pytest.approx(mean, abs=0.2)
