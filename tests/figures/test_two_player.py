"""Figures of games: the numbers stand at their points, the stairs turn where a player moved."""

import numpy as np
import pytest

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.two_player import game_paths, two_losses, xy_orbits
from unrolled.models import alternating_steps, simultaneous_steps


def lines(ax):
    return [line.get_xydata() for line in ax.get_lines()]


@pytest.fixture
def orbits():
    around = alternating_steps(1, 1, 1, 6)
    return xy_orbits(around, simultaneous_steps(1, 1, 0.3, 12), rate=1)


def test_orbit_numbers_each_pair(orbits):
    left = orbits.axes[0]
    labels = {text.get_text(): text.xy for text in left.texts}
    expected = {
        "0, 6": (1, 1),
        "1": (-1, 2),
        "2": (-2, 1),
        "3": (-1, -1),
        "4": (1, -2),
        "5": (2, -1),
    }
    assert labels == expected
    assert overlapping_texts(orbits) == texts_outside(orbits) == []


def test_stairs_go_up_or_down_first_and_then_across(orbits):
    stairs = next(line for line in lines(orbits.axes[0]) if len(line) == 13)
    np.testing.assert_array_equal(stairs[::2], alternating_steps(1, 1, 1, 6))
    moves = np.diff(stairs, axis=0)
    assert np.all(moves[::2, 0] == 0)
    assert np.all(moves[1::2, 1] == 0)


def test_ellipse_goes_through_the_pairs(orbits):
    ellipse = np.vstack(orbits.axes[0].collections[-1].get_paths()[0].vertices)
    for pair in alternating_steps(1, 1, 1, 5):
        assert np.linalg.norm(ellipse - pair, axis=1).min() < 0.05


def test_spiral_is_drawn_beside(orbits):
    spiral = simultaneous_steps(1, 1, 0.3, 12)
    right = orbits.axes[1]
    assert any(np.array_equal(line, spiral) for line in lines(right))
    assert right.get_xlim()[1] > np.abs(spiral).max()


def test_an_open_orbit_numbers_its_last_pair_too():
    fig = xy_orbits(alternating_steps(1, 1, 1, 3), simultaneous_steps(1, 1, 1, 2), rate=1)
    assert [text.get_text() for text in fig.axes[0].texts] == ["0", "1", "2", "3"]


def test_game_paths_mark_start_end_and_rest():
    paths = {"one": np.array([[2.0, 0.0], [1.0, 1.0]]), "two": np.array([[2.0, 0.0], [0.5, 0.5]])}
    fig = game_paths(paths, xlabel="a", ylabel="b")
    for ax, (name, path) in zip(fig.axes, paths.items(), strict=True):
        rest, whole, start, end = lines(ax)
        assert ax.get_title(loc="left") == name
        np.testing.assert_array_equal(rest, [[0, 0]])
        np.testing.assert_array_equal(whole, path)
        np.testing.assert_array_equal([start[0], end[0]], path)
    assert fig.axes[0].get_xlim() == fig.axes[1].get_xlim()


def test_two_losses_stand_over_the_distance():
    runs = {
        "good": ([1.0, 1.4], [0.9, 0.7], [2.0, 0.1]),
        "bad": ([2.0, 2.1], [0.3, 0.2], [2.0, 3.0]),
    }
    fig = two_losses(runs)
    for column, (name, (d_losses, g_losses, distances)) in enumerate(runs.items()):
        above, below = fig.axes[column], fig.axes[column + 2]
        drawn = {line.get_label(): list(line.get_ydata()) for line in above.get_lines()}
        assert drawn["discriminator's loss"] == d_losses
        assert drawn["generator's loss"] == g_losses
        levels = [line.get_ydata()[0] for line in above.get_lines()[:2]]
        assert levels == pytest.approx([np.log(4), np.log(2)])
        assert list(below.get_lines()[0].get_ydata()) == distances
        assert above.get_title(loc="left") == name
