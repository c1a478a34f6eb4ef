"""A student's own network, a method or a plain function in the place of one of the package's."""

import numpy as np
import pytest

from support.plain_models import CountingModel, CourseModel, SlottedModel
from support.tiny_network import tiny_network, tiny_pictures
from unrolled.vision import (
    class_visualization_update_step,
    compute_saliency_maps,
    create_class_visualization,
    extract_features,
    fooling_ascent,
    make_fooling_image,
)

COURSE_MEAN, COURSE_STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


@pytest.fixture(scope="module")
def network():
    return tiny_network()


def to_fool(network):
    """A picture, and the class that comes second."""
    X, _ = tiny_pictures(network, count=1)
    return X, int(np.argsort(network(X).numpy()[0])[-2])


def test_fooling_looks_at_each_picture_once(network):
    X, target = to_fool(network)
    model = CountingModel(network)
    run = fooling_ascent(X, target, model, learning_rate=0.2)
    assert run.reason == "reached"
    assert model.runs == len(run.values) + 1  # those that were left behind, and the last one


def test_a_step_of_class_visualisation_is_one_pass_through_the_network(network):
    X, _ = tiny_pictures(network, count=1)
    model = CountingModel(network)
    class_visualization_update_step(X, model, 3, 0.01, 2.0)
    assert model.runs == 1
    create_class_visualization(3, model, num_iterations=7, size=16)
    assert model.runs == 1 + 7


def test_functions_methods_and_bare_objects_give_the_same(network):
    X, y = tiny_pictures(network)
    maps = compute_saliency_maps(X, y, network)
    one, target = to_fool(network)
    fooled = make_fooling_image(one, target, network)
    moved = class_visualization_update_step(one, network, target, 0.01, 2.0)

    def function(x):
        return network(x)

    for model in (function, network.call, SlottedModel(network)):
        np.testing.assert_allclose(compute_saliency_maps(X, y, model), maps, atol=1e-6)
        np.testing.assert_allclose(make_fooling_image(one, target, model), fooled, atol=1e-4)
        again = class_visualization_update_step(one, model, target, 0.01, 2.0)
        np.testing.assert_allclose(again, moved, atol=1e-5)


def test_a_network_of_the_courses_gets_the_courses_pixels():
    picture = create_class_visualization(3, CourseModel(), num_iterations=2, learning_rate=1e4)
    assert picture.shape == (1, 224, 224, 3)
    assert np.all(picture >= -COURSE_MEAN / COURSE_STD - 1e-5)
    assert np.all(picture <= (1 - COURSE_MEAN) / COURSE_STD + 1e-5)


def test_a_network_of_the_courses_has_features_but_for_its_last_two_layers():
    model = CourseModel()
    X = np.zeros((1, 20, 20, 3), np.float32)
    assert [tuple(f.shape) for f in extract_features(X, model)] == [(1, 9, 9, 4), (1, 4, 4, 4)]
    assert len(extract_features(X, model, last=0)) == 1
    with pytest.raises(IndexError, match="this network has the feature layers 0 to 1; got 2"):
        extract_features(X, model, last=2)


def test_fooling_keeps_double_precision(network):
    X, target = to_fool(network)
    fooled = make_fooling_image(X.astype(np.float64), target, network)
    assert fooled.dtype == np.float64
    np.testing.assert_allclose(fooled, make_fooling_image(X, target, network), atol=1e-4)
