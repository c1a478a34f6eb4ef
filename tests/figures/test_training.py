"""Curves: what is drawn is what was given, and no two curves differ by colour alone."""

import numpy as np
import pytest

from support.figures import texts_outside
from unrolled.figures.style import BLUE, VERMILION
from unrolled.figures.training import (
    descent_paths,
    gradient_norms,
    loss_curve,
    softmax_gradient,
    vocabulary_cost,
)


def drawn(ax):
    return {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}


def test_softmax_gradient_marks_the_right_word():
    p = np.array([0.6, 0.3, 0.1])
    dx = p - [0, 1, 0]
    fig = softmax_gradient(["circle", "square", "star"], p, dx)
    for ax, values in zip(fig.axes, (p, dx), strict=True):
        assert [bar.get_height() for bar in ax.patches] == pytest.approx(list(values))
        assert [to_hex(bar) for bar in ax.patches] == [BLUE, VERMILION, BLUE]
    assert texts_outside(fig) == []


def to_hex(bar):
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in bar.get_facecolor()[:3])


def test_gradient_norms_draw_each_net_and_the_powers_of_its_radius():
    norms = {"radius 0.5": 0.5 ** np.arange(5.0)[::-1], "other": np.ones(5)}
    (ax,) = gradient_norms(norms, {"radius 0.5": 0.5}).axes
    lines = drawn(ax)
    assert set(lines) == set(norms)
    for name, norm in norms.items():
        np.testing.assert_array_equal(lines[name].get_ydata(), norm)
    bands = [line for line in ax.lines if line.get_alpha() and len(line.get_ydata()) == 5]
    assert len(bands) == 1
    np.testing.assert_allclose(bands[0].get_ydata(), norms["radius 0.5"])
    assert ax.get_yscale() == "log"


def test_curves_differ_by_more_than_colour():
    curves = {str(number): np.ones(3) for number in range(5)}
    (ax,) = gradient_norms(curves).axes
    styles = [line._dash_pattern for line in drawn(ax).values()]
    assert len({str(style) for style in styles}) == 5


def test_loss_curve_counts_steps_from_one():
    (ax,) = loss_curve({"training": [3.0, 2.0, 1.0]}).axes
    (line,) = drawn(ax).values()
    np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(line.get_ydata(), [3, 2, 1])
    assert ax.get_legend() is None


def test_loss_curve_places_sparse_losses_and_the_threshold():
    losses = {"training": np.linspace(3, 1, 100), "validation": [2.9, 1.2]}
    fig = loss_curve(losses, steps={"validation": [50, 100]}, threshold=1.5)
    (ax,) = fig.axes
    np.testing.assert_array_equal(drawn(ax)["validation"].get_xdata(), [50, 100])
    assert [text.get_text() for text in ax.texts] == ["1.5"]
    assert {text.get_text() for text in ax.get_legend().get_texts()} == set(losses)


def test_vocabulary_cost_stacks_the_parts():
    parts = {"vectors": 2000, "scores": 3000, "rest": 5000}
    parameters = {"words": parts, "characters": {name: n // 10 for name, n in parts.items()}}
    fig = vocabulary_cost(parameters, {"words": 9.04, "characters": 38.8})
    left, right = fig.axes
    ends = [bar.get_x() + bar.get_width() for bar in left.patches]
    assert max(ends) == pytest.approx(10)
    assert {text.get_text() for text in left.texts} == {"10", "1"}
    assert {text.get_text() for text in right.texts} == {"9.0", "38.8"}
    assert texts_outside(fig) == []


def test_descent_paths_draw_every_point_and_the_goal():
    path = np.array([[-4.0, 1.0], [-2.0, -0.5], [0.1, 0.0]])
    fig = descent_paths((1.0, 30.0), {"sgd": path, "adam": path / 2})
    for ax, drawn_path in zip(fig.axes, (path, path / 2), strict=False):
        way, goal = ax.lines
        np.testing.assert_array_equal(way.get_xydata(), drawn_path)
        np.testing.assert_array_equal(goal.get_xydata(), [[0, 0]])
