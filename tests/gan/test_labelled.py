"""Batches with labels and steps with a record."""

import numpy as np
import pytest

from unrolled.gan.labelled import batches_with_labels, check_labels, run_steps
from unrolled.runs.divergence import DivergedError

RNG = np.random.default_rng(0)
PICTURES = RNG.integers(256, size=(10, 28, 28), dtype=np.uint8)
LABELS = np.arange(10, dtype=np.uint8)


def epoch(seed, batch_size=4):
    batches = batches_with_labels(PICTURES, LABELS, batch_size, seed=seed)
    return [next(batches) for _ in range(-(-10 // batch_size))]


def test_an_epoch_holds_every_picture_once_with_its_own_label() -> None:
    batches = epoch(0)
    assert [len(x) for x, _ in batches] == [4, 4, 2]
    labels = np.concatenate([y for _, y in batches])
    assert sorted(labels) == list(range(10))
    for picture, label in zip(np.concatenate([x for x, _ in batches]), labels, strict=True):
        np.testing.assert_allclose(picture, PICTURES[label].ravel() / 255, rtol=1e-6)


def test_the_order_follows_from_the_seed_and_changes_each_epoch() -> None:
    batches = batches_with_labels(PICTURES, LABELS, 10, seed=3)
    first, second = next(batches)[1], next(batches)[1]
    assert np.array_equal(epoch(3, 10)[0][1], first)
    assert not np.array_equal(first, second)
    assert not np.array_equal(epoch(4, 10)[0][1], first)


@pytest.mark.parametrize("skip", [0, 1, 3, 5])
def test_a_training_taken_up_again_meets_the_batches_it_would_have_met(skip) -> None:
    whole = batches_with_labels(PICTURES, LABELS, 4, seed=0)
    for _ in range(skip):
        next(whole)
    later = batches_with_labels(PICTURES, LABELS, 4, seed=0, skip=skip)
    for _ in range(4):
        assert np.array_equal(next(whole)[1], next(later)[1])


def test_a_record_holds_every_loss() -> None:
    found = run_steps(lambda x, n: (x, 2 * x), [(1.0,), (3.0,), (9.0,)], ("one", "two"), 2)
    np.testing.assert_array_equal(found["one"], [1, 3])
    np.testing.assert_array_equal(found["two"], [2, 6])


@pytest.mark.parametrize("loss", [np.nan, np.inf])
def test_divergence_is_said_with_its_step(loss) -> None:
    batches = [(1.0,), (loss,), (1.0,)]
    with pytest.raises(DivergedError, match=r"the loss became (nan|inf) at step 2"):
        run_steps(lambda x, n: (x,), batches, ["the loss"], 3)


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        (np.array([3, 10]), ValueError, "digits from 0 to 9, got 10"),
        (np.array([-1, 1]), ValueError, "digits from 0 to 9, got -1"),
        (np.array([1.0, 2.0]), TypeError, "whole numbers, got float64"),
        ([1, 2], TypeError, "whole numbers, got list"),
        (np.array([[1, 2]]), ValueError, r"shape \(2,\), one a picture, got \(1, 2\)"),
        (np.array([1, 2, 3]), ValueError, r"shape \(2,\), one a picture, got \(3,\)"),
    ],
)
def test_other_labels_are_refused(labels, error, message: str) -> None:
    with pytest.raises(error, match=message):
        check_labels(labels, 2)


@pytest.mark.usefixtures("own_errors")
def test_other_pictures_and_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(N, 28, 28\)"):
        next(batches_with_labels(PICTURES.reshape(10, 784), LABELS, 4, seed=0))
    with pytest.raises(
        ValueError, match="batch_size should be a whole number of at least 1; got 0"
    ):
        next(batches_with_labels(PICTURES, LABELS, 0, seed=0))
    with pytest.raises(ValueError, match="num_steps should be a whole number of at least 1"):
        run_steps(lambda n: (), [()], [], 0)
