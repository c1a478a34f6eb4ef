"""Figures of gates: a column a word, a row a unit, and one scale for all."""

import numpy as np
import pytest

from unrolled.figures.gates import gate_map, unit_traces
from unrolled.figures.style import VERMILION


def test_gate_map_shows_words_across_and_units_down():
    rng = np.random.default_rng(0)
    gates = {name: rng.random((3, 5)) for name in ("input", "forget")}
    cells = rng.standard_normal((3, 5))
    fig = gate_map(["<START>", "a", "star"], gates, cells)
    panels = fig.axes[:3]
    for ax, values in zip(panels, (*gates.values(), cells), strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), values.T)
        assert [label.get_text() for label in ax.get_xticklabels()] == ["<START>", "a", "star"]
    assert [ax.get_title(loc="left") for ax in panels] == ["input", "forget", "cell $c$"]
    assert [ax.images[0].get_clim() for ax in panels[:2]] == [(0, 1), (0, 1)]
    low, high = panels[2].images[0].get_clim()
    assert low == -high == -np.abs(cells).max()


def test_unit_traces_share_a_scale_and_mark_words():
    picture = np.zeros((4, 4, 3), dtype=np.uint8)
    captions = [
        (picture, ["<START>", "two", "stars"], np.array([0.5, 1.0, 2.0])),
        (picture, ["<START>", "a"], np.array([-0.5, -1.0])),
    ]
    fig = unit_traces(captions, marked=["stars"])
    rows = fig.axes[1::2]
    for ax, (_, words, values) in zip(rows, captions, strict=True):
        assert [bar.get_height() for bar in ax.patches] == pytest.approx(list(values))
        assert [label.get_text() for label in ax.get_xticklabels()] == list(words)
    assert rows[0].get_ylim() == rows[1].get_ylim()
    assert rows[0].get_xlim() == rows[1].get_xlim()
    coloured = [
        label.get_text() for label in rows[0].get_xticklabels() if label.get_color() == VERMILION
    ]
    assert coloured == ["stars"]
