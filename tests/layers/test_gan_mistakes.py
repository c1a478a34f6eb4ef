"""Mistakes of real write-ups about GANs, made on purpose: the checks must notice each."""

import numpy as np
import pytest

from support import gans


def softplus(z):
    return np.logaddexp(0, z)


def probability(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def mean(values):
    return np.mean(values)


def two(of_real, of_fake, collect=mean):
    """A loss of two kinds of scores, each averaged on its own."""
    return lambda real, fake: collect(of_real(real)) + collect(of_fake(fake))


def added_before_averaging(of_real, of_fake):
    return lambda real, fake: np.mean(of_real(real) + of_fake(fake))


def averaged_over_all(of_real, of_fake):
    return lambda real, fake: 2 * np.mean(np.concatenate([of_real(real), of_fake(fake)]))


def averaged_by_the_real_ones(of_real, of_fake):
    return lambda real, fake: (of_real(real).sum() + of_fake(fake).sum()) / len(real)


def one(of_fake, collect=mean):
    return lambda fake: collect(of_fake(fake))


def by_logarithms(label):
    """Cross-entropy of the sigmoid's result, which is 0 or 1 where a logit is large."""

    def term(z):
        with np.errstate(divide="ignore"):
            return -np.log(probability(z) if label else 1 - probability(z))

    return term


def passing(z):
    return softplus(-z)


def far(s):
    return (s - 1) ** 2 / 2


def near(s):
    return s**2 / 2


def squashed(term):
    """The term of a sigmoid's result, where the score itself is asked for."""
    return lambda z: term(probability(z))


def with_gradients(loss, *slopes):
    """A loss whose gradients come from what are taken to be its slopes."""
    return lambda *scores: (
        loss(*scores),
        *(slope(s) / len(s) for slope, s in zip(slopes, scores, strict=True)),
    )


D, LS, GAP = (passing, softplus), (far, near), (lambda s: -s, lambda s: s)
RIGHT = [
    (gans.check_discriminator_values, two(*D)),
    (gans.check_generator_values, one(passing)),
    (gans.check_saturating_values, one(lambda z: -softplus(z))),
    (gans.check_ls_discriminator_values, two(*LS)),
    (gans.check_ls_generator_values, one(far)),
    (gans.check_critic_values, two(*GAP)),
    (gans.check_critic_generator_values, one(lambda s: -s)),
    (
        gans.check_two_gradients,
        with_gradients(two(*D), lambda z: probability(z) - 1, probability),
    ),
    (gans.check_one_gradient, with_gradients(one(passing), lambda z: probability(z) - 1)),
]
WRONG = {
    "real and made ones added before averaging": (
        gans.check_discriminator_values,
        added_before_averaging(*D),
    ),
    "averaged over real and made ones together": (
        gans.check_discriminator_values,
        averaged_over_all(*D),
    ),
    "both divided by the number of real ones": (
        gans.check_discriminator_values,
        averaged_by_the_real_ones(*D),
    ),
    "cross-entropy summed": (gans.check_discriminator_values, two(*D, np.sum)),
    "labels exchanged": (gans.check_discriminator_values, two(softplus, passing)),
    "made ones forgotten": (gans.check_discriminator_values, two(passing, np.zeros_like)),
    "averaged over both halves": (
        gans.check_discriminator_values,
        lambda real, fake: two(*D)(real, fake) / 2,
    ),
    "sigmoid taken twice": (gans.check_discriminator_values, two(*map(squashed, D))),
    "logarithm of the probability": (
        gans.check_discriminator_values,
        two(by_logarithms(1), by_logarithms(0)),
    ),
    "generator's sigmoid taken twice": (gans.check_generator_values, one(squashed(passing))),
    "generator's logarithm of the probability": (
        gans.check_generator_values,
        one(by_logarithms(1)),
    ),
    "generator on the saturating loss": (gans.check_generator_values, one(lambda z: -softplus(z))),
    "generator helping the discriminator": (gans.check_generator_values, one(softplus)),
    "generator's loss summed": (gans.check_generator_values, one(passing, np.sum)),
    "saturating loss with the wrong sign": (gans.check_saturating_values, one(softplus)),
    "least squares without the halves": (
        gans.check_ls_discriminator_values,
        lambda real, fake: 2 * two(*LS)(real, fake),
    ),
    "least squares of probabilities": (
        gans.check_ls_discriminator_values,
        two(*map(squashed, LS)),
    ),
    "least squares with labels exchanged": (gans.check_ls_discriminator_values, two(near, far)),
    "least squares added before averaging": (
        gans.check_ls_discriminator_values,
        added_before_averaging(*LS),
    ),
    "generator's least squares without the half": (
        gans.check_ls_generator_values,
        lambda fake: 2 * one(far)(fake),
    ),
    "generator's least squares from 0": (gans.check_ls_generator_values, one(near)),
    "critic's sign": (gans.check_critic_values, two(lambda s: s, lambda s: -s)),
    "critic's scores through a sigmoid": (gans.check_critic_values, two(*map(squashed, GAP))),
    "critic's scores added before averaging": (
        gans.check_critic_values,
        added_before_averaging(*GAP),
    ),
    "critic's generator with the wrong sign": (gans.check_critic_generator_values, one(np.copy)),
    "gradient of real ones without its minus one": (
        gans.check_two_gradients,
        with_gradients(two(*D), probability, probability),
    ),
    "gradient by the probability": (
        gans.check_one_gradient,
        with_gradients(one(passing), lambda z: -1 / probability(z)),
    ),
    "gradient not averaged": (
        gans.check_one_gradient,
        with_gradients(one(passing), lambda z: len(z) * (probability(z) - 1)),
    ),
}


@pytest.mark.parametrize(("check", "function"), RIGHT)
def test_the_checks_accept_what_is_right(check, function):
    check(function)


@pytest.mark.parametrize("mistake", WRONG)
def test_the_checks_reject(mistake):
    check, function = WRONG[mistake]
    # Adding arrays of unequal lengths is an error in itself.
    with pytest.raises((AssertionError, ValueError)):
        check(function)
