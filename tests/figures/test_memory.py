"""Figures of memory: what is drawn is what was given."""

import numpy as np
import pytest

from support.figures import texts_outside
from unrolled.figures.memory import (
    adding_example,
    adding_results,
    cells_compared,
    distance_curves,
)
from unrolled.figures.style import VERMILION


def named(ax):
    return {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}


def test_distance_curves_draw_each_net_and_the_powers_of_its_factor():
    norms = {"plain": 0.5 ** np.arange(6.0), "LSTM": 2 * 0.9 ** np.arange(6.0)}
    fig = distance_curves(norms, {"LSTM": 0.8})
    (ax,) = fig.axes
    assert set(named(ax)) == set(norms)
    for name, norm in norms.items():
        np.testing.assert_array_equal(named(ax)[name].get_ydata(), norm)
    (band,) = [line for line in ax.lines if line.get_alpha()]
    np.testing.assert_allclose(band.get_ydata(), 2 * 0.8 ** np.arange(6))
    assert ax.get_yscale() == "log"
    assert texts_outside(fig) == []


def test_adding_example_fills_the_steps_that_count():
    x = np.zeros((6, 2))
    x[:, 0] = np.linspace(0.1, 0.6, 6)
    x[[1, 4], 1] = 1
    fig = adding_example(x, 0.7)
    (ax,) = fig.axes
    assert [bar.get_height() for bar in ax.patches] == pytest.approx(list(x[:, 0]))
    filled = [to_hex(bar) == VERMILION for bar in ax.patches]
    assert filled == [False, True, False, False, True, False]
    assert [text.get_text() for text in ax.texts] == ["0.20", "0.50", "sum?\n0.70"]
    assert texts_outside(fig) == []


def to_hex(bar):
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in bar.get_facecolor()[:3])


def test_adding_results_draw_every_run():
    curves = {"plain": [np.full(40, 0.2), np.full(40, 0.1)], "LSTM": [np.full(30, 0.01)]}
    right = {"plain": np.array([[0.5, 0.7], [0.2, 0.2]]), "LSTM": np.array([[1.0], [0.9]])}
    fig = adding_results(curves, (10, 100), right, chance=(1 / 6, 0.19))
    left, beside = fig.axes
    levels = [line.get_ydata() for line in left.lines]
    averaged = {(len(level), round(float(level[0]), 8)) for level in levels if len(level) > 2}
    assert averaged == {(21, 0.2), (21, 0.1), (11, 0.01)}
    means = {name: list(line.get_ydata()) for name, line in named(beside).items()}
    assert means["plain"] == pytest.approx([60, 20])
    assert means["LSTM"] == pytest.approx([100, 90])
    points = [list(line.get_ydata()) for line in beside.lines if line.get_linestyle() == "None"]
    assert sorted(points) == [[50, 20], [70, 20], [100, 90]]
    assert texts_outside(fig) == []


def test_cells_compared_draw_spread_and_means():
    losses = {"plain": np.array([[4.0, 2.0], [5.0, 3.0]]), "LSTM": np.array([[6.0, 1.5], [6.0, 2]])}
    exact = {
        "known": {"plain": [0.8, 0.9], "LSTM": [0.7, 0.9]},
        "new": {"plain": [0.2, 0.4], "LSTM": [0.5, 0.5]},
    }
    fig = cells_compared([25, 50], losses, exact, least=1.0)
    left, beside = fig.axes
    curves = named(left)
    assert list(curves["plain"].get_ydata()) == [4.5, 2.5]
    assert list(curves["LSTM"].get_ydata()) == [6, 1.75]
    assert [bar.get_height() for bar in beside.patches] == pytest.approx([85, 30, 80, 50])
    assert sum(len(line.get_ydata()) for line in beside.lines) == 8
    assert [label.get_text() for label in beside.get_xticklabels()] == ["known", "new"]
    assert "least possible" in {text.get_text() for text in left.texts}
    assert texts_outside(fig) == []
