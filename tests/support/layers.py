"""Inputs for the layers, and checks that take the functions they check as arguments.

Because a check takes the function, it can be given a wrong one: test_mistakes.py does so, to show
that each mistake the checks are there for is caught.
"""

import math

import numpy as np

from unrolled.layers import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
    relative_error,
)


def linspace(start, stop, *shape):
    return np.linspace(start, stop, num=math.prod(shape)).reshape(shape)


def normal(seed, *shapes, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def course_random():
    """The generator that ``np.random.seed(231)`` leaves behind."""
    return np.random.RandomState(231)


def measured_gradients(function, args, dout, h=1e-5):
    """Centred differences of ``function(*args)[0]`` by every array of ``args`` that holds floats.

    The differences are made in the arrays themselves, so ``function`` sees them without being told.
    """
    return [
        eval_numerical_gradient_array(lambda _: function(*args)[0], arg, dout, h)
        for arg in args
        if arg.dtype.kind == "f"
    ]


def check_gradients(forward, backward, args, dout, tolerances):
    """Each gradient that ``backward`` returns, against centred differences of ``forward``."""
    _, cache = forward(*args)
    got = backward(dout, cache)
    got = got if isinstance(got, tuple) else (got,)
    measured = measured_gradients(forward, args, dout)
    assert len(got) == len(measured) == len(tolerances)
    for number, (mine, theirs, tolerance) in enumerate(zip(got, measured, tolerances, strict=True)):
        assert mine.shape == theirs.shape
        assert relative_error(mine, theirs) < tolerance, f"gradient {number} is off"


def check_drawn_gradients(forward, backward, args, dout):
    """The same for drawn inputs, where a gradient may happen to be next to zero."""
    _, cache = forward(*args)
    got = backward(dout, cache)
    got = got if isinstance(got, tuple) else (got,)
    for mine, theirs in zip(got, measured_gradients(forward, args, dout), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-6, atol=1e-7)


def check_rnn_gradients(forward, backward):
    rng = course_random()
    N, D, T, H = 2, 3, 10, 5
    args = [rng.randn(*shape) for shape in [(N, T, D), (N, H), (D, H), (H, H), (H,)]]
    check_gradients(forward, backward, args, rng.randn(N, T, H), tolerances=5 * [1e-6])


def check_embedding_gradients(forward, backward):
    rng = course_random()
    N, T, V, D = 50, 3, 5, 6
    x, W = rng.randint(V, size=(N, T)), rng.randn(V, D)
    check_gradients(forward, backward, [x, W], rng.randn(N, T, D), tolerances=[1e-11])


def check_softmax_gradient(loss):
    rng = course_random()
    N, T, V = 7, 8, 9
    x, y, mask = rng.randn(N, T, V), rng.randint(V, size=(N, T)), rng.rand(N, T) > 0.5
    _, dx = loss(x, y, mask)
    # The loss is about ten and most gradients a thousandth: with the usual h = 1e-5, rounding in
    # the loss alone comes near the tolerance.
    measured = eval_numerical_gradient(lambda x: loss(x, y, mask)[0], x, verbose=False, h=1e-4)
    assert dx.shape == x.shape
    assert relative_error(dx, measured) < 1e-7


def check_softmax_values(loss):
    """Scores next to zero make all V words alike: the loss is log V a step, about 2.3 for ten."""
    rng = course_random()
    for N, T, keep, low, high in [
        (100, 1, 1.0, 2.29, 2.31),
        (100, 10, 1.0, 22.9, 23.1),
        (5000, 10, 0.1, 2.2, 2.4),
    ]:
        x, y = 0.001 * rng.randn(N, T, 10), rng.randint(10, size=(N, T))
        value, _ = loss(x, y, rng.rand(N, T) <= keep)
        assert low < value < high


def check_softmax_of_huge_scores(loss):
    """A step of two words, far apart and far from zero: wrong by 500, then right by 500."""
    x = np.array([[[1e4, 1e4 - 500.0], [-1e4, -1e4 - 500.0]]])
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        value, dx = loss(x, np.array([[1, 0]]), np.ones((1, 2), dtype=bool))
    np.testing.assert_allclose(value, 500.0, rtol=1e-12)
    np.testing.assert_allclose(dx, [[[1.0, -1.0], [0.0, 0.0]]], atol=1e-12)


def check_step_saturates(step_forward):
    """Sums of -1600, 0 and 1600 give states of -1, 0 and 1."""
    x, zero, one = np.array([[-40.0], [0.0], [40.0]]), np.zeros((3, 1)), np.full((1, 1), 40.0)
    with np.errstate(over="ignore", invalid="ignore"):
        next_h, _ = step_forward(x, zero, one, one, np.zeros(1))
    np.testing.assert_array_equal(next_h, [[-1.0], [0.0], [1.0]])
