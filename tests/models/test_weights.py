"""Captions that count more, less, or against."""

import numpy as np
import pytest

from unrolled.models import CELLS, CaptioningRNN

WORDS = {"<NULL>": 0, "<START>": 1, "<END>": 2, "a": 3, "cat": 4}
CAPTIONS = np.array([[1, 3, 4, 2, 0], [1, 4, 2, 0, 0], [1, 3, 3, 4, 2]])
FEATURES = np.random.default_rng(0).standard_normal((3, 4))


def make(cell="rnn"):
    return CaptioningRNN(WORDS, 4, 3, 5, cell, np.float64, seed=1)


@pytest.mark.parametrize("cell", sorted(CELLS))
def test_weights_are_those_of_the_captions_one_by_one(cell):
    model, weights = make(cell), np.array([2.0, 0.0, -0.5])
    loss, grads = model.loss(FEATURES, CAPTIONS, weights=weights)
    alone = [model.loss(FEATURES[[n]], CAPTIONS[[n]]) for n in range(3)]
    expected = sum(w * one for w, (one, _) in zip(weights, alone, strict=True)) / 3
    np.testing.assert_allclose(loss, expected, rtol=1e-12)
    for name, got in grads.items():
        wanted = sum(w * each[name] for w, (_, each) in zip(weights, alone, strict=True)) / 3
        np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-14, err_msg=name)


def test_weights_of_one_change_nothing():
    plain, grads = make().loss(FEATURES, CAPTIONS)
    loss, weighted = make().loss(FEATURES, CAPTIONS, weights=np.ones(3))
    assert loss == pytest.approx(plain, rel=1e-12)
    for name, got in weighted.items():
        np.testing.assert_allclose(got, grads[name], rtol=1e-12)


def test_single_precision_stays():
    model = CaptioningRNN(WORDS, 4, 3, 5, "lstm", seed=1)
    _, grads = model.loss(FEATURES.astype(np.float32), CAPTIONS, weights=np.array([1.0, 2.0, 3.0]))
    assert {value.dtype for value in grads.values()} == {np.dtype(np.float32)}


@pytest.mark.usefixtures("own_errors")
def test_one_weight_a_caption():
    with pytest.raises(ValueError, match=r"weights should have shape \(N,\) = \(3,\), got \(2,\)"):
        make().loss(FEATURES, CAPTIONS, weights=np.ones(2))
