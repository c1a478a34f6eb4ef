import numpy as np
import pytest

from unrolled.figures.gradient_pitfalls import (
    chance_to_miss,
    errors_by_gradient,
    gradient_maps,
    kink_chords,
    weighted_sum_graph,
)


def test_maps_show_both_gradients_on_one_scale_and_their_relative_error():
    analytic = np.array([[1.0, -2.0], [0.5, 0.0]])
    numeric = np.array([[1.0, -2.0], [0.5, 3e-9]])
    derived, measured, digits = (
        ax.images[0] for ax in gradient_maps(analytic, numeric, "d$w$").axes[:3]
    )
    np.testing.assert_array_equal(derived.get_array(), analytic)
    np.testing.assert_array_equal(measured.get_array(), numeric)
    assert derived.get_clim() == measured.get_clim() == (-2, 2)
    # Equal entries show the floor; 3e-9 against 0 is 0.3 of the floor 1e-8 of the formula.
    np.testing.assert_allclose(digits.get_array(), [[-16, -16], [-16, np.log10(0.3)]])


def test_errors_stand_beside_their_names():
    errors = {"float64": np.array([1e-10, 1e-9]), "float32": np.array([1e-2, 1e-1])}
    (ax,) = errors_by_gradient(["dx", "db"], errors, 1e-8).axes
    heights = dict(
        zip((label.get_text() for label in ax.get_yticklabels()), ax.get_yticks(), strict=True)
    )
    for line, error in zip(ax.lines, errors.values(), strict=False):
        np.testing.assert_array_equal(line.get_xdata(), error)
        np.testing.assert_array_equal(line.get_ydata(), [heights["dx"], heights["db"]])
    assert list(ax.lines[-1].get_xdata()) == [1e-8, 1e-8]
    assert [text.get_text() for text in ax.texts] == ["tolerance 1e-8"]


@pytest.mark.parametrize(
    ("x", "measured", "true"),
    [(-2.0, 0.0, 0), (-0.5, 0.25, 0), (0.0, 0.5, 0), (0.5, 0.75, 1), (2.0, 1.0, 1)],
)
def test_kink_is_titled_with_measured_and_true_slope(x, measured, true):
    h = 0.25
    (ax,) = kink_chords(np.array([x * h]), h).axes
    assert ax.get_title(loc="left") == f"measured {measured:.2f}, true {true}"


def test_chances_are_drawn_and_named():
    checked = np.arange(1, 6)
    chances = {1: 1 - checked / 5, 2: (1 - checked / 5) ** 2}
    (ax,) = chance_to_miss(checked, chances, total=5).axes
    for line, chance in zip(ax.lines, chances.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), chance)
    assert [text.get_text() for text in ax.texts] == ["1 of 5 wrong", "2 of 5 wrong"]


def test_weighted_sum_names_both_gradients():
    (ax,) = weighted_sum_graph().axes
    labels = [text.get_text() for text in ax.texts]
    assert "gradient d$x$" in labels
    assert "gradient d$f$" in labels
