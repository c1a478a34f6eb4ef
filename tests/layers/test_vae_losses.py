"""The losses of a variational autoencoder, against integrals, differences and TensorFlow."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from support.layers import check_drawn_gradients, normal
from unrolled.layers import (
    bernoulli_loss,
    draw_code_backward,
    draw_code_forward,
    eval_numerical_gradient,
    vae_kl,
)

RNG = np.random.default_rng(3)
MU, LOGVAR = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3))
LOGITS, INK = 3 * RNG.normal(size=(4, 5)), RNG.random((4, 5))


def integrated_kl(mu: float, logvar: float) -> float:
    """The divergence of two normal densities, by its definition."""
    own = norm(mu, np.exp(logvar / 2))

    def term(z: float) -> float:
        return own.pdf(z) * (own.logpdf(z) - norm.logpdf(z))

    deviation = np.exp(logvar / 2)
    return quad(term, mu - 12 * deviation, mu + 12 * deviation, epsabs=1e-11)[0]


def test_the_closed_form_is_the_integral():
    found, _, _ = vae_kl(MU, LOGVAR)
    each = [integrated_kl(m, v) for m, v in zip(MU.ravel(), LOGVAR.ravel(), strict=True)]
    assert found == pytest.approx(sum(each) / len(MU), abs=1e-9)


def test_standard_normal_codes_cost_nothing_and_pull_nowhere():
    zeros = np.zeros((2, 3))
    loss, dmu, dlogvar = vae_kl(zeros, zeros)
    assert loss == 0
    assert not dmu.any()
    assert not dlogvar.any()


def test_a_variance_next_to_one_keeps_its_digits():
    # e^v - 1 - v = v^2/2 + ...: as 1 + v - e^v it would be lost in rounding.
    _, _, dlogvar = vae_kl(np.zeros((1, 1)), np.full((1, 1), 1e-12))
    assert dlogvar[0, 0] == pytest.approx(5e-13, rel=1e-9)


@pytest.mark.parametrize("rows", [4, 1])
def test_gradients_of_the_divergence_are_those_measured(rows):
    mu, logvar = MU[:rows].copy(), LOGVAR[:rows].copy()
    _, dmu, dlogvar = vae_kl(mu, logvar)
    for gradient, array in ((dmu, mu), (dlogvar, logvar)):
        measured = eval_numerical_gradient(lambda _: vae_kl(mu, logvar)[0], array, verbose=False)
        np.testing.assert_allclose(gradient, measured, rtol=1e-7, atol=1e-9)


def test_ink_costs_its_cross_entropy():
    p = 1 / (1 + np.exp(-LOGITS))
    expected = -(INK * np.log(p) + (1 - INK) * np.log(1 - p)).sum(axis=1).mean()
    assert bernoulli_loss(LOGITS, INK)[0] == pytest.approx(expected, rel=1e-12)


def test_logits_of_any_size_have_finite_losses():
    loss, dlogits = bernoulli_loss(np.array([[1000.0, -1000.0]]), np.array([[1.0, 1.0]]))
    assert loss == 1000
    np.testing.assert_allclose(dlogits, [[0, -1]], atol=1e-12)


@pytest.mark.parametrize("rows", [4, 1])
def test_the_gradient_by_the_logits_is_that_measured(rows):
    logits, ink = LOGITS[:rows].copy(), INK[:rows]
    _, dlogits = bernoulli_loss(logits, ink)
    measured = eval_numerical_gradient(
        lambda _: bernoulli_loss(logits, ink)[0], logits, verbose=False
    )
    np.testing.assert_allclose(dlogits, measured, rtol=1e-6, atol=1e-8)


def test_tensorflow_finds_the_same_losses_and_gradients():
    tf = pytest.importorskip("tensorflow")
    mu, logvar, logits = (tf.Variable(array) for array in (MU, LOGVAR, LOGITS))
    with tf.GradientTape() as tape:
        kl = 0.5 * tf.reduce_sum(tf.exp(logvar) - 1 - logvar + mu**2) / 4
        ink = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(INK, logits)) / 4
        total = kl + ink
    loss, dmu, dlogvar = vae_kl(MU, LOGVAR)
    ink_loss, dlogits = bernoulli_loss(LOGITS, INK)
    assert loss + ink_loss == pytest.approx(float(total), rel=1e-12)
    for mine, theirs in zip(
        (dmu, dlogvar, dlogits), tape.gradient(total, [mu, logvar, logits]), strict=True
    ):
        np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-12)


def test_codes_have_the_mean_and_the_variance_asked_for():
    mu, logvar = np.full((200_000, 1), 1.5), np.full((200_000, 1), np.log(0.25))
    z, _ = draw_code_forward(mu, logvar, np.random.default_rng(0).normal(size=mu.shape))
    assert z.mean() == pytest.approx(1.5, abs=0.005)
    assert z.std() == pytest.approx(0.5, abs=0.005)


def test_gradients_pass_through_the_noise():
    mu, logvar, eps, dz = normal(0, (3, 2), (3, 2), (3, 2), (3, 2))

    def backward(dz, cache):
        # The noise is given, and no gradient of it is wanted; its own is the deviation.
        return *draw_code_backward(dz, cache), dz * cache[0]

    check_drawn_gradients(draw_code_forward, backward, [mu, logvar, eps], dz)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_are_kept_and_inputs_stay_as_they_were(dtype):
    given = [array.astype(dtype) for array in (MU, LOGVAR, LOGITS, INK)]
    kept = [array.copy() for array in given]
    mu, logvar, logits, ink = given
    z, cache = draw_code_forward(mu, logvar, mu)
    arrays = (*vae_kl(mu, logvar)[1:], bernoulli_loss(logits, ink)[1], z)
    arrays += draw_code_backward(z, cache)
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}
    assert all(np.array_equal(one, two) for one, two in zip(given, kept, strict=True))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: vae_kl(MU.astype(int), LOGVAR), TypeError, "vae_kl: mu should"),
        (lambda: vae_kl(MU, LOGVAR[:2]), ValueError, r"vae_kl: logvar should have shape \(N, Z\)"),
        (lambda: vae_kl(MU[:0], LOGVAR[:0]), ValueError, "at least one picture, got N = 0"),
        (lambda: bernoulli_loss(LOGITS, INK - 1), ValueError, r"from 0 to 1, got -0\.\d+ to"),
        (lambda: bernoulli_loss(LOGITS, INK * np.nan), ValueError, "from 0 to 1, got nan"),
        (lambda: bernoulli_loss(LOGITS[0], INK[0]), ValueError, r"\(N, P\)"),
        (lambda: draw_code_forward(MU, LOGVAR, MU[:, :1]), ValueError, "draw_code_forward: eps"),
        (
            lambda: draw_code_backward(MU[:1], draw_code_forward(MU, LOGVAR, MU)[1]),
            ValueError,
            "draw_code_backward: dz",
        ),
    ],
)
@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
