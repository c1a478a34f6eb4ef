import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.gan_layers import check_penalty_values, draw_critic, pairs
from unrolled.layers import (
    HiddenLayerCritic,
    critic_slopes,
    eval_numerical_gradient,
    gradient_penalty,
    interpolate_pictures,
)

ACTIVATIONS = pytest.mark.parametrize("activation", ["leaky_relu", "tanh"])


def score(critic, x):
    a = x @ critic.W1 + critic.b1
    hidden = np.tanh(a) if critic.activation == "tanh" else np.where(a > 0, a, critic.alpha * a)
    return hidden @ critic.W2 + critic.b2


def test_values_are_those_of_the_formula():
    check_penalty_values(lambda *args: gradient_penalty(*args)[0])


@ACTIVATIONS
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_slopes_and_bends_are_those_measured(activation, seed):
    critic = draw_critic(seed, 3, 4, activation)
    x, _, _ = pairs(seed + 1, 5, 3)
    g, slope, bend = critic_slopes(critic, x)
    measured = eval_numerical_gradient(lambda x: float(score(critic, x).sum()), x, verbose=False)
    np.testing.assert_allclose(g, measured, rtol=1e-6, atol=1e-7)
    moved = critic._replace(b1=critic.b1 + 1e-6)
    np.testing.assert_allclose(bend, (critic_slopes(moved, x)[1] - slope) / 1e-6, atol=1e-5)


@ACTIVATIONS
@pytest.mark.parametrize("N", [1, 6])
def test_gradients_are_those_measured(activation, N):
    critic, given_pairs = draw_critic(0, 4, 5, activation), pairs(1, N, 4)
    _, grads = gradient_penalty(critic, *given_pairs)
    assert grads._fields == ("dW1", "db1", "dW2", "db2")
    for gradient, w in zip(grads, critic[:4], strict=True):
        measured = eval_numerical_gradient(
            lambda _: gradient_penalty(critic, *given_pairs)[0], w, verbose=False
        )
        assert gradient.shape == w.shape
        np.testing.assert_allclose(gradient, measured, rtol=1e-6, atol=1e-8)


def test_a_case_that_can_be_worked_out():
    # The first point is at 1, where the slope is 3, the second at -1, where it is a hundredth.
    one = np.ones((1, 1))
    critic = HiddenLayerCritic(one, np.zeros(1), 3 * one, np.zeros(1))
    real, fake = np.array([[2.0], [0.0]]), np.array([[0.0], [-2.0]])
    penalty, grads = gradient_penalty(critic, real, fake, np.full((2, 1), 0.5))
    assert penalty == pytest.approx(((3 - 1) ** 2 + (0.03 - 1) ** 2) / 2, rel=1e-15)
    # By W1 = w: (3 w - 1)^2 has 6 (3 w - 1), and (0.03 w - 1)^2 has 0.06 (0.03 w - 1).
    np.testing.assert_allclose(grads.dW1, [[(6 * 2 - 0.06 * 0.97) / 2]], rtol=1e-14)
    np.testing.assert_allclose(grads.dW2, [[(2 * 2 - 0.02 * 0.97) / 2]], rtol=1e-14)


def test_points_lie_where_each_pairs_own_number_says():
    real, fake = np.array([[4.0, 0.0], [4.0, 0.0]]), np.array([[0.0, 8.0], [0.0, 8.0]])
    points = interpolate_pictures(real, fake, np.array([[0.25], [1.0]]))
    np.testing.assert_array_equal(points, [[1.0, 6.0], [4.0, 0.0]])


@ACTIVATIONS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_slope_of_zero_leaves_all_gradients_finite(activation, dtype):
    critic = draw_critic(2, 3, 4, activation, dtype)
    penalty, grads = gradient_penalty(
        critic._replace(W2=np.zeros((4, 1), dtype)), *pairs(3, 5, 3, dtype)
    )
    assert penalty == 1
    assert all(np.isfinite(gradient).all() for gradient in grads)


def test_a_slope_of_zero_at_one_example_does_not_touch_the_others():
    critic = draw_critic(4, 3, 4, "leaky_relu")._replace(alpha=0.0)
    critic.b1[:] = 1.0
    real, _, eps = pairs(5, 3, 3)
    real *= 0.1  # near zero, where all units are at work
    real[1] = -np.linalg.solve(critic.W1[:, :3].T, np.full(3, 50.0))
    alone = [0, 2] if critic.W1[:, 3] @ real[1] < -1 else None
    assert alone, "the example should switch all units off"
    _, grads = gradient_penalty(critic, real, real, eps)
    _, others = gradient_penalty(critic, real[alone], real[alone], eps[alone])
    for gradient, other in zip(grads, others, strict=True):
        np.testing.assert_allclose(gradient, 2 / 3 * other, rtol=1e-12, atol=1e-15)


@ACTIVATIONS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_inputs_are_kept(activation, dtype):
    critic, given_pairs = draw_critic(6, 3, 4, activation, dtype), pairs(7, 5, 3, dtype)
    before = [a.copy() for a in (*critic[:4], *given_pairs)]
    penalty, grads = gradient_penalty(critic, *given_pairs)
    assert isinstance(penalty, float)
    assert {g.dtype for g in grads} == {np.dtype(dtype)}
    for array, original in zip((*critic[:4], *given_pairs), before, strict=True):
        np.testing.assert_array_equal(array, original)


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    critic, (real, fake, eps) = draw_critic(8, 3, 4, "tanh"), pairs(9, 5, 3)
    for wrong in (eps[:1], eps[:, 0], np.array(0.5)):
        with pytest.raises(ValueError, match=r"eps should have shape \(N, 1\)"):
            gradient_penalty(critic, real, fake, wrong)
    with pytest.raises(ValueError, match=r"fake should have shape \(N, D\) = \(5, 3\), got"):
        gradient_penalty(critic, real, fake[:4], eps)
    with pytest.raises(ValueError, match=r"W1 should have shape \(D, H\) = \(3, H\), got \(4, 3\)"):
        gradient_penalty(critic._replace(W1=critic.W1.T), real, fake, eps)
    with pytest.raises(ValueError, match="should be 'leaky_relu' or 'tanh', got 'relu'"):
        gradient_penalty(critic._replace(activation="relu"), real, fake, eps)
    with pytest.raises(ValueError, match="at least one picture, got N = 0"):
        gradient_penalty(critic, real[:0], fake[:0], eps[:0])
    with pytest.raises(TypeError, match="real should hold floats"):
        gradient_penalty(critic, real.astype(int), fake, eps)
