"""The two networks: sizes, feature layers, and the weights of their files in the right places."""

import numpy as np
import pytest
import tensorflow as tf

from support.torch_networks import efficientnet_scores, random_weights, squeezenet_scores
from unrolled.vision import EfficientNetLite0, SqueezeNet, extract_features

PICTURES = np.random.default_rng(0).normal(size=(2, 65, 97, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def squeezenet():
    return SqueezeNet()


@pytest.fixture(scope="module")
def efficientnet():
    return EfficientNetLite0()


def test_squeezenet_has_the_published_number_of_weights(squeezenet):
    assert squeezenet.count_params() == 1_235_496


def test_squeezenet_features_come_in_the_courses_order_and_sizes(squeezenet):
    sizes = [tuple(f.shape) for f in extract_features(tf.zeros((1, 192, 256, 3)), squeezenet)]
    channels = [64, 64, 128, 128, 128, 256, 256, 256, 384, 384, 512, 512]
    halves = [(95, 127)] + [(47, 63)] * 3 + [(23, 31)] * 3 + [(11, 15)] * 5
    assert sizes == [(1, *side, channel) for side, channel in zip(halves, channels, strict=True)]


def test_efficientnet_halves_the_picture_five_times(efficientnet):
    sizes = [tuple(f.shape[1:]) for f in extract_features(tf.zeros((1, 64, 96, 3)), efficientnet)]
    assert sizes[0] == (32, 48, 32)
    assert sizes[-2:] == [(2, 3, 320), (2, 3, 1280)]
    assert len(efficientnet.feature_names) == len(sizes) == 18


@pytest.mark.parametrize("make", [SqueezeNet, EfficientNetLite0])
def test_features_stop_at_the_last_one_asked_for(make, request):
    model = request.getfixturevalue("squeezenet" if make is SqueezeNet else "efficientnet")
    everything = extract_features(PICTURES, model)
    some = extract_features(PICTURES, model, last=3)
    assert len(some) == 4
    for few, many in zip(some, everything, strict=False):
        np.testing.assert_array_equal(few, many)
    with pytest.raises(IndexError, match=r"0 to 1[17]; got 18"):
        extract_features(PICTURES, model, last=18)


def test_scores_follow_from_the_last_features(squeezenet, efficientnet):
    for model in (squeezenet, efficientnet):
        x = extract_features(PICTURES, model)[-1]
        for layer in model.net.layers[len(model.feature_names) :]:
            x = layer(x)
        np.testing.assert_allclose(model(PICTURES), x, rtol=1e-5, atol=1e-6)


def test_squeezenet_computes_what_pytorch_does():
    weights = random_weights(SqueezeNet, seed=1)
    model = SqueezeNet()
    model.set_torch_weights(weights)
    expected = squeezenet_scores(weights, PICTURES)
    assert expected.std() > 0
    np.testing.assert_allclose(model(PICTURES), expected, rtol=1e-3, atol=1e-5)


def test_efficientnet_computes_what_pytorch_does_with_batch_norm_unfolded():
    weights = random_weights(EfficientNetLite0, seed=2)
    model = EfficientNetLite0()
    model.set_torch_weights(weights)
    expected = efficientnet_scores(weights, PICTURES)
    assert expected.std() > 0
    np.testing.assert_allclose(model(PICTURES), expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("make", [SqueezeNet, EfficientNetLite0])
def test_nothing_is_trained(make):
    model = make(num_classes=7)
    assert model.trainable_variables == []
    assert model(np.zeros((1, 33, 33, 3), np.float32)).shape == (1, 7)


@pytest.mark.parametrize("make", [SqueezeNet, EfficientNetLite0])
def test_the_pixel_range_is_black_to_white(make):
    model = make()
    low, high = model.pixel_range
    np.testing.assert_allclose(low * model.std + model.mean, 0, atol=1e-7)
    np.testing.assert_allclose(high * model.std + model.mean, 1, atol=1e-7)


def test_squeezenet_says_how_small_a_picture_may_be(squeezenet):
    assert squeezenet(np.zeros((1, 31, 40, 3), np.float32)).shape == (1, 1000)
    small = np.zeros((1, 40, 30, 3), np.float32)
    for look in (squeezenet, lambda x: extract_features(x, squeezenet)):
        with pytest.raises(ValueError, match=r"at least 31 by 31 pixels; got 40 by 30"):
            look(small)


def test_efficientnet_takes_a_single_pixel(efficientnet):
    assert efficientnet(np.zeros((1, 1, 1, 3), np.float32)).shape == (1, 1000)
