"""Whether the map may take the gradient's place: both directions, step for step."""

import numpy as np
import pytest

from support.plain_models import LinearModel, pictures_for
from support.tiny_network import tiny_network, tiny_pictures
from unrolled.vision import class_scores, climb_score


def one_picture(model):
    X, y = pictures_for(model, count=1)
    return X, y, model.weights[..., y[0]]


def test_along_the_gradient_a_linear_score_rises_by_its_length():
    model = LinearModel()
    X, y, weights = one_picture(model)
    ascent = climb_score(X, y, model, num_steps=4, step_size=0.5)
    start = class_scores(X, y, model)[0]
    rise = 0.5 * np.linalg.norm(weights)
    np.testing.assert_allclose(ascent.values, start + rise * np.arange(4), rtol=1e-4)
    expected = X[0] + 4 * 0.5 * weights / np.linalg.norm(weights)
    np.testing.assert_allclose(ascent.picture[0], expected, rtol=1e-4, atol=1e-5)


def test_along_the_map_every_colour_of_a_pixel_rises_alike():
    model = LinearModel()
    X, y, weights = one_picture(model)
    ascent = climb_score(X, y, model, along="map", num_steps=1, step_size=2.0)
    way = np.repeat(np.abs(weights).max(axis=-1, keepdims=True), 3, axis=-1)
    expected = X[0] + 2.0 * way / np.linalg.norm(way)
    np.testing.assert_allclose(ascent.picture[0], expected, rtol=1e-5, atol=1e-6)


def test_the_map_of_a_falling_score_leads_down():
    """All weights are negative: the gradient darkens the picture, the map brightens it."""
    model = LinearModel()
    model.weights = -np.abs(model.weights)
    X, y, _ = one_picture(model)
    up = climb_score(X, y, model, num_steps=5).values
    down = climb_score(X, y, model, along="map", num_steps=5).values
    assert np.all(np.diff(up) > 0)
    assert np.all(np.diff(down) < 0)


def test_steps_compile_once_and_leave_the_picture():
    model = tiny_network()
    X, y = tiny_pictures(model, count=1)
    before = X.copy()
    for step_size in (0.1, 0.2):
        for along in ("gradient", "map"):
            climb_score(X, y, model, along=along, num_steps=6, step_size=step_size)
    compiled = model.__dict__["_unrolled_compiled"]
    for along in ("gradient", "map"):
        assert compiled["climb_score", along].experimental_get_tracing_count() == 1
    np.testing.assert_array_equal(X, before)


def test_a_score_without_a_gradient_stays():
    model = LinearModel()
    model.weights = np.zeros_like(model.weights)
    X, y, _ = one_picture(model)
    ascent = climb_score(X, y, model, num_steps=2)
    np.testing.assert_array_equal(ascent.picture, X)


def test_what_cannot_be_is_refused(own_errors):
    model = LinearModel()
    X, y, _ = one_picture(model)
    with pytest.raises(ValueError, match="one picture"):
        climb_score(np.repeat(X, 2, axis=0), [0, 0], model)
    with pytest.raises(ValueError, match="'gradient' or 'map'"):
        climb_score(X, y, model, along="sum")
    with pytest.raises(ValueError, match="step_size must be a number above 0; got nan"):
        climb_score(X, y, model, step_size=float("nan"))
    with pytest.raises(ValueError, match="below 4"):
        climb_score(X, [4], model)
