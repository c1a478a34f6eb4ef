import numpy as np
import pytest

from support.layers import (
    check_gradients,
    check_rnn_gradients,
    check_step_saturates,
    course_random,
    linspace,
    normal,
)
from unrolled.layers import (
    relative_error,
    rnn_backward,
    rnn_forward,
    rnn_step_backward,
    rnn_step_forward,
    word_embedding_forward,
)


def test_step_has_the_values_of_the_course():
    N, D, H = 3, 10, 4
    next_h, _ = rnn_step_forward(
        linspace(-0.4, 0.7, N, D),
        linspace(-0.2, 0.5, N, H),
        linspace(-0.1, 0.9, D, H),
        linspace(-0.3, 0.7, H, H),
        linspace(-0.2, 0.4, H),
    )
    expected = [
        [-0.58172089, -0.50182032, -0.41232771, -0.31410098],
        [0.66854692, 0.79562378, 0.87755553, 0.92795967],
        [0.97934501, 0.99144213, 0.99646691, 0.99854353],
    ]
    assert relative_error(next_h, expected) < 1e-8


def test_sequence_has_the_values_of_the_course():
    N, T, D, H = 2, 3, 4, 5
    h, _ = rnn_forward(
        linspace(-0.1, 0.3, N, T, D),
        linspace(-0.3, 0.1, N, H),
        linspace(-0.2, 0.4, D, H),
        linspace(-0.4, 0.1, H, H),
        linspace(-0.7, 0.1, H),
    )
    expected = [
        [
            [-0.42070749, -0.27279261, -0.11074945, 0.05740409, 0.22236251],
            [-0.39525808, -0.22554661, -0.0409454, 0.14649412, 0.32397316],
            [-0.42305111, -0.24223728, -0.04287027, 0.15997045, 0.35014525],
        ],
        [
            [-0.55857474, -0.39065825, -0.19198182, 0.02378408, 0.23735671],
            [-0.27150199, -0.07088804, 0.13562939, 0.33099728, 0.50158768],
            [-0.51014825, -0.30524429, -0.06755202, 0.17806392, 0.40333043],
        ],
    ]
    assert relative_error(h, expected) < 1e-7


def test_step_gradients_of_the_course():
    rng = course_random()
    N, D, H = 4, 5, 6
    args = [rng.randn(*shape) for shape in [(N, D), (N, H), (D, H), (H, H), (H,)]]
    dnext_h = rng.randn(N, H)
    check_gradients(rnn_step_forward, rnn_step_backward, args, dnext_h, tolerances=5 * [1e-8])


def test_sequence_gradients_of_the_course():
    check_rnn_gradients(rnn_forward, rnn_backward)


def test_step_saturates_instead_of_overflowing():
    check_step_saturates(rnn_step_forward)


@pytest.mark.parametrize("sizes", [(1, 4, 3, 5), (3, 1, 3, 5), (3, 4, 1, 5), (3, 4, 3, 1)])
def test_sequence_with_an_axis_of_one_is_steps(sizes):
    N, T, D, H = sizes
    x, h, *weights = normal(5, (N, T, D), (N, H), (D, H), (H, H), (H,))
    states, _ = rnn_forward(x, h, *weights)
    for t in range(T):
        h, _ = rnn_step_forward(x[:, t], h, *weights)
        np.testing.assert_allclose(states[:, t], h, rtol=1e-12)


def test_without_steps_the_gradient_stays_where_it_is():
    x, h0, *weights = normal(6, (2, 0, 3), (2, 4), (3, 4), (4, 4), (4,))
    h, cache = rnn_forward(x, h0, *weights)
    assert h.shape == (2, 0, 4)
    for gradient, shape in zip(
        rnn_backward(h, cache), [(2, 0, 3), (2, 4), (3, 4), (4, 4), (4,)], strict=True
    ):
        np.testing.assert_array_equal(gradient, np.zeros(shape))


def test_nan_reaches_its_own_sequence_from_its_step_on():
    x, *rest = normal(7, (2, 4, 3), (2, 5), (3, 5), (5, 5), (5,))
    x[1, 2, 0] = np.nan
    h, _ = rnn_forward(x, *rest)
    assert np.isnan(h).all(axis=2).tolist() == [4 * [False], [False, False, True, True]]
    assert np.isnan(h).any(axis=2).tolist() == [4 * [False], [False, False, True, True]]


def test_word_vectors_reach_the_net_without_a_copy():
    W, h0, *weights = normal(8, (7, 3), (2, 4), (3, 4), (4, 4), (4,))
    x, _ = word_embedding_forward(np.array([[1, 2, 3], [3, 2, 6]]), W)
    h, cache = rnn_forward(x, h0, *weights)
    assert np.shares_memory(cache.steps, x)
    assert np.shares_memory(cache.states, h)


@pytest.mark.usefixtures("own_errors")
def test_a_transposed_matrix_is_recognised():
    x, prev_h, Wx, Wh, b = normal(9, (3, 10), (3, 4), (4, 10), (4, 4), (4,))
    message = (
        r"^rnn_step_forward: Wx should have shape \(D, H\) = \(10, 4\), got \(4, 10\)\. "
        r"Did you transpose it\?$"
    )
    with pytest.raises(ValueError, match=message):
        rnn_step_forward(x, prev_h, Wx, Wh, b)
