import numpy as np
import pytest

from support.layers import check_gradients, course_random, normal
from unrolled.layers import (
    affine_backward,
    affine_forward,
    relative_error,
    rnn_forward,
    temporal_affine_backward,
    temporal_affine_forward,
    temporal_softmax_loss,
)


def test_affine_values_that_can_be_worked_out():
    x = np.array([[[1.0, 2.0]], [[3.0, 4.0]]])  # (2, 1, 2)
    out, _ = affine_forward(x, np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 3.0]]), np.array([0, 10.0, 0]))
    np.testing.assert_array_equal(out, [[1.0, 12.0, 8.0], [3.0, 14.0, 18.0]])


def test_affine_gradients():
    rng = course_random()
    x, w, b, dout = rng.randn(10, 2, 3), rng.randn(6, 5), rng.randn(5), rng.randn(10, 5)
    check_gradients(affine_forward, affine_backward, [x, w, b], dout, tolerances=3 * [1e-9])


@pytest.mark.parametrize("shape", [(4,), (4, 6), (4, 2, 3), (4, 1, 2, 3), (0, 2, 3)])
def test_affine_takes_examples_of_any_shape(shape):
    D = 1 if len(shape) == 1 else 6
    x, w, b = normal(1, shape, (D, 5), (5,))
    out, cache = affine_forward(x, w, b)
    np.testing.assert_allclose(out, x.reshape(shape[0], D) @ w + b, rtol=1e-12)
    assert affine_backward(out, cache).dx.shape == shape


def test_temporal_affine_gradients_of_the_course():
    rng = course_random()
    N, T, D, M = 2, 3, 4, 5
    args = [rng.randn(*shape) for shape in [(N, T, D), (D, M), (M,)]]
    dout = rng.randn(N, T, M)
    forward, backward = temporal_affine_forward, temporal_affine_backward
    check_gradients(forward, backward, args, dout, tolerances=3 * [1e-9])


def test_temporal_affine_is_affine_at_every_step():
    x, w, b = normal(2, (3, 4, 5), (5, 6), (6,))
    out, _ = temporal_affine_forward(x, w, b)
    for t in range(4):
        assert relative_error(out[:, t], affine_forward(x[:, t], w, b)[0]) < 1e-12


def test_no_copy_from_the_net_to_the_loss():
    x, h0, Wx, Wh, b, w, c = normal(3, (3, 4, 2), (3, 5), (2, 5), (5, 5), (5,), (5, 7), (7,))
    h, _ = rnn_forward(x, h0, Wx, Wh, b)
    scores, _ = temporal_affine_forward(h, w, c)
    _, dscores = temporal_softmax_loss(
        scores, np.zeros((3, 4), dtype=int), np.ones((3, 4), dtype=bool)
    )
    # All of them have time first in memory, which none of them would after a copy.
    for array in (h, scores, dscores):
        assert array.transpose(1, 0, 2).flags.c_contiguous


@pytest.mark.usefixtures("own_errors")
def test_a_wrong_matrix_is_named_with_the_width_it_should_have():
    x, w, b = normal(4, (4, 2, 3), (5, 7), (7,))
    with pytest.raises(
        ValueError, match=r"^affine_forward: w should have shape \(D, M\) = \(6, M\), got \(5, 7\)"
    ):
        affine_forward(x, w, b)
    with pytest.raises(ValueError, match=r"^temporal_affine_forward: w should .* \(3, M\)"):
        temporal_affine_forward(x, w, b)
    with pytest.raises(ValueError, match=r"^affine_forward: x should have shape \(N,\), got \(\)"):
        affine_forward(np.array(1.0), w, b)
