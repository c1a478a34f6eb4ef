import matplotlib.pyplot as plt
import numpy as np
import pytest

from unrolled.figures.gradient_checking import (
    difference_chords,
    error_against_step,
    error_of_factor,
    training_curves,
)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def slope(line):
    (x0, x1), (y0, y1) = (np.asarray(ends)[[0, -1]] for ends in line.get_data())
    return (y1 - y0) / (x1 - x0)


def test_training_curves_draws_and_names_every_run():
    losses = {"right": np.geomspace(1, 1e-3, 20), "wrong": np.linspace(1.0, 0.5, 10)}
    (ax,) = training_curves(losses).axes
    for line, loss in zip(ax.lines, losses.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), loss)
    assert texts(ax) == ["right", "wrong"]


def test_chords_have_the_slopes_of_the_quotients():
    x, h = 0.6, 0.5
    forward, centred = difference_chords(np.exp, float(np.exp(x)), x, h, 1.1).axes
    chords = [
        next(line for line in ax.lines if line.get_label() == "chord") for ax in (forward, centred)
    ]
    assert slope(chords[0]) == pytest.approx((np.exp(x + h) - np.exp(x)) / h)
    assert slope(chords[1]) == pytest.approx((np.exp(x + h) - np.exp(x - h)) / (2 * h))


def test_chords_tangent_has_the_given_slope():
    for ax in difference_chords(np.exp, 1.25, 0.6, 0.5, 1.1).axes:
        (tangent,) = [line for line in ax.lines if line.get_label() == "tangent"]
        assert slope(tangent) == pytest.approx(1.25)


def test_mistakes_are_marked_on_the_curve():
    factors = np.linspace(-1, 3, 401)
    errors = np.abs(1 - factors) / (1 + np.abs(factors))
    (ax,) = error_of_factor(factors, errors, {"twice": 2.0, "forgotten": 0.0}).axes
    marks = [(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines[1:]]
    np.testing.assert_allclose(marks, [(2, 1 / 3), (0, 1)], atol=1e-12)
    assert texts(ax) == ["twice", "forgotten"]


def step_data():
    steps = {"float64": np.geomspace(1e-12, 1, 7), "float32": np.geomspace(1e-6, 1, 4)}
    errors = {name: {"forward": h, "centred": h**2} for name, h in steps.items()}
    bounds = {name: {"forward": 2 * h, "centred": 2 * h**2} for name, h in steps.items()}
    return steps, errors, bounds


def test_steps_are_drawn_with_errors_and_bounds_for_each_precision():
    steps, errors, bounds = step_data()
    axes = error_against_step(steps, errors, bounds).axes
    assert [ax.get_title(loc="left") for ax in axes] == ["float64", "float32"]
    for ax, name in zip(axes, steps, strict=True):
        _, *lines = ax.lines
        expected = [
            curves[name][quotient]
            for quotient in ("forward", "centred")
            for curves in (errors, bounds)
        ]
        for line, curve in zip(lines, expected, strict=True):
            np.testing.assert_array_equal(line.get_xdata(), steps[name])
            np.testing.assert_array_equal(line.get_ydata(), curve)


def test_the_default_step_is_marked():
    for ax in error_against_step(*step_data(), default=1e-4).axes:
        assert list(ax.lines[0].get_xdata()) == [1e-4, 1e-4]


def test_nothing_stays_open():
    training_curves({"right": np.ones(3)})
    assert plt.get_fignums() == []
