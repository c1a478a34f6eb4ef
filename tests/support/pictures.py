"""Checks of what makes pictures by gradients, which take the functions they check as arguments.

Losses have the course's signatures and return the value alone. Because a check takes the function,
it can be given a wrong one: test_picture_mistakes.py does so.
"""

import numpy as np

from support import slow_pictures as slow
from support.layers import normal
from unrolled.layers import eval_numerical_gradient, small_network

# One has as many positions as channels, so that a transposed Gram matrix has the right shape.
FEATURES = [(1, 2, 2, 4), (1, 2, 3, 5), (1, 1, 1, 1), (1, 3, 1, 2)]
PICTURES = [(1, 3, 4, 3), (1, 1, 5, 2), (1, 4, 1, 1), (1, 1, 1, 3), (1, 2, 2, 3)]
STYLE_LAYERS, STYLE_WEIGHTS = [3, 0, 1], [300.0, 1.5, 20.0]


def network_of(shape, classes=4, dtype=np.float64):
    return small_network(1, channels=shape[3], filters=(4, 6), classes=classes, dtype=dtype)


def check_content_values(content_loss):
    for seed, shape in enumerate(FEATURES):
        current, original = normal(seed, shape, shape)
        expected = slow.content_loss(0.06, current, original)
        np.testing.assert_allclose(content_loss(0.06, current, original), expected, rtol=1e-12)


def check_gram_values(gram):
    for seed, shape in enumerate(FEATURES):
        (features,) = normal(seed, shape)
        for normalize in (True, False):
            expected = slow.gram_matrix(features, normalize)
            np.testing.assert_allclose(gram(features, normalize), expected, rtol=1e-12, atol=1e-15)


def style_case(seed=0):
    """Features of the picture that is made, and Gram matrices of another of another size."""
    feats = normal(seed, *FEATURES)
    others = normal(seed + 1, *((1, 4, 2, shape[3]) for shape in FEATURES))
    return feats, [slow.gram_matrix(others[layer]) for layer in STYLE_LAYERS]


def check_style_values(style_loss):
    feats, targets = style_case()
    expected = slow.style_loss(feats, STYLE_LAYERS, targets, STYLE_WEIGHTS)
    value = style_loss(feats, STYLE_LAYERS, targets, STYLE_WEIGHTS)
    np.testing.assert_allclose(value, expected, rtol=1e-12)


def check_tv_values(tv_loss):
    for seed, shape in enumerate(PICTURES):
        (img,) = normal(seed, shape)
        np.testing.assert_allclose(tv_loss(img, 0.05), slow.tv_loss(img, 0.05), rtol=1e-12)


def measured_score_gradient(network, X, y):
    """Centred differences of the slow form's scores, each picture's of its own class."""

    def own_scores(x):
        return float(slow.scores(network, x)[np.arange(len(y)), y].sum())

    return eval_numerical_gradient(own_scores, X.copy(), verbose=False)


def check_saliency(maps):
    (X,) = normal(3, (2, 3, 2, 3))
    y, network = np.array([2, 0]), network_of(X.shape)
    expected = np.zeros((2, 3, 2))
    gradient = measured_score_gradient(network, X, y)
    for n, h, w in np.ndindex(expected.shape):
        expected[n, h, w] = max(abs(value) for value in gradient[n, h, w])
    got = maps(X.copy(), y, network)
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-9)


def check_fooling_step(step):
    (X,) = normal(4, (1, 3, 2, 3))
    network = network_of(X.shape)
    before = X.copy()
    moved = step(X, 1, network)
    np.testing.assert_array_equal(X, before)
    gradient = measured_score_gradient(network, X, np.array([1]))
    length = sum(value**2 for value in gradient.ravel()) ** 0.5
    np.testing.assert_allclose(moved, X + gradient / length, rtol=1e-5, atol=1e-7)


def check_class_step(step):
    (X,) = normal(5, (1, 3, 2, 3))
    network = network_of(X.shape)
    before = X.copy()
    moved = step(X, 3, network, 0.07, 2.5)
    np.testing.assert_array_equal(X, before)

    def objective(x):
        return float(slow.scores(network, x)[0, 3]) - 0.07 * sum(v**2 for v in x.ravel())

    gradient = eval_numerical_gradient(objective, X.copy(), verbose=False)
    np.testing.assert_allclose(moved, X + 2.5 * gradient, rtol=1e-5, atol=1e-7)
