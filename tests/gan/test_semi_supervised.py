"""Learning from a few labels: the logit is the book's, it repeats, and the GAN gives it more."""

import numpy as np
import pytest
import tensorflow as tf

from unrolled.data import load_digits
from unrolled.gan.labelled import few_of_each
from unrolled.gan.semi_supervised import FewLabelsReader
from unrolled.gan.semi_supervised_losses import feature_distance, real_logits
from unrolled.runs.divergence import DivergedError

DIGITS = load_digits()
FEW = DIGITS.x_train[:30], DIGITS.y_train[:30]


def test_all_digits_together_are_one_class_beside_the_generated() -> None:
    scores = np.random.default_rng(0).normal(size=(4, 10))
    # A softmax over eleven classes, the last of which has the score 0.
    powers = np.exp(np.concatenate([scores, np.zeros((4, 1))], axis=1))
    real = 1 - powers[:, -1] / powers.sum(axis=1)
    np.testing.assert_allclose(tf.sigmoid(real_logits(scores)), real, rtol=1e-12)


def test_the_gradient_of_the_logit_is_the_softmax() -> None:
    scores = tf.constant(np.random.default_rng(0).normal(size=(4, 10)))
    with tf.GradientTape() as tape:
        tape.watch(scores)
        logits = real_logits(scores)
    np.testing.assert_allclose(tape.gradient(logits, scores), tf.nn.softmax(scores), rtol=1e-10)


def test_features_are_compared_by_their_means_whatever_the_lengths() -> None:
    real, made = np.array([[1.0, 2.0], [3.0, 4.0], [2.0, 0.0]]), np.array([[0.0, 4.0]])
    assert float(feature_distance(real, made)) == pytest.approx((2**2 + 2**2) / 2)


def test_the_seed_repeats_a_run_in_one_or_two_parts_by_one_trace() -> None:
    whole, parts = FewLabelsReader(seed=1), FewLabelsReader(seed=1)
    many = DIGITS.x_train[:70]
    losses = whole.train(*FEW, many, 5, batch_size=40, few_size=20)  # with short last batches
    some = [parts.train(*FEW, many, steps, batch_size=40, few_size=20) for steps in (2, 3)]
    for name, values in losses.items():
        assert np.array_equal(values, np.concatenate([part[name] for part in some]))
    shown = DIGITS.x_test[:5]
    assert np.array_equal(whole.scores(shown), parts.scores(shown))
    parts.train(*FEW, many, 1, batch_size=1, few_size=1)
    assert parts.step.experimental_get_tracing_count() == 1
    assert not np.array_equal(FewLabelsReader(seed=2).scores(shown), whole.scores(shown))


def test_without_the_gan_only_labels_count() -> None:
    reader = FewLabelsReader(with_gan=False)
    before = [weight.copy() for weight in reader.G.get_weights()]
    losses = reader.train(*FEW, DIGITS.x_train[:70], 3)
    assert not losses["real or generated"].any()
    assert not losses["features"].any()
    assert all(np.array_equal(a, b) for a, b in zip(before, reader.G.get_weights(), strict=True))


@pytest.mark.parametrize("with_gan", [True, False])
def test_a_few_seconds_and_labels_teach_to_read(with_gan) -> None:
    few, labels = few_of_each(DIGITS.x_train, DIGITS.y_train, 20)
    reader = FewLabelsReader(with_gan)
    reader.train(few, labels, DIGITS.x_train, 120)
    assert reader.accuracy(DIGITS.x_test, DIGITS.y_test) > 0.7


def test_as_many_of_each_digit_are_chosen_as_were_asked_for() -> None:
    few, labels = few_of_each(DIGITS.x_train, DIGITS.y_train, 3, seed=1)
    assert np.bincount(labels).tolist() == [3] * 10
    for picture, label in zip(few, labels, strict=True):
        at = (DIGITS.x_train == picture).all(axis=(1, 2))
        assert DIGITS.y_train[at].tolist() == [label]
    other, _ = few_of_each(DIGITS.x_train, DIGITS.y_train, 3, seed=2)
    assert not np.array_equal(few, other)


def test_a_run_that_diverges_says_so() -> None:
    reader = FewLabelsReader()
    reader.net.layers[-1].bias.assign(np.full(10, np.nan))
    with pytest.raises(DivergedError, match="labels became nan at step 1"):
        reader.train(*FEW, DIGITS.x_train[:70], 2)


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda r: r.train(FEW[0], FEW[1][:3], FEW[0], 1), r"shape \(30,\), one a picture"),
        (lambda r: r.accuracy(FEW[0], FEW[1][:3]), r"shape \(30,\), one a picture"),
        (lambda r: r.train(*FEW, FEW[0].reshape(-1, 784), 1), r"shape \(N, 28, 28\)"),
        (lambda r: few_of_each(*FEW, 20), r"20 of each digit; there are \d+ of \d"),
        (lambda r: FewLabelsReader(learning_rate=0), "learning_rate should be positive; got 0"),
    ],
)
def test_mistakes_are_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(FewLabelsReader())
