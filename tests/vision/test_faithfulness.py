"""Deletion and insertion: curves by hand, the best and the worst map, and what is refused."""

import numpy as np
import pytest
import tensorflow as tf

from support.tiny_network import tiny_network, tiny_pictures
from unrolled.vision import (
    Curve,
    centre_maps,
    class_probabilities,
    class_scores,
    compare_maps,
    deletion_curve,
    insertion_curve,
    random_maps,
)


class Corner:
    """Class 1 is the brightness of the corner patch, 4 x 4 pixels, and class 0 is nothing."""

    def __call__(self, x):
        brightness = tf.reduce_mean(x[:, :4, :4], axis=(1, 2, 3))
        return tf.stack([tf.zeros_like(brightness), brightness], axis=1)


def corner_picture():
    X = np.zeros((1, 12, 8, 3), np.float32)
    X[:, :4, :4] = 2
    return X, np.array([1]), Corner()


def corner_map(sign=1.0):
    saliency = np.zeros((1, 12, 8), np.float32)
    saliency[:, :4, :4] = sign
    return saliency


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_deletion_takes_the_important_patch_first():
    X, y, model = corner_picture()
    curve = deletion_curve(X, y, model, corner_map(), num_steps=6, patch=4, fill="mean")
    np.testing.assert_allclose(curve.shares, np.arange(7) / 6)
    mean = 2 / 6  # one patch of six is 2, the others 0
    np.testing.assert_allclose(
        curve.probabilities[0], [sigmoid(2), *[sigmoid(mean)] * 6], rtol=1e-6
    )


def test_insertion_brings_the_important_patch_first():
    X, y, model = corner_picture()
    curve = insertion_curve(X, y, model, corner_map(), num_steps=6, patch=4, fill="mean")
    np.testing.assert_allclose(
        curve.probabilities[0], [sigmoid(2 / 6), *[sigmoid(2)] * 6], rtol=1e-6
    )


def test_the_opposite_map_keeps_it_to_the_last():
    X, y, model = corner_picture()
    curve = deletion_curve(X, y, model, corner_map(-1.0), num_steps=6, patch=4, fill="mean")
    np.testing.assert_allclose(
        curve.probabilities[0], [*[sigmoid(2)] * 6, sigmoid(2 / 6)], rtol=1e-6
    )


def test_areas_are_those_of_trapezoids():
    curve = Curve(np.array([0.0, 0.5, 1.0]), np.array([[1.0, 0.5, 0.0], [1.0, 1.0, 0.0]]))
    np.testing.assert_allclose(curve.area, [0.5, 0.75])


@pytest.mark.parametrize("fill", ["blur", "mean"])
def test_curves_begin_and_end_with_the_picture_and_what_fills_it(fill):
    model = tiny_network()
    X, y = tiny_pictures(model)
    before = X.copy()
    maps = random_maps(X.shape[:3])
    gone = deletion_curve(X, y, model, maps, num_steps=5, patch=3, fill=fill)
    come = insertion_curve(X, y, model, maps, num_steps=5, patch=3, fill=fill)
    whole = class_probabilities(X, y, model)
    for ends in (gone.probabilities, come.probabilities[:, ::-1]):
        np.testing.assert_allclose(ends[:, 0], whole, rtol=1e-5)
    np.testing.assert_allclose(gone.probabilities[:, -1], come.probabilities[:, 0], rtol=1e-5)
    assert gone.probabilities.shape == (3, 6)
    np.testing.assert_array_equal(X, before)


def test_only_the_order_of_a_map_counts():
    model = tiny_network()
    X, y = tiny_pictures(model)
    maps = random_maps(X.shape[:3])
    one = deletion_curve(X, y, model, maps, patch=1)
    other = deletion_curve(X, y, model, 100 * np.exp(maps.astype(np.float64)), patch=1)
    np.testing.assert_array_equal(one.probabilities, other.probabilities)


def test_patches_at_the_edge_may_be_smaller():
    """A mean over the pixels that there are: a small patch is no less important for being small."""
    X, y, model = corner_picture()
    saliency = np.ones((1, 12, 8), np.float32)
    saliency[:, 10:, 5:] = 2  # 2 x 3 of the patches of 5 x 5
    curve = deletion_curve(X, y, model, saliency, num_steps=6, patch=5, fill="mean")
    again = deletion_curve(X, y, model, (saliency == 2) * 1.0, num_steps=6, patch=5, fill="mean")
    np.testing.assert_array_equal(curve.probabilities[:, :2], again.probabilities[:, :2])
    assert curve.probabilities[0, 1] == curve.probabilities[0, 0]  # the corner that counts is there


def test_a_comparison_holds_both_curves_of_each_map():
    X, y, model = corner_picture()
    maps = {"right": corner_map(), "wrong": corner_map(-1.0), "centre": centre_maps((1, 12, 8))}
    scores = compare_maps(X, y, model, maps, num_steps=6, patch=4, fill="mean")
    assert list(scores) == list(maps)
    assert scores["right"].deletion.area < scores["centre"].deletion.area
    assert scores["right"].insertion.area > scores["centre"].insertion.area
    assert scores["centre"].insertion.area > scores["wrong"].insertion.area


def test_curves_compile_once_for_all_pictures_and_maps():
    model = tiny_network()
    X, y = tiny_pictures(model)
    for seed in range(3):
        deletion_curve(X, y, model, random_maps(X.shape[:3], seed), patch=4)
        insertion_curve(X, y, model, random_maps(X.shape[:3], seed), patch=4)
    compiled = model.__dict__["_unrolled_compiled"]["scores",]
    assert compiled.experimental_get_tracing_count() == 1


def test_probabilities_are_the_softmax_of_the_scores():
    model = tiny_network()
    X, y = tiny_pictures(model)
    np.testing.assert_allclose(
        class_probabilities(X, y, model),
        tf.gather(tf.nn.softmax(model(X)), y, batch_dims=1),
        rtol=1e-5,
    )
    np.testing.assert_allclose(class_scores(X, y, model), model(X).numpy()[range(3), y], rtol=1e-5)


def test_large_scores_do_not_overflow():
    X, y, model = corner_picture()
    assert class_probabilities(500 * X, y, model) == 1
    assert class_probabilities(-500 * X, y, model) == 0


def test_centre_maps_fall_from_the_middle_to_the_corners():
    (middle,) = centre_maps((1, 5, 7))
    assert middle[2, 3] == 1 == middle.max()
    assert middle[0, 0] == middle[-1, -1] == pytest.approx(0, abs=1e-7)
    np.testing.assert_allclose(middle, middle[::-1, ::-1], atol=1e-7)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"fill": "black"}, "'blur' or 'mean'"),
        ({"patch": 0}, "patch must be"),
        ({"num_steps": 0}, "num_steps must be a whole number"),
        ({"patch": 2.5}, "patch must be a whole number"),
        ({"num_steps": 7}, "at most 6"),
        ({"saliency": np.zeros((1, 4, 4))}, "one map a picture"),
        ({"saliency": np.full((1, 12, 8), np.nan)}, "NaN"),
        ({"y": [2]}, "below 2"),
    ],
)
def test_what_cannot_be_is_refused(own_errors, settings, message):
    X, y, model = corner_picture()
    given = {"y": y, "saliency": corner_map(), "patch": 4, "num_steps": 6} | settings
    y, saliency = given.pop("y"), given.pop("saliency")
    with pytest.raises(ValueError, match=message):
        deletion_curve(X, y, model, saliency, **given)
