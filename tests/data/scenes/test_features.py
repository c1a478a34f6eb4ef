import numpy as np
import pytest

from support.scenes import SHAPES, Alike, parse_all
from unrolled.data import extract_features
from unrolled.data.scenes.features import (
    BLOB_FEATURES,
    BUMPS,
    HUES,
    MOST_BLOBS,
    NUM_FEATURES,
    ORDERS,
)

# A row: two blobs (hues, "no hue", shape, size), how many there are, and where the first is.
SHAPE = slice(HUES + 1, BLOB_FEATURES - BUMPS)
SIZE = slice(BLOB_FEATURES - BUMPS, BLOB_FEATURES)
NUMBER = slice(2 * BLOB_FEATURES, 2 * BLOB_FEATURES + MOST_BLOBS)
LEFT, ABOVE, RIGHT, BELOW = range(NUM_FEATURES - 4, NUM_FEATURES)

WHITE, RED, GREY = (255, 255, 255), (255, 0, 0), (100, 100, 100)


def paint(*boxes, size=64):
    """White paper with rectangles on it: (top, left, height, width, colour) each."""
    picture = np.full((size, size, 3), 255, dtype=np.uint8)
    for top, left, height, width, colour in boxes:
        picture[top : top + height, left : left + width] = colour
    return picture


def features_of(*boxes):
    return extract_features(paint(*boxes)[np.newaxis])[0]


def ring(row, order):
    """The bumps of one order of the first blob's shape."""
    start = SHAPE.start + BUMPS * list(ORDERS).index(order)
    return row[start : start + BUMPS]


@pytest.fixture(scope="module")
def pictures(small_scenes):
    return np.concatenate([small_scenes[f"{split}_pictures"][:40] for split in ("train", "novel")])


def test_a_row_is_made_of_its_parts(pictures):
    features = extract_features(pictures)
    assert features.shape == (80, NUM_FEATURES)
    assert features.dtype == np.float32
    assert NUM_FEATURES == 2 * (24 + 1 + 6 * 6 + 6) + 4 + 4
    assert np.isfinite(features).all()
    assert features.min() >= 0
    assert features.max() <= 1 + 1e-6


def test_the_pictures_stay_as_they_are(pictures):
    before = pictures.copy()
    extract_features(pictures)
    np.testing.assert_array_equal(pictures, before)


def test_a_row_does_not_depend_on_the_others(small_scenes):
    pictures = small_scenes["train_pictures"][:140]  # more than are described at a time
    features = extract_features(pictures)
    for i in (0, 1, 127, 128, 139):
        np.testing.assert_array_equal(extract_features(pictures[i : i + 1])[0], features[i])
    np.testing.assert_array_equal(extract_features(pictures[::-1]), features[::-1])


def test_no_picture_gives_no_row():
    assert extract_features(np.zeros((0, 64, 64, 3), dtype=np.uint8)).shape == (0, NUM_FEATURES)


@pytest.mark.parametrize("size", [3, 64, 100])
def test_a_blank_picture_is_all_zeros_and_leaves_its_neighbours_alone(size):
    blank, full = paint(size=size), paint((1, 1, 1, 1, RED), size=size)
    features = extract_features(np.stack([blank, full, blank]))
    assert not features[[0, 2]].any()
    np.testing.assert_array_equal(features[1], extract_features(full[np.newaxis])[0])
    assert features[1].any()


def test_mirrored_pictures_swap_left_and_right(pictures):
    features = extract_features(pictures)
    mirrored = extract_features(pictures[:, :, ::-1])
    swapped = features.copy()
    swapped[:, [LEFT, RIGHT]] = features[:, [RIGHT, LEFT]]
    np.testing.assert_allclose(mirrored, swapped, atol=1e-5)
    assert not np.allclose(features, swapped)


