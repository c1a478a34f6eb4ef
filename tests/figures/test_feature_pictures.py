"""Features as pictures: the right channels, and pictures above their places."""

import numpy as np
import pytest

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.feature_pictures import (
    feature_maps,
    liveliest,
    shuffled_squares,
)


def features(h=6, w=9, channels=8):
    array = np.random.default_rng(0).standard_normal((h, w, channels))
    return array * np.arange(1, channels + 1) ** 2  # the last channel varies most


def picture(value=0):
    return np.full((20, 30, 3), value, dtype=np.uint8)


def images(ax):
    return [np.asarray(image.get_array()) for image in ax.images]


def test_liveliest_is_by_variance_and_not_by_size():
    some = features()
    some[..., 0] += 1e6
    assert list(liveliest(some)) == [7, 6, 5, 4, 3, 2, 1, 0]


def test_feature_maps_show_the_picture_and_the_liveliest_channels():
    layers = {"first": features(), "second": features(3, 4, 7)}
    fig = feature_maps(picture(), layers, columns=3)
    shown = [images(ax) for ax in fig.axes]
    np.testing.assert_array_equal(shown[0][0], picture())
    for row, some in enumerate(layers.values()):
        for column, channel in enumerate(liveliest(some)[:3], start=1):
            np.testing.assert_array_equal(shown[4 * row + column][0], some[..., channel])
    assert not shown[4]  # nothing but the first row starts with the picture
    assert fig.axes[1].get_title(loc="left") == "first: 6 \N{MULTIPLICATION SIGN} 9, 8 channels"
    assert not overlapping_texts(fig)
    assert not texts_outside(fig)


def test_a_layer_with_few_channels_leaves_places_empty():
    fig = feature_maps(picture(), {"few": features(channels=2)}, columns=4)
    assert [len(ax.images) for ax in fig.axes] == [1, 1, 1, 0, 0]


def test_squares_stand_above_their_place_on_the_curves():
    pictures = {256: picture(0), 16: picture(100), 1: picture(200)}
    moved = {"block1": [0.0, 0.2, 0.9], "block2": [0.0, 0.1, 1.4]}
    fig = shuffled_squares(pictures, moved)
    curves, *insets = fig.axes[1:]  # the first is the page
    assert [ax.images[0].get_array()[0, 0, 0] for ax in insets] == [0, 100, 200]
    for place, inset in enumerate(insets):
        x = curves.transData.transform((place, 0))[0]
        box = inset.get_window_extent()
        assert (box.x0 + box.x1) / 2 == pytest.approx(x, abs=1)
        assert box.y0 >= curves.get_window_extent().y1
    for line, values in zip(curves.lines, moved.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values)
    assert not overlapping_texts(fig)
    assert not texts_outside(fig)
