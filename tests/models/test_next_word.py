"""Leaving masked steps out before the vocabulary is the same as masking them after it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unrolled.layers import (
    temporal_affine_backward,
    temporal_affine_forward,
    temporal_softmax_loss,
)
from unrolled.models.next_word import next_word_loss


def masked_after(h, targets, mask, W, b):
    scores, cache = temporal_affine_forward(h, W, b)
    loss, dscores = temporal_softmax_loss(scores, targets, mask)
    return loss, *temporal_affine_backward(dscores, cache)


@given(
    sizes=st.tuples(*[st.integers(1, 5)] * 4),
    share=st.sampled_from([0.0, 0.5, 1.0]),
    dtype=st.sampled_from([np.float32, np.float64]),
    seed=st.integers(0, 2**32 - 1),
)
def test_it_is_the_temporal_layers_one_after_another(sizes, share, dtype, seed):
    N, T, H, V = sizes
    rng = np.random.default_rng(seed)
    h, W, b = (rng.standard_normal(s).astype(dtype) for s in [(N, T, H), (H, V), (V,)])
    targets, mask = rng.integers(V, size=(N, T)), rng.random((N, T)) < share
    found = next_word_loss(h, targets, mask, W, b)
    expected = masked_after(h, targets, mask, W, b)
    tolerance = 1e-4 if dtype is np.float32 else 1e-11
    for mine, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=tolerance, atol=tolerance)
    assert {value.dtype for value in found[1:]} == {np.dtype(dtype)}
