"""Charts of scores: every run is drawn, means are means, and floors are where they are."""

import numpy as np
import pytest

from unrolled.figures.gan_scores import (
    Line,
    Marks,
    bias_lines,
    budget_curves,
    loss_beside_score,
    scores_by_kind,
)

KINDS = {
    "GAN": Marks([15, 30], [[40.0, 50.0], [20.0, 24.0]]),
    "WGAN-GP": Marks([15, 30], [[9.0, 7.0], [3.0, 3.5]]),
}


def drawn(ax):
    return [np.asarray(line.get_ydata(), dtype=float) for line in ax.get_lines()]


def has(ax, values):
    return any(len(line) == len(values) and np.allclose(line, values) for line in drawn(ax))


def test_a_budget_shows_means_runs_and_the_floor():
    fig = budget_curves({"seconds": KINDS, "steps": KINDS}, 0.5)
    assert [ax.get_xlabel() for ax in fig.axes] == ["seconds", "steps"]
    for ax in fig.axes:
        for values in ([45, 22], [8, 3.25], [40, 50], [3, 3.5], [0.5, 0.5]):
            assert has(ax, values)
        assert ax.get_yscale() == "log"
    names = [text.get_text() for text in fig.legends[0].get_texts()]
    assert sorted(names) == ["GAN", "WGAN-GP", "real digits"]


def test_error_bars_are_standard_errors():
    ax = budget_curves({"seconds": KINDS}, 0.5).axes[0]
    (bars,) = ax.containers[0].lines[2]
    first = bars.get_segments()[0]
    assert first[:, 1] == pytest.approx([45 - 5, 45 + 5])  # of 40 and 50: sqrt(50) / sqrt(2)


def test_one_run_has_no_error_bar_and_raises_no_warning():
    fig = budget_curves({"steps": {"GAN": Marks([5], [[2.0]])}}, 0.5)
    assert has(fig.axes[0], [2.0])


@pytest.mark.parametrize("count", [2, 4, 6])
def test_scores_have_a_panel_each_with_all_runs(count):
    names = [f"score {number}" for number in range(count)]
    scores = {name: {"GAN": [0.5, 0.7], "LSGAN": [0.8, 0.9]} for name in names}
    fig = scores_by_kind(scores, dict.fromkeys(names, 0.95))
    shown = [ax for ax in fig.axes if ax.get_visible()]
    assert [ax.get_title(loc="left") for ax in shown] == names
    for ax in shown:
        places = [np.asarray(line.get_xdata(), dtype=float) for line in ax.get_lines()]
        for values in ([0.5, 0.7], [0.6], [0.85], [0.95, 0.95]):
            assert any(len(it) == len(values) and np.allclose(it, values) for it in places)


def test_bias_lines_end_at_their_starts():
    sizes, values = [0.001, 0.002, 0.003], [3.0, 5.0, 7.0]
    fig = bias_lines({"real": Line(sizes, values, 1.0), "made": Line(sizes, values, 1.0)})
    for ax in fig.axes:
        line = next(line for line in ax.get_lines() if line.get_linestyle() == "--")
        assert line.get_ydata()[0] == pytest.approx(1.0)
        assert np.interp(0.002, line.get_xdata(), line.get_ydata()) == pytest.approx(5.0)
        assert has(ax, values)


def test_loss_and_score_stand_beside_each_other():
    losses = list(np.linspace(3, 1, 40))
    fig = loss_beside_score(losses, [20, 40], [300.0, 100.0])
    assert has(fig.axes[0], losses)
    assert has(fig.axes[1], [300.0, 100.0])
