"""Early stopping by itself: what is best, and when to stop."""

import numpy as np
import pytest

from unrolled.training.early_stopping import EarlyStopping


def go_through(stopping, values):
    """Judge until it stops; return the steps that were the best so far."""
    best = []
    for step, value in enumerate(values, start=1):
        if stopping.judge(step, value, {"w": np.array([float(step)])}):
            best.append(step)
        if stopping.stops:
            break
    return best


def test_the_lowest_loss_is_the_best():
    stopping = EarlyStopping(2, "loss")
    assert go_through(stopping, [5.0, 4.0, 4.5, 3.0, 3.0, 3.5, 1.0]) == [1, 2, 4, 5]
    # The fifth is as good as the fourth: it is kept, and patience goes on.
    assert (stopping.best, stopping.step, stopping.waited) == (3.0, 5, 2)
    assert stopping.params["w"][0] == 5
    assert stopping.verdict().startswith("Stopped: no better validation loss in 2 validations.")


def test_the_highest_bleu_is_the_best():
    stopping = EarlyStopping(3, "bleu")
    assert go_through(stopping, [0.0, 0.1, 0.3, 0.2, 0.3, 0.25, 0.9]) == [1, 2, 3, 5]
    assert stopping.verdict().endswith(
        "Of step 5, with a BLEU-4 of 0.3000, are the parameters kept."
    )


def test_the_best_is_a_copy():
    stopping, w = EarlyStopping(2, "loss"), np.ones(2)
    stopping.judge(1, 1.0, {"w": w})
    w += 1
    np.testing.assert_array_equal(stopping.params["w"], [1, 1])


@pytest.mark.parametrize("spoilt", [np.nan, np.inf])
@pytest.mark.parametrize("stop_on", ["loss", "bleu"])
def test_what_is_not_finite_is_never_the_best(spoilt, stop_on):
    stopping = EarlyStopping(2, stop_on)
    go_through(stopping, [spoilt])
    assert (stopping.best, stopping.params, stopping.waited) == (None, {}, 1)
    go_through(stopping, [2.0])
    assert (stopping.best, stopping.waited) == (2.0, 0)
    go_through(stopping, [spoilt, spoilt])
    assert (stopping.best, stopping.stops) == (2.0, True)


def test_patience_that_did_not_run_out_is_no_stop():
    stopping = EarlyStopping(5, "loss")
    assert stopping.verdict() == "No validation loss was finite: the last parameters are kept."
    go_through(stopping, [2.0, 3.0])
    assert not stopping.stops
    assert stopping.verdict().startswith("Of step 1, with a validation loss of 2.0000")


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_one_that_is_restored_goes_on_as_the_other_would(seen):
    values = [3.0, 2.0, 2.5, 2.1, 1.0]
    whole, first, second = (EarlyStopping(2, "loss") for _ in range(3))
    go_through(first, values[:seen])
    second.restore(first.state, first.params or {"w": np.zeros(1)})
    for step, value in list(enumerate(values, start=1))[seen:4]:
        second.judge(step, value, {"w": np.array([float(step)])})
    go_through(whole, values)
    assert whole.state == second.state
    assert whole.params == second.params
