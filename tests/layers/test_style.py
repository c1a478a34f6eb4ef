import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import slow_pictures as slow
from support.layers import normal
from support.pictures import STYLE_LAYERS, STYLE_WEIGHTS, check_style_values, style_case
from unrolled.layers import (
    eval_numerical_gradient,
    style_layer_loss_and_gradient,
    style_loss_and_gradients,
    style_objective_and_gradients,
)

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 4)


def test_values():
    check_style_values(lambda *args: style_loss_and_gradients(*args)[0])


@settings(max_examples=20, deadline=None)
@given(H=SIZES, W=SIZES, C=SIZES, seed=SEEDS, weight=st.sampled_from([0, 2, 0.5]))
def test_one_layer(H, W, C, seed, weight):
    features, target = normal(seed, (1, H, W, C), (C, C))  # the target need not be symmetric
    loss, dfeatures = style_layer_loss_and_gradient(weight, features, target)
    expected = slow.style_loss([features], [0], [target], [weight])
    np.testing.assert_allclose(loss, expected, rtol=1e-10)
    measured = eval_numerical_gradient(
        lambda f: style_layer_loss_and_gradient(weight, f, target)[0], features, verbose=False
    )
    np.testing.assert_allclose(dfeatures, measured, rtol=1e-6, atol=1e-7)


def check_objective(function, expected_loss, feats):
    loss, dfeats = function(feats)
    np.testing.assert_allclose(loss, expected_loss, rtol=1e-12)
    assert len(dfeats) == len(feats)
    for features, dfeatures in zip(feats, dfeats, strict=True):
        measured = eval_numerical_gradient(lambda _: function(feats)[0], features, verbose=False)
        np.testing.assert_allclose(dfeatures, measured, rtol=1e-5, atol=1e-6)


def test_gradients_by_every_layer():
    feats, targets = style_case()
    expected = slow.style_loss(feats, STYLE_LAYERS, targets, STYLE_WEIGHTS)
    check_objective(
        lambda f: style_loss_and_gradients(f, STYLE_LAYERS, targets, STYLE_WEIGHTS), expected, feats
    )
    assert not style_loss_and_gradients(feats, STYLE_LAYERS, targets, STYLE_WEIGHTS)[1][2].any()


@pytest.mark.parametrize("content_layer", [2, 1])  # 1 serves the style as well
def test_the_whole_objective(content_layer):
    feats, targets = style_case(5)
    (original,) = normal(9, feats[content_layer].shape)
    style = (STYLE_LAYERS, targets, STYLE_WEIGHTS)
    expected = slow.content_loss(0.5, feats[content_layer], original)
    expected += slow.style_loss(feats, *style)
    check_objective(
        lambda f: style_objective_and_gradients(f, content_layer, 0.5, original, *style),
        expected,
        feats,
    )


def test_a_layer_that_counts_twice_counts_twice():
    feats, targets = style_case()
    loss, dfeats = style_loss_and_gradients(feats, [3], targets[:1], [2])
    twice, dtwice = style_loss_and_gradients(feats, [3, 3], 2 * targets[:1], [1, 1])
    np.testing.assert_allclose(twice, loss, rtol=1e-12)
    np.testing.assert_allclose(dtwice[3], dfeats[3], rtol=1e-12)


def test_without_style_layers_only_content_is_left():
    feats, _ = style_case()
    loss, dfeats = style_loss_and_gradients(feats, [], [], [])
    assert loss == 0
    assert not any(d.any() for d in dfeats)


def test_a_picture_has_its_own_style():
    feats, _ = style_case()
    shuffled = [f[:, ::-1, ::-1] for f in feats]
    targets = [slow.gram_matrix(feats[layer]) for layer in STYLE_LAYERS]
    loss, dfeats = style_loss_and_gradients(shuffled, STYLE_LAYERS, targets, STYLE_WEIGHTS)
    assert loss < 1e-25
    assert max(np.abs(d).max() for d in dfeats) < 1e-12


def test_single_precision_stays_and_inputs_do():
    feats, targets = ([a.astype(np.float32) for a in arrays] for arrays in style_case())
    before = [f.copy() for f in feats]
    original = np.zeros_like(feats[2])
    style = (STYLE_LAYERS, targets, STYLE_WEIGHTS)
    _, dfeats = style_objective_and_gradients(feats, 2, np.float64(0.5), original, *style)
    assert {d.dtype for d in dfeats} == {np.dtype(np.float32)}
    for f, b in zip(feats, before, strict=True):
        np.testing.assert_array_equal(f, b)


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    feats, targets = style_case()
    with pytest.raises(ValueError, match="should be equally many, got 3, 3 and 2"):
        style_loss_and_gradients(feats, STYLE_LAYERS, targets, STYLE_WEIGHTS[:2])
    for layer in (4, -1):
        with pytest.raises(IndexError, match=rf"0 <= layer < 4, got {layer}"):
            style_loss_and_gradients(feats, [layer], targets[:1], [1])
        with pytest.raises(IndexError, match=rf"content_layer should .* < 4, got {layer}"):
            style_objective_and_gradients(feats, layer, 1, feats[0], [], [], [])
    with pytest.raises(ValueError, match=r"target_gram should have shape \(C, C\) = \(4, 4\)"):
        style_loss_and_gradients(feats, [0], [np.zeros((5, 5))], [1])
    for weight in (-1, np.nan):
        with pytest.raises(ValueError, match="weight should be a finite number of at least 0"):
            style_loss_and_gradients(feats, [3], targets[:1], [weight])
    with pytest.raises(TypeError, match="target_gram should hold floats"):
        style_layer_loss_and_gradient(1, feats[0], np.zeros((4, 4), dtype=int))
