"""Maps of the trained networks: on the cat, gone with the weights, better than chance."""

import numpy as np
import pytest

from unrolled.data import example_picture
from unrolled.vision import (
    climb_score,
    compare_maps,
    completeness,
    compute_saliency_maps,
    integrated_gradients,
    preprocess_image,
    random_maps,
    randomized,
    rank_correlation,
    saliency_map,
    smooth_grad,
)

EGYPTIAN_CAT = np.array([285])
INSIDE = (slice(96, 208), slice(20, 132))  # where the cat is


@pytest.fixture(scope="module")
def cat_on_gravel(efficientnet):
    """A cat's face on a quarter of a picture of gravel, and what SmoothGrad says of it."""
    pixels = example_picture("gravel", 224)[:224, :224].copy()
    face = example_picture("chelsea", 112)
    left = (face.shape[1] - 112) // 2
    pixels[INSIDE] = face[:112, left : left + 112]
    X = preprocess_image(pixels[np.newaxis], efficientnet)
    return X, saliency_map(smooth_grad(X, EGYPTIAN_CAT, efficientnet, num_samples=16))


def share_inside(maps):
    return maps[0][INSIDE].sum() / maps.sum()


def test_the_map_lies_on_the_cat(efficientnet, cat_on_gravel):
    X, smooth = cat_on_gravel
    assert share_inside(smooth) > 0.4  # of a quarter of the picture
    assert share_inside(compute_saliency_maps(X, EGYPTIAN_CAT, efficientnet)) > 0.3


def test_the_map_goes_with_the_weights(efficientnet, cat_on_gravel):
    X, _ = cat_on_gravel
    trained = compute_saliency_maps(X, EGYPTIAN_CAT, efficientnet)
    untrained = compute_saliency_maps(X, EGYPTIAN_CAT, randomized(efficientnet))
    assert abs(rank_correlation(trained, untrained)) < 0.3


def test_the_score_tells_a_map_from_chance(efficientnet, cat_on_gravel):
    X, smooth = cat_on_gravel
    maps = {"smooth": smooth, "chance": random_maps(smooth.shape)}
    scores = compare_maps(X, EGYPTIAN_CAT, efficientnet, maps, num_steps=14)
    assert scores["smooth"].deletion.area < scores["chance"].deletion.area
    assert scores["smooth"].insertion.area > scores["chance"].insertion.area


def test_integrated_gradients_nearly_add_up(efficientnet, cat_on_gravel):
    X, _ = cat_on_gravel
    shares = integrated_gradients(X, EGYPTIAN_CAT, efficientnet, num_steps=40)
    attributed, difference = completeness(shares, X, EGYPTIAN_CAT, efficientnet)
    np.testing.assert_allclose(attributed, difference, rtol=0.3)


def test_the_map_does_not_replace_the_gradient(efficientnet, cat_on_gravel):
    X, _ = cat_on_gravel
    rise = {
        along: np.ptp(climb_score(X, EGYPTIAN_CAT, efficientnet, along=along, num_steps=6).values)
        for along in ("gradient", "map")
    }
    assert rise["gradient"] > 5 * rise["map"]
