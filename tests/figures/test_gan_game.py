"""Figures of densities, distances and losses: each curve is the array it was given."""

import numpy as np
import pytest

from unrolled.figures.gan_game import (
    approaches,
    best_discriminator,
    carried_mass,
    distances_apart,
    generator_losses,
)


def curves(ax):
    return {line.get_label(): np.asarray(line.get_ydata()) for line in ax.get_lines()}


def named(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


@pytest.fixture
def densities():
    x = np.linspace(-3, 3, 61)
    return x, np.exp(-(x**2)), np.exp(-((x - 1.02) ** 2))


def test_best_discriminator_marks_where_densities_cross(densities):
    x, p, q = densities
    above, below = best_discriminator(x, p, q, p / (p + q)).axes
    assert [label.split(",")[0] for label in named(above)] == ["real", "generated"]
    np.testing.assert_array_equal(curves(above)["real, $p$"], p)
    np.testing.assert_array_equal(curves(above)["generated, $q$"], q)
    np.testing.assert_array_equal(below.get_lines()[0].get_ydata(), p / (p + q))
    crossing = below.get_lines()[-1].get_xdata()
    assert crossing[0] == pytest.approx(0.51, abs=0.1)  # half way between the hills
    assert len(below.get_lines()) == 3  # the curve, one half, one crossing


def test_carried_mass_shades_between_both_shares(densities):
    x, p, q = densities
    shares = np.cumsum(p) / p.sum(), np.cumsum(q) / q.sum()
    left, right = carried_mass(x, p, q, *shares).axes
    assert named(left) == ["$p$", "$q$"]
    assert named(right) == ["$F_p$", "$F_q$"]
    for name, share in zip(("$F_p$", "$F_q$"), shares, strict=True):
        np.testing.assert_array_equal(curves(right)[name], share)
    outline = right.collections[0].get_paths()[0].vertices
    around = np.sum(outline[:-1, 0] * outline[1:, 1] - outline[1:, 0] * outline[:-1, 1]) / 2
    area = np.trapezoid(shares[0] - shares[1], x)
    assert abs(around) == pytest.approx(area, rel=1e-6)


def test_distances_apart_keep_the_logarithm_of_two_in_sight():
    shifts = np.linspace(0, 2, 5)
    jsd = {"wide": 0.3 * shifts, "narrow": np.minimum(shifts, 0.69)}
    moved = {"wide": shifts, "narrow": shifts}
    left, right = distances_apart(shifts, jsd, moved).axes
    for ax, expected in ((left, jsd), (right, moved)):
        for name, values in expected.items():
            np.testing.assert_array_equal(curves(ax)[name], values)
    assert left.get_ylim()[1] > np.log(2)
    assert left.get_lines()[-1].get_ydata()[0] == np.log(2)
    assert named(right) == ["wide", "narrow"]
    one, other = right.get_lines()[:2]  # both are seen although they lie on each other
    assert one.get_linewidth() > other.get_linewidth()
    assert one.get_linestyle() != other.get_linestyle()


def test_generator_losses_shade_the_side_of_a_sure_judge():
    logits = np.linspace(-8, 8, 17)
    losses = {"one": -logits, "two": logits}
    slopes = {"one": 0 * logits - 1, "two": 0 * logits + 1}
    for ax, expected in zip(
        generator_losses(logits, losses, slopes).axes, (losses, slopes), strict=True
    ):
        for name, values in expected.items():
            np.testing.assert_array_equal(curves(ax)[name], values)
        shaded = ax.patches[0].get_extents().transformed(ax.transData.inverted())
        assert shaded.x0 == pytest.approx(-8)
        assert -8 < shaded.x1 < 0


def test_approaches_have_slopes_on_a_logarithmic_axis():
    distances = {"stalls": [3.0, 3.0], "arrives": [3.0, 1.0, 0.2]}
    slopes = {"stalls": [1e-6, 1e-6], "arrives": [3.0, 1.0, 0.2]}
    left, right = approaches(distances, slopes).axes
    for ax, expected in ((left, distances), (right, slopes)):
        assert {name: list(values) for name, values in curves(ax).items()} == expected
    assert (left.get_yscale(), right.get_yscale()) == ("linear", "log")
    assert left.get_ylim()[0] == 0
