import numpy as np
import pytest
from scipy.spatial.distance import cdist

from unrolled.gan.neighbours import copy_check, nearest_neighbours


def rows(count, seed=0, width=20):
    return np.random.default_rng(seed).uniform(size=(count, width)).astype(np.float32)


def test_neighbours_are_the_nearest():
    one, two = rows(700), rows(300, 1)
    found = nearest_neighbours(one, two)
    apart = cdist(one, two)
    np.testing.assert_array_equal(found.indices, apart.argmin(axis=1))
    np.testing.assert_allclose(found.distances, apart.min(axis=1), rtol=1e-6)


def test_copies_are_no_distance_away():
    two = rows(300, width=784)
    places = np.array([5, 7, 299, 0])
    found = nearest_neighbours(two[places], two)
    np.testing.assert_array_equal(found.indices, places)
    assert (found.distances == 0).all()


def test_one_row_will_do():
    found = nearest_neighbours(np.array([[1.0, 0.0]]), np.array([[4.0, 4.0], [9.0, 9.0]]))
    assert found.indices.tolist() == [0]
    assert found.distances.tolist() == [5.0]


def test_far_from_zero_the_nearest_is_still_found():
    one, two = rows(50).astype(float), rows(300, 1).astype(float)
    moved = nearest_neighbours(one + 1e4, two + 1e4)
    np.testing.assert_array_equal(moved.indices, nearest_neighbours(one, two).indices)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (np.zeros((0, 20)), "features should have at least 1 rows, got 0"),
        (np.full((2, 20), np.inf), "2 of 2 rows hold NaN or infinity"),
        (np.zeros((2, 19)), "got 19 and 20"),
    ],
)
def test_other_rows_are_errors(features, message, own_errors):
    with pytest.raises(ValueError, match=message):
        nearest_neighbours(features, rows(3))


def test_real_ones_are_close_by_a_hundredth():
    rng = np.random.default_rng(0)
    found = copy_check(rng.normal(9, 1, 20000), rng.normal(9, 1, 20000))
    assert found.close_share == pytest.approx(0.01, abs=0.005)
    assert found.distance == pytest.approx(9, abs=0.05)
    assert found.real_distance == pytest.approx(9, abs=0.05)


def test_copies_are_all_close():
    found = copy_check(np.zeros(10), np.linspace(3, 9, 50))
    assert found == (0, 6, 1)


def test_strange_pictures_are_not_close():
    assert copy_check(np.full(10, 99.0), np.linspace(3, 9, 50)).close_share == 0


@pytest.mark.parametrize(("judged", "real"), [([], [1.0]), ([1.0], [])])
def test_no_distances_are_an_error(judged, real):
    with pytest.raises(ValueError, match="at least one distance of either kind, got"):
        copy_check(np.array(judged), np.array(real))
