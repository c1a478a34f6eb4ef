import dataclasses

import numpy as np
import pytest

from support.layers import normal
from support.pictures import check_class_step, check_fooling_step, check_saliency, network_of
from unrolled.layers import class_visualization_step, fooling_step, saliency_maps

BOTH = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def test_saliency_values():
    check_saliency(saliency_maps)


def test_fooling_step_values():
    check_fooling_step(fooling_step)


def test_class_step_values():
    check_class_step(class_visualization_step)


@BOTH
@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (3, 1, 4, 1), (2, 5, 1, 3), (0, 2, 2, 3)])
def test_maps_of_any_shape(dtype, shape):
    (X,) = normal(0, shape, dtype=dtype)
    maps = saliency_maps(X, np.zeros(len(X), dtype=int), network_of(shape, dtype=dtype))
    assert maps.shape == shape[:3]
    assert maps.dtype == dtype
    assert np.all(maps >= 0)


@BOTH
def test_steps_keep_the_dtype_whatever_the_numbers_are(dtype):
    (X,) = normal(1, (1, 4, 3, 3), dtype=dtype)
    network = network_of(X.shape, dtype=dtype)
    assert fooling_step(X, np.int64(1), network, np.float64(2)).dtype == dtype
    assert class_visualization_step(X, 1, network, np.float64(1e-3), 25).dtype == dtype


@pytest.mark.parametrize("rate", [0, 1, 0.25])
def test_a_fooling_step_is_as_long_as_it_should_be(rate):
    (X,) = normal(2, (1, 6, 5, 3))
    moved = fooling_step(X, 2, network_of(X.shape), rate)
    np.testing.assert_allclose(np.linalg.norm(moved - X), rate, rtol=1e-12)


def test_a_short_fooling_step_raises_the_score():
    (X,) = normal(3, (1, 6, 5, 3))
    network = network_of(X.shape)
    for target in range(4):
        moved = fooling_step(X, target, network, 1e-3)
        assert network.scores(moved)[0, target] > network.scores(X)[0, target]


def test_the_regulariser_alone_shrinks_the_picture():
    (X,) = normal(4, (1, 3, 3, 3))
    network = network_of(X.shape)
    plain, strong = (class_visualization_step(X, 0, network, l2, 0.5) for l2 in (0, 0.1))
    np.testing.assert_allclose(plain - strong, 0.1 * X, rtol=1e-10)


def test_a_picture_that_moves_no_score_has_no_direction():
    (X,) = normal(6, (1, 2, 3, 3))
    network = network_of(X.shape)
    first, last = network.kernel_biases
    silent = dataclasses.replace(network, kernel_biases=(first, last - 1e6))
    with pytest.raises(ValueError, match="target_y = 0 does not change with any pixel"):
        fooling_step(X, 0, silent)


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    (X,) = normal(5, (2, 3, 3, 3))
    network = network_of(X.shape)
    with pytest.raises(ValueError, match=r"fooling_step: X should be one picture, .* got \(2, 3"):
        fooling_step(X, 0, network)
    with pytest.raises(ValueError, match="class_visualization_step: X should be one picture"):
        class_visualization_step(X, 0, network, 0, 1)
    with pytest.raises(IndexError, match="K = 4, got 4"):
        fooling_step(X[:1], 4, network)
    with pytest.raises(TypeError, match="integer"):
        fooling_step(X[:1], 1.0, network)
    with pytest.raises(TypeError, match="X should hold floats"):
        fooling_step(X[:1].astype(np.uint8), 1, network)
    with pytest.raises(ValueError, match="learning_rate should be a finite number of at least 0"):
        fooling_step(X[:1], 0, network, -1)
    with pytest.raises(ValueError, match="l2_reg should be a finite number of at least 0, got nan"):
        class_visualization_step(X[:1], 0, network, np.nan, 1)
