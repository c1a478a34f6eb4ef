"""Class visualisation: each part against its definition, on a small random network."""

import numpy as np
import pytest
import tensorflow as tf

from support.tiny_network import tiny_network, tiny_pictures
from unrolled.vision.class_visualization import (
    blur_image,
    class_visualization_update_step,
    create_class_visualization,
    jitter,
)

L2_REG, RATE, TARGET = 0.07, 2.5, 3


@pytest.fixture(scope="module")
def network():
    return tiny_network()


def one_picture(network, size=12, seed=0):
    X, _ = tiny_pictures(network, count=1, size=size, seed=seed)
    return X


def linear_gradient(network, shape):
    """A linear network's score of the target is g x + c: here is g, by moving each pixel by 1."""
    zero = np.zeros(shape, np.float32)
    at_zero = network(zero).numpy()[0, TARGET]
    units = np.eye(zero.size, dtype=np.float32).reshape(zero.size, *shape[1:])
    return (network(units).numpy()[:, TARGET] - at_zero).reshape(shape)


def test_step_is_the_rate_times_the_gradient_of_score_less_sum_of_squares():
    network = tiny_network(5, activation="linear")
    X = one_picture(network)
    expected = X + RATE * (linear_gradient(network, X.shape) - 2 * L2_REG * X)
    moved = class_visualization_update_step(X, network, TARGET, L2_REG, RATE).numpy()
    np.testing.assert_allclose(moved, expected, rtol=1e-4, atol=1e-5)


def mistaken_steps(X, g):
    """What the write-ups' mistakes give instead, for a linear score with the gradient g."""
    whole = g - 2 * L2_REG * X
    norm = np.linalg.norm
    return {
        "the norm instead of the squared norm": X + RATE * (g - L2_REG * X / norm(X)),
        "the sign of the regulariser": X + RATE * (g + 2 * L2_REG * X),
        "the regulariser's 2 forgotten": X + RATE * (g - L2_REG * X),
        "an l2-normalised picture as the regulariser": X + RATE * (g - L2_REG * X / norm(X) ** 2),
        "the score's part alone normalised": X + RATE * (g / norm(g) - 2 * L2_REG * X),
        "all of it normalised": X + RATE * whole / norm(whole),
        "downhill": X - RATE * whole,
        "no regulariser": X + RATE * g,
    }


def test_every_known_mistake_is_far_from_the_step():
    network = tiny_network(5, activation="linear")
    X = one_picture(network)
    moved = class_visualization_update_step(X, network, TARGET, L2_REG, RATE).numpy()
    for mistake, wrong in mistaken_steps(X, linear_gradient(network, X.shape)).items():
        assert np.abs(moved - wrong).max() > 1e-3, mistake


def test_step_is_the_gradient_by_centred_differences(network):
    X = one_picture(network)
    moved = class_visualization_update_step(X, network, TARGET, L2_REG, RATE).numpy()

    def objective(x):
        return float(network(x)[0, TARGET]) - L2_REG * float(np.sum(x.astype(np.float64) ** 2))

    rng = np.random.default_rng(0)
    for _ in range(5):  # along directions: single pixels drown in float32's rounding
        direction = rng.normal(size=X.shape)
        h = 1e-3
        ahead, behind = (objective((X + s * h * direction).astype(np.float32)) for s in (1, -1))
        slope = (ahead - behind) / (2 * h)
        assert np.sum((moved - X) / RATE * direction) == pytest.approx(slope, rel=0.02, abs=0.02)


def test_step_takes_arrays_tensors_and_variables_and_changes_none(network):
    X = one_picture(network)
    variable = tf.Variable(X)
    given = [X.copy(), tf.constant(X), variable]
    moved = [class_visualization_update_step(x, network, TARGET, L2_REG, RATE) for x in given]
    for each in moved:
        np.testing.assert_array_equal(each, moved[0])
    for each in given:
        np.testing.assert_array_equal(np.asarray(each), X)


def test_step_keeps_double_precision(network):
    X = one_picture(network).astype(np.float64)
    moved = class_visualization_update_step(X, network, TARGET, L2_REG, RATE)
    single = class_visualization_update_step(X.astype(np.float32), network, TARGET, L2_REG, RATE)
    assert moved.dtype == tf.float64
    np.testing.assert_allclose(moved, single, rtol=1e-4, atol=1e-5)


def test_step_of_rate_zero_stays_where_it_is(network):
    X = one_picture(network)
    moved = class_visualization_update_step(X, network, TARGET, L2_REG, 0.0)
    np.testing.assert_array_equal(moved, X)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"target_y": 10}, ValueError, "below 10"),
        ({"target_y": 1.0}, TypeError, "one integer; got 1.0"),
        ({"l2_reg": -1.0}, ValueError, "l2_reg"),
        ({"learning_rate": float("inf")}, ValueError, "learning_rate"),
        ({"X": np.zeros((2, 12, 12, 3), np.float32)}, ValueError, "one picture"),
        ({"X": np.zeros((1, 12, 12, 3), np.uint8)}, TypeError, "preprocess_image"),
    ],
)
@pytest.mark.usefixtures("own_errors")
def test_wrong_arguments_of_a_step_are_told(network, change, error, message):
    right = {"X": one_picture(network), "model": network, "target_y": TARGET, "l2_reg": L2_REG}
    with pytest.raises(error, match=message):
        class_visualization_update_step(**{**right, "learning_rate": RATE, **change})


