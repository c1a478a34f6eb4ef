"""Curves of the gates: what is drawn is what was given."""

import numpy as np

from unrolled.figures.lstm_curves import cell_growth, sigmoid_from_tanh


def drawn(ax):
    return {line.get_label(): line for line in ax.lines}


def test_way_from_tanh_to_sigmoid_draws_four_curves():
    x = np.linspace(-4, 4, 5)
    curves = [x + shift for shift in range(4)]
    (ax,) = sigmoid_from_tanh(x, *curves).axes
    lines = drawn(ax)
    for part, values in (
        ("$\\tanh", curves[0]), ("$\\frac{1}{2} \\tanh", curves[1]),
        ("$\\frac{1}{2} +", curves[2]), ("$\\sigma", curves[3]),
    ):  # fmt: skip
        (line,) = (line for name, line in lines.items() if name.startswith(part))
        np.testing.assert_array_equal(line.get_xydata().T, [x, values])


def test_growth_counts_steps_from_one_and_marks_the_limit():
    sizes = {"one": np.array([0.9, 1.5, 1.7]), "other": np.array([3.0, 40.0, 500.0])}
    (ax,) = cell_growth(sizes).axes
    lines = drawn(ax)
    for name, size in sizes.items():
        np.testing.assert_array_equal(lines[name].get_xydata().T, [[1, 2, 3], size])
    limit = lines["the limit $t$"]
    np.testing.assert_array_equal(limit.get_xdata(), limit.get_ydata())
    assert ax.get_yscale() == "log"
    styles = {str(lines[name]._dash_pattern) for name in sizes}
    assert len(styles) == len(sizes)
