"""Minibatches: every caption once an epoch, with its own picture, in an order the seed decides."""

import numpy as np
import pytest

from unrolled.training.minibatches import Minibatches


def numbered(captions=10, pictures=4):
    """Captions that say their own number and their picture's; features that say the picture's."""
    pictured = np.arange(captions) % pictures
    return {
        "train_captions": np.stack([np.arange(captions), pictured], axis=1),
        "train_image_idxs": pictured,
        "train_features": np.arange(float(pictures))[:, np.newaxis],
    }


def epoch_of(batches, epoch):
    steps = range(epoch * batches.per_epoch, (epoch + 1) * batches.per_epoch)
    return [batches.at(step) for step in steps]


@pytest.mark.parametrize(
    ("batch_size", "sizes"),
    [(1, [1] * 10), (3, [3, 3, 3]), (5, [5, 5]), (10, [10]), (64, [10])],
)
def test_an_epoch_goes_through_the_captions_once(batch_size, sizes):
    batches = Minibatches(numbered(), batch_size, seed=0)
    assert batches.per_epoch == len(sizes)
    for epoch in range(3):
        drawn = [captions[:, 0] for _, captions in epoch_of(batches, epoch)]
        assert [len(batch) for batch in drawn] == sizes
        assert len(set(np.concatenate(drawn))) == sum(sizes)


def test_captions_come_with_their_own_pictures():
    for features, captions in epoch_of(Minibatches(numbered(), 4, seed=0), 0):
        np.testing.assert_array_equal(features[:, 0], captions[:, 1])


def test_what_is_left_over_has_its_turn_later():
    batches = Minibatches(numbered(), 4, seed=0)
    seen = [set(np.concatenate([c[:, 0] for _, c in epoch_of(batches, e)])) for e in range(20)]
    assert all(len(epoch) == 8 for epoch in seen)
    assert set.union(*seen) == set(range(10))


def test_orders_follow_from_seed_and_step_alone():
    batches = Minibatches(numbered(), 5, seed=3)
    forwards = [batches.at(step)[1] for step in range(6)]
    backwards = [Minibatches(numbered(), 5, seed=3).at(step)[1] for step in reversed(range(6))]
    np.testing.assert_array_equal(forwards, backwards[::-1])
    others = [Minibatches(numbered(), 5, seed=4).at(step)[1] for step in range(6)]
    assert not np.array_equal(forwards, others)
    assert not np.array_equal(forwards[:2], forwards[2:4])