def test_jitter_moves_right_by_ox_and_down_by_oy():
    X = np.zeros((1, 4, 5, 1))
    X[0, 0, 0] = 1
    moved = jitter(X, 3, 1)
    assert moved[0, 1, 3] == 1
    assert moved.sum() == 1


@pytest.mark.parametrize(("ox", "oy"), [(0, 0), (3, -2), (-7, 11), (4, 0)])
def test_jitter_is_undone_exactly_for_arrays_and_tensors(ox, oy):
    X = np.random.default_rng(0).normal(size=(2, 7, 9, 3)).astype(np.float32)
    for pictures in (X, tf.constant(X)):
        moved = jitter(pictures, ox, oy)
        assert tf.is_tensor(moved) == tf.is_tensor(pictures)
        np.testing.assert_array_equal(jitter(moved, -ox, -oy), X)
        np.testing.assert_array_equal(moved, np.roll(X, (oy, ox), (1, 2)))


def test_blur_keeps_means_and_leaves_batch_and_colours_apart():
    X = np.random.default_rng(1).normal(size=(2, 9, 8, 3))
    blurred = blur_image(X, 1.3)
    np.testing.assert_allclose(blurred.mean(axis=(1, 2)), X.mean(axis=(1, 2)), rtol=1e-12)
    for n, c in np.ndindex(2, 3):
        alone = blur_image(X[n : n + 1, :, :, c : c + 1], 1.3)
        np.testing.assert_allclose(blurred[n, :, :, c], alone[0, :, :, 0], rtol=1e-12)


def test_blur_spreads_a_point_as_a_gaussian():
    X = np.zeros((1, 21, 21, 1))
    X[0, 10, 10] = 1
    sigma = 1.5
    at = np.arange(-10, 11)
    weights = np.exp(-(at**2) / (2 * sigma**2))
    weights /= weights.sum()
    np.testing.assert_allclose(
        blur_image(X, sigma)[0, :, :, 0], np.outer(weights, weights), atol=1e-4
    )


@pytest.mark.usefixtures("own_errors")
def test_blur_of_what_cannot_be_blurred_is_told():
    with pytest.raises(ValueError, match="sigma"):
        blur_image(np.zeros((1, 4, 4, 3)), 0.0)
    with pytest.raises(ValueError, match=r"\(4, 4, 3\)"):
        blur_image(np.zeros((4, 4, 3)), 1.0)


def visualized(network, **settings):
    return create_class_visualization(
        TARGET, network, **{"num_iterations": 12, "size": 24, "max_jitter": 3, **settings}
    )


def test_picture_scores_more_than_noise_and_lies_among_valid_pixels(network):
    picture = visualized(network, num_iterations=30)
    noise = visualized(network, num_iterations=0)
    assert network(picture)[0, TARGET] > network(noise)[0, TARGET] + 1
    low, high = network.pixel_range
    assert picture.shape == (1, 24, 24, 3)
    assert np.all(picture >= low - 1e-5)
    assert np.all(picture <= high + 1e-5)


def test_steps_are_the_definition_taken_one_by_one(network):
    """The loop, written out: noise, shift, step, shift back, clip, and blur when it is due."""
    rng = np.random.default_rng(4)
    low, high = network.pixel_range
    X = rng.uniform(low, high, (1, 24, 24, 3)).astype(np.float32)
    for number in range(5):
        ox, oy = rng.integers(-3, 4, 2)
        X = np.roll(X, (ox, oy), (2, 1))
        X = class_visualization_update_step(X, network, TARGET, 0.01, 5.0).numpy()
        X = np.clip(np.roll(X, (-ox, -oy), (2, 1)), low, high)
        if number in (0, 2, 4):
            X = blur_image(X, 0.5)
    made = visualized(
        network, num_iterations=5, l2_reg=0.01, learning_rate=5.0, blur_every=2, seed=4
    )
    np.testing.assert_allclose(made, X, rtol=1e-4, atol=1e-5)


def test_a_seed_gives_the_same_picture_again_and_another_another(network):
    one, again, other = (visualized(network, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 0.1


def test_hands_over_pictures_and_keeps_the_last_at_ctrl_c(network):
    shown = []

    def stop(steps, picture):
        shown.append((steps, picture))
        if steps == 6:
            raise KeyboardInterrupt

    picture = visualized(network, show_every=3, on_picture=stop, blur_every=100)
    assert [steps for steps, _ in shown[:2]] == [3, 6]
    np.testing.assert_array_equal(picture, shown[1][1])


def test_is_compiled_once_whatever_the_numbers():
    network = tiny_network(6)
    for target, rate in ((0, 1.0), (1, 2.0), (1, 3.0)):
        create_class_visualization(target, network, 1e-3, rate, 3, size=16, max_jitter=2)
    step = network.__dict__["_unrolled_compiled"][("class visualisation",)]
    assert step.experimental_get_tracing_count() == 1


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"blur_every": 0}, "blur_every"),
        ({"max_jitter": -1}, "max_jitter"),
        ({"size": 0}, "size must be a positive number of pixels; got 0"),
        ({"num_iterations": -1}, "whole number, 0 or more; got -1"),
        ({"l2_reg": -1.0}, "l2_reg"),
    ],
)
@pytest.mark.usefixtures("own_errors")
def test_wrong_settings_are_told(network, setting, message):
    with pytest.raises(ValueError, match=message):
        visualized(network, **setting)
