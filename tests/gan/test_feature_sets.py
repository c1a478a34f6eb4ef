import numpy as np
import pytest
from scipy.spatial.distance import cdist

from unrolled.gan.feature_sets import feature_pair, feature_set, squared_distances


def rows(count, seed=0, width=4):
    return np.random.default_rng(seed).standard_normal((count, width))


def test_features_come_back_in_double_precision():
    made = feature_set(rows(3).astype(np.float32), "features")
    assert made.dtype == np.float64
    np.testing.assert_allclose(made, rows(3), rtol=1e-6)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (np.zeros((0, 4)), "these should have at least 2 rows, got 0"),
        (np.zeros((1, 4)), "these should have at least 2 rows, got 1"),
        (np.zeros((4, 0)), r"shape \(pictures, features\), got \(4, 0\)"),
        (np.zeros(4), r"shape \(pictures, features\), got \(4,\)"),
        (np.array([[1.0, np.nan], [1, 2], [np.inf, 1]]), "2 of 3 rows hold NaN or infinity"),
    ],
)
def test_other_features_are_errors(features, message, own_errors):
    with pytest.raises(ValueError, match=message):
        feature_set(features, "these", 2)


@pytest.mark.parametrize(("features", "found"), [(np.zeros((3, 4), int), "int64"), ([1], "list")])
def test_features_of_another_type_are_errors(features, found, own_errors):
    with pytest.raises(TypeError, match=f"features should be .* floating numbers, got {found}"):
        feature_set(features, "features")


def test_widths_must_agree(own_errors):
    with pytest.raises(ValueError, match="as many columns as each other, got 4 and 5"):
        feature_pair(rows(3), rows(3, width=5))


def test_the_reference_is_named():
    with pytest.raises(ValueError, match="reference should have at least 3 rows, got 2"):
        feature_pair(rows(3), rows(2), 3)


def test_distances_are_those_of_scipy():
    one, two = rows(1203), rows(37, seed=1)
    made = np.full((1203, 37), np.nan)
    for which, distances in squared_distances(one, two):
        made[which] = distances
    np.testing.assert_allclose(made, cdist(one, two, "sqeuclidean"), rtol=0, atol=1e-12)


def test_few_rows_are_compared_at_once():
    """A thousand times a thousand distances at once: a million times a million would not fit."""
    assert max(len(part) for _, part in squared_distances(rows(5000), rows(7))) <= 1000


def test_single_precision_stays():
    one = rows(3).astype(np.float32)
    ((_, distances),) = squared_distances(one, one)
    assert distances.dtype == np.float32
    assert (distances >= 0).all()
