"""The losses of style transfer: SPEC's formulas, their gradients, and the mistakes that differ."""

import numpy as np
import pytest
import tensorflow as tf

from unrolled.layers import (
    content_loss_and_gradient,
    eval_numerical_gradient,
    relative_error,
    style_loss_and_gradients,
    tv_loss_and_gradient,
)
from unrolled.vision.style_losses import content_loss, gram_matrix, style_loss, tv_loss

RNG = np.random.default_rng(4)
# Height, width and channels differ, so that no two of them can be mixed up unnoticed.
FEATURES = RNG.normal(size=(1, 3, 5, 4))
OTHERS = RNG.normal(size=(1, 3, 5, 4))
PICTURE = RNG.normal(size=(1, 4, 6, 3))


def slow_gram(features, normalize=True):
    _, H, W, C = features.shape
    gram = np.zeros((C, C))
    for i in range(C):
        for j in range(C):
            for y in range(H):
                for x in range(W):
                    gram[i, j] += features[0, y, x, i] * features[0, y, x, j]
    return gram / (H * W * C) if normalize else gram


def slow_tv(img, weight):
    _, H, W, C = img.shape
    total = 0.0
    for y in range(H):
        for x in range(W):
            for c in range(C):
                if y + 1 < H:
                    total += (img[0, y + 1, x, c] - img[0, y, x, c]) ** 2
                if x + 1 < W:
                    total += (img[0, y, x + 1, c] - img[0, y, x, c]) ** 2
    return weight * total


