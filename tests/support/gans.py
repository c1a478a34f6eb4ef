"""Checks of the losses of GANs, which take the functions they check as arguments.

Losses have the course's signatures and return the value alone, or value and gradients where a
check says so. Because a check takes the function, it can be given a wrong one: test_gan_mistakes.py
does so. Expected values come from decimal arithmetic with fifty digits, term by term.
"""

from decimal import Decimal, localcontext

import numpy as np

from unrolled.layers import eval_numerical_gradient

# More real pictures than made ones, as in the last minibatch of an epoch, and the other way round.
REAL = np.array([-2.0, -0.25, 0.0, 0.5, 3.0])
FAKE = np.array([-1.5, 0.75, 4.0])
HUGE = np.array([-1000.0, 1000.0, 0.0])


def exact(term, values):
    """The average of a term, by decimal arithmetic."""
    with localcontext() as context:
        context.prec = 50
        total = sum((term(Decimal(float(value))) for value in values), Decimal(0))
        return float(total / len(values))


def softplus(z):
    return (1 + z.exp()).ln()


def passing(z):
    """What a logit costs whose picture should have been taken for real."""
    return softplus(-z)


def cases():
    for real, fake in [(REAL, FAKE), (FAKE, REAL), (REAL[:1], FAKE), (HUGE, -HUGE[:2])]:
        yield real, fake
        yield real[:, None], fake[:, None]


def agree(got, expected):
    assert np.ndim(got) == 0
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


def check_discriminator_values(loss):
    for real, fake in cases():
        agree(loss(real, fake), exact(passing, real.ravel()) + exact(softplus, fake.ravel()))


def check_generator_values(loss):
    for _, fake in cases():
        agree(loss(fake), exact(passing, fake.ravel()))


def check_saturating_values(loss):
    for _, fake in cases():
        agree(loss(fake), -exact(softplus, fake.ravel()))


def check_ls_discriminator_values(loss):
    for real, fake in cases():
        far, near = exact(lambda s: (s - 1) ** 2, real.ravel()), exact(lambda s: s**2, fake.ravel())
        agree(loss(real, fake), (far + near) / 2)


def check_ls_generator_values(loss):
    for _, fake in cases():
        agree(loss(fake), exact(lambda s: (s - 1) ** 2, fake.ravel()) / 2)


def check_critic_values(loss):
    for real, fake in cases():
        agree(loss(real, fake), exact(lambda s: s, fake.ravel()) - exact(lambda s: s, real.ravel()))


def check_critic_generator_values(loss):
    for _, fake in cases():
        agree(loss(fake), -exact(lambda s: s, fake.ravel()))


def check_measured(loss_and_gradients, *scores):
    """Gradients against centred differences of the same function's value."""
    scores = [array.copy() for array in scores]
    _, *gradients = loss_and_gradients(*scores)
    assert len(gradients) == len(scores)
    for gradient, array in zip(gradients, scores, strict=True):
        measured = eval_numerical_gradient(
            lambda _: loss_and_gradients(*scores)[0], array, verbose=False
        )
        assert gradient.shape == array.shape
        np.testing.assert_allclose(gradient, measured, rtol=1e-8, atol=1e-9)


def check_two_gradients(loss_and_gradients):
    for real, fake in [(REAL, FAKE), (FAKE, REAL), (REAL[:, None], FAKE[:, None])]:
        check_measured(loss_and_gradients, real, fake)


def check_one_gradient(loss_and_gradient):
    for fake in (REAL, FAKE[:, None]):
        check_measured(loss_and_gradient, fake)
