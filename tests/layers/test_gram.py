import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import slow_pictures as slow
from support.layers import check_drawn_gradients, normal
from support.pictures import check_gram_values
from unrolled.layers import gram_backward, gram_forward

SHAPES = st.tuples(st.just(1), st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
SEEDS = st.integers(0, 2**32 - 1)


def test_values():
    check_gram_values(lambda features, normalize: gram_forward(features, normalize)[0])


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-12)])
@settings(max_examples=15, deadline=None)
@given(shape=SHAPES, seed=SEEDS, normalize=st.booleans())
def test_drawn_values_and_dtypes(dtype, tolerance, shape, seed, normalize):
    C = shape[3]
    features, dG = normal(seed, shape, (C, C), dtype=dtype)
    before = features.copy()
    G, cache = gram_forward(features, normalize)
    dfeatures = gram_backward(dG, cache)
    assert G.dtype == dfeatures.dtype == dtype
    assert dfeatures.shape == shape
    np.testing.assert_allclose(G, slow.gram_matrix(features, normalize), atol=16 * tolerance)
    np.testing.assert_array_equal(features, before)


@settings(max_examples=15, deadline=None)
@given(shape=SHAPES, seed=SEEDS, normalize=st.booleans())
def test_gradient_is_the_one_measured(shape, seed, normalize):
    """Of a loss that looks at both halves of the matrix differently."""
    C = shape[3]
    features, dG = normal(seed, shape, (C, C))

    def forward(features):
        return gram_forward(features, normalize)

    check_drawn_gradients(forward, gram_backward, [features], dG)


@settings(max_examples=25, deadline=None)
@given(shape=SHAPES, seed=SEEDS)
def test_it_forgets_where_things_are(shape, seed):
    (features,) = normal(seed, shape)
    C = shape[3]
    rows = np.random.default_rng(seed).permutation(features.reshape(-1, C))
    G, _ = gram_forward(features)
    np.testing.assert_allclose(gram_forward(rows.reshape(shape))[0], G, rtol=1e-9, atol=1e-12)
    flat = rows.reshape(1, 1, -1, C)
    np.testing.assert_allclose(gram_forward(flat)[0], G, rtol=1e-9, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(shape=SHAPES, seed=SEEDS)
def test_it_is_symmetric_and_nowhere_negative(shape, seed):
    (features,) = normal(seed, shape)
    G, _ = gram_forward(features)
    np.testing.assert_allclose(G, G.T, rtol=1e-12, atol=1e-15)
    assert np.linalg.eigvalsh(G).min() > -1e-12
    # Its diagonal adds up to the mean square.
    np.testing.assert_allclose(np.trace(G), np.mean(features**2), rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(shape=SHAPES, seed=SEEDS)
def test_channels_in_another_order_only_move_the_entries(shape, seed):
    (features,) = normal(seed, shape)
    order = np.random.default_rng(seed).permutation(shape[3])
    G, _ = gram_forward(features)
    moved, _ = gram_forward(features[..., order])
    np.testing.assert_allclose(moved, G[np.ix_(order, order)], rtol=1e-12, atol=1e-15)


def test_a_tiled_picture_has_the_same_normalised_matrix():
    (features,) = normal(0, (1, 3, 2, 5))
    tiled = np.tile(features, (1, 2, 3, 1))
    np.testing.assert_allclose(gram_forward(tiled)[0], gram_forward(features)[0], rtol=1e-12)


def test_strided_features():
    wide = normal(1, (1, 6, 8, 6))[0]
    view = wide[:, ::2, ::-2, ::3]
    view.flags.writeable = False
    np.testing.assert_allclose(gram_forward(view)[0], slow.gram_matrix(view), rtol=1e-12)


@pytest.mark.parametrize("shape", [(2, 3, 3, 2), (0, 3, 3, 2), (1, 0, 3, 2), (1, 3, 3, 0)])
@pytest.mark.usefixtures("own_errors")
def test_only_one_picture_that_has_features(shape):
    with pytest.raises(ValueError, match=r"one picture, \(1, H, W, C\) .* features\[n : n \+ 1\]"):
        gram_forward(np.zeros(shape))


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    features = np.ones((1, 3, 3, 2))
    with pytest.raises(ValueError, match=r"features should have shape \(1, H, W, C\), got"):
        gram_forward(features[0])
    with pytest.raises(TypeError, match="features should hold floats"):
        gram_forward(features.astype(int))
    _, cache = gram_forward(features)
    with pytest.raises(ValueError, match=r"dG should have shape \(C, C\) = \(2, 2\), got \(3, 3\)"):
        gram_backward(np.ones((3, 3)), cache)
