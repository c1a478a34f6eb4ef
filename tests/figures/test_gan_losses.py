"""Curves of losses and of gradients: what is drawn is what was given."""

import numpy as np

from unrolled.figures.gan_losses import curves_and_slopes, gradients_left


def named(ax):
    return {
        line.get_label(): line.get_xydata().T
        for line in ax.lines
        if not line.get_label().startswith("_")
    }


def crosses(ax):
    return [line.get_xydata()[0].tolist() for line in ax.lines if line.get_marker() == "x"]


def test_functions_stand_left_and_their_slopes_right():
    x = np.linspace(-2, 2, 5)
    curves, slopes = {"square": x**2, "cube": x**3}, {"square": 2 * x, "cube": 3 * x**2}
    left, right = curves_and_slopes(x, curves, slopes, titles=("one", "two")).axes
    for ax, wanted, title in ((left, curves, "one"), (right, slopes, "two")):
        assert ax.get_title(loc="left") == title
        assert crosses(ax) == []
        for name, values in wanted.items():
            np.testing.assert_array_equal(named(ax)[name], [x, values])
    colours = [line.get_color() for line in left.lines[:2]]
    assert colours == [line.get_color() for line in right.lines[:2]]
    assert len(set(colours)) == 2


def test_a_curve_that_leaves_the_numbers_ends_with_a_cross():
    x = np.arange(5.0)
    late = np.array([0.0, 1.0, 2.0, np.inf, np.nan])
    early = np.array([np.nan, 3.0, 2.0, 1.0, 0.0])
    left, right = curves_and_slopes(x, {"late": late}, {"early": early}).axes
    assert crosses(left) == [[2.0, 2.0]]
    assert crosses(right) == [[1.0, 3.0]]


def test_marks_stand_in_both_panels():
    x = np.arange(3.0)
    for ax in curves_and_slopes(x, {"one": x}, {"one": x}, marks=(1.0,)).axes:
        assert [1.0, 1.0] in [list(line.get_xdata()) for line in ax.lines]


def test_gradients_are_all_drawn_on_one_logarithmic_scale():
    first = ([0, 5, 9], {"one": [1.0, 0.1, 0.01], "other": [2.0, 3.0, 4.0]})
    second = ([1, 2], {"one": [5.0, 6.0], "other": [7.0, 8e-6]})
    panels = {"ahead": first, "in training": second}
    axes = gradients_left(panels).axes
    for ax, (title, (steps, lengths)) in zip(axes, panels.items(), strict=True):
        assert ax.get_title(loc="left") == title
        assert ax.get_yscale() == "log"
        for name, values in lengths.items():
            np.testing.assert_array_equal(named(ax)[name], [steps, values])
    assert axes[0].get_ylim() == axes[1].get_ylim()
