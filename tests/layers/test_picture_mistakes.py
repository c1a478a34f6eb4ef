"""Mistakes of real write-ups about pictures, made on purpose: the checks must notice each."""

import numpy as np
import pytest

from support import slow_pictures as slow
from support.pictures import (
    check_class_step,
    check_content_values,
    check_fooling_step,
    check_gram_values,
    check_saliency,
    check_style_values,
    check_tv_values,
)


def rows_of(features):
    return features.reshape(-1, features.shape[3])


def gram(features, normalize=True):
    rows = rows_of(features)
    return rows.T @ rows / (features.size if normalize else 1)


def gram_transposed(features, normalize=True):
    rows = rows_of(features)
    return rows @ rows.T / (features.size if normalize else 1)


def gram_of_rows_that_mix_channels(features, normalize=True):
    rows = features.reshape(features.shape[3], -1)  # a transpose is missing before
    return rows @ rows.T / (features.size if normalize else 1)


def gram_by_channels(features, normalize=True):
    return gram(features, False) / (features.shape[3] if normalize else 1)


def gram_by_positions(features, normalize=True):
    return gram(features, False) / (len(rows_of(features)) if normalize else 1)


def gram_always_normalised(features, normalize=True):
    return gram(features)


def tv(power=lambda d: d**2, of_rows=lambda d: d, of_columns=lambda d: d):
    """Total variation of differences that may be taken, or left out, wrongly."""

    def loss(img, tv_weight):
        below, right = of_rows(np.diff(img, axis=1)), of_columns(np.diff(img, axis=2))
        return tv_weight * (power(below).sum() + power(right).sum())

    return loss


def tv_over_the_common_part(img, tv_weight):
    here = img[:, :-1, :-1]  # so the last row's and the last column's own differences are lost
    below, right = img[:, 1:, :-1] - here, img[:, :-1, 1:] - here
    return tv_weight * np.sum(below**2 + right**2)


def tv_averaged(img, tv_weight):
    return tv()(img, tv_weight) / img.size


def tv_around_the_rim(img, tv_weight):
    below, right = (np.roll(img, -1, axis) - img for axis in (1, 2))
    return tv_weight * np.sum(below**2 + right**2)


def style(weigh=lambda w: w, gram=gram, power=lambda d: d**2):
    def loss(feats, style_layers, style_targets, style_weights):
        parts = zip(style_layers, style_targets, style_weights, strict=True)
        return sum(weigh(w) * np.sum(power(gram(feats[n]) - A)) for n, A, w in parts)

    return loss


def content(power=lambda d: d**2, collect=np.sum):
    return lambda w, F, P: w * collect(power(F - P))


def score_gradient(X, y, network):
    return network.score_gradient(X, np.broadcast_to(y, len(X)))


def probability_gradient(X, y, network):
    scores = network.scores(X)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    picked = p[np.arange(len(X)), y][:, None, None, None]
    every = range(scores.shape[1])
    mean = sum(p[:, [k]][:, :, None, None] * score_gradient(X, k, network) for k in every)
    return picked * (score_gradient(X, y, network) - mean)


def fool(normalise, sign=1):
    def step(X, target_y, network):
        g = score_gradient(X, target_y, network)
        return X + sign * normalise(g)

    return step


def fool_in_place(X, target_y, network):
    X += fool(unit)(X, target_y, network) - X
    return X


def unit(g):
    return g / np.linalg.norm(g)


def dream(regulariser, of_score=lambda g: g):
    """A step of class visualisation, given what is added for the regulariser."""

    def step(X, target_y, network, l2_reg, learning_rate):
        g = of_score(score_gradient(X, target_y, network))
        return X + learning_rate * (g + regulariser(X, l2_reg))

    return step


def l2_normalised(X, l2):
    """What is added when the regulariser is the sum of what an l2-normalise call returns."""
    u = unit(X)
    return -l2 * (1 - u * u.sum()) / np.linalg.norm(X)


