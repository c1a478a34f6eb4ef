import numpy as np
import pytest

from unrolled.gan.class_histogram import class_histogram, entropy_bits


def sure(classes, probability=0.95):
    """Rows that are so sure of the classes named."""
    made = np.full((len(classes), 10), (1 - probability) / 9)
    made[np.arange(len(classes)), classes] = probability
    return made


def test_ten_digits_alike_have_the_most_entropy():
    found = class_histogram(sure(list(range(10)) * 3))
    assert found.counts == (3,) * 10
    assert found.entropy == pytest.approx(np.log2(10))
    assert found.confident_share == 1


def test_one_digit_alone_has_none():
    found = class_histogram(sure([4] * 7))
    assert found.counts == (0, 0, 0, 0, 7, 0, 0, 0, 0, 0)
    assert str(found.entropy) == "0.0"


def test_one_picture_will_do():
    found = class_histogram(sure([3]).astype(np.float32))
    assert sum(found.counts) == 1
    assert str(found.entropy) == "0.0"


@pytest.mark.parametrize(
    ("counts", "bits"),
    [([1, 1], 1.0), ([5, 5, 5, 5], 2.0), ([3, 1], 2 - 0.75 * np.log2(3)), ([2, 1, 1], 1.5)],
)
def test_entropies_known_by_hand(counts, bits):
    assert entropy_bits(np.array(counts)) == pytest.approx(bits)
    assert entropy_bits(np.array([0, *counts, 0])) == pytest.approx(bits)


def test_confident_is_over_nine_in_ten():
    probabilities = np.concatenate([sure([1, 2], 0.95), sure([3, 4, 5], 0.85)])
    assert class_histogram(probabilities).confident_share == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("probabilities", "message"),
    [
        (np.zeros((0, 10)), r"shape \(pictures, classes\), got \(0, 10\)"),
        (np.zeros(10), r"got \(10,\)"),
        (np.full((2, 10), 0.2), "sum to 1 a row, got rows that sum to 2 up to 2"),
        (np.array([[1.5, -0.5]]), "from 0 and sum to 1"),
        (np.full((2, 10), np.nan), "sum to nan"),
    ],
)
def test_other_probabilities_are_errors(probabilities, message, own_errors):
    with pytest.raises(ValueError, match=message):
        class_histogram(probabilities)


def test_labels_are_no_probabilities(own_errors):
    with pytest.raises(TypeError, match="floating numbers, got int64"):
        class_histogram(np.array([[1, 0]]))


@pytest.mark.parametrize("counts", [[0, 0], [], [3, -1]])
def test_other_counts_are_errors(counts):
    with pytest.raises(ValueError, match="counts should be from 0, and not all 0"):
        entropy_bits(np.array(counts, int))