def gradient(loss, x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = loss(x)
    return tape.gradient(value, x).numpy()


FEATS = [FEATURES, RNG.normal(size=(1, 2, 3, 5)), RNG.normal(size=(1, 1, 2, 3))]
TARGETS = [RNG.normal(size=(4, 4)), RNG.normal(size=(3, 3))]
LAYERS, WEIGHTS = [0, 2], [2.0, 0.3]


def test_content_loss_is_the_weighted_sum_of_squares():
    slow = 0.7 * sum((a - b) ** 2 for a, b in zip(FEATURES.ravel(), OTHERS.ravel(), strict=True))
    assert relative_error(content_loss(0.7, FEATURES, OTHERS).numpy(), slow) < 1e-14


@pytest.mark.parametrize("normalize", [True, False])
def test_gram_matrix_multiplies_channels(normalize):
    found = gram_matrix(FEATURES, normalize).numpy()
    assert found.shape == (4, 4)
    assert relative_error(found, slow_gram(FEATURES, normalize)) < 1e-12


def test_gram_matrix_forgets_where_things_are():
    rows = FEATURES.reshape(-1, 4)
    shuffled = rows[RNG.permutation(len(rows))].reshape(FEATURES.shape)
    assert not np.array_equal(shuffled, FEATURES)
    np.testing.assert_allclose(gram_matrix(shuffled), gram_matrix(FEATURES), rtol=1e-12)


def test_style_loss_weighs_each_layer():
    slow = sum(
        weight * np.sum((slow_gram(FEATS[layer]) - target) ** 2)
        for layer, target, weight in zip(LAYERS, TARGETS, WEIGHTS, strict=True)
    )
    assert relative_error(style_loss(FEATS, LAYERS, TARGETS, WEIGHTS).numpy(), slow) < 1e-13


def test_style_loss_of_no_layers_is_zero():
    assert style_loss(FEATS, [], [], []).numpy() == 0


@pytest.mark.parametrize("shape", [(1, 4, 6, 3), (1, 1, 6, 3), (1, 4, 1, 3), (1, 1, 1, 3)])
def test_total_variation_loses_no_row_and_no_column(shape):
    img = RNG.normal(size=shape)
    assert relative_error(tv_loss(img, 0.3).numpy(), slow_tv(img, 0.3)) < 1e-12


def test_gradients_are_those_of_centred_differences():
    for loss, x in (
        (lambda x: content_loss(0.7, x, OTHERS), FEATURES),
        (lambda x: style_loss([x], [0], TARGETS[:1], [2.0]), FEATURES),
        (lambda x: tv_loss(x, 0.3), PICTURE),
    ):
        numeric = eval_numerical_gradient(lambda x, f=loss: float(f(x)), x.copy(), verbose=False)
        assert relative_error(gradient(loss, x), numeric) < 1e-6


def test_gradients_are_those_of_the_closed_forms():
    value, closed = content_loss_and_gradient(0.7, FEATURES, OTHERS)
    assert relative_error(content_loss(0.7, FEATURES, OTHERS).numpy(), value) < 1e-14
    assert (
        relative_error(gradient(lambda x: content_loss(0.7, x, OTHERS), FEATURES), closed) < 1e-12
    )

    value, closed = tv_loss_and_gradient(PICTURE, 0.3)
    assert relative_error(tv_loss(PICTURE, 0.3).numpy(), value) < 1e-14
    assert relative_error(gradient(lambda x: tv_loss(x, 0.3), PICTURE), closed) < 1e-10

    value, closed = style_loss_and_gradients(FEATS, LAYERS, TARGETS, WEIGHTS)
    assert relative_error(style_loss(FEATS, LAYERS, TARGETS, WEIGHTS).numpy(), value) < 1e-14
    for layer in LAYERS:

        def of_layer(x, layer=layer):
            feats = [x if n == layer else feat for n, feat in enumerate(FEATS)]
            return style_loss(feats, LAYERS, TARGETS, WEIGHTS)

        assert relative_error(gradient(of_layer, FEATS[layer]), closed[layer]) < 1e-10


MISTAKES = {
    "positions by positions": FEATURES.reshape(-1, 4) @ FEATURES.reshape(-1, 4).T / 60,
    "divided by C alone": slow_gram(FEATURES, normalize=False) / 4,
    "divided by H*W alone": slow_gram(FEATURES, normalize=False) / 15,
    "not divided": slow_gram(FEATURES, normalize=False),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_known_mistakes_of_the_gram_matrix_differ(mistake):
    right, wrong = gram_matrix(FEATURES).numpy(), MISTAKES[mistake]
    assert right.shape != wrong.shape or relative_error(right, wrong) > 0.1


def test_known_mistakes_of_the_losses_differ():
    right = style_loss(FEATS, LAYERS, TARGETS, WEIGHTS).numpy()
    assert relative_error(right, style_loss(FEATS, LAYERS, TARGETS, [1.0, 1.0]).numpy()) > 0.01
    right = tv_loss(PICTURE, 1.0).numpy()
    steps = np.diff(PICTURE, axis=1), np.diff(PICTURE, axis=2)
    absolute = sum(np.abs(step).sum() for step in steps)
    short = np.square(steps[0][:, :, :-1]).sum() + np.square(steps[1][:, :-1]).sum()
    for wrong in (absolute, short):
        assert relative_error(right, wrong) > 0.01


def as_variable(array):
    return tf.Variable(array)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("wrap", [np.asarray, tf.constant, as_variable])
def test_arrays_tensors_and_variables_keep_their_type(wrap, dtype):
    features, picture = wrap(FEATURES.astype(dtype)), wrap(PICTURE.astype(dtype))
    found = [
        content_loss(0.5, features, OTHERS),
        gram_matrix(features),
        style_loss([features], [0], TARGETS[:1], [3]),
        tv_loss(picture, 2),
    ]
    assert [one.dtype.as_numpy_dtype for one in found] == [dtype] * 4


def test_a_target_may_carry_a_leading_axis():
    bare, wrapped = (style_loss(FEATS, [0], [t], [1.0]) for t in (TARGETS[0], TARGETS[0][None]))
    assert bare.numpy() == wrapped.numpy()


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match=r"same shape; got \(1, 3, 5, 4\) and \(1, 2, 5, 4\)"):
        content_loss(1.0, FEATURES, OTHERS[:, :2])
    with pytest.raises(TypeError, match="content_current must hold floats; got uint8"):
        content_loss(1.0, np.zeros((1, 2, 2, 3), np.uint8), np.zeros((1, 2, 2, 3)))
    with pytest.raises(ValueError, match=r"one picture, \(1, H, W, C\); got \(2, 3, 5, 4\)"):
        gram_matrix(np.zeros((2, 3, 5, 4)))
    with pytest.raises(ValueError, match=r"got \(3, 5, 4\)"):
        gram_matrix(FEATURES[0])
    with pytest.raises(ValueError, match="equally many; got 2, 1 and 2"):
        style_loss(FEATS, LAYERS, TARGETS[:1], WEIGHTS)
    with pytest.raises(ValueError, match=r"layer 1 must have shape \(5, 5\); got \(4, 4\)"):
        style_loss(FEATS, [1], TARGETS[:1], [1.0])
    with pytest.raises(IndexError, match="no layer 3 in style_layers: feats has the layers 0 to 2"):
        style_loss(FEATS, [3], TARGETS[:1], [1.0])
    with pytest.raises(ValueError, match=r"img must be \(1, H, W, 3\); got \(4, 6, 3\)"):
        tv_loss(PICTURE[0], 1.0)
