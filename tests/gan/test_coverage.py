import numpy as np
import pytest
from scipy.spatial.distance import cdist

from unrolled.gan.coverage import density_coverage, precision_recall, squared_radii


def normal(count, seed=0, width=5, shift=0.0, scale=1.0):
    return shift + scale * np.random.default_rng(seed).standard_normal((count, width))


def modes(count, places, seed=0):
    """As many points as asked for around each of the places, far from all others."""
    around = [normal(count, seed + place, width=2, scale=0.1) for place in places]
    return np.concatenate([part + 10 * place for part, place in zip(around, places, strict=True)])


def plain_radii(rows, k):
    return np.sort(cdist(rows, rows), axis=1)[:, k]  # the nearest is the row itself


def test_radii_reach_to_the_kth_neighbour():
    rows = normal(700)
    for k in (1, 3, 5):
        np.testing.assert_allclose(np.sqrt(squared_radii(rows, k)), plain_radii(rows, k), rtol=1e-6)


def test_all_four_are_what_the_definitions_say():
    judged, real = normal(600, 1, scale=1.3), normal(530)
    apart = cdist(judged, real)
    inside = apart <= plain_radii(real, 3)
    found = precision_recall(judged, real, k=3)
    assert found.precision == pytest.approx(inside.any(axis=1).mean())
    assert found.recall == pytest.approx((apart <= plain_radii(judged, 3)[:, None]).any(0).mean())
    inside = apart <= plain_radii(real, 5)
    found = density_coverage(judged, real, k=5)
    assert found.density == pytest.approx(inside.sum() / (5 * 600))
    assert found.coverage == pytest.approx(inside.any(axis=0).mean())


def test_identical_sets_are_perfect():
    rows = normal(300)
    assert precision_recall(rows, rows) == (1, 1)
    assert density_coverage(rows, rows).coverage == 1


def test_two_sets_of_one_distribution_have_the_expected_coverage():
    """1 - 2^-k, as each of 2k nearest rows is as likely of one set as of the other."""
    found = [density_coverage(normal(500, s, 2), normal(500, s + 99, 2), k=3) for s in range(6)]
    density, coverage = np.mean(found, axis=0)
    assert coverage == pytest.approx(1 - 2**-3, abs=0.02)
    assert density == pytest.approx(1, abs=0.05)


def test_a_dropped_mode_costs_recall_and_coverage_alone():
    real, whole = modes(60, range(5)), modes(60, range(5), seed=50)
    lost = modes(60, range(4), seed=50)
    dropped, full = precision_recall(lost, real), precision_recall(whole, real)
    assert dropped.precision == pytest.approx(full.precision, abs=0.03)
    assert dropped.recall < full.recall - 0.15
    assert dropped.recall <= 0.8
    dropped, full = density_coverage(lost, real), density_coverage(whole, real)
    assert dropped.density == pytest.approx(full.density, abs=0.1)
    assert dropped.coverage < full.coverage - 0.15
    assert dropped.coverage <= 0.8


def test_noise_costs_precision_and_density():
    real = normal(300, width=10)
    noise = normal(300, 1, width=10, scale=20)
    assert precision_recall(real[:150], real[150:]).precision > 0.8
    assert precision_recall(noise, real).precision < 0.05
    assert density_coverage(noise, real).density < 0.05


def test_far_sets_share_nothing():
    far = normal(50, 1, shift=1000)
    assert precision_recall(far, normal(50)) == (0, 0)
    assert density_coverage(far, normal(50)) == (0, 0)


def test_one_picture_again_and_again_has_no_recall():
    """All good, none varied: precision is full, and nothing is covered but where it lies."""
    real = normal(200)
    same = np.repeat(real[:1], 200, axis=0)
    assert precision_recall(same, real) == (1, 1 / 200)
    assert density_coverage(same, real).coverage < 0.1


def test_an_outlier_among_the_real_ones_spoils_precision_and_not_density():
    real, noise = normal(200), normal(200, 1, scale=8)
    outlier = real.copy()
    outlier[0] = 60
    clean, spoiled = (precision_recall(noise, r).precision for r in (real, outlier))
    assert spoiled > clean + 0.3
    clean, spoiled = (density_coverage(noise, r).density for r in (real, outlier))
    assert spoiled < clean + 0.3


def test_precision_of_one_is_recall_of_the_other():
    one, two = normal(120), normal(90, 1, scale=2)
    assert precision_recall(one, two) == precision_recall(two, one)[::-1]


def test_moving_all_far_away_changes_nothing():
    one, two = normal(120), normal(120, 1, scale=1.5)
    moved = precision_recall(one + 1000, two + 1000)
    assert moved == pytest.approx(precision_recall(one, two), abs=0.01)


def test_rows_that_come_many_times_count_as_near():
    rows = 100 + np.repeat(normal(20, width=64), 10, axis=0)
    assert precision_recall(rows, rows.copy()[::-1]) == (1, 1)
    assert density_coverage(rows, rows).coverage == 1


@pytest.mark.parametrize("measure", [precision_recall, density_coverage])
def test_inputs_stay_as_they_are(measure):
    one, two = normal(30), normal(30, 1)
    measure(one, two)
    np.testing.assert_array_equal(one, normal(30))
    np.testing.assert_array_equal(two, normal(30, 1))


@pytest.mark.parametrize("measure", [precision_recall, density_coverage])
@pytest.mark.parametrize(
    ("features", "message"),
    [
        (np.zeros((1, 5)), "features should have at least 3 rows, got 1"),
        (np.zeros((0, 5)), "features should have at least 3 rows, got 0"),
        (np.full((6, 5), np.nan), "6 of 6 rows hold NaN"),
        (np.zeros((6, 4)), "got 4 and 5"),
    ],
)
def test_other_sets_are_errors(measure, features, message, own_errors):
    with pytest.raises(ValueError, match=message):
        measure(features, normal(10), k=2)


@pytest.mark.parametrize("measure", [precision_recall, density_coverage])
def test_no_neighbour_at_all_is_an_error(measure):
    with pytest.raises(ValueError, match="k should be at least 1, got 0"):
        measure(normal(10), normal(10), k=0)
