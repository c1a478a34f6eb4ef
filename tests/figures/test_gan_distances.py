"""Distances and neighbourhoods, drawn: what counts is filled, and partners are joined."""

import numpy as np
import pytest

from unrolled.figures.gan_distances import matched_normals, neighbourhoods

REAL = np.array([[0.0, 0.0], [1.0, 0.0], [9.0, 0.0]])
JUDGED = np.array([[0.2, 0.0], [5.0, 0.0]])


def test_partners_lie_equally_many_deviations_from_the_mean():
    (ax,) = matched_normals(1.0, 1.0, 5.0, 2.0).axes
    pairs = [line.get_xdata() for line in ax.get_lines() if len(line.get_xdata()) == 2]
    assert len(pairs) == 9
    assert all((b - 5.0) / 2.0 == pytest.approx(a - 1.0) for a, b in pairs)


def test_each_panel_counts_its_own():
    fig = neighbourhoods(REAL, JUDGED, np.array([1.0, 1.0, 4.5]), np.array([4.8, 4.8]))
    titles = [ax.get_title(loc="left") for ax in fig.axes]
    # 0.2 lies within 1 of 0 and of 1, 5 within 4.5 of 9; within 4.8 of 0.2 or 5 lie all three
    assert titles == ["precision 2/2", "recall 3/3", "coverage 3/3"]
    fig = neighbourhoods(REAL, JUDGED, np.array([0.5, 0.5, 0.5]), np.array([0.3, 0.3]))
    titles = [ax.get_title(loc="left") for ax in fig.axes]
    assert titles == ["precision 1/2", "recall 1/3", "coverage 1/3"]


def test_what_does_not_count_is_hollow():
    fig = neighbourhoods(REAL, JUDGED, np.array([0.5, 0.5, 0.5]), np.array([0.3, 0.3]))
    hollow = [
        len(line.get_xdata())
        for line in fig.axes[1].get_lines()
        if line.get_markerfacecolor() == "white"
    ]
    assert hollow == [2]
