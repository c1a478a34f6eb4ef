import numpy as np
import pytest
from scipy.linalg import sqrtm

from unrolled.gan.frechet import frechet_distance, frechet_extrapolated, gaussian_frechet


def normal(count, seed=0, width=6, shift=0.0, scale=1.0):
    return shift + scale * np.random.default_rng(seed).standard_normal((count, width))


def covariance(seed, width=6, rank=None):
    factor = np.random.default_rng(seed).standard_normal((width, rank or width))
    return factor @ factor.T


def test_diagonal_normals_have_a_closed_form():
    """Along an axis: the difference of means squared, and that of standard deviations."""
    m1, m2 = np.array([1.0, 0.0, -2.0]), np.array([0.5, 0.25, 2.0])
    s1, s2 = np.array([1.0, 2.0, 0.5]), np.array([3.0, 2.0, 0.0])
    found = gaussian_frechet(m1, np.diag(s1**2), m2, np.diag(s2**2))
    assert found == pytest.approx(((m1 - m2) ** 2 + (s1 - s2) ** 2).sum(), abs=1e-10)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_what_scipys_root_gives(seed):
    one, two = covariance(seed), covariance(seed + 100)
    mean = np.random.default_rng(seed).standard_normal(6)
    root = np.real(sqrtm(one @ two))
    expected = mean @ mean + np.trace(one + two - 2 * root)
    assert gaussian_frechet(mean, one, np.zeros(6), two) == pytest.approx(expected, rel=1e-9)


def test_sets_give_what_their_moments_give():
    one, two = normal(50), normal(40, seed=1, scale=2.0, shift=1.0)
    expected = gaussian_frechet(one.mean(0), np.cov(one.T), two.mean(0), np.cov(two.T))
    assert frechet_distance(one, two) == pytest.approx(expected, rel=1e-10)


def test_a_set_is_no_distance_from_itself():
    for features in (normal(50), normal(3), np.ones((4, 6)), 1000 + normal(50)):
        assert frechet_distance(features, features) < 1e-8


def test_a_shift_costs_its_square():
    assert frechet_distance(normal(50) + 3, normal(50)) == pytest.approx(6 * 9, rel=1e-9)


def test_it_is_the_same_both_ways():
    one, two = normal(50), normal(40, seed=1, scale=2.0)
    assert frechet_distance(one, two) == pytest.approx(frechet_distance(two, one), rel=1e-10)


def test_a_turn_of_all_features_changes_nothing():
    turn = np.linalg.qr(np.random.default_rng(2).standard_normal((6, 6)))[0]
    one, two = normal(50), normal(40, seed=1, scale=2.0)
    assert frechet_distance(one @ turn, two @ turn) == pytest.approx(
        frechet_distance(one, two), rel=1e-9
    )


def test_singular_covariances_do_no_harm():
    """Fewer pictures than features, and features that never change."""
    one = normal(3)
    one[:, 2] = 0
    two = normal(4, seed=1)
    two[:, [2, 5]] = 0
    found = frechet_distance(one, two)
    a, b = np.cov(one.T), np.cov(two.T)
    jitter = 1e-9 * np.eye(6)
    shift = one.mean(0) - two.mean(0)
    root = np.real(sqrtm((a + jitter) @ (b + jitter)))
    assert found == pytest.approx(shift @ shift + np.trace(a + b - 2 * root), abs=1e-3)


def test_orthogonal_singular_covariances_share_nothing():
    one, two = np.diag([4.0, 0.0]), np.diag([0.0, 9.0])
    assert gaussian_frechet(np.zeros(2), one, np.zeros(2), two) == pytest.approx(13, rel=1e-12)


def test_single_precision_will_do():
    one, two = normal(50), normal(40, seed=1, scale=2.0)
    found = frechet_distance(one.astype(np.float32), two.astype(np.float32))
    assert found == pytest.approx(frechet_distance(one, two), rel=1e-5)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (np.zeros((1, 6)), "features should have at least 2 rows, got 1"),
        (np.zeros((0, 6)), "features should have at least 2 rows, got 0"),
        (np.full((3, 6), np.nan), "3 of 3 rows hold NaN"),
        (np.zeros((3, 5)), "got 5 and 6"),
        (np.zeros((3, 2, 3)), r"got \(3, 2, 3\)"),
    ],
)
def test_other_sets_are_errors(features, message, own_errors):
    with pytest.raises(ValueError, match=message):
        frechet_distance(features, normal(10))


def test_few_samples_look_farther_than_they_are():
    near = np.mean([frechet_distance(normal(100, s), normal(100, s + 50)) for s in range(20)])
    far = np.mean([frechet_distance(normal(50, s), normal(50, s + 50)) for s in range(20)])
    assert far == pytest.approx(2 * near, rel=0.1)
    assert near > 0.1


@pytest.mark.parametrize("shift", [0.0, 0.3])
def test_the_extrapolated_distance_has_no_bias(shift):
    """The means differ by `shift` along each of 10 axes: the distance is 10 shift²."""
    runs = [
        frechet_extrapolated(normal(400, s, 10, shift), normal(400, s + 50, 10)) for s in range(30)
    ]
    every, extended = (np.array([run[place] for run in runs]) for place in (0, 1))
    truth, error = 10 * shift**2, extended.std() / np.sqrt(30)
    assert abs(extended.mean() - truth) < 4 * error + 0.005
    assert every.mean() > truth + 8 * error  # the other has


def test_the_line_is_reported():
    found = frechet_extrapolated(normal(300), normal(200, 1), parts=(1, 2, 4))
    assert found.parts == (1, 2, 4)
    assert found.distance == found.distances[0]
    assert found.distance == pytest.approx(frechet_distance(normal(300), normal(200, 1)), rel=1e-9)
    assert sorted(found.distances) == list(found.distances)
    steps = np.array([1, 2, 4.0])
    expected = np.polyfit(steps, found.distances, 1)
    np.testing.assert_allclose([found.slope, found.extrapolated], expected)
    assert found.extrapolated < found.distance


def test_the_whole_counts_even_where_the_line_starts_later():
    found = frechet_extrapolated(normal(300), normal(200, 1), parts=(2, 3))
    assert found.distance == pytest.approx(frechet_distance(normal(300), normal(200, 1)), rel=1e-9)


def test_parts_are_cut_by_chance_from_a_seed():
    """Sorted sets, cut as they come, would give parts that are alike in nothing."""
    one = np.sort(normal(300), axis=0)
    found = frechet_extrapolated(one, normal(300, 1), seed=1)
    assert found.distances[4] < 10 * found.distances[0] + 1
    assert found == frechet_extrapolated(one, normal(300, 1), seed=1)
    assert found.distances != frechet_extrapolated(one, normal(300, 1), seed=2).distances


@pytest.mark.parametrize("parts", [(1,), (2, 1), (1, 1, 2), (0, 1)])
def test_other_parts_are_errors(parts):
    with pytest.raises(ValueError, match="parts should be at least two ascending numbers from 1"):
        frechet_extrapolated(normal(30), normal(30), parts=parts)


def test_too_few_samples_for_the_parts_are_an_error():
    with pytest.raises(ValueError, match="features should have at least 10 rows, got 9"):
        frechet_extrapolated(normal(9), normal(30))
