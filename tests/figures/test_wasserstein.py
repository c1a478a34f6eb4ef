"""Carried earth, critics and estimates: each figure shows the numbers that it was given."""

import numpy as np
import pytest

from unrolled.figures.wasserstein import (
    critics_on_a_line,
    earth_and_surfaces,
    estimate_over_time,
)


def test_earth_and_surfaces_draws_each_load_from_its_start_to_its_end():
    rng = np.random.default_rng(0)
    real, fake = rng.standard_normal((2, 5, 2))
    partners = np.array([4, 2, 0, 1, 3])
    line = np.linspace(-3, 3, 25)
    x, y = np.meshgrid(line, line)
    fig = earth_and_surfaces(real, fake, partners, line, {"up": y, "right": 2 * x})
    plan, up, right = fig.axes
    loads = [load.get_xydata() for load in plan.get_lines()]
    assert np.allclose([load[0] for load in loads], fake)
    assert np.allclose([load[1] for load in loads], real[partners])
    assert [ax.get_title(loc="left") for ax in (up, right)] == ["up", "right"]
    for ax, slope in ((up, (0, 1)), (right, (2, 0))):
        (arrows,) = (it for it in ax.collections if hasattr(it, "U"))
        assert np.allclose(np.stack([arrows.U, arrows.V], axis=-1), slope)


def test_critics_on_a_line_draws_scores_slopes_and_both_clouds():
    x = np.linspace(-2, 2, 41)
    clouds = {"real": np.array([1.0, 1.5]), "generated": np.array([-1.0])}
    critics = {"even": x, "steep": 3 * x}
    fig = critics_on_a_line(x, clouds, critics)
    above, below = fig.axes
    named = {line.get_label(): line.get_ydata() for line in above.get_lines()}
    assert all(np.array_equal(named[name], scores) for name, scores in critics.items())
    slopes = [line.get_ydata() for line in below.get_lines() if len(line.get_xdata()) == 41]
    assert np.allclose(slopes[0], 1)
    assert np.allclose(slopes[1], 3)
    marks = {line.get_label(): line.get_xdata() for line in above.get_lines()}
    assert all(np.array_equal(marks[name], cloud) for name, cloud in clouds.items())
    low, high = above.get_ylim()
    foot = next(line for line in above.get_lines() if line.get_label() == "real").get_ydata()
    assert low < foot[0] < -6 < 6 < high  # the marks lie below the lowest score


def test_estimate_over_time_draws_the_curve_and_the_samples_of_each_moment():
    estimates = [-1.0, 4.0, 3.0, 2.0]
    images = [np.full((16, 28, 28), value, np.float32) for value in (0.25, 0.75)]
    fig = estimate_over_time(estimates, np.array(estimates), images, [0, 4], rows=2)
    curve, sheet = fig.axes
    assert list(curve.get_lines()[0].get_ydata()) == estimates
    assert curve.get_ylim() == pytest.approx((-1, 4.4))
    (image,) = sheet.get_images()
    shown = image.get_array()
    assert shown.shape == (56, 2 * 28 + 3)
    assert np.all(shown[:, :28] == 0.25)
    assert np.all(shown[:, -28:] == 0.75)
    assert [text.get_text() for text in sheet.texts] == ["0", "4"]
