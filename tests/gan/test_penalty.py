"""The gradient penalty: one eps an example, one norm an example, and finite where flat."""

import numpy as np
import pytest
import tensorflow as tf

from unrolled.gan import gradient_penalty, wgan_critic

RNG = np.random.default_rng(5)
REAL, FAKE = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3))
EPS = np.array([0.0, 0.25, 0.5, 1.0])


def test_a_linear_critic_has_the_same_slope_everywhere() -> None:
    w = np.array([[3.0], [0.0], [-4.0]])  # slope 5
    found = gradient_penalty(lambda x: x @ w, REAL, FAKE, EPS)
    assert float(found) == pytest.approx((5 - 1) ** 2, abs=1e-12)


def test_each_example_has_its_own_place_and_its_own_norm() -> None:
    # D(x) = |x|^2 / 2 has the slope x, so the penalty can be written down.
    between = EPS[:, None] * REAL + (1 - EPS[:, None]) * FAKE
    expected = np.mean((np.sqrt((between**2).sum(axis=1)) - 1) ** 2)
    for eps in (EPS, EPS[:, None]):
        found = gradient_penalty(lambda x: tf.reduce_sum(x**2, axis=1) / 2, REAL, FAKE, eps)
        assert float(found) == pytest.approx(expected, abs=1e-12)


def test_pictures_may_have_more_axes() -> None:
    real, fake = REAL.reshape(4, 3, 1), FAKE.reshape(4, 3, 1)
    flat = gradient_penalty(lambda x: tf.reduce_sum(x**3, axis=1), REAL, FAKE, EPS)
    deep = gradient_penalty(lambda x: tf.reduce_sum(x**3, axis=(1, 2)), real, fake, EPS)
    assert float(flat) == pytest.approx(float(deep), abs=1e-12)


@pytest.mark.parametrize("critic", [lambda x: 0 * x[:, :1], lambda x: tf.ones((4, 1), x.dtype)])
def test_a_flat_critic_costs_one(critic) -> None:
    assert float(gradient_penalty(critic, REAL, FAKE, EPS)) == 1


def test_the_gradient_is_finite_where_one_example_is_flat() -> None:
    w = tf.Variable([[1.0], [2.0]], dtype=tf.float64)
    real = np.array([[0.0, 0.0], [1.0, 1.0]])  # the slope of (xw)^2/2 at zero is zero
    with tf.GradientTape() as tape:
        penalty = gradient_penalty(lambda x: (x @ w) ** 2 / 2, real, real, np.ones(2))
    gradient = tape.gradient(penalty, w)
    # By hand: slope (xw) w with norm |xw| |w| = 3 sqrt(5); only the second example counts.
    norm = 3 * np.sqrt(5)
    by_w = np.sqrt(5) * np.ones(2) + 3 * np.array([1, 2]) / np.sqrt(5)
    assert np.allclose(gradient[:, 0], (norm - 1) * by_w, atol=1e-10)


def test_gradients_by_the_critic_s_weights_are_those_of_differences() -> None:
    w = tf.Variable(RNG.normal(size=(3, 5)))
    v = RNG.normal(size=(5, 1))

    def penalty() -> tf.Tensor:
        return gradient_penalty(lambda x: tf.tanh(x @ w) @ v, REAL, FAKE, EPS)

    with tf.GradientTape() as tape:
        value = penalty()
    found = tape.gradient(value, w).numpy()
    start, step = w.numpy(), 1e-6
    for place in np.ndindex(start.shape):
        sides = []
        for sign in (1, -1):
            moved = start.copy()
            moved[place] += sign * step
            w.assign(moved)
            sides.append(float(penalty()))
        assert found[place] == pytest.approx((sides[0] - sides[1]) / (2 * step), abs=1e-7)


def test_the_course_s_critic_has_finite_second_gradients() -> None:
    for norm in ("batch", "layer", "none"):
        critic = wgan_critic(norm, seed=0)
        real, fake = tf.zeros((2, 784)), -tf.ones((2, 784))  # flat pictures, one of them all zero
        with tf.GradientTape() as tape:
            penalty = gradient_penalty(critic, real, fake, tf.constant([1.0, 0.5]))
        for gradient in tape.gradient(penalty, critic.trainable_variables):
            assert gradient is None or np.isfinite(gradient).all()


@pytest.mark.parametrize(
    ("real", "fake", "eps", "message"),
    [
        (REAL, FAKE[:3], EPS, r"same shape.*\(4, 3\) and \(3, 3\).*last batch may be shorter"),
        (REAL, FAKE, EPS[:1], r"eps should hold one number an example, shape \(4,\).*got \(1,\)"),
        (REAL, FAKE, np.float64(0.5), r"eps should hold one number an example.*got \(\)"),
        (REAL, FAKE, np.ones((4, 3)), r"eps should hold one number.*got \(4, 3\)"),
    ],
)
def test_what_is_not_per_example_is_refused(real, fake, eps, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gradient_penalty(lambda x: tf.reduce_sum(x, axis=1), real, fake, eps)
