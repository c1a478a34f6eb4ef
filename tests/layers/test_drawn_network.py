import numpy as np
import pytest

from support.layers import normal
from unrolled.layers import fooling_step, small_network


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shapes_and_dtype(dtype):
    network = small_network(3, channels=2, filters=(4, 5, 6), classes=7, dtype=dtype)
    shapes = [(3, 3, 2, 4), (4,), (3, 3, 4, 5), (5,), (3, 3, 5, 6), (6,), (6, 7), (7,)]
    assert [weight.shape for weight in network.weights] == shapes
    assert {weight.dtype for weight in network.weights} == {np.dtype(dtype)}
    with pytest.raises(ValueError, match="read-only"):
        network.w[0, 0] = 1


def test_the_seed_decides():
    same = [small_network(7), small_network(np.random.default_rng(7))]
    other = small_network(8)
    for a, b, c in zip(*(n.weights for n in same), other.weights, strict=True):
        np.testing.assert_array_equal(a, b)
        assert np.all(a != c)
    double = small_network(7, dtype=np.float64)
    for single, wide in zip(same[0].weights, double.weights, strict=True):
        np.testing.assert_array_equal(single, wide.astype(np.float32))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", [(3, 5), (16, 16)])
def test_every_class_can_win_within_a_hundred_steps(seed, size):
    """Otherwise a fooling loop could be right and yet never end on it."""
    network = small_network(seed)
    (start,) = normal(seed, (1, *size, 3), dtype=np.float32)
    for target in range(10):
        X = start
        for _ in range(100):
            if network.scores(X).argmax() == target:
                break
            X = fooling_step(X, target, network)
        assert network.scores(X).argmax() == target


@pytest.mark.parametrize(
    "sizes", [{"filters": ()}, {"filters": (1,)}, {"classes": 0}, {"channels": 0}]
)
def test_sizes_that_are_too_small(sizes):
    with pytest.raises(ValueError, match=r"^small_network: channels and classes should"):
        small_network(0, **sizes)