def test_upturned_pictures_swap_above_and_below(pictures):
    features = extract_features(pictures)
    swapped = features.copy()
    swapped[:, [ABOVE, BELOW]] = features[:, [BELOW, ABOVE]]
    np.testing.assert_allclose(extract_features(pictures[:, ::-1]), swapped, atol=1e-5)
    assert not np.allclose(features, swapped)


def test_a_quarter_turn_changes_nothing_but_the_place(pictures):
    features = extract_features(pictures)
    turned = extract_features(np.rot90(pictures, axes=(1, 2)))
    np.testing.assert_allclose(turned[:, :LEFT], features[:, :LEFT], atol=1e-5)
    # What was on the right is on top.
    places = [RIGHT, ABOVE, LEFT, BELOW]
    np.testing.assert_allclose(
        turned[:, [ABOVE, LEFT, BELOW, RIGHT]], features[:, places], atol=1e-5
    )


def test_moved_pictures_have_the_same_features():
    boxes = [(10, 12, 20, 21, RED), (40, 41, 9, 8, GREY)]
    moved = [(top + 5, left - 3, *rest) for top, left, *rest in boxes]
    np.testing.assert_allclose(features_of(*boxes), features_of(*moved), atol=1e-5)


def test_swapped_colour_channels_turn_the_hues_by_a_third_and_nothing_else(pictures):
    features = extract_features(pictures)
    turned = extract_features(np.roll(pictures, 1, axis=3))  # red becomes green
    expected = features.copy()
    for start in (0, BLOB_FEATURES):
        hues = slice(start, start + HUES)
        expected[:, hues] = np.roll(features[:, hues], HUES // 3, axis=1)
    # The root magnifies the rounding of shares near zero.
    np.testing.assert_allclose(turned, expected, atol=1e-4)
    assert not np.allclose(features, expected)


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
    row = features_of((30, 0, 9, 9, RED))
    np.testing.assert_allclose(row[SIZE], features_of((30, 30, 9, 9, RED))[SIZE], atol=1e-5)
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


@pytest.mark.parametrize("split", ["heldout", "novel"])
def test_a_linear_map_of_known_things_reads_the_shapes_of_new_ones(small_scenes, split):
    def singles(split):
        said = parse_all(small_scenes[f"{split}_references"])
        kept = [i for i, m in enumerate(said) if isinstance(m, Alike) and m.number == 1]
        shapes = np.array([SHAPES.index(said[i].shape) for i in kept])
        blobs = small_scenes[f"{split}_features"][kept, SHAPE].astype(float)
        return np.column_stack([blobs, np.ones(len(kept))]), shapes

    known, shapes = singles("train")
    readout, *_ = np.linalg.lstsq(known, np.eye(len(SHAPES))[shapes], rcond=None)
    new, truth = singles(split)
    assert len(truth) == 30
    assert ((new @ readout).argmax(axis=1) == truth).mean() > 0.95


@pytest.mark.parametrize(
    ("pictures", "error", "message"),
    [
        (np.zeros((1, 9, 9, 3)), TypeError, "uint8, 0 to 255; got float64"),
        (np.zeros((1, 9, 9, 3), dtype=np.int8), TypeError, "uint8, 0 to 255; got int8"),
        ([[[[0, 0, 0]]]], TypeError, "uint8, 0 to 255; got list"),
        (np.zeros((9, 9, 3), dtype=np.uint8), ValueError, r"\(9, 9, 3\).*picture\[np.newaxis\]"),
        (np.zeros((1, 9, 9, 4), dtype=np.uint8), ValueError, r"\(P, h, w, 3\).*\(1, 9, 9, 4\)"),
        (np.zeros((1, 9, 2, 3), dtype=np.uint8), ValueError, r"3 pixels.*\(1, 9, 2, 3\)"),
    ],
)
def test_what_is_no_pictures_is_refused(own_errors, pictures, error, message):
    with pytest.raises(error, match=message):
        extract_features(pictures)
