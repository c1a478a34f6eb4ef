"""SmoothGrad and integrated gradients: closed forms, sums that hold, seeds, few compilations."""

import numpy as np
import pytest

from support.plain_models import LinearModel, SmoothModel, pictures_for
from support.tiny_network import tiny_network, tiny_pictures
from unrolled.vision import (
    class_scores,
    completeness,
    integrated_gradients,
    score_gradients,
    smooth_grad,
)


def traces(model):
    compiled = model.__dict__["_unrolled_compiled"]
    return compiled["score_gradients",].experimental_get_tracing_count()


def test_of_a_linear_model_smoothing_changes_nothing():
    model = LinearModel()
    X, y = pictures_for(model)
    expected = score_gradients(X, y, model)
    np.testing.assert_allclose(smooth_grad(X, y, model, noise=2.0), expected, rtol=1e-5)


def test_smoothing_without_noise_is_the_gradient():
    model = tiny_network()
    X, y = tiny_pictures(model)
    smooth = smooth_grad(X, y, model, num_samples=3, noise=0.0)
    np.testing.assert_allclose(smooth, score_gradients(X, y, model), rtol=1e-4, atol=1e-7)


def test_the_noise_is_a_share_of_each_pictures_range():
    class Squares:
        """Score 0 is the sum of squares, so that a gradient is twice the noisy picture."""

        def __call__(self, x):
            return (x**2)[:, :, :, 0, None][:, :, 0][:, 0]

    model = Squares()
    X = np.zeros((2, 1, 1, 3), np.float32)
    X[0, 0, 0], X[1, 0, 0] = (0, 0, 4), (0, 40, 0)  # ranges 4 and 40
    runs = [smooth_grad(X, [0, 0], model, num_samples=1, noise=0.5, seed=s) for s in range(400)]
    spread = np.stack(runs)[:, :, 0, 0, 0].std(axis=0)
    np.testing.assert_allclose(spread, [2 * 0.5 * 4, 2 * 0.5 * 40], rtol=0.15)


def test_smoothing_averages_gradients_at_the_noisy_copies():
    model = SmoothModel()
    X, y = pictures_for(model, dtype=np.float64)
    smooth = smooth_grad(X, y, model, num_samples=4, noise=0.3, seed=5)
    rng = np.random.default_rng(5)
    for picture, own, mean in zip(X, y, smooth, strict=True):
        noise = 0.3 * (picture.max() - picture.min()) * rng.standard_normal((4, *picture.shape))
        gradients = score_gradients(picture + noise, [own] * 4, model)
        np.testing.assert_allclose(mean, gradients.mean(axis=0), rtol=1e-8, atol=1e-12)


def test_seeds_repeat_the_noise():
    model = tiny_network()
    X, y = tiny_pictures(model)
    one, same, other = (smooth_grad(X, y, model, num_samples=4, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - other).max() > 1e-5


@pytest.mark.parametrize("baseline", [None, 0.7, (1.0, 2.0, 3.0)])
def test_of_a_linear_model_each_number_adds_its_weight_times_itself(baseline):
    model = LinearModel(dtype=np.float64)
    X, y = pictures_for(model, dtype=np.float64)
    shares = integrated_gradients(X, y, model, baseline=baseline, num_steps=7)
    weights = np.moveaxis(model.weights, -1, 0)[y]
    expected = weights * (X - np.array(0 if baseline is None else baseline))
    np.testing.assert_allclose(shares, expected, rtol=1e-12)


def test_the_sum_over_places_converges_to_the_integral():
    model = SmoothModel()
    X, y = pictures_for(model, dtype=np.float64)
    errors = []
    for num_steps in (5, 10, 20):
        shares = integrated_gradients(X, y, model, num_steps=num_steps)
        attributed, difference = completeness(shares, X, y, model)
        errors.append(np.abs(attributed - difference).max())
    # The midpoint rule: half the width, a quarter of the error.
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.2)
    assert errors[1] / errors[2] == pytest.approx(4, rel=0.2)


@pytest.mark.parametrize("baseline", [None, "black", "each its own"])
def test_attributions_of_a_relu_network_add_up(baseline):
    model = tiny_network()
    X, y = tiny_pictures(model)
    start = {None: None, "black": model.pixel_range[0], "each its own": X[::-1]}[baseline]
    shares = integrated_gradients(X, y, model, baseline=start, num_steps=200)
    attributed, difference = completeness(shares, X, y, model, baseline=start)
    empty = np.broadcast_to(np.float32(0 if start is None else start), X.shape)
    expected = class_scores(X, y, model) - class_scores(empty, y, model)
    np.testing.assert_array_equal(difference, expected)
    np.testing.assert_allclose(attributed, difference, atol=0.02 * np.abs(difference).max())


def test_a_short_sum_shows_in_completeness():
    model = tiny_network()
    X, y = tiny_pictures(model)
    attributed, difference = completeness(0.5 * X * score_gradients(X, y, model), X, y, model)
    assert np.abs(attributed - difference).max() > 0.1 * np.abs(difference).max()


@pytest.mark.parametrize("method", [smooth_grad, integrated_gradients])
def test_all_batches_take_one_compiled_function(monkeypatch, method):
    X, y = tiny_pictures(tiny_network())
    whole = method(X, y, tiny_network())
    monkeypatch.setattr("unrolled.vision.batches._PIXELS_AT_ONCE", 4 * 20 * 20)
    model, before = tiny_network(), X.copy()
    np.testing.assert_allclose(method(X, y, model), whole, rtol=1e-4, atol=1e-7)
    method(X, y, model)
    assert traces(model) == 1
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize("method", [smooth_grad, integrated_gradients])
def test_a_progress_bar_says_what_is_computed(capsys, monkeypatch, method):
    model = tiny_network()
    X, y = tiny_pictures(model)
    monkeypatch.setattr("unrolled.vision.mean_gradients.BAR_AFTER", 0)
    method(X, y, model, progress=True)
    assert "%" in capsys.readouterr().err
    method(X, y, model)  # standard error is no terminal here
    assert capsys.readouterr().err == ""


def test_what_cannot_be_is_refused(own_errors):
    model = tiny_network()
    X, y = tiny_pictures(model)
    for count in (0, -1, 2.5, True):
        with pytest.raises(ValueError, match="num_samples must be a whole number"):
            smooth_grad(X, y, model, num_samples=count)
        with pytest.raises(ValueError, match="num_steps must be a whole number"):
            integrated_gradients(X, y, model, num_steps=count)
    for noise in (-0.1, np.nan, np.inf):
        with pytest.raises(ValueError, match="noise must be a share"):
            smooth_grad(X, y, model, noise=noise)
    with pytest.raises(ValueError, match="baseline must be a picture"):
        integrated_gradients(X, y, model, baseline=np.zeros((4, 4, 3)))
    with pytest.raises(ValueError, match="attributions must have the shape"):
        completeness(X[:1], X, y, model)
