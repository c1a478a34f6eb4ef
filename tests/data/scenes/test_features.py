import numpy as np
import pytest

from support.boxes import ABOVE, BELOW, GREY, LEFT, RED, RIGHT, SHAPE, features_of, paint
from support.scenes import SHAPES, Alike, parse_all
from unrolled.data import extract_features
from unrolled.data.scenes.features import BLOB_FEATURES, HUES, NUM_FEATURES


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
