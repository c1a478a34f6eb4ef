"""Fooling images, on a small random network and on the bundled one."""

import numpy as np
import pytest
import tensorflow as tf

from support.tiny_network import tiny_network, tiny_pictures
from unrolled.data import centre_square, example_picture
from unrolled.vision import preprocess_image
from unrolled.vision.fooling import fooling_ascent, make_fooling_image


@pytest.fixture(scope="module")
def network():
    return tiny_network()


def one_picture(network, seed=0):
    """A picture, the class it is taken for, and the one after that."""
    X, _ = tiny_pictures(network, count=1, seed=seed)
    order = np.argsort(network(X).numpy()[0])
    return X, int(order[-1]), int(order[-2])


def first(network, X):
    return int(network(X).numpy()[0].argmax())


@pytest.mark.parametrize("seed", range(3))
def test_a_picture_becomes_the_class_one_wants(network, seed):
    X, now, target = one_picture(network, seed)
    fooled = make_fooling_image(X, target, network)
    assert (first(network, X), first(network, fooled)) == (now, target)
    assert (fooled.shape, fooled.dtype) == (X.shape, X.dtype)


def test_picture_stays_unchanged(network):
    X, _, target = one_picture(network)
    before = X.copy()
    make_fooling_image(X, target, network)
    np.testing.assert_array_equal(X, before)


def test_tensors_and_variables_will_do(network):
    X, _, target = one_picture(network)
    variable = tf.Variable(X)
    expected = make_fooling_image(X, target, network)
    for same in (tf.constant(X), variable):
        np.testing.assert_array_equal(make_fooling_image(same, target, network), expected)
    np.testing.assert_array_equal(variable.numpy(), X)


@pytest.mark.parametrize("learning_rate", [1.0, 0.25])
def test_one_step_goes_its_length_along_the_gradient_of_the_raw_score(network, learning_rate):
    X, _, target = one_picture(network)
    moved = make_fooling_image(X, target, network, num_steps=1, learning_rate=learning_rate) - X
    assert np.linalg.norm(moved) == pytest.approx(learning_rate, rel=1e-5)
    with tf.GradientTape() as tape:
        x = tf.constant(X)
        tape.watch(x)
        score = network(x)[0, target]
    gradient = tape.gradient(score, x).numpy()
    cosine = np.sum(moved * gradient) / np.linalg.norm(moved) / np.linalg.norm(gradient)
    assert cosine == pytest.approx(1, abs=1e-6)


def test_stops_as_soon_as_the_network_is_fooled(network):
    X, _, target = one_picture(network)
    seen = {}
    run = fooling_ascent(
        X, target, network, learning_rate=0.2, show_every=1,
        on_picture=lambda n, picture: seen.update({n: first(network, picture)}),
    )  # fmt: skip
    assert run.reason == "reached"
    assert max(seen) == len(run.values)
    assert [n for n, guess in seen.items() if guess == target] == [len(run.values)]


def test_a_picture_that_is_the_class_stays_as_it_is(network):
    X, now, _ = one_picture(network)
    run = fooling_ascent(X, now, network)
    assert (run.reason, len(run.values)) == ("reached", 0)
    np.testing.assert_array_equal(run.picture, X)


def test_takes_at_most_a_hundred_steps(network):
    X, _, target = one_picture(network)
    run = fooling_ascent(X, target, network, learning_rate=1e-6)
    assert (run.reason, len(run.values)) == ("steps", 100)


def test_goes_on_until_the_network_is_sure(network):
    X, _, target = one_picture(network)
    plain = fooling_ascent(X, target, network, learning_rate=0.2)
    wanted = 0.05 + float(tf.nn.softmax(network(plain.picture))[0, target])
    sure = fooling_ascent(X, target, network, learning_rate=0.2, probability=wanted)
    assert sure.reason == "reached"
    assert len(sure.values) > len(plain.values)
    assert tf.nn.softmax(network(sure.picture))[0, target] >= wanted


def test_values_are_the_raw_scores(network):
    X, _, target = one_picture(network)
    run = fooling_ascent(X, target, network)
    assert run.values[0] == pytest.approx(float(network(X)[0, target]), rel=1e-5)


def test_ctrl_c_keeps_the_picture(network):
    X, _, target = one_picture(network)
    reached = []

    def stop(n, picture):
        reached.append(picture)
        if len(reached) == 1:
            raise KeyboardInterrupt

    run = fooling_ascent(X, target, network, learning_rate=0.1, show_every=2, on_picture=stop)
    assert (run.reason, len(run.values)) == ("interrupted", 2)
    np.testing.assert_array_equal(run.picture, reached[0])


def test_is_compiled_once_for_all_classes():
    network = tiny_network(1)
    X, now, target = one_picture(network)
    other = next(y for y in range(10) if y not in (now, target))
    for y in (target, other):
        make_fooling_image(X, y, network)
    traces = {k[0]: f.experimental_get_tracing_count() for k, f in traced(network)}
    assert traces == {"fooling": 1}


def traced(network):
    return network.__dict__["_unrolled_compiled"].items()


def test_a_score_that_no_pixel_moves_is_told():
    network = tiny_network(2)
    network.weights[0].assign(tf.zeros_like(network.weights[0]))  # it sees nothing any more
    X, _, target = one_picture(network)
    with pytest.raises(ValueError, match=f"class {target} does not change with any pixel"):
        make_fooling_image(X, target, network)


@pytest.mark.parametrize(
    ("picture", "target", "error", "message"),
    [
        (np.zeros((2, 20, 20, 3), np.float32), 1, ValueError, r"one picture.*\(2, 20, 20, 3\)"),
        (np.zeros((20, 20, 3), np.float32), 1, ValueError, r"X\[None\]"),
        (np.zeros((1, 20, 20, 3), np.uint8), 1, TypeError, "preprocess_image"),
        (np.full((1, 20, 20, 3), np.nan, np.float32), 1, ValueError, "NaN"),
        (np.zeros((1, 20, 20, 3), np.float32), 10, ValueError, "below 10.*got 10"),
        (np.zeros((1, 20, 20, 3), np.float32), -1, ValueError, "0 or more; got -1"),
        (np.zeros((1, 20, 20, 3), np.float32), 1.5, TypeError, "target_y must be.*one integer"),
        (np.zeros((1, 20, 20, 3), np.float32), True, TypeError, "target_y must be.*one integer"),
    ],
)
@pytest.mark.usefixtures("own_errors")
def test_wrong_arguments_are_told(network, picture, target, error, message):
    with pytest.raises(error, match=message):
        make_fooling_image(picture, target, network)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"learning_rate": 0.0}, "learning_rate"),
        ({"learning_rate": float("nan")}, "learning_rate"),
        ({"probability": 1.0}, "probability"),
        ({"num_steps": -1}, "num_steps"),
    ],
)
def test_wrong_settings_are_told(network, setting, message):
    X, _, target = one_picture(network)
    with pytest.raises(ValueError, match=message):
        make_fooling_image(X, target, network, **setting)


@pytest.mark.parametrize("target", [76, 130])
def test_the_bundled_network_takes_a_cat_for_anything(efficientnet, target):
    cat = preprocess_image(centre_square(example_picture("chelsea"), 224), efficientnet)[None]
    run = fooling_ascent(cat, target, efficientnet)
    assert run.reason == "reached"
    assert first(efficientnet, run.picture) == target
    # Steps of length 1 can go no further than their number; here they go mostly one way.
    assert np.linalg.norm(run.picture - cat) <= len(run.values) + 1e-3
