import numpy as np
import pytest

from unrolled.data import load_digits
from unrolled.gan.augment import augment
from unrolled.gan.spoil import spoil
from unrolled.gan.unit_pictures import unit_pictures


@pytest.fixture(scope="module")
def pictures():
    return unit_pictures(load_digits().x_train[:240])


def test_digits_stay_digits_and_three_quarters_are_changed(pictures):
    changed = augment(pictures, np.random.default_rng(0))
    assert changed.shape == pictures.shape
    assert changed.dtype == np.float32
    assert changed.min() >= 0
    assert changed.max() <= 1
    apart = np.abs(changed - pictures).mean(axis=(1, 2))
    assert (apart > 0).mean() == pytest.approx(0.75, abs=0.09)
    assert apart[apart > 0].min() > 0.005
    ink = changed.mean(axis=(1, 2)) / pictures.mean(axis=(1, 2))
    assert np.median(ink) == pytest.approx(1, abs=0.35)


def test_the_changes_follow_from_the_generator(pictures):
    one, two, other = (augment(pictures[:9], np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, two)
    assert (one != other).any()


def test_one_picture_is_changed_in_many_ways(pictures):
    many = augment(np.repeat(pictures[:1], 50, axis=0), np.random.default_rng(0))
    assert 30 < len({picture.tobytes() for picture in many}) < 47  # a quarter stay


def test_moves_are_two_pixels_at_most():
    """A dot in the middle is turned and stretched about itself: only moves take it away."""
    dots = np.zeros((200, 28, 28), np.float32)
    dots[:, 13:15, 13:15] = 1
    changed = augment(dots, np.random.default_rng(0)) > 0.6
    assert (changed.sum(axis=(1, 2)) > 0).all()
    rows, columns = np.nonzero(changed.any(axis=0))
    for places in (rows, columns):
        assert 9 <= places.min() <= 11
        assert 16 <= places.max() <= 18


def test_turns_are_twelve_degrees_at_most():
    """The ends of a long bar, 12 pixels from the middle, go 12 tan 12° = 2.6 to the side, and with
    slant and move 6.5 at most."""
    bars = np.zeros((300, 28, 28), np.float32)
    bars[:, 2:26, 13:15] = 1
    changed = augment(bars, np.random.default_rng(0)) > 0.5
    top = [np.nonzero(bar[5])[0].mean() - np.nonzero(bar[22])[0].mean() for bar in changed]
    assert np.max(np.abs(top)) < 2 * 9 * (np.tan(np.deg2rad(12)) + 0.15) + 1.5
    assert np.std(top) > 1  # they are turned


def test_empty_paper_gets_noise_alone():
    changed = augment(np.zeros((50, 28, 28), np.float32), np.random.default_rng(0))
    spread = changed.std(axis=(1, 2))
    spread = spread[spread > 0]
    assert spread.min() < 0.02
    assert 0.03 < spread.max() < 0.1


def test_pictures_are_not_changed_in_place(pictures):
    before = pictures.copy()
    augment(pictures, np.random.default_rng(0))
    spoil(pictures, np.random.default_rng(0))
    np.testing.assert_array_equal(pictures, before)


@pytest.mark.parametrize("count", [240, 32, 7, 1])
def test_spoiled_pictures_are_as_many_and_in_range(pictures, count):
    spoiled = spoil(pictures[:count], np.random.default_rng(0))
    assert spoiled.shape == (count, 28, 28)
    assert spoiled.dtype == np.float32
    assert spoiled.min() >= 0
    assert spoiled.max() <= 1


def test_each_sixth_is_spoiled_in_its_own_way(pictures):
    spoiled = spoil(pictures, np.random.default_rng(0)).reshape(6, 40, 28, 28)
    own = pictures.reshape(6, 40, 28, 28)
    blocks, overlaid, joined, noisy, blurred, blots = spoiled
    np.testing.assert_allclose(blocks.sum(axis=(1, 2)), own[0].sum(axis=(1, 2)), rtol=1e-5)
    assert (np.abs(blocks - own[0]).mean(axis=(1, 2)) > 0.05).all()
    assert (overlaid >= own[1]).all()
    assert (overlaid.sum(axis=(1, 2)) > own[1].sum(axis=(1, 2))).all()
    same = (joined == own[2]).mean(axis=(1, 2))
    assert (same > 0.3).all()
    assert (same < 1).all()
    assert (np.abs(noisy - own[3]).mean(axis=(1, 2)) > 0.05).all()
    assert (blurred.std(axis=(1, 2)) < 0.9 * own[4].std(axis=(1, 2))).all()
    likeness = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(blots, own[5], strict=True)]
    assert np.abs(likeness).max() < 0.4


def test_spoiling_follows_from_the_generator(pictures):
    one, two, other = (spoil(pictures[:12], np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, two)
    assert (one != other).any()
