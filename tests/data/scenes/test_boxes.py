"""The features of plain boxes, against what geometry says."""

import numpy as np
import pytest

from support.boxes import GREY, LEFT, NUMBER, RED, SHAPE, SIZE, features_of, paint
from unrolled.data import extract_features
from unrolled.data.scenes.features import BLOB_FEATURES, BUMPS, HUES, MOST_BLOBS, ORDERS


def ring(row, order):
    """The bumps of one order of the first blob's shape."""
    start = SHAPE.start + BUMPS * list(ORDERS).index(order)
    return row[start : start + BUMPS]


@pytest.mark.parametrize(
    ("colour", "place"),
    [
        (RED, 0),
        ((255, 255, 0), HUES // 6),
        ((0, 255, 0), HUES // 3),
        ((0, 0, 255), 2 * HUES // 3),
        (GREY, HUES),
        ((0, 0, 0), HUES),
    ],
)
def test_a_plain_colour_is_one_hue(colour, place):
    row = features_of((20, 20, 11, 11, colour))
    np.testing.assert_allclose(row[: HUES + 1], np.eye(HUES + 1)[place], atol=1e-6)


def test_two_colours_in_one_blob_share_by_their_area():
    # Three quarters red, one quarter blue: the squares of the shares' roots.
    row = features_of((20, 20, 12, 12, RED), (20, 20, 12, 3, (0, 0, 255)))
    np.testing.assert_allclose(row[[0, 2 * HUES // 3]] ** 2, [3 / 4, 1 / 4], atol=1e-6)


def test_a_square_rings_at_four_and_only_there():
    # Its sides face four ways, so exp(i k phi) adds up at k = 4 and cancels at the other orders.
    row = features_of((20, 20, 21, 21, RED))
    nothing, much = np.eye(BUMPS)[0], np.eye(BUMPS)[-1]
    for order in (2, 3, 5, 6):
        np.testing.assert_allclose(ring(row, order), nothing, atol=1e-5)
    np.testing.assert_allclose(ring(row, 4), much, atol=1e-5)


def test_a_long_box_rings_at_two():
    # 40 and 10 long: (40 - 10) / (40 + 10) of its edge is left over, the most that is told apart.
    row = features_of((10, 20, 40, 10, RED))
    np.testing.assert_allclose(ring(row, 2), np.eye(BUMPS)[-1], atol=1e-5)
    np.testing.assert_allclose(ring(row, 3), np.eye(BUMPS)[0], atol=1e-5)


@pytest.mark.parametrize(("height", "width"), [(40, 40), (48, 12), (12, 48)])
def test_roundness_is_the_edge_over_the_root_of_the_area(height, width):
    # Bumps stand between 3.3 and 6; the derivative cuts the corners, so it is not quite exact.
    row = features_of((8, 8, height, width, RED))
    place = (2 * (height + width) / np.sqrt(height * width) - 3.3) / (6 - 3.3) * (BUMPS - 1)
    bumps = row[SHAPE.stop - BUMPS : SHAPE.stop]
    assert (bumps * np.arange(BUMPS)).sum() == pytest.approx(place, abs=0.2)
    assert bumps.sum() == pytest.approx(1)


def test_size_is_how_far_the_blob_reaches():
    # A square of 9 pixels reaches 4 * sqrt(2) from its middle; bumps stand at 4, 6, ..., 14.
    share = (4 * np.sqrt(2) - 4) / 2
    expected = [1 - share, share, 0, 0, 0, 0]
    row = features_of((20, 20, 9, 9, RED))
    np.testing.assert_allclose(row[SIZE], expected, atol=1e-5)
    largest = features_of((10, 10, 40, 40, RED))
    np.testing.assert_allclose(largest[SIZE], np.eye(BUMPS)[-1], atol=1e-6)


def test_the_faint_pixels_of_an_edge_do_not_make_a_blob_larger():
    edge = (255, 215, 215)  # a quarter of the way to counting in full
    sharp = features_of((20, 20, 9, 9, RED))
    smooth = features_of((19, 19, 11, 11, edge), (20, 20, 9, 9, RED))
    np.testing.assert_allclose(smooth[SIZE], sharp[SIZE], atol=1e-5)


def test_a_thing_that_reaches_the_rim_does_not_change_the_ground():
    row = features_of((0, 0, 16, 16, RED))
    np.testing.assert_allclose(row[SIZE], features_of((30, 30, 16, 16, RED))[SIZE], atol=1e-5)
    np.testing.assert_array_equal(row[NUMBER], np.eye(MOST_BLOBS)[0])


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6])
def test_blobs_are_counted_up_to_four(number):
    row = features_of(*[(2 + 10 * i, 30, 6, 6, RED) for i in range(number)])
    np.testing.assert_array_equal(row[NUMBER], np.eye(MOST_BLOBS)[min(number, MOST_BLOBS) - 1])


def test_things_that_touch_at_a_corner_are_one_blob():
    row = features_of((10, 10, 6, 6, RED), (16, 16, 6, 6, RED))
    np.testing.assert_array_equal(row[NUMBER], np.eye(MOST_BLOBS)[0])


def test_things_at_the_same_place_in_neighbouring_pictures_are_apart():
    picture = paint((20, 20, 9, 9, RED))
    features = extract_features(np.stack([picture] * 3))
    np.testing.assert_array_equal(features[:, NUMBER], [[1, 0, 0, 0]] * 3)


@pytest.mark.parametrize("larger_is_first_in_reading_order", [True, False])
def test_the_furthest_reaching_blob_comes_first(larger_is_first_in_reading_order):
    small, large = (9, 9, (0, 255, 0)), (15, 15, RED)
    one, other = (large, small) if larger_is_first_in_reading_order else (small, large)
    row = features_of((5, 5, *one), (40, 40, *other))
    assert row[0] == pytest.approx(1)
    assert row[BLOB_FEATURES + HUES // 3] == pytest.approx(1)
    # Each is described as if it were alone.
    for start, blob in ((0, large), (BLOB_FEATURES, small)):
        alone = features_of((30, 30, *blob))[:BLOB_FEATURES]
        np.testing.assert_allclose(row[start : start + BLOB_FEATURES], alone, atol=1e-5)


def test_a_blob_alone_leaves_the_second_and_the_place_empty():
    row = features_of((20, 20, 9, 9, RED))
    assert not row[BLOB_FEATURES : 2 * BLOB_FEATURES].any()
    assert not row[LEFT:].any()


def test_the_place_is_where_the_first_lies_seen_from_the_second():
    # The first is 30 to the left of the second and 15 above it.
    row = features_of((10, 10, 11, 11, RED), (26, 41, 9, 9, GREY))
    np.testing.assert_allclose(row[LEFT:], [1, 0.5, 0, 0], atol=1e-6)
    row = features_of((10, 11, 9, 9, GREY), (39, 25, 11, 11, RED))
    np.testing.assert_allclose(row[LEFT:], [0, 0, 0.5, 1], atol=1e-6)
