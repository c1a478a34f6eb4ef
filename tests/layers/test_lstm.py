import numpy as np
import pytest

from support.layers import check_gradients, course_random, linspace, normal
from unrolled.layers import (
    eval_numerical_gradient_array,
    lstm_backward,
    lstm_forward,
    lstm_step_backward,
    lstm_step_forward,
    relative_error,
    word_embedding_forward,
)


def test_step_has_the_values_of_the_course():
    N, D, H = 3, 4, 5
    next_h, next_c, _ = lstm_step_forward(
        linspace(-0.4, 1.2, N, D),
        linspace(-0.3, 0.7, N, H),
        linspace(-0.4, 0.9, N, H),
        linspace(-2.1, 1.3, D, 4 * H),
        linspace(-0.7, 2.2, H, 4 * H),
        linspace(0.3, 0.7, 4 * H),
    )
    expected_h = [
        [0.24635157, 0.28610883, 0.32240467, 0.35525807, 0.38474904],
        [0.49223563, 0.55611431, 0.61507696, 0.66844003, 0.7159181],
        [0.56735664, 0.66310127, 0.74419266, 0.80889665, 0.858299],
    ]
    expected_c = [
        [0.32986176, 0.39145139, 0.451556, 0.51014116, 0.56717407],
        [0.66382255, 0.76674007, 0.87195994, 0.97902709, 1.08751345],
        [0.74192008, 0.90592151, 1.07717006, 1.25120233, 1.42395676],
    ]
    assert relative_error(next_h, expected_h) < 1e-8
    assert relative_error(next_c, expected_c) < 1e-8


def test_sequence_has_the_values_of_the_course():
    N, D, H, T = 2, 5, 4, 3
    h, _ = lstm_forward(
        linspace(-0.4, 0.6, N, T, D),
        linspace(-0.4, 0.8, N, H),
        linspace(-0.2, 0.9, D, 4 * H),
        linspace(-0.3, 0.6, H, 4 * H),
        linspace(0.2, 0.7, 4 * H),
    )
    expected = [
        [
            [0.01764008, 0.01823233, 0.01882671, 0.0194232],
            [0.11287491, 0.12146228, 0.13018446, 0.13902939],
            [0.31358768, 0.33338627, 0.35304453, 0.37250975],
        ],
        [
            [0.45767879, 0.4761092, 0.4936887, 0.51041945],
            [0.6704845, 0.69350089, 0.71486014, 0.7346449],
            [0.81733511, 0.83677871, 0.85403753, 0.86935314],
        ],
    ]
    assert relative_error(h, expected) < 1e-7


def test_step_gradients_of_the_course():
    rng = course_random()
    N, D, H = 4, 5, 6
    shapes = [(N, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)]
    args = [rng.randn(*shape) for shape in shapes]
    dnext_h, dnext_c = rng.randn(N, H), rng.randn(N, H)
    *_, cache = lstm_step_forward(*args)
    got = lstm_step_backward(dnext_h, dnext_c, cache)
    assert len(got) == len(args)
    for arg, mine in zip(args, got, strict=True):
        # By the sum of both outputs, each weighted with its own upstream gradient.
        through_h, through_c = (
            eval_numerical_gradient_array(lambda _, k=k: lstm_step_forward(*args)[k], arg, upstream)
            for k, upstream in enumerate([dnext_h, dnext_c])
        )
        assert mine.shape == arg.shape
        assert relative_error(mine, through_h + through_c) < 1e-7


def test_sequence_gradients_of_the_course():
    rng = course_random()
    N, D, T, H = 2, 3, 10, 6
    shapes = [(N, T, D), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)]
    args = [rng.randn(*shape) for shape in shapes]
    tolerances = [1e-7, 1e-7, 1e-7, 1e-5, 1e-7]
    check_gradients(lstm_forward, lstm_backward, args, rng.randn(N, T, H), tolerances)


@pytest.mark.parametrize("sizes", [(1, 4, 3, 5), (3, 1, 3, 5), (3, 4, 1, 5), (3, 4, 3, 1)])
def test_sequence_with_an_axis_of_one_is_steps(sizes):
    N, T, D, H = sizes
    x, h, *weights = normal(5, (N, T, D), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,))
    states, _ = lstm_forward(x, h, *weights)
    c = np.zeros_like(h)
    for t in range(T):
        h, c, _ = lstm_step_forward(x[:, t], h, c, *weights)
        np.testing.assert_allclose(states[:, t], h, rtol=1e-12)


