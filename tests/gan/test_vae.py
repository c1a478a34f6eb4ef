"""The variational autoencoder: its losses are the book's, it repeats, and it learns digits."""

import numpy as np
import pytest

from unrolled.data import load_digits
from unrolled.gan.vae import VAE, vae_losses
from unrolled.layers import bernoulli_loss, vae_kl
from unrolled.runs.divergence import DivergedError

DIGITS = load_digits()
FEW = DIGITS.x_train[:100]


@pytest.mark.parametrize("rows", [3, 1])
def test_the_losses_are_those_by_hand(rows) -> None:
    rng = np.random.default_rng(0)
    x, logits = rng.random((rows, 7)), rng.normal(size=(rows, 7))
    mu, logvar = rng.normal(size=(2, rows, 4))
    ink, codes = vae_losses(x, logits, mu, logvar)
    assert float(ink) == pytest.approx(bernoulli_loss(logits, x)[0], rel=1e-12)
    assert float(codes) == pytest.approx(vae_kl(mu, logvar)[0], rel=1e-12)


def test_the_seed_repeats_a_run_in_one_or_two_parts_by_one_trace() -> None:
    whole, parts = VAE(4, seed=1), VAE(4, seed=1)
    losses = whole.train(FEW, 5, batch_size=40)  # 40, 40, the 20 that are left, and again
    some = [parts.train(FEW, steps, batch_size=40) for steps in (2, 3)]
    for name in ("ink", "codes"):
        assert np.array_equal(losses[name], np.concatenate([part[name] for part in some]))
    assert np.array_equal(whole.sample(3, seed=1), parts.sample(3, seed=1))
    parts.train(FEW, 1, batch_size=1)
    assert parts.step.experimental_get_tracing_count() == 1
    assert not np.array_equal(VAE(4, seed=2).sample(3), VAE(4, seed=1).sample(3))


def test_shapes_and_ranges() -> None:
    vae = VAE(3)
    mu, logvar = vae.encode(FEW[:1])
    assert mu.shape == logvar.shape == (1, 3)
    pictures = vae.decode(mu)
    assert pictures.shape == (1, 28, 28)
    assert pictures.dtype == np.float32
    assert 0 <= pictures.min() <= pictures.max() <= 1


def test_a_few_seconds_bring_pictures_back_better_than_the_mean_picture() -> None:
    vae = VAE(16)
    losses = vae.train(DIGITS.x_train, 600)
    total = losses["ink"] + losses["codes"]
    assert total[-50:].mean() < 0.7 * total[:50].mean()
    real = DIGITS.x_test[:500] / 255
    back = vae.decode(vae.encode(DIGITS.x_test[:500]).mu)
    assert np.mean((back - real) ** 2) < 0.5 * np.mean((real.mean(axis=0) - real) ** 2)


def test_a_run_that_diverges_says_so() -> None:
    vae = VAE(2)
    vae.decoder.layers[-1].bias.assign(np.full(784, np.nan))
    with pytest.raises(DivergedError, match="ink became nan at step 1"):
        vae.train(FEW, 2)


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda vae: vae.decode(np.zeros((2, 3), np.float32)), r"shape \(N, 4\), got \(2, 3\)"),
        (lambda vae: vae.encode(FEW.reshape(-1, 784)), r"shape \(N, 28, 28\)"),
        (lambda vae: vae.sample(0), "count should be a whole number of at least 1; got 0"),
        (lambda vae: VAE(0), "code_size should be a whole number of at least 1; got 0"),
        (lambda vae: VAE(learning_rate=-1), "learning_rate should be positive; got -1"),
    ],
)
def test_mistakes_are_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(VAE(4))
