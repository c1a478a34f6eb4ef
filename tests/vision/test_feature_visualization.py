"""Pictures of classes with stronger regularisers: each part against its definition, and the run."""

import numpy as np
import pytest
import tensorflow as tf

from support.tiny_network import tiny_network
from unrolled.data import centre_square, example_picture
from unrolled.vision import EfficientNetLite0, preprocess_image
from unrolled.vision.feature_visualization import visualize_class
from unrolled.vision.fourier_picture import FourierPicture
from unrolled.vision.random_views import random_views
from unrolled.vision.usual_features import scores_and_oddness

FLAMINGO = 130


def small_network(seed=0):
    network = tiny_network(seed)
    network.input_size = 24
    return network


def visualized(network, target=3, **settings):
    return visualize_class(
        target,
        network,
        **{"size": 32, "num_steps": 15, "num_views": 2, "smoothness": 0.0, **settings},
    )


@pytest.fixture(scope="module")
def network():
    return small_network()


def test_score_grows_and_every_pixel_is_valid(network):
    run = visualized(network, num_steps=40, num_views=3)
    assert run.values[-1] > run.values[0] + 0.2
    low, high = network.pixel_range
    assert (run.picture.shape, run.reason) == ((1, 32, 32, 3), "steps")
    assert np.all(run.picture >= low - 1e-5)
    assert np.all(run.picture <= high + 1e-5)


