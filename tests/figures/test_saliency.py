"""Maps of a network that forgets, and scores of maps: every number is drawn where it belongs."""

import numpy as np
import pytest

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.saliency import cascade, map_scores

RNG = np.random.default_rng(0)
PICTURE = RNG.integers(256, size=(60, 90, 3), dtype=np.uint8)


@pytest.mark.parametrize("count", [2, 6])
def test_every_map_is_drawn_under_its_name_with_its_correlation(count):
    maps = RNG.random((count, 60, 90))
    names = ["trained", *[f"random to block{15 - k}" for k in range(count - 1)]]
    correlations = np.linspace(1, -0.25, count)
    fig = cascade(PICTURE, maps, names, list(correlations))
    first, *others = fig.axes
    np.testing.assert_array_equal(first.images[0].get_array(), PICTURE)
    for ax, one, name, value in zip(others, maps, names, correlations, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), one)
        title, note = (text.get_text() for text in ax.texts)
        assert " ".join(title.split()) == name
        assert float(note.replace("\N{MINUS SIGN}", "-")) == pytest.approx(value, abs=0.005)
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


def test_pictures_keep_their_proportions():
    fig = cascade(PICTURE, RNG.random((3, 60, 90)), ["a", "b", "c"], [1.0, 0.5, 0.0])
    fig.draw_without_rendering()
    for ax in fig.axes:
        place = ax.get_window_extent()
        assert place.width / place.height == pytest.approx(1.5, rel=0.02)


def test_a_map_of_zeros_is_drawn_dark():
    fig = cascade(PICTURE, np.zeros((1, 60, 90)), ["dead"], [0.0])
    assert fig.axes[1].images[0].get_clim() == (0, 1)


def test_every_score_is_a_dot_and_every_mean_a_number():
    gains = {name: RNG.normal(size=5) for name in ("gradient", "SmoothGrad", "random")}
    fig = map_scores(gains)
    (ax,) = fig.axes
    assert [label.get_text() for label in ax.get_yticklabels()] == list(gains)
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    for row, (values, line) in enumerate(zip(gains.values(), dots, strict=True)):
        np.testing.assert_array_equal(line.get_xdata(), values)
        np.testing.assert_array_equal(line.get_ydata(), row)
    numbers = [float(text.get_text().replace("\N{MINUS SIGN}", "-")) for text in ax.texts]
    np.testing.assert_allclose(numbers, [v.mean() for v in gains.values()], atol=0.005)
    assert texts_outside(fig) == []


def test_bars_are_two_standard_errors_long_either_way():
    (ax,) = map_scores({"one": np.array([0.0, 1.0, 2.0, 3.0])}).axes
    bar = next(line for line in ax.lines if len(line.get_xdata()) == 2)
    error = np.sqrt(5 / 3) / 2  # the variance with 4 - 1 below, over 4 scores
    np.testing.assert_allclose(bar.get_xdata(), [1.5 - 2 * error, 1.5 + 2 * error])


def test_one_score_has_a_mean_and_no_error():
    (ax,) = map_scores({"one": np.array([0.4])}).axes
    assert [text.get_text() for text in ax.texts] == ["0.40"]
