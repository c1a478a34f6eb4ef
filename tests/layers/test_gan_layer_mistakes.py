"""Mistakes in the layers and the penalty of convolutional GANs: the checks must notice each."""

import numpy as np
import pytest

from support import gan_layers as checks
from unrolled.layers import (
    batchnorm_backward,
    batchnorm_forward,
    critic_slopes,
    interpolate_pictures,
)

EPS = 1e-3


def rows_of(x):
    return x.reshape(-1, x.shape[-1])


def normalise(axis=lambda x: tuple(range(x.ndim - 1)), ddof=0, divide=lambda v: (v + EPS) ** 0.5):
    """Batch normalisation whose statistics may be taken wrongly."""

    def forward(x, gamma, beta):
        mean = x.mean(axis=axis(x), keepdims=True)
        variance = x.var(axis=axis(x), keepdims=True, ddof=min(ddof, len(rows_of(x)) - 1))
        return gamma * (x - mean) / divide(variance) + beta

    return forward


def back(through_mean=1.0, through_deviation=1.0, scaled=True):
    """The gradients of batch normalisation, with paths that may be missing."""

    def backward(dout, cache):
        x_hat, gamma, deviation, _ = cache
        d = dout * (gamma if scaled else 1.0)
        axes = tuple(range(dout.ndim - 1))
        dx = d - through_mean * d.mean(axis=axes)
        dx = dx - through_deviation * x_hat * (d * x_hat).mean(axis=axes)
        return dx / deviation, (dout * x_hat).sum(axis=axes), dout.sum(axis=axes)

    return backward


def check_back(backward):
    for seed, shape in enumerate([(5, 3), (2, 3, 2, 2)]):
        checks.check_batchnorm_gradients(batchnorm_forward, backward, shape, seed)


def stamp(turn=lambda w: w, cut=lambda padding: padding, write=np.add):
    """Transposed convolution, with its weights turned, cut elsewhere or overlaps overwritten."""

    def forward(x, w, b, stride, padding):
        (N, H, W, _), (kh, kw, F, _) = x.shape, w.shape
        height, width = (H - 1) * stride + kh, (W - 1) * stride + kw
        canvas = np.zeros((N, height, width, F))
        for i, j in np.ndindex(H, W):
            place = canvas[:, i * stride : i * stride + kh, j * stride : j * stride + kw]
            stamps = np.einsum("abfc,nc->nabf", turn(w), x[:, i, j])
            place[:] = write(place, stamps)
        p = cut(padding)
        return canvas[:, p : height - p, p : width - p] + b

    return forward


def penalise(of_slopes, of_eps=lambda eps: eps, at=interpolate_pictures):
    """A penalty that takes the critic's slopes where it may be wrong to take them."""

    def penalty(critic, real, fake, eps):
        g, _, _ = critic_slopes(critic, at(real, fake, of_eps(eps)))
        return of_slopes(g)

    return penalty


def of_each(g):
    return np.mean((np.linalg.norm(g, axis=1) - 1) ** 2)


def coupled(critic, real, fake, eps):
    """Pictures that are normalised over the batch, so that each changes all the others' scores."""
    x = interpolate_pictures(real, fake, eps)
    D = x.shape[1]
    x_hat, cache, _ = batchnorm_forward(x, np.ones(D), np.zeros(D))
    g, _, _ = critic_slopes(critic, x_hat)
    return of_each(batchnorm_backward(g, cache).dx)


RIGHT = [
    (checks.check_batchnorm_values, normalise()),
    (check_back, back()),
    (checks.check_conv_transpose_values, stamp()),
    (checks.check_penalty_values, penalise(of_each)),
]
WRONG = {
    "normalised within each example": (
        checks.check_batchnorm_values,
        normalise(axis=lambda x: tuple(range(1, x.ndim))),
    ),
    "normalised over the examples alone": (checks.check_batchnorm_values, normalise(lambda x: 0)),
    "variance of a sample": (checks.check_batchnorm_values, normalise(ddof=1)),
    "divided by the variance": (checks.check_batchnorm_values, normalise(divide=lambda v: v + EPS)),
    "eps outside the root": (
        checks.check_batchnorm_values,
        normalise(divide=lambda v: v**0.5 + EPS),
    ),
    "eps forgotten": (
        checks.check_batchnorm_values,
        normalise(divide=lambda v: np.maximum(v, 1e-12) ** 0.5),
    ),
    "no path through the mean": (check_back, back(through_mean=0.0)),
    "no path through the deviation": (check_back, back(through_deviation=0.0)),
    "the path through the deviation twice": (check_back, back(through_deviation=2.0)),
    "gradient without the scale": (check_back, back(scaled=False)),
    "window turned round": (
        checks.check_conv_transpose_values,
        stamp(turn=lambda w: w[::-1, ::-1]),
    ),
    "nothing cut off": (checks.check_conv_transpose_values, stamp(cut=lambda padding: 0)),
    "overlaps overwritten": (
        checks.check_conv_transpose_values,
        stamp(write=lambda place, stamps: stamps),
    ),
    "one eps for the whole batch": (
        checks.check_penalty_values,
        penalise(of_each, of_eps=lambda eps: np.full_like(eps, eps[0, 0])),
    ),
    "one norm over the whole batch": (
        checks.check_penalty_values,
        penalise(lambda g: (np.linalg.norm(g) - 1) ** 2),
    ),
    "one norm for each pixel": (
        checks.check_penalty_values,
        penalise(lambda g: np.mean((np.linalg.norm(g, axis=0) - 1) ** 2)),
    ),
    "mean norm instead of each": (
        checks.check_penalty_values,
        penalise(lambda g: (np.linalg.norm(g, axis=1).mean() - 1) ** 2),
    ),
    "squared norm": (
        checks.check_penalty_values,
        penalise(lambda g: np.mean(((g**2).sum(axis=1) - 1) ** 2)),
    ),
    "slopes pulled to zero": (
        checks.check_penalty_values,
        penalise(lambda g: np.mean((g**2).sum(axis=1))),
    ),
    "penalty summed": (
        checks.check_penalty_values,
        penalise(lambda g: np.sum((np.linalg.norm(g, axis=1) - 1) ** 2)),
    ),
    "penalty at the real pictures": (
        checks.check_penalty_values,
        penalise(of_each, at=lambda real, fake, eps: real),
    ),
    "penalty of a critic that couples examples": (checks.check_penalty_values, coupled),
}


@pytest.mark.parametrize(("check", "function"), RIGHT)
def test_the_checks_accept_what_is_right(check, function):
    check(function)


@pytest.mark.parametrize("mistake", WRONG)
def test_the_checks_reject(mistake):
    check, function = WRONG[mistake]
    with pytest.raises(AssertionError):
        check(function)
