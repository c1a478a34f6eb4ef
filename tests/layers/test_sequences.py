import numpy as np
import pytest

from unrolled.layers.sequences import from_rows, has_time_first, to_rows

X = np.arange(24.0).reshape(2, 3, 4)


def time_first(x):
    return np.ascontiguousarray(x.transpose(1, 0, 2)).transpose(1, 0, 2)


def test_the_order_in_memory_is_recognised():
    assert not has_time_first(X)
    assert has_time_first(time_first(X))
    assert not has_time_first(X[:, ::2])
    # With a single sequence or step there is only one order, and no reason to leave it.
    assert not has_time_first(X[:1])
    assert not has_time_first(time_first(X[:, :1]))


@pytest.mark.parametrize("order", [False, True])
def test_rows_hold_the_steps_and_turn_back(order):
    rows = to_rows(X, order)
    steps = [X[n, t] for t in range(3) for n in range(2)] if order else list(X.reshape(6, 4))
    np.testing.assert_array_equal(rows, steps)
    np.testing.assert_array_equal(from_rows(rows, 2, 3, order), X)


def test_nothing_is_copied_where_memory_has_the_order():
    x = time_first(X)
    assert np.shares_memory(to_rows(X, False), X)
    assert np.shares_memory(to_rows(x, True), x)
    assert not np.shares_memory(to_rows(X, True), X)
    rows = to_rows(x, True)
    assert np.shares_memory(from_rows(rows, 2, 3, True), rows)


@pytest.mark.parametrize("shape", [(0, 3, 4), (2, 0, 4), (2, 3, 0)])
@pytest.mark.parametrize("order", [False, True])
def test_empty_axes_keep_their_places(shape, order):
    rows = to_rows(np.zeros(shape), order)
    assert from_rows(rows, *shape[:2], order).shape == shape
