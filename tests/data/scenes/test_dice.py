import numpy as np
import pytest

from unrolled.data.scenes.dice import Dice


def draws(*key, n=10, times=2000):
    dice = Dice(*key)
    return [dice.below(n) for _ in range(times)]


def test_equal_keys_draw_alike_and_others_do_not():
    assert draws(1, 2) == draws(1, 2)
    keys = [(1, 2), (2, 1), (1, 3), (1, 2, 1), (12,)]
    assert len({tuple(draws(*key, times=40)) for key in keys}) == len(keys)


@pytest.mark.parametrize("n", [1, 2, 6, 255])
def test_every_outcome_is_about_as_likely(n):
    times = 200 * n
    counts = np.bincount(draws(7, n=n, times=times), minlength=n)
    assert counts.shape == (n,)
    # Six standard deviations of a count that is 200 on average.
    assert np.abs(counts - 200).max() < 6 * np.sqrt(200)


def test_between_takes_both_ends_in():
    dice = Dice(3)
    assert {dice.between(-2, 2) for _ in range(500)} == {-2, -1, 0, 1, 2}
    assert dice.between(4, 4) == 4


def test_a_shuffle_keeps_the_cards_and_every_order_is_about_as_likely():
    dice, cards = Dice(5), ("a", "b", "c")
    orders = [tuple(dice.shuffled(cards)) for _ in range(1200)]
    assert cards == ("a", "b", "c")
    counts = {order: orders.count(order) for order in set(orders)}
    assert len(counts) == 6
    assert all(abs(count - 200) < 6 * np.sqrt(200) for count in counts.values())
    assert all(sorted(order) == ["a", "b", "c"] for order in counts)
