import os
from pathlib import Path

import numpy as np
import pytest

from unrolled.data import load_digits, load_mnist
from unrolled.gan.classifier import DigitClassifier
from unrolled.gan.classifier_file import CLASSIFIER_FILE, load_classifier

REAL = os.environ.get("UNROLLED_DATA")


@pytest.fixture(scope="module")
def trained():
    return load_classifier()


@pytest.fixture(scope="module")
def digits():
    return load_digits()


def test_the_shipped_classifier_reads_digits(trained, digits):
    accuracy = trained.accuracy(digits.x_test, digits.y_test)
    assert accuracy > 0.99
    assert accuracy == pytest.approx(trained.record["test_accuracy"], abs=0.0015)


def test_it_reads_all_of_mnists_test_digits(trained):
    if not REAL or not (Path(REAL) / "mnist.npz").is_file():
        pytest.skip("UNROLLED_DATA names no folder with mnist.npz")
    mnist = load_mnist()
    assert trained.accuracy(mnist.x_test, mnist.y_test) > 0.985


def test_its_record_says_how_it_was_made(trained):
    assert trained.record["command"] == "python -m unrolled.gan.make_classifier"
    assert trained.record["seed"] == 0
    assert trained.record["digits"] == load_digits().source
    assert trained.record["test_accuracy"] > 0.985


def test_the_file_is_small():
    assert CLASSIFIER_FILE.stat().st_size < 500_000


def test_it_tells_digits_from_other_things(trained, digits):
    assert (trained.see(digits.x_test[:500]).digit > 0.5).mean() > 0.95
    noise = np.random.default_rng(0).uniform(size=(50, 28, 28))
    for other in (noise, np.zeros((1, 28, 28)), np.ones((1, 28, 28))):
        assert trained.see(other).digit.max() < 0.1


def test_features_and_probabilities_have_their_shapes(trained, digits):
    seen = trained.see(digits.x_test[:7])
    assert seen.features.shape == (7, 64)
    assert seen.probabilities.shape == (7, 10)
    assert seen.digit.shape == (7,)
    assert {array.dtype for array in seen} == {np.dtype(np.float32)}
    assert (seen.features >= 0).all()
    np.testing.assert_allclose(seen.probabilities.sum(axis=1), 1, rtol=1e-5)
    assert ((seen.digit >= 0) & (seen.digit <= 1)).all()


def test_each_can_be_asked_for_alone(trained, digits):
    seen = trained.see(digits.x_test[:7])
    np.testing.assert_array_equal(trained.features(digits.x_test[:7]), seen.features)
    np.testing.assert_array_equal(trained.predict(digits.x_test[:7]), seen.probabilities)


def test_bytes_and_numbers_are_the_same_pictures(trained, digits):
    bytes_ = trained.features(digits.x_test[:5])
    numbers = trained.features(digits.x_test[:5] / 255.0)
    np.testing.assert_allclose(bytes_, numbers, rtol=1e-4, atol=1e-4)


def test_a_picture_is_seen_alike_in_any_company(trained, digits):
    """In one batch, in several, and alone: 501 are more than are looked at at once."""
    many = trained.features(digits.x_test[:501])
    for place in (0, 499, 500):
        alone = trained.features(digits.x_test[place : place + 1])
        np.testing.assert_allclose(alone[0], many[place], rtol=1e-3, atol=1e-3)


def test_its_size_is_what_its_description_says():
    assert DigitClassifier().net.count_params() == 76_395
    # 5 x 5 x 1 x 24 and so on, with a bias each
    assert (
        25 * 24 + 24 + 9 * 24 * 48 + 48 + 9 * 48 * 64 + 64 + 576 * 64 + 64 + 64 * 11 + 11 == 76_395
    )


def test_a_new_one_follows_from_its_seed():
    one, two, other = (DigitClassifier(seed).net.get_weights() for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(one, two, strict=True))
    assert (one[0] != other[0]).any()


def test_accuracy_is_a_share(trained, digits):
    right = trained.predict(digits.x_test[:10]).argmax(axis=1)
    assert trained.accuracy(digits.x_test[:10], right) == 1
    right[:3] = (right[:3] + 1) % 10
    assert trained.accuracy(digits.x_test[:10], right) == pytest.approx(0.7)


def test_labels_must_be_as_many(trained, digits):
    with pytest.raises(ValueError, match=r"labels should be of shape \(10,\), got \(9,\)"):
        trained.accuracy(digits.x_test[:10], digits.y_test[:9])


@pytest.mark.parametrize(
    ("pictures", "message"),
    [
        (np.zeros((0, 28, 28)), "at least one picture, got none"),
        (np.zeros((3, 784)), r"got \(3, 784\)"),
        (np.full((2, 28, 28), np.nan), "2 of 2 hold NaN"),
        (np.full((2, 28, 28), -1.0), r"in \[0, 1\], got -1"),
    ],
)
def test_other_pictures_are_errors(trained, pictures, message):
    with pytest.raises(ValueError, match=message):
        trained.see(pictures)
