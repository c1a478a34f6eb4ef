"""Learning rates: what they are at each step."""

import math

import numpy as np
import pytest

from unrolled.training.schedule import Schedule


def test_exponential_changes_between_epochs_only():
    schedule = Schedule("exponential", 0.1, 0.5, per_epoch=3, epochs=2)
    rates = [schedule.rate(step) for step in range(9)]
    np.testing.assert_allclose(rates, [0.1] * 3 + [0.05] * 3 + [0.025] * 3)


def test_cosine_goes_from_the_first_rate_towards_zero():
    schedule = Schedule("cosine", 0.2, 1.0, per_epoch=25, epochs=4)
    rates = [schedule.rate(step) for step in range(100)]
    assert rates[0] == 0.2
    assert rates[50] == pytest.approx(0.1)
    assert 0 < rates[99] < 0.001 * rates[0]
    assert (np.diff(rates) < 0).all()
    assert rates[25] == pytest.approx(0.2 * (1 + math.sqrt(0.5)) / 2)


def test_a_cosine_ends():
    schedule = Schedule("cosine", 0.2, 1.0, per_epoch=25, epochs=4)
    with pytest.raises(ValueError, match="reached zero after 4 epochs, step 100"):
        schedule.rate(100)
