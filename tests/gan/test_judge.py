import dataclasses

import numpy as np
import pytest

from unrolled.data import load_digits
from unrolled.gan.evaluate import evaluate_real, evaluate_samples
from unrolled.gan.judge import LEAST, Judge


@pytest.fixture(scope="module")
def digits():
    """The bundled digits, but fewer to compare with: the tests are quicker by it."""
    every = load_digits()
    return every._replace(x_train=every.x_train[:3000], y_train=every.y_train[:3000])


@pytest.fixture(scope="module")
def judge(digits):
    return Judge(digits)


@pytest.fixture(scope="module")
def floor(judge):
    return judge.evaluate_real(1200)


def test_real_digits_are_good_and_varied(floor):
    assert abs(floor.frechet_extrapolated) < 5
    assert floor.precision > 0.8
    assert floor.recall > 0.8
    assert floor.density == pytest.approx(1, abs=0.1)
    assert floor.coverage == pytest.approx(1 - 2**-5, abs=0.03)
    assert floor.class_entropy == pytest.approx(np.log2(10), abs=0.02)
    assert floor.confident_share > 0.95
    assert floor.digit_share > 0.95


def test_real_digits_are_no_copies(floor):
    for check in (floor.pixel_copies, floor.feature_copies):
        assert check.distance == pytest.approx(check.real_distance, rel=0.05)
        assert check.close_share == pytest.approx(0.01, abs=0.01)


def test_counts_are_told(floor):
    assert (floor.num_pictures, floor.num_reference, floor.num_compared) == (1200, 3000, 1200)
    assert sum(floor.class_counts) == 1200


def test_a_digit_that_is_never_made_costs_recall_coverage_and_entropy(judge, digits, floor):
    found = judge.evaluate(digits.x_test[digits.y_test != 7][:1200])
    assert found.class_counts[7] <= 6
    assert found.class_entropy == pytest.approx(np.log2(9), abs=0.03)
    assert found.recall < floor.recall - 0.05
    assert found.coverage < floor.coverage - 0.05
    assert found.precision == pytest.approx(floor.precision, abs=0.05)
    assert found.frechet_extrapolated > floor.frechet_extrapolated + 10


def test_one_digit_alone_has_no_entropy(judge, digits):
    found = judge.evaluate(digits.x_train[digits.y_train == 1][:200])
    assert found.class_entropy < 0.05
    assert found.recall < 0.5


def test_noise_is_no_digit(judge, floor):
    found = judge.evaluate(np.random.default_rng(0).uniform(size=(300, 28, 28)))
    assert found.precision < 0.1
    assert found.density < 0.1
    assert found.coverage < 0.1
    assert found.digit_share < 0.01
    assert found.frechet > 20 * floor.frechet


def test_an_empty_sheet_again_and_again_is_no_digit(judge):
    found = judge.evaluate(np.zeros((200, 28, 28), np.float32))
    assert found.class_entropy == 0
    assert found.digit_share == 0
    assert found.recall < 0.02


def test_copies_are_found_out(judge, digits):
    found = judge.evaluate(digits.x_train[:200])
    for check in (found.pixel_copies, found.feature_copies):
        assert check.distance == pytest.approx(0, abs=1e-3)
        assert check.close_share == 1
    assert found.precision > 0.8  # as of other real digits: nothing else tells


def test_nearest_training_digits_are_found(judge, digits):
    places = np.array([17, 2999, 0])
    for nearest in (judge.nearest, judge.nearest_by_features):
        found = nearest(digits.x_train[places])
        np.testing.assert_array_equal(found.indices, places)
        np.testing.assert_allclose(found.distances, 0, atol=1e-3)


def test_the_nearest_of_one_picture_is_found(judge, digits):
    """By hand, in pixels from 0 to 1."""
    picture = digits.x_test[5]
    apart = ((digits.x_train / 255.0 - picture / 255.0) ** 2).sum(axis=(1, 2)) ** 0.5
    found = judge.nearest(digits.x_test[5:6])
    assert found.indices[0] == apart.argmin()
    assert found.distances[0] == pytest.approx(apart.min(), rel=1e-5)


def test_bytes_and_numbers_are_judged_alike(judge, digits):
    one, two = judge.evaluate(digits.x_test[:150]), judge.evaluate(digits.x_test[:150] / 255.0)
    for name, value in one.as_row().items():
        assert two.as_row()[name] == pytest.approx(value, rel=1e-3, abs=0.02), name


def test_more_pictures_than_real_ones_can_be_judged(digits):
    few = digits._replace(x_train=digits.x_train[:150], y_train=digits.y_train[:150])
    found = Judge(few).evaluate(digits.x_test[:200])
    assert found.num_compared == 150
    assert found.num_pictures == 200


def test_one_call_does_the_same_as_a_judge(judge, digits):
    pictures = digits.x_test[:150]
    assert_alike(evaluate_samples(pictures, digits, judge.classifier), judge.evaluate(pictures))
    same_seed = Judge(digits, judge.classifier, seed=4).evaluate_real(120, 4)
    assert_alike(evaluate_real(digits, judge.classifier, num_pictures=120, seed=4), same_seed)


def assert_alike(one, two):
    """Up to what sums on several threads leave."""
    assert one.class_counts == two.class_counts
    assert one.as_row() == pytest.approx(two.as_row(), rel=1e-3, abs=0.01)


def test_without_digits_the_bundled_ones_are_taken():
    found = evaluate_real(num_pictures=LEAST)
    assert found.num_reference == 12000
    assert found.num_pictures == 100


def test_another_seed_draws_other_real_digits(judge, floor):
    assert_alike(judge.evaluate_real(1200, seed=0), floor)
    other = judge.evaluate_real(1200, seed=1)
    assert other.class_counts != floor.class_counts
    assert other.frechet != floor.frechet


def test_an_evaluation_cannot_be_changed(floor):
    with pytest.raises(dataclasses.FrozenInstanceError):
        floor.precision = 1.0


def test_a_row_of_a_table_holds_the_numbers(floor):
    row = floor.as_row()
    assert len(row) == 11
    assert row["Fréchet"] == floor.frechet
    assert row["close to training, pixels"] == floor.pixel_copies.close_share


@pytest.mark.parametrize(
    ("pictures", "message"),
    [
        (np.zeros((1, 28, 28)), "pictures should be at least 100, got 1; 2,000 or more"),
        (np.zeros((0, 28, 28)), "at least one picture, got none"),
        (np.full((100, 28, 28), np.nan), "100 of 100 hold NaN or infinity"),
        (np.full((100, 28, 28), -1.0), r"in \[0, 1\], got -1"),
        (np.zeros((100, 784)), r"got \(100, 784\)\. Reshape"),
        (np.zeros((100, 14, 14)), r"got \(100, 14, 14\)"),
    ],
)
def test_other_pictures_are_errors(judge, pictures, message):
    with pytest.raises(ValueError, match=message):
        judge.evaluate(pictures)


def test_pictures_of_another_type_are_errors(judge):
    with pytest.raises(TypeError, match="uint8 or floating numbers, got int64"):
        judge.evaluate(np.zeros((100, 28, 28), int))


def test_more_real_digits_than_there_are_are_an_error(judge):
    with pytest.raises(ValueError, match="draw fewer"):
        judge.evaluate_real(2000)
