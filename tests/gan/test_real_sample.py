import numpy as np
import pytest

from unrolled.gan.real_sample import draw_as_sample

LABELS = np.random.default_rng(1).permutation(np.repeat(np.arange(10, dtype=np.uint8), 200))


def drawn(seed, count=1500, labels=LABELS):
    return draw_as_sample(labels, count, np.random.default_rng(seed))


def test_none_is_drawn_twice():
    places = drawn(0)
    assert len(places) == len(set(places.tolist())) == 1500


def test_how_many_of_each_is_left_to_chance():
    """Multinomial counts have a variance of n p (1 - p) = 135; equally many would have none."""
    counts = np.array([np.bincount(LABELS[drawn(seed)], minlength=10) for seed in range(60)])
    assert counts.mean(axis=0) == pytest.approx(150, abs=6)
    assert counts.var(axis=0).mean() == pytest.approx(135, rel=0.2)


def test_shares_are_those_of_the_labels():
    labels = np.repeat([3, 8], [3000, 1000])
    counts = np.bincount(labels[drawn(0, 1000, labels)], minlength=10)
    assert counts[8] == pytest.approx(250, abs=60)
    assert counts[3] + counts[8] == 1000


def test_the_draw_follows_from_the_seed_and_takes_any():
    np.testing.assert_array_equal(drawn(3), drawn(3))
    assert set(drawn(3).tolist()) != set(drawn(4).tolist())
    assert len(set(np.concatenate([drawn(seed) for seed in range(20)]).tolist())) == 2000


def test_too_many_are_an_error():
    with pytest.raises(ValueError, match=r"2000 of 2000 .* of which there are 200; draw fewer"):
        drawn(0, 2000)


def test_none_at_all_is_an_error():
    with pytest.raises(ValueError, match="at least 1 digit, got 0"):
        drawn(0, 0)
