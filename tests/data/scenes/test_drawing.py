import hashlib
import itertools
from collections import Counter

import numpy as np
import pytest
from scipy import ndimage

from support.scenes import Alike, parse_all
from unrolled.data.scenes.drawing import PALETTE, draw_scene
from unrolled.data.scenes.grammar import Group, Pair, Thing

SPLITS = ("train", "val", "heldout", "novel")
EVERYWHERE = np.ones((3, 3))  # corners touch too


def standing_out(picture):
    """Where a picture differs clearly from its rim."""
    rim = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]]).astype(int)
    return np.abs(picture - np.median(rim, axis=0)).max(axis=-1) > 60


def blobs_of(picture):
    """The masks of the things in a picture."""
    labels, num = ndimage.label(standing_out(picture), structure=EVERYWHERE)
    return [labels == label for label in range(1, num + 1)]


def reach_of(blob):
    """How far a blob's furthest pixel is from its middle."""
    points = np.argwhere(blob)
    return np.hypot(*(points - points.mean(axis=0)).T).max()


def colour_of(picture, blob):
    inside = ndimage.binary_erosion(blob, EVERYWHERE)
    colour = np.median(picture[inside].astype(int), axis=0)
    distance = {name: np.abs(colour - rgb).max() for name, rgb in PALETTE.items()}
    nearest = min(distance, key=distance.get)
    assert distance[nearest] <= 9  # a thing's colour may differ a little from the palette's
    return nearest


def size_of(blob):
    # A small thing reaches 7.7 pixels at most, a large one 9.1 at least.
    return "large" if reach_of(blob) > 8.4 else "small"


def place_of(large, small):
    (y, x), (other_y, other_x) = (np.argwhere(blob).mean(axis=0) for blob in (large, small))
    if abs(x - other_x) > abs(y - other_y):
        return "left" if x < other_x else "right"
    return "above" if y < other_y else "below"


@pytest.fixture(scope="module", params=SPLITS)
def seen(request, small_scenes):
    """The pictures of a split, each with what its captions say."""
    split = request.param
    said = parse_all(small_scenes[f"{split}_references"])
    return list(zip(small_scenes[f"{split}_pictures"], said, strict=True))


def test_number_size_colour_and_place_are_as_the_captions_say(seen):
    for picture, said in seen:
        blobs = sorted(blobs_of(picture), key=reach_of)
        shown = [(size_of(blob), colour_of(picture, blob)) for blob in blobs]
        if isinstance(said, Alike):
            assert shown == [(said.size, said.colour)] * said.number
        else:
            assert shown == [("small", said.small[0]), ("large", said.large[0])]
            assert place_of(blobs[1], blobs[0]) == said.place


def test_things_stay_off_the_rim_and_off_each_other(seen):
    for picture, said in seen:
        marked = standing_out(picture)
        assert not any(side.any() for side in (marked[0], marked[-1], marked[:, 0], marked[:, -1]))
        # One pixel wider all round, they are still apart.
        _, num = ndimage.label(ndimage.binary_dilation(marked), structure=EVERYWHERE)
        assert num == (said.number if isinstance(said, Alike) else 2)


def rings(blob):
    """How strongly the outline swings in and out once, twice, ... on the way round."""
    points = np.argwhere(blob & ~ndimage.binary_erosion(blob)) - np.argwhere(blob).mean(axis=0)
    angle, radius = np.arctan2(points[:, 0], points[:, 1]), np.hypot(*points.T)
    order = np.argsort(angle)
    around = np.linspace(-np.pi, np.pi, 256, endpoint=False)
    outline = np.interp(around, angle[order], radius[order], period=2 * np.pi)
    swings = np.abs(np.fft.rfft(outline / outline.mean())) / 128
    swings[0] = 0
    return swings


def large_blob(shape, i, colour="black"):
    (blob,) = blobs_of(draw_scene(Group(Thing(colour, shape), "large"), 0, i))
    return blob


@pytest.mark.parametrize(
    ("shape", "swings"), [("diamond", 2), ("triangle", 3), ("square", 4), ("star", 5)]
)
def test_a_shape_has_its_corners(shape, swings):
    for i in range(20):
        assert rings(large_blob(shape, i)).argmax() == swings


def test_a_circle_has_no_corner():
    for i in range(20):
        assert rings(large_blob("circle", i)).max() < 0.03


def above_to_below(blob):
    """How much of a blob is in the upper half of its height, over how much is in the lower."""
    rows = np.flatnonzero(blob.any(axis=1))
    middle = (rows[0] + rows[-1] + 1) // 2
    return blob[:middle].sum() / blob[middle:].sum()


def test_a_heart_is_heavy_above_and_a_triangle_below():
    for i in range(20):
        assert above_to_below(large_blob("heart", i)) > 1.1
        assert above_to_below(large_blob("triangle", i)) < 0.7


def test_the_same_scene_and_key_give_the_same_bytes():
    scene = Group(Thing("green", "heart"), "large", 3)
    assert draw_scene(scene, 4, 5).tobytes() == draw_scene(scene, 4, 5).tobytes()


def test_another_key_gives_another_picture_of_the_same():
    scene = Pair(Thing("green", "heart"), "above", Thing("red", "star"))
    pictures = {draw_scene(scene, 0, i).tobytes() for i in range(50)}
    assert len(pictures) == 50


def test_no_two_pictures_of_a_data_set_are_the_same(small_scenes):
    pictures = [p.tobytes() for split in SPLITS for p in small_scenes[f"{split}_pictures"]]
    assert Counter(pictures).most_common(1)[0][1] == 1


def test_what_captions_leave_open_differs_from_split_to_split(small_scenes):
    corners = [small_scenes[f"{split}_pictures"][:100, 0, 0] for split in SPLITS]
    for corner, other in itertools.combinations(corners, 2):
        assert (corner != other).any(axis=1).mean() > 0.9


def test_pictures_are_the_same_on_every_machine():
    # The digest says nothing about what is right. It was taken once, and guards that pictures do
    # not change unnoticed with the platform or the version of NumPy. Change it only together with
    # a drawing that is meant to differ.
    scenes = [Group(Thing("yellow", "star"), "small", 4), Group(Thing("blue", "heart"), "large")]
    pair = Pair(Thing("red", "diamond"), "left", Thing("orange", "triangle"))
    pictures = [draw_scene(scene, 2, i) for i, scene in enumerate([*scenes, pair])]
    digest = hashlib.sha256(b"".join(picture.tobytes() for picture in pictures))
    assert digest.hexdigest() == "2e587b4ee15d172927f066d1d780c0b258262eba80cd97cb63424ba5a86e9fae"