RIGHT = [
    (check_content_values, content()),
    (check_gram_values, gram),
    (check_gram_values, slow.gram_matrix),
    (check_style_values, style()),
    (check_tv_values, tv()),
    (check_saliency, lambda X, y, net: np.abs(score_gradient(X, y, net)).max(axis=3)),
    (check_fooling_step, fool(unit)),
    (check_class_step, dream(lambda X, l2: -2 * l2 * X)),
]
WRONG = {
    "content loss with absolute values": (check_content_values, content(np.abs)),
    "content loss averaged": (check_content_values, content(collect=np.mean)),
    "content loss halved": (check_content_values, content(lambda d: d**2 / 2)),
    "gram transposed": (check_gram_values, gram_transposed),
    "gram of rows that mix channels": (check_gram_values, gram_of_rows_that_mix_channels),
    "gram normalised by channels alone": (check_gram_values, gram_by_channels),
    "gram normalised by positions alone": (check_gram_values, gram_by_positions),
    "gram normalised though not asked to": (check_gram_values, gram_always_normalised),
    "style loss not weighted": (check_style_values, style(lambda w: 1)),
    "style weights squared": (check_style_values, style(lambda w: w**2)),
    "style loss of matrices not normalised": (
        check_style_values,
        style(gram=lambda f: gram(f, False)),
    ),
    "style loss with absolute values": (check_style_values, style(power=np.abs)),
    "tv with absolute values": (check_tv_values, tv(np.abs)),
    "tv losing a row": (check_tv_values, tv(of_rows=lambda d: d[:, :-1])),
    "tv losing a column": (check_tv_values, tv(of_columns=lambda d: d[:, :, :-1])),
    "tv over the common part only": (check_tv_values, tv_over_the_common_part),
    "tv of vertical differences only": (check_tv_values, tv(of_columns=np.zeros_like)),
    "tv averaged": (check_tv_values, tv_averaged),
    "tv around the rim": (check_tv_values, tv_around_the_rim),
    "saliency without the absolute value": (
        check_saliency,
        lambda X, y, net: score_gradient(X, y, net).max(axis=3),
    ),
    "saliency with the absolute value too late": (
        check_saliency,
        lambda X, y, net: np.abs(score_gradient(X, y, net).max(axis=3)),
    ),
    "saliency summed over channels": (
        check_saliency,
        lambda X, y, net: np.abs(score_gradient(X, y, net)).sum(axis=3),
    ),
    "saliency of the probability": (
        check_saliency,
        lambda X, y, net: np.abs(probability_gradient(X, y, net)).max(axis=3),
    ),
    "saliency of the first picture's class for all": (
        check_saliency,
        lambda X, y, net: np.abs(score_gradient(X, y[0], net)).max(axis=3),
    ),
    "fooling step not normalised": (check_fooling_step, fool(lambda g: g)),
    "fooling step divided by the squared norm": (
        check_fooling_step,
        fool(lambda g: g / np.sum(g**2)),
    ),
    "fooling step downhill": (check_fooling_step, fool(unit, sign=-1)),
    "fooling step in the picture itself": (check_fooling_step, fool_in_place),
    "regulariser's sign": (check_class_step, dream(lambda X, l2: 2 * l2 * X)),
    "regulariser forgotten": (check_class_step, dream(lambda X, l2: 0)),
    "regulariser without its two": (check_class_step, dream(lambda X, l2: -l2 * X)),
    "norm instead of squared norm": (check_class_step, dream(lambda X, l2: -l2 * unit(X))),
    "sum of a normalised picture": (check_class_step, dream(l2_normalised)),
    "score's part normalised": (check_class_step, dream(lambda X, l2: -2 * l2 * X, unit)),
    "class step downhill": (check_class_step, dream(lambda X, l2: 2 * l2 * X, lambda g: -g)),
}


@pytest.mark.parametrize(("check", "function"), RIGHT)
def test_the_checks_accept_what_is_right(check, function):
    check(function)


@pytest.mark.parametrize("mistake", WRONG)
def test_the_checks_reject(mistake):
    check, function = WRONG[mistake]
    with pytest.raises(AssertionError):
        check(function)
