"""Running means of parameters."""

import numpy as np
import pytest

from unrolled.training.averaging import ParameterAverage, using


def averages(values, decay):
    average = ParameterAverage(decay, {"w": np.array([99.0])})
    found = []
    for step, value in enumerate(values, start=1):
        average.update({"w": np.array([value])}, step)
        found.append(float(average.params["w"][0]))
    return found


def test_an_old_mean_decays_exponentially():
    # From step 91 on the share is 1 - 0.9: a pulse then fades by 0.9 a step.
    found = averages([0.0] * 100 + [1.0] + [0.0] * 20, 0.9)
    assert found[99] == 0
    np.testing.assert_allclose(found[100:], 0.1 * 0.9 ** np.arange(21))


def test_a_young_mean_forgets_where_it_began():
    assert averages([3.0], 0.999) == [3.0]
    # Shares of 1, 10/11 and 10/12.
    assert averages([3.0, 14.0, 1.0], 0.999)[1:] == pytest.approx([13.0, 3.0])


def test_a_constant_is_its_own_mean():
    assert averages([0.1] * 50, 0.99) == pytest.approx([0.1] * 50)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_means_are_copies_of_the_same_dtype(dtype):
    w = np.ones((2, 3), dtype=dtype)
    average = ParameterAverage(0.9, {"w": w})
    for step in range(1, 4):
        w += 1
        average.update({"w": w}, step)
    assert average.params["w"].dtype == dtype
    assert not np.shares_memory(average.params["w"], w)
    assert (average.params["w"] < w).all()


def test_other_parameters_are_used_for_a_while_only():
    one, other = np.ones(1), np.zeros(1)
    params = {"w": one}
    with using(params, {"w": other}):
        assert params["w"] is other
    assert params["w"] is one


def test_a_model_gets_its_own_parameters_back_after_an_error():
    params = {"w": np.ones(1)}

    def fail():
        with using(params, {"w": np.zeros(1)}):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert params["w"][0] == 1
