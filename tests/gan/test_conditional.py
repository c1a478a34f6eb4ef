"""The conditional GAN: it repeats, is traced once, and gives the digit that was asked for."""

import numpy as np
import pytest

from unrolled.data import load_digits
from unrolled.gan.conditional import ConditionalGan
from unrolled.runs.divergence import DivergedError

DIGITS = load_digits()
FEW = DIGITS.x_train[:100], DIGITS.y_train[:100]
ASKED = np.array([0, 7, 7, 3])


def test_the_seed_repeats_a_run_in_one_or_two_parts_by_one_trace() -> None:
    whole, parts = ConditionalGan(4, seed=1), ConditionalGan(4, seed=1)
    losses = whole.train(*FEW, 5, batch_size=40)  # 40, 40, the 20 that are left, and again
    some = [parts.train(*FEW, steps, batch_size=40) for steps in (2, 3)]
    for name in ("D", "G"):
        assert np.array_equal(losses[name], np.concatenate([part[name] for part in some]))
    assert np.array_equal(whole.sample(ASKED, seed=5), parts.sample(ASKED, seed=5))
    parts.train(*FEW, 2, batch_size=1)
    assert parts.step.experimental_get_tracing_count() == 1
    assert parts.steps == 7


def test_another_seed_is_another_run() -> None:
    one, other = (ConditionalGan(4, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one.sample(ASKED), other.sample(ASKED))


def test_pictures_are_in_range_and_follow_noise_and_label() -> None:
    gan = ConditionalGan(4)
    found = gan.sample(ASKED, seed=1)
    assert found.shape == (4, 28, 28)
    assert found.dtype == np.float32
    assert 0 <= found.min() <= found.max() <= 1
    assert np.array_equal(found, gan.sample(ASKED, seed=1))
    assert not np.array_equal(found[1], found[2])  # the same digit, other noise
    noise = np.ones((2, 4), dtype=np.float32)
    one, other = gan.generate(noise, np.array([3, 8]))
    assert not np.array_equal(one, other)


def test_the_averaged_generator_starts_as_the_generator_and_follows_it() -> None:
    gan = ConditionalGan(4)
    before = [weight.copy() for weight in gan.G.get_weights()]
    assert all(np.array_equal(a, b) for a, b in zip(before, gan.G_mean.get_weights(), strict=True))
    gan.train(*FEW, 1, batch_size=40)
    after = zip(before, gan.G.get_weights(), gan.G_mean.get_weights(), strict=True)
    for old, new, mean in after:
        np.testing.assert_allclose(mean, 0.1 * old + 0.9 * new, atol=1e-6)


def test_only_the_answer_for_the_digit_asked_for_counts() -> None:
    gan = ConditionalGan(4)
    weights, bias = gan.D.layers[-1].get_weights()
    before = weights.copy(), bias.copy()
    gan.train(DIGITS.x_train[DIGITS.y_train == 3][:40], np.full(40, 3), 1)
    weights, bias = gan.D.layers[-1].get_weights()
    moved = (weights != before[0]).any(axis=0) | (bias != before[1])
    assert np.flatnonzero(moved).tolist() == [3]


@pytest.mark.parametrize(("told", "inputs"), [("beside", 794), ("no", 784)])
def test_the_other_ways_of_telling_train_too(told, inputs) -> None:
    gan = ConditionalGan(4, told=told)
    assert gan.D.input_shape == (None, inputs)
    before = gan.D.get_weights()[0].copy()
    gan.train(*FEW, 1, batch_size=40)
    assert not np.array_equal(gan.D.get_weights()[0], before)


def test_a_run_that_diverges_says_so() -> None:
    gan = ConditionalGan(4)
    gan.D.layers[-1].bias.assign(np.full(10, np.nan))
    with pytest.raises(DivergedError, match="D became nan at step 1"):
        gan.train(*FEW, 2)


def test_a_few_seconds_bring_ink_where_the_digit_has_it() -> None:
    gan = ConditionalGan(16, seed=0)
    gan.train(DIGITS.x_train, DIGITS.y_train, 250)
    labels = np.repeat(np.arange(10), 20)
    found = gan.sample(labels).reshape(10, 20, -1).mean(axis=1)
    real = np.stack([DIGITS.x_test[DIGITS.y_test == k].mean(axis=0).ravel() for k in range(10)])
    # The mean picture of what was asked for is most like the mean of real ones of that digit; by
    # chance that holds for one of the ten.
    likeness = np.corrcoef(np.concatenate([found, real]))[:10, 10:]
    assert (likeness.argmax(axis=1) == np.arange(10)).sum() >= 5


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda gan: gan.sample(np.array([10])), "digits from 0 to 9, got 10"),
        (lambda gan: gan.train(FEW[0], FEW[1][:50], 1), r"shape \(100,\), one a picture"),
        (lambda gan: gan.generate(np.ones((2, 3)), np.array([1, 2])), r"\(2, 4\), got \(2, 3\)"),
        (lambda gan: ConditionalGan(0), "noise_size should be a whole number of at least 1"),
        (lambda gan: ConditionalGan(told="maybe"), "told should be .* got 'maybe'"),
        (lambda gan: ConditionalGan(learning_rate=0), "learning_rate should be positive; got 0"),
    ],
)
def test_mistakes_are_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(ConditionalGan(4))
