"""The losses on fixed scores, against sums written out by hand in exact arithmetic."""

from decimal import Decimal, getcontext

import numpy as np
import pytest
import tensorflow as tf

from unrolled.gan import (
    discriminator_loss,
    generator_loss,
    ls_discriminator_loss,
    ls_generator_loss,
    saturating_generator_loss,
    wgan_critic_loss,
    wgan_generator_loss,
)

getcontext().prec = 50
REAL, FAKE = np.array([2.5, -0.75, 0.0, 31.0]), np.array([-1.25, 3.5, -40.0])


def minus_log_sigmoid(logit: float) -> Decimal:
    return -(1 / (1 + (-Decimal(float(logit))).exp())).ln()


def mean(terms) -> float:
    terms = [Decimal(term) for term in terms]
    return float(sum(terms) / len(terms))


def squares(scores, target: int) -> float:
    return mean((Decimal(float(s)) - target) ** 2 for s in scores)


BCE_REAL = mean(map(minus_log_sigmoid, REAL))
BCE_FAKE = mean(map(minus_log_sigmoid, -FAKE))
EXPECTED = [
    (discriminator_loss, (REAL, FAKE), BCE_REAL + BCE_FAKE),
    (generator_loss, (FAKE,), mean(map(minus_log_sigmoid, FAKE))),
    (saturating_generator_loss, (FAKE,), -BCE_FAKE),
    (ls_discriminator_loss, (REAL, FAKE), squares(REAL, 1) / 2 + squares(FAKE, 0) / 2),
    (ls_generator_loss, (FAKE,), squares(FAKE, 1) / 2),
    (wgan_critic_loss, (REAL, FAKE), float(FAKE.mean() - REAL.mean())),
    (wgan_generator_loss, (FAKE,), float(-FAKE.mean())),
]


@pytest.mark.parametrize(("loss", "scores", "expected"), EXPECTED)
@pytest.mark.parametrize("column", [False, True])
def test_losses_on_fixed_scores_in_double_precision(loss, scores, expected, column) -> None:
    given = [s[:, None] if column else s for s in scores]
    found = loss(*given)
    assert found.dtype == tf.float64
    assert found.shape == ()
    assert abs(float(found) - expected) < 1e-8


@pytest.mark.parametrize(("loss", "scores", "expected"), EXPECTED)
def test_single_precision_stays_single(loss, scores, expected) -> None:
    found = loss(*(s.astype(np.float32) for s in scores))
    assert found.dtype == tf.float32
    assert abs(float(found) - expected) < 1e-5 * (1 + abs(expected))


def test_an_undecided_discriminator_loses_log_four() -> None:
    zeros = np.zeros(5)
    assert float(discriminator_loss(zeros, zeros)) == pytest.approx(np.log(4), abs=1e-12)


def test_logits_of_any_size_have_finite_losses_and_gradients() -> None:
    for scale in (1e3, 1e30):
        logits = tf.constant([-scale, scale], tf.float32)
        for loss in (discriminator_loss, lambda _, fake: generator_loss(fake)):
            with tf.GradientTape() as tape:
                tape.watch(logits)
                value = loss(logits, logits)
            assert np.isfinite(value)
            assert np.isfinite(tape.gradient(value, logits)).all()


@pytest.mark.parametrize("loss", [discriminator_loss, ls_discriminator_loss, wgan_critic_loss])
def test_a_short_batch_beside_a_long_one_counts_by_its_own_mean(loss) -> None:
    long, short = np.linspace(-1, 1, 128), np.linspace(0, 2, 96)
    # Repeating a batch changes no mean, so three times 128 and four times 96 must agree.
    assert float(loss(long, short)) == pytest.approx(
        float(loss(np.tile(long, 3), np.tile(short, 4))), abs=1e-12
    )


@pytest.mark.parametrize(
    ("scores", "error", "message"),
    [
        (np.zeros((3, 2)), ValueError, r"one score a picture, shape \(B,\) or \(B, 1\).*\(3, 2\)"),
        (np.zeros(0), ValueError, r"B at least 1; got \(0,\)"),
        (np.zeros((2, 1, 1)), ValueError, r"got \(2, 1, 1\)"),
        (np.zeros(()), ValueError, r"got \(\)"),
        (np.zeros(3, dtype=int), TypeError, "should hold floats; got int64"),
    ],
)
def test_other_scores_are_refused(scores, error, message: str) -> None:
    for loss, count in ((generator_loss, 1), (ls_discriminator_loss, 2), (wgan_critic_loss, 2)):
        with pytest.raises(error, match=message):
            loss(*[scores] * count)
