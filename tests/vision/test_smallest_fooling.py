"""The smallest change that fools, against what is known exactly, and what files keep of it."""

import numpy as np
import pytest

from support.tiny_network import tiny_network, tiny_pictures
from unrolled.vision import deprocess_image
from unrolled.vision.smallest_fooling import change_size, saved_picture, smallest_fooling


@pytest.fixture(scope="module")
def network():
    return tiny_network()


def mild_picture(network, size=20):
    """A picture far from black and white, so that clipping plays no part."""
    X, _ = tiny_pictures(network, count=1, size=size)
    return (0.2 * X).astype(np.float32)


def runner_up(network, X):
    return int(np.argsort(network(X).numpy()[0])[-2])


@pytest.mark.parametrize("norm", ["l2", "linf"])
def test_the_change_fools_has_the_size_and_stays_among_valid_pixels(network, norm):
    X, _ = tiny_pictures(network, count=1)
    before, target = X.copy(), runner_up(network, X)
    found = smallest_fooling(X, target, network, norm, num_steps=40)
    np.testing.assert_array_equal(X, before)
    assert network(found.picture).numpy().argmax() == target
    assert change_size(X, found.picture, network, norm) == pytest.approx(found.size, rel=1e-3)
    low, high = network.pixel_range
    assert np.all(found.picture >= low - 1e-5)
    assert np.all(found.picture <= high + 1e-5)


@pytest.mark.parametrize("norm", ["l2", "linf"])
def test_sizes_never_grow(network, norm):
    X, _ = tiny_pictures(network, count=1)
    found = smallest_fooling(X, runner_up(network, X), network, norm, num_steps=40)
    assert np.all(found.sizes[1:] <= found.sizes[:-1])
    assert found.size == found.sizes[-1] < found.sizes[np.isfinite(found.sizes)][0]


def linear_margin(network, X, target):
    """The margin of two classes of a linear network, and its gradient by pixels of 0..255."""
    scores = network(X).numpy()[0].astype(np.float64)
    other = 1 - target
    moved = X + np.eye(X.size, dtype=X.dtype).reshape(X.size, *X.shape[1:])
    change = network(moved).numpy().astype(np.float64) - scores
    gradient = (change[:, target] - change[:, other]).reshape(X.shape)
    return scores[target] - scores[other], gradient / (255 * network.std)


@pytest.mark.parametrize(("norm", "dual"), [("l2", 2), ("linf", 1)])
def test_of_a_linear_network_it_is_the_distance_to_the_border(norm, dual):
    network = tiny_network(3, num_classes=2, activation="linear")
    X = mild_picture(network, size=12)
    target = runner_up(network, X)
    margin, gradient = linear_margin(network, X, target)
    distance = -margin / np.linalg.norm(gradient.ravel(), dual)  # known in closed form
    found = smallest_fooling(X, target, network, norm, num_steps=100)
    assert distance <= found.size * 1.001
    assert found.size <= distance * 1.05


def test_more_steps_find_smaller_changes(network):
    X, _ = tiny_pictures(network, count=1)
    target = runner_up(network, X)
    few, many = (smallest_fooling(X, target, network, num_steps=n).size for n in (5, 60))
    assert many < few


def test_what_is_fooled_already_needs_no_change(network):
    X, _ = tiny_pictures(network, count=1)
    found = smallest_fooling(X, int(network(X).numpy().argmax()), network, num_steps=3)
    assert found.size == 0
    np.testing.assert_allclose(found.picture, X, atol=1e-5)


def test_what_cannot_be_fooled_has_no_size():
    network = tiny_network(2)
    network.weights[0].assign(np.zeros(network.weights[0].shape))
    X, _ = tiny_pictures(network, count=1)
    found = smallest_fooling(X, runner_up(network, X), network, num_steps=4)
    assert np.all(np.isinf(found.sizes))
    assert found.size == float("inf")
    np.testing.assert_array_equal(found.picture, X)


@pytest.mark.usefixtures("own_errors")
def test_an_unknown_norm_is_told(network):
    X, _ = tiny_pictures(network, count=1)
    with pytest.raises(ValueError, match="norm must be"):
        smallest_fooling(X, 0, network, "l1")


def test_is_compiled_once_a_norm():
    network = tiny_network(4)
    X, _ = tiny_pictures(network, count=1)
    for target in (0, 1):
        smallest_fooling(X, target, network, num_steps=3)
    step = network.__dict__["_unrolled_compiled"]["smallest fooling", "l2"]
    assert step.experimental_get_tracing_count() == 1


def test_sizes_and_precisions_may_follow_each_other():
    network = tiny_network(4)
    for size, dtype in ((20, np.float32), (16, np.float32), (24, np.float64)):
        X, _ = tiny_pictures(network, count=1, size=size)
        found = smallest_fooling(X.astype(dtype), runner_up(network, X), network, num_steps=40)
        assert found.picture.dtype == dtype
        assert 0 < found.size < float("inf")


def test_change_is_measured_in_grey_levels(network):
    X, _ = tiny_pictures(network, count=1)
    changed = X.copy()
    changed[0, 0, 0] += 3 / (255 * network.std)
    changed[0, 1, 1, 0] -= 4 / (255 * network.std[0])
    assert change_size(X, changed, network, "linf") == pytest.approx(4, abs=1e-3)
    assert change_size(X, changed, network, "l2") == pytest.approx(43**0.5, abs=1e-3)


def test_a_file_keeps_whole_grey_levels(network):
    X, _ = tiny_pictures(network, count=1)
    saved = saved_picture(X, network)
    assert 0 < change_size(X, saved, network, "linf") <= 0.5 + 1e-3
    np.testing.assert_array_equal(saved_picture(saved, network), saved)
    np.testing.assert_array_equal(
        deprocess_image(saved, model=network), deprocess_image(X, model=network)
    )


def test_a_jpeg_file_keeps_less_the_lower_its_quality(network):
    X, _ = tiny_pictures(network, count=1, size=32)
    sizes = [change_size(X, saved_picture(X, network, q), network) for q in (95, 50, 10)]
    assert change_size(X, saved_picture(X, network), network) < sizes[0] < sizes[1] < sizes[2]
