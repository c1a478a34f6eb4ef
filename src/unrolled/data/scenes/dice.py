"""Random whole numbers that are the same on every machine and for every NumPy."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Card = TypeVar("Card")


class Dice:
    """A source of random whole numbers named by a key.

    NumPy promises that the raw 64-bit words of a bit generator never change, but not that the
    methods of `numpy.random.Generator` will go on turning them into the same numbers. The
    pictures must not change with the installed NumPy, so the few draws they need are made here,
    from the raw words and with whole numbers only.

    Parameters
    ----------
    *key : int
        Non-negative whole numbers. Equal keys give equal draws; different keys give
        independent ones.

    Examples
    --------
    >>> dice = Dice(0, 7)
    >>> 0 <= dice.below(6) < 6
    True
    >>> sorted(dice.shuffled("abc"))
    ['a', 'b', 'c']
    """

    def __init__(self, *key: int) -> None:
        self._words = np.random.PCG64(np.random.SeedSequence(list(key)))

    def below(self, n: int) -> int:
        """Draw one of 0, 1, ..., n - 1.

        Parameters
        ----------
        n : int
            How many outcomes there are, at least 1 and less than 2**32.

        Returns
        -------
        int
            A uniform draw (to within n / 2**32).
        """
        return ((int(self._words.random_raw()) >> 32) * n) >> 32

    def between(self, low: int, high: int) -> int:
        """Draw one of low, low + 1, ..., high.

        Parameters
        ----------
        low, high : int
            The smallest and the largest outcome, both possible.

        Returns
        -------
        int
            A uniform draw.
        """
        return low + self.below(high - low + 1)

    def shuffled(self, items: Sequence[Card]) -> list[Card]:
        """Return the items in a random order.

        Parameters
        ----------
        items : sequence
            Left as it is.

        Returns
        -------
        list
            The same items, every order equally likely.
        """
        cards = list(items)
        for last in range(len(cards) - 1, 0, -1):  # Fisher and Yates
            chosen = self.below(last + 1)
            cards[last], cards[chosen] = cards[chosen], cards[last]
        return cards
