"""The sanity check: copies with random weights, and whether two maps agree."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from support.tiny_network import tiny_network, tiny_pictures
from unrolled.vision import (
    EfficientNetLite0,
    SqueezeNet,
    compute_saliency_maps,
    randomized,
    rank_correlation,
    weighted_layers,
)

NAMES = ["scores", "conv4", "conv3", "conv1", "conv"]


def weights_by_layer(model):
    return {layer.name: layer.get_weights() for layer in model.net.layers if layer.weights}


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_layers_with_weights_are_listed_from_the_top():
    assert weighted_layers(tiny_network()) == NAMES


@pytest.mark.parametrize(("layers", "count"), [(0, 0), ("top", 1), (3, 3), ("all", 5), (5, 5)])
def test_so_many_layers_are_random_from_the_top(layers, count):
    model = tiny_network()
    before = weights_by_layer(model)
    copy = weights_by_layer(randomized(model, layers=layers))
    changed = [name for name in NAMES if not same(before[name], copy[name])]
    assert changed == NAMES[:count]
    assert all(same(weights, weights_by_layer(model)[name]) for name, weights in before.items())


@pytest.mark.parametrize("make", [SqueezeNet, EfficientNetLite0])
def test_a_copy_of_a_real_network_gives_its_scores(make):
    model = make(num_classes=7)
    X = np.random.default_rng(0).normal(size=(1, 64, 64, 3)).astype(np.float32)
    copy = randomized(model, layers=0)
    np.testing.assert_array_equal(copy(X), model(X))
    assert (copy.title, copy.feature_names) == (model.title, model.feature_names)
    np.testing.assert_array_equal(copy.pixel_range, model.pixel_range)
    assert np.abs(randomized(model)(X) - model(X)).max() > 0
    for top, name in enumerate(weighted_layers(model)[:2]):
        here, there = weights_by_layer(model), weights_by_layer(randomized(model, layers=top))
        assert same(here[name], there[name])


def test_seeds_repeat_and_a_deeper_copy_keeps_what_a_shallower_one_has():
    model = tiny_network()
    one, same_seed = (weights_by_layer(randomized(model, layers=2, seed=3)) for _ in range(2))
    deeper = weights_by_layer(randomized(model, layers=4, seed=3))
    other = weights_by_layer(randomized(model, layers=2, seed=4))
    assert all(same(one[name], same_seed[name]) for name in NAMES)
    assert all(same(one[name], deeper[name]) for name in NAMES[:2])
    assert not any(same(one[name], other[name]) for name in NAMES[:2])


def test_random_kernels_keep_the_size_of_the_signal():
    network = randomized(EfficientNetLite0())
    weights = weights_by_layer(network)
    kernel, bias = weights["top"]  # 1 x 1 over 320 channels
    assert kernel.std() == pytest.approx(np.sqrt(2 / 320), rel=0.02)
    assert not bias.any()
    depthwise = network.net.get_layer("block13").depthwise.get_weights()[0]  # 5 x 5 over one
    assert depthwise.std() == pytest.approx(np.sqrt(2 / 25), rel=0.03)


@pytest.mark.parametrize("layers", [-1, 6, "bottom", True])
def test_layers_that_there_are_not_are_refused(own_errors, layers):
    with pytest.raises(ValueError, match="from 0 to 5"):
        randomized(tiny_network(), layers=layers)


def test_a_map_of_random_weights_is_another():
    model = tiny_network()
    X, y = tiny_pictures(model)
    maps = compute_saliency_maps(X, y, model)
    unchanged = compute_saliency_maps(X, y, randomized(model, layers=0))
    assert np.all(rank_correlation(maps, unchanged) > 0.999)
    assert np.all(rank_correlation(maps, compute_saliency_maps(X, y, randomized(model))) < 0.7)


def test_rank_correlation_is_spearmans():
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=(2, 3, 6, 7)).round(1)  # rounded: some values tie
    found = rank_correlation(one, other)
    expected = [spearmanr(a.ravel(), b.ravel()).statistic for a, b in zip(one, other, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    np.testing.assert_allclose(rank_correlation(one[0], other[0]), expected[0], rtol=1e-12)
    assert rank_correlation(one[0], np.exp(one[0])) == pytest.approx(1)
    assert rank_correlation(one[0], -one[0]) == pytest.approx(-1)


def test_maps_without_an_order_are_refused(own_errors):
    ramp = np.arange(6.0).reshape(2, 3)
    with pytest.raises(ValueError, match="same value everywhere"):
        rank_correlation(ramp, np.ones((2, 3)))
    with pytest.raises(ValueError, match="one shape"):
        rank_correlation(ramp, ramp.T)
