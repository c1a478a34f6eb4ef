"""Pictures with captions: the texts are there, readable, and right is told from wrong."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.gallery import (
    RIGHT,
    WRONG,
    Captioned,
    caption_gallery,
    caption_path,
    picture_gallery,
    square_thumbnail,
)
from unrolled.figures.style import GREEN, VERMILION

SHORT = "a large red circle"
LONGEST = "there is an orange triangle to the right of an orange square"


def pictures(count):
    return np.random.default_rng(0).integers(256, size=(count, 64, 64, 3), dtype=np.uint8)


def texts(fig):
    return [" ".join(text.get_text().split()) for ax in fig.axes for text in ax.texts]


def shown(fig):
    return [image.get_array() for ax in fig.axes for image in ax.images]


def frame(ax):
    return to_hex(ax.spines["top"].get_edgecolor())


def test_gallery_shows_every_picture_with_its_captions():
    some = pictures(5)
    fig = picture_gallery(some, [[SHORT, LONGEST]] * 5)
    assert all(np.array_equal(one, two) for one, two in zip(shown(fig), some, strict=True))
    assert texts(fig).count(SHORT) == texts(fig).count(LONGEST) == 5


@pytest.mark.parametrize("count", [1, 4, 5, 8])
def test_gallery_has_room_for_the_longest_captions(count):
    fig = picture_gallery(pictures(count), [[LONGEST, LONGEST]] * count)
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


def results(right):
    return [Captioned(picture, LONGEST, LONGEST, right) for picture in pictures(4)]


def test_results_have_room_for_the_longest_captions():
    fig = caption_gallery({"training": results(True), "held out": results(False)})
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


def test_results_mark_right_and_wrong_by_sign_and_by_colour():
    (picture,) = pictures(1)
    row = [Captioned(picture, "a star", "a star", True), Captioned(picture, "a", "a heart", False)]
    fig = caption_gallery({"both": row})
    assert texts(fig) == [f"{RIGHT} a star", "true: a star", f"{WRONG} a", "true: a heart"]
    _, *axes = fig.axes
    assert [frame(ax) for ax in axes if ax.images] == [GREEN, VERMILION]
    assert axes[0].get_title(loc="left") == "both"


def test_path_feeds_every_word_back():
    (picture,) = pictures(1)
    words = SHORT.split()
    fig = caption_path(picture, words)
    written = texts(fig)
    assert all(written.count(word) == 2 for word in words)  # once out, once in again
    assert written.count("<START>") == written.count("<END>") == 1
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


@pytest.mark.parametrize("shape", [(300, 500), (500, 300), (20, 20), (40, 280)])
def test_a_thumbnail_is_the_middle_square(shape):
    picture = np.zeros((*shape, 3), dtype=np.uint8)
    edge = min(shape)
    top, left = ((size - edge) // 2 for size in shape)
    picture[top : top + edge, left : left + edge] = (10, 200, 30)
    thumbnail = square_thumbnail(picture, 40)
    assert thumbnail.shape == (40, 40, 3)
    assert thumbnail.dtype == np.uint8
    np.testing.assert_allclose(thumbnail[5:35, 5:35].reshape(-1, 3), 900 * [[10, 200, 30]], atol=2)
