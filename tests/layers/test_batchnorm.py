import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.gan_layers import check_batchnorm_gradients, check_batchnorm_values
from support.layers import normal
from unrolled.layers import RunningStatistics, batchnorm_backward, batchnorm_forward

SEEDS = st.integers(0, 2**32 - 1)
SHAPES = st.one_of(
    st.tuples(st.integers(1, 5), st.integers(1, 4)),
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
)
IN_USE = RunningStatistics(np.array([0.5, -1.0, 0.0]), np.array([4.0, 0.25, 0.0]))


def test_values_are_those_of_the_formula():
    check_batchnorm_values(lambda *args: batchnorm_forward(*args)[0])


@settings(max_examples=20, deadline=None)
@given(shape=SHAPES, seed=SEEDS)
def test_gradients_are_those_measured(shape, seed):
    check_batchnorm_gradients(batchnorm_forward, batchnorm_backward, shape, seed)


def test_gradients_in_use_are_those_measured():
    def in_use(x, gamma, beta):
        return batchnorm_forward(x, gamma, beta, IN_USE, mode="test")

    check_batchnorm_gradients(in_use, batchnorm_backward, (4, 2, 3), 0)


def test_a_case_that_can_be_worked_out():
    x = np.array([[1.0, 5.0], [3.0, 5.0]])  # the second feature never varies
    args = np.array([10.0, 10.0]), np.array([0.0, 7.0])
    out, cache, running = batchnorm_forward(x, *args, momentum=0.75, eps=3.0)
    np.testing.assert_array_equal(out, [[-5.0, 7.0], [5.0, 7.0]])
    np.testing.assert_array_equal(running.mean, [0.5, 1.25])
    np.testing.assert_array_equal(running.variance, [1.0, 0.75])
    dx, dgamma, dbeta = batchnorm_backward(np.array([[1.0, 0.0], [0.0, 1.0]]), cache)
    np.testing.assert_array_equal(dgamma, [-0.5, 0.0])
    np.testing.assert_array_equal(dbeta, [1.0, 1.0])
    # By itself 10 / 2, through the mean -5 / 2, through the deviation (-1/2) (10 / 2) (1/2) / 2.
    np.testing.assert_allclose(dx[:, 0], [1.875, -1.875], rtol=1e-15)


def test_a_shift_of_the_whole_batch_changes_nothing():
    x, gamma, beta, dout = normal(1, (6, 3), (3,), (3,), (6, 3))
    out, cache, _ = batchnorm_forward(x, gamma, beta)
    moved, _, _ = batchnorm_forward(x + 7.0, gamma, beta)
    np.testing.assert_allclose(out, moved, rtol=0, atol=1e-13)
    # So the gradient has no part that would shift the batch.
    np.testing.assert_allclose(batchnorm_backward(dout, cache).dx.sum(axis=0), 0, atol=1e-14)


def test_pictures_are_normalised_channel_by_channel():
    (x,) = normal(2, (2, 3, 4, 5))
    gamma, beta = np.ones(5), np.zeros(5)
    out, _, running = batchnorm_forward(x, gamma, beta, eps=0.0)
    rows, _, flat = batchnorm_forward(x.reshape(24, 5), gamma, beta, eps=0.0)
    np.testing.assert_allclose(out.reshape(24, 5), rows, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(running, flat, rtol=1e-13)
    np.testing.assert_allclose(out.mean(axis=(0, 1, 2)), 0, atol=1e-14)
    np.testing.assert_allclose(out.var(axis=(0, 1, 2)), 1, rtol=1e-12)


def test_in_use_examples_are_apart():
    x, gamma, beta = normal(3, (5, 3), (3,), (3,))
    together, _, running = batchnorm_forward(x, gamma, beta, IN_USE, mode="test")
    assert running is IN_USE
    for n in range(5):
        alone, _, _ = batchnorm_forward(x[n : n + 1], gamma, beta, IN_USE, mode="test")
        np.testing.assert_array_equal(together[n : n + 1], alone)
    wanted = (x - IN_USE.mean) / np.sqrt(IN_USE.variance + 1e-3) * gamma + beta
    np.testing.assert_allclose(together, wanted, rtol=1e-14)


def test_running_statistics_come_to_those_of_the_data():
    gamma, beta, running = np.ones(2), np.zeros(2), None
    rng = np.random.default_rng(0)
    for _ in range(400):
        x = rng.normal([3.0, -1.0], [2.0, 0.5], size=(200, 2))
        _, _, running = batchnorm_forward(x, gamma, beta, running, momentum=0.95)
    np.testing.assert_allclose(running.mean, [3.0, -1.0], atol=0.1)
    np.testing.assert_allclose(running.variance, [4.0, 0.25], rtol=0.1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("mode", ["train", "test"])
def test_dtype_and_inputs_are_kept(mode, dtype):
    args = normal(4, (6, 2, 3), (3,), (3,), dtype=dtype)
    running = RunningStatistics(np.zeros(3, dtype=dtype), np.ones(3, dtype=dtype))
    before = [a.copy() for a in (*args, *running)]
    out, cache, after = batchnorm_forward(*args, running, mode=mode)
    first, again = (batchnorm_backward(out, cache) for _ in range(2))
    assert {a.dtype for a in (out, *after, *first)} == {np.dtype(dtype)}
    assert [g.shape for g in first] == [a.shape for a in args]
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    for array, original in zip((*args, *running), before, strict=True):
        np.testing.assert_array_equal(array, original)


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    x, gamma, beta = normal(5, (4, 3), (3,), (3,))
    with pytest.raises(ValueError, match=r"gamma should have shape \(D,\) = \(3,\), got \(4,\)"):
        batchnorm_forward(x, np.ones(4), beta)
    with pytest.raises(ValueError, match=r"x should have shape \(N, D\), got \(3,\)"):
        batchnorm_forward(x[0], gamma, beta)
    with pytest.raises(TypeError, match="x should hold floats"):
        batchnorm_forward(x.astype(int), gamma, beta)
    with pytest.raises(ValueError, match="at least one number of each feature"):
        batchnorm_forward(x[:0], gamma, beta)
    with pytest.raises(ValueError, match=r"running should hold statistics .* got None"):
        batchnorm_forward(x, gamma, beta, mode="test")
    with pytest.raises(ValueError, match="mode should be 'train' or 'test', got 'eval'"):
        batchnorm_forward(x, gamma, beta, mode="eval")
    for momentum, eps in [(1.5, 1e-3), (-0.1, 1e-3), (0.9, -1e-3), (0.9, np.nan)]:
        with pytest.raises(ValueError, match=f"at least 0, got {momentum} and {eps}"):
            batchnorm_forward(x, gamma, beta, momentum=momentum, eps=eps)
    short = RunningStatistics(np.zeros(2), np.ones(3))
    with pytest.raises(ValueError, match=r"mean should have shape \(D,\) = \(3,\), got \(2,\)"):
        batchnorm_forward(x, gamma, beta, short)
    _, cache, _ = batchnorm_forward(x, gamma, beta)
    with pytest.raises(ValueError, match=r"dout should have shape \(4, 3\), .* got \(3, 4\)"):
        batchnorm_backward(x.T, cache)
    with pytest.raises(TypeError, match="dout should hold floats"):
        batchnorm_backward(x.astype(int), cache)
