import numpy as np
import pytest

from unrolled.layers import global_average_pool_backward, global_average_pool_forward


def test_a_case_that_can_be_worked_out():
    x = np.array([[[[1.0, 10.0], [2.0, 20.0]], [[3.0, 30.0], [6.0, 60.0]]]])
    out, cache = global_average_pool_forward(x)
    np.testing.assert_array_equal(out, [[3.0, 30.0]])
    dx = global_average_pool_backward(np.array([[4.0, 8.0]]), cache)
    np.testing.assert_array_equal(dx, np.full((1, 2, 2, 2), [1.0, 2.0]))
    dx[0, 0, 0] = 7  # the gradient is an array of its own, not one number seen many times
    assert dx[0, 1, 1].tolist() == [1.0, 2.0]


@pytest.mark.parametrize("shape", [(2, 0, 3, 4), (2, 3, 0, 4)])
def test_without_positions_there_is_no_average(shape):
    with pytest.raises(ValueError, match="at least one position, got"):
        global_average_pool_forward(np.zeros(shape))