def test_a_seed_gives_the_same_picture_again_and_another_another(network):
    one, again, other = (visualized(network, seed=seed).picture for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 0.05


def test_is_compiled_once_whatever_the_numbers():
    network = small_network(1)
    for target, heat, steps in ((0, 1.0, 3), (1, 4.0, 5)):
        visualized(network, target, temperature=heat, num_steps=steps, smoothness=float(steps))
    step = network.__dict__["_unrolled_compiled"]["class picture", 32, 2]
    assert step.experimental_get_tracing_count() == 1


def test_hands_over_pictures_and_keeps_the_last_at_ctrl_c(network):
    shown = {}

    def stop(steps, picture):
        shown.setdefault(steps, picture)
        if steps == 6 and len(shown) == 2:
            shown["stopped"] = picture
            raise KeyboardInterrupt

    run = visualized(network, show_every=3, on_picture=stop)
    assert (run.reason, len(run.values)) == ("interrupted", 6)
    np.testing.assert_array_equal(run.picture, shown["stopped"])


@pytest.mark.parametrize(
    ("setting", "error", "message"),
    [
        ({"target": 10}, ValueError, "below 10"),
        ({"target": 0.5}, TypeError, "integer"),
        ({"size": 8}, ValueError, "size"),
        ({"num_views": 0}, ValueError, "num_views"),
        ({"temperature": 0.0}, ValueError, "temperature"),
        ({"smoothness": -1.0}, ValueError, "smoothness"),
        ({"num_steps": -1}, ValueError, "num_steps"),
    ],
)
@pytest.mark.usefixtures("own_errors")
def test_wrong_arguments_are_told(network, setting, error, message):
    with pytest.raises(error, match=message):
        visualized(network, **setting)


def test_waves_add_up_to_what_they_are():
    """One coefficient, one direction of colour: a cosine of that many turns."""
    painter = FourierPicture(16)
    coefficients = np.zeros((2, 3, 16, 9), np.float32)
    coefficients[0, 0, 3, 2] = 0.1  # lightness; 3 turns down the picture, 2 along it
    picture = painter.paint(tf.constant(coefficients), 1e3).numpy()[0]
    strength = np.log(picture / (1 - picture))  # what the sigmoid was taken of
    down, right = np.mgrid[:16, :16]
    wave = np.cos(2 * np.pi * (3 * down + 2 * right) / 16)
    np.testing.assert_allclose(strength, strength[0, 0, 0] * wave[..., None] * [1, 1, 1], atol=1e-4)
    assert strength[0, 0, 0] > 0.01


def test_coarse_waves_are_stronger_than_fine_ones_as_their_frequency_is_lower():
    painter = FourierPicture(32)
    heights = []
    for turns in (2, 8):
        coefficients = np.zeros((2, 3, 32, 17), np.float32)
        coefficients[0, 0, turns, 0] = 0.01
        picture = painter.paint(tf.constant(coefficients), 1e3).numpy()
        heights.append(np.log(picture / (1 - picture)).max())
    assert heights[0] / heights[1] == pytest.approx(4, rel=1e-3)


def test_fine_waves_are_left_out_of_a_blurred_picture():
    painter = FourierPicture(32)
    coefficients = 20 * painter.start(0)
    sharp, blurred = (painter.paint(tf.constant(coefficients), f).numpy() for f in (0.5, 0.05))
    assert np.abs(np.diff(blurred, axis=1)).mean() < 0.3 * np.abs(np.diff(sharp, axis=1)).mean()
    assert np.all((sharp > 0) & (sharp < 1))


def test_views_from_near_show_only_the_picture_and_from_far_its_surroundings():
    views = random_views(tf.ones((1, 40, 40, 3)), 40, 24, tf.constant([0, 1])).numpy()
    assert views.shape == (40, 24, 24, 3)
    assert np.mean(views[0] == 1) > 0.75  # corners of a turned view lie outside
    shares = np.mean(views[1:] > 0.75, axis=(1, 2, 3))  # the area that the picture fills
    assert np.all((shares > 0.35**2 * 0.8) & (shares < 0.8**2 * 1.2))
    assert np.ptp(shares) > 0.3
    assert views.min() == pytest.approx(0.5)


def test_views_depend_on_nothing_but_their_seed():
    picture = tf.random.stateless_uniform((1, 32, 32, 3), (3, 4))
    one, again, other = (
        random_views(picture, 2, 24, tf.constant(seed)) for seed in ([5, 1], [5, 1], [5, 2])
    )
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 0.1


def test_views_are_centred_on_average():
    """A point in the middle is seen in the middle: scale and turn have the same centre."""
    picture = np.zeros((1, 41, 41, 1), np.float32)
    picture[0, 19:22, 19:22] = 1
    views = random_views(tf.constant(picture), 60, 24, tf.constant([0, 0])).numpy()[..., 0]
    light = np.clip(views - 0.55, 0, None)
    places = [np.array(np.nonzero(view > 0)).mean(axis=1) for view in light if view.any()]
    np.testing.assert_allclose(np.mean(places, axis=0), [11.5, 11.5], atol=0.7)


def test_networks_without_batch_norm_find_nothing_odd(network):
    x = tf.random.stateless_uniform((2, 24, 24, 3), (1, 2))
    scores, oddness = scores_and_oddness(x, network)
    np.testing.assert_allclose(scores, network(x), rtol=1e-5, atol=1e-6)
    assert oddness == 0


def test_oddness_is_the_definition_on_the_first_picture():
    """Where a layer's usual numbers are those found, it is 0; shifted by two deviations, 4."""
    network = EfficientNetLite0(num_classes=5)
    x = 100 * tf.random.stateless_normal((2, 48, 48, 3), (1, 2))  # fresh weights are small
    features = x
    for layer in network.net.layers[:3]:
        if layer.name == "block1":
            found = layer.narrow(features[:1]).numpy()
            mean, deviation = found.mean(axis=(0, 1, 2)), found.std(axis=(0, 1, 2))
            layer.usual = mean - 2 * deviation, deviation
        features = layer(features)
    scores, oddness = scores_and_oddness(x, network)
    np.testing.assert_allclose(scores, network(x), rtol=1e-4, atol=1e-5)
    usual = deviation + 1e-2
    expected = np.mean((2 * deviation / usual) ** 2 + (deviation / usual - 1) ** 2)
    assert float(oddness) == pytest.approx(expected, rel=1e-3)


def test_photographs_are_less_odd_to_the_bundled_network_than_noise(efficientnet):
    cat = preprocess_image(centre_square(example_picture("chelsea"), 224), efficientnet)[None]
    noise = np.random.default_rng(0).uniform(-1, 1, cat.shape).astype(np.float32)
    _, photograph = scores_and_oddness(tf.constant(cat), efficientnet)
    _, random = scores_and_oddness(tf.constant(noise), efficientnet)
    assert 0 < 3 * photograph < random


def test_the_bundled_network_is_sure_of_its_flamingo(efficientnet):
    run = visualize_class(FLAMINGO, efficientnet, size=160, num_steps=40, num_views=2)
    shares = tf.nn.softmax(efficientnet(run.picture))[0].numpy()
    assert shares.argmax() == FLAMINGO
    assert shares[FLAMINGO] > 0.5