def test_without_steps_the_gradient_stays_where_it_is():
    shapes = [(2, 0, 3), (2, 4), (3, 16), (4, 16), (16,)]
    h, cache = lstm_forward(*normal(6, *shapes))
    assert h.shape == (2, 0, 4)
    for gradient, shape in zip(lstm_backward(h, cache), shapes, strict=True):
        np.testing.assert_array_equal(gradient, np.zeros(shape))


def saturated(dtype):
    """One unit, three sequences; every sum in the gates is 1e4 times its column's sign."""
    signs = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [-1, 1, -1, 1]], dtype=dtype)  # i, f, o, g
    x, b = np.eye(3, dtype=dtype), np.zeros(4, dtype=dtype)
    return x, np.zeros((3, 1), dtype=dtype), 1e4 * signs, np.zeros((1, 4), dtype=dtype), b


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_sums_open_and_close_the_gates(dtype):
    x, h0, *weights = saturated(dtype)
    prev_c = np.full((3, 1), 2, dtype=dtype)
    next_h, next_c, cache = lstm_step_forward(x, h0, prev_c, *weights)
    # All open: c = 2 + 1. Write -1 over what was forgotten: c = -1. Keep, show nothing: c = 2.
    np.testing.assert_array_equal(next_c, np.array([[3], [-1], [2]], dtype=dtype))
    np.testing.assert_allclose(next_h[:2], np.tanh(next_c[:2]), rtol=1e-6)
    assert next_h[2] == 0
    for gradient in lstm_step_backward(np.ones_like(next_h), np.ones_like(next_c), cache):
        assert np.isfinite(gradient).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_sums_in_a_sequence(dtype):
    x, h0, *weights = saturated(dtype)
    h, cache = lstm_forward(x[:, None], h0, *weights)
    cells = np.array([[1], [-1], [0]], dtype=dtype)
    np.testing.assert_array_equal(cache.cells[1], cells)
    np.testing.assert_allclose(h[:, 0], np.tanh(cells), rtol=1e-6)
    for gradient in lstm_backward(np.ones_like(h), cache):
        assert np.isfinite(gradient).all()


def test_backward_can_be_called_twice():
    *args, dh = normal(7, (2, 4, 3), (2, 5), (3, 20), (5, 20), (20,), (2, 4, 5))
    _, cache = lstm_forward(*args)
    for first, second in zip(lstm_backward(dh, cache), lstm_backward(dh, cache), strict=True):
        np.testing.assert_array_equal(first, second)


def test_nan_reaches_its_own_sequence_from_its_step_on():
    x, *rest = normal(7, (2, 4, 3), (2, 5), (3, 20), (5, 20), (20,))
    x[1, 2, 0] = np.nan
    h, _ = lstm_forward(x, *rest)
    assert np.isnan(h).all(axis=2).tolist() == [4 * [False], [False, False, True, True]]
    assert np.isnan(h).any(axis=2).tolist() == [4 * [False], [False, False, True, True]]


def test_word_vectors_reach_the_net_without_a_copy():
    W, h0, *weights = normal(8, (7, 3), (2, 4), (3, 16), (4, 16), (16,))
    x, _ = word_embedding_forward(np.array([[1, 2, 3], [3, 2, 6]]), W)
    h, cache = lstm_forward(x, h0, *weights)
    assert np.shares_memory(cache.steps, x)
    assert np.shares_memory(cache.states, h)


@pytest.mark.usefixtures("own_errors")
@pytest.mark.parametrize(
    ("changed", "shape", "message"),
    [
        ("Wx", (3, 4), r"Wx should have shape \(D, 4H\) = \(3, 16\), got \(3, 4\)\.$"),
        ("Wh", (16, 4), r"Wh should have shape \(H, 4H\) = \(4, 16\), got \(16, 4\)\. Did you tra"),
        ("b", (4,), r"b should have shape \(4H,\) = \(16,\), got \(4,\)\.$"),
        ("prev_c", (2, 5), r"prev_c should have shape \(N, H\) = \(2, 4\), got \(2, 5\)\.$"),
    ],
)
def test_a_wrong_shape_is_named(changed, shape, message):
    shapes = {"x": (2, 3), "prev_h": (2, 4), "prev_c": (2, 4)}
    shapes |= {"Wx": (3, 16), "Wh": (4, 16), "b": (16,)} | {changed: shape}
    args = {name: np.zeros(size) for name, size in shapes.items()}
    with pytest.raises(ValueError, match=f"^lstm_step_forward: {message}"):
        lstm_step_forward(**args)
