"""What the ways of decoding share: the largest values of each row."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.models.next_words import largest


@given(data=st.data(), rows=st.integers(0, 4), columns=st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_the_largest_are_found_in_order_with_the_left_one_first(data, rows, columns):
    values = st.sampled_from([-np.inf, -2.0, 0.0, 0.5, 1.0])
    table = data.draw(st.lists(values, min_size=rows * columns, max_size=rows * columns))
    table = np.array(table).reshape(rows, columns)
    count = data.draw(st.integers(1, columns + 2))
    kept = table.copy()
    found, places = largest(table, count)
    np.testing.assert_array_equal(table, kept)
    assert found.shape == places.shape == (rows, count)
    for row, values_found, columns_found in zip(table, found, places, strict=True):
        order = [c for c in sorted(range(columns), key=lambda c: (-row[c], c)) if row[c] > -np.inf]
        order = order[:count]
        assert list(columns_found[: len(order)]) == order
        np.testing.assert_array_equal(values_found[: len(order)], row[order])
        assert np.isneginf(values_found[len(order) :]).all()
