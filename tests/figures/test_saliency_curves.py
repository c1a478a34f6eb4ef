"""Curves of scores: each has its name, its numbers, and its tangent where there is one."""

import numpy as np
import pytest

from unrolled.figures.saliency_curves import along_directions, climbs, deletion_and_insertion


def curves(ax):
    return {line.get_label(): line.get_ydata() for line in ax.get_lines()}


def named(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_along_directions_draws_scores_and_tangents():
    lengths = np.linspace(-2, 2, 9)
    scores = {"up": 3 + np.tanh(lengths), "level": 3 + 0 * lengths}
    fig = along_directions(lengths, scores, {"up": 1.0, "level": 0.0})
    (ax,) = fig.axes
    drawn = curves(ax)
    assert named(ax) == ["up", "level"]
    assert all(np.array_equal(drawn[name], values) for name, values in scores.items())
    tangents = [line for line in ax.get_lines() if line.get_label().startswith("_")]
    steep = next(line for line in tangents if np.ptp(line.get_ydata()) > 0.1)
    slope = np.diff(steep.get_ydata()) / np.diff(steep.get_xdata())
    assert slope == pytest.approx(1)
    assert 3 in steep.get_ydata()  # it touches the curve at the picture


def test_deletion_and_insertion_draw_each_map_in_both_panels():
    shares = np.linspace(0, 1, 5)
    falling = {"one": 1 - shares, "two": (1 - shares) ** 2}
    rising = {"one": shares, "two": shares**2}
    fig = deletion_and_insertion(shares, falling, rising)
    for ax, expected in zip(fig.axes, (falling, rising), strict=True):
        drawn = curves(ax)
        assert all(np.array_equal(drawn[name], values) for name, values in expected.items())
    assert named(fig.axes[0]) == ["one", "two"]


def test_climbs_of_different_lengths():
    fig = climbs({"short": [1.0, 2.0], "long": [1.0, 1.5, 3.0]}, ylabel="margin")
    (ax,) = fig.axes
    assert list(curves(ax)["long"]) == [1.0, 1.5, 3.0]
    assert ax.get_ylabel() == "margin"
