"""The smallest GAN: its sums against SciPy's integrals, its slopes against differences."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from unrolled.layers import jensen_shannon, optimal_discriminator
from unrolled.models import ShiftGame

PLACES = [(0.0, 0.0, 0.0), (1.5, -0.7, 0.3), (-4.0, 2.0, -1.0), (0.4, 6.0, 0.0)]
BOTH_LOSSES = pytest.mark.parametrize("saturating", [False, True])


def expectation(function, mean, width):
    def integrand(x):
        return function(x) * norm.pdf(x, mean, width)

    return quad(integrand, mean - 12 * width, mean + 12 * width, points=[mean], limit=200)[0]


def log_d(logit):
    return -np.logaddexp(0, -logit)


@BOTH_LOSSES
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width", [0.5, 1.0])
def test_losses_are_integrals(width, place, saturating):
    theta, w, b = place
    game = ShiftGame(width, saturating)
    real = expectation(lambda x: log_d(w * x + b), 0, width)
    fake = expectation(lambda x: log_d(-(w * x + b)), theta, width)
    fooled = expectation(lambda x: log_d(w * x + b), theta, width)
    assert game.discriminator_loss(*place) == pytest.approx(-real - fake, rel=1e-9)
    generator = fake if saturating else -fooled
    assert game.generator_loss(*place) == pytest.approx(generator, rel=1e-9)


@BOTH_LOSSES
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width", [0.0, 0.5, 1.0])
def test_slopes_are_those_of_the_losses(width, place, saturating):
    theta, w, b = place
    game, h = ShiftGame(width, saturating), 1e-5
    up, down = game.generator_loss(theta + h, w, b), game.generator_loss(theta - h, w, b)
    more, less = (game.discriminator_loss(theta, w + s, b) for s in (h, -h))
    slopes = game.gradients(*place)
    assert slopes == pytest.approx(((up - down) / (2 * h), -(more - less) / (2 * h)), abs=1e-8)


@BOTH_LOSSES
def test_rest_is_where_both_distributions_are_one(saturating):
    game = ShiftGame(1.0, saturating)
    assert game.gradients(0.0, 0.0) == (0.0, pytest.approx(0, abs=1e-15))
    assert game.discriminator_loss(0.0, 0.0) == pytest.approx(np.log(4))


def test_points_instead_of_distributions():
    # Mescheder, Geiger and Nowozin's Dirac-GAN: real 0, fake theta, logit w x.
    game = ShiftGame(0.0, saturating=True)
    theta, w = 0.8, -1.3
    sigma = 1 / (1 + np.exp(-w * theta))
    assert game.gradients(theta, w) == pytest.approx((-w * sigma, -theta * sigma))


@pytest.mark.parametrize("width", [0.5, 1.0])
@pytest.mark.parametrize("theta", [-2.0, 0.1, 1.0])
def test_the_best_discriminator_is_the_optimal_one(theta, width):
    game = ShiftGame(width)
    w, b = game.best_discriminator(theta)
    x = np.linspace(-15, 15, 6001)
    p, q = norm.pdf(x, 0, width), norm.pdf(x, theta, width)
    here = np.abs(x) < 3
    said = 1 / (1 + np.exp(-(w * x + b)))
    np.testing.assert_allclose(said[here], optimal_discriminator(p, q)[here], rtol=1e-9)
    jsd = jensen_shannon(p / p.sum(), q / q.sum())
    assert -game.discriminator_loss(theta, w, b) == pytest.approx(2 * jsd - np.log(4), rel=1e-9)


def test_refusals():
    for width in (-1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match="width should be finite and 0 or more"):
            ShiftGame(width)
    with pytest.raises(ValueError, match="only for a width above 0"):
        ShiftGame(0.0).best_discriminator(1.0)
