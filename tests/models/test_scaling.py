"""Standardising features: mean 0 and deviation 1, whatever they were."""

import numpy as np
import pytest

from unrolled.models import scaling
from unrolled.models.scaling import apply_scaling, fit_scaling


@pytest.mark.parametrize("rows", [3, 100])
def test_features_get_mean_zero_and_deviation_one(rows, monkeypatch):
    monkeypatch.setattr(scaling, "_ROWS", rows)
    features = np.random.default_rng(0).gamma(2, size=(40, 6)) * [1e-5, 1, 1, 50, 1, 1e4] + 3
    scaled = apply_scaling(features, fit_scaling(features))
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(scaled.std(axis=0), 1, rtol=1e-9)


@pytest.mark.parametrize("value", [0, 0.1, -7e8])
def test_a_constant_feature_becomes_zero_and_stays_finite_elsewhere(value):
    features = np.full((1000, 2), value, dtype=np.float32)
    fitted = fit_scaling(features)
    np.testing.assert_array_equal(fitted.scale, 1)
    np.testing.assert_allclose(apply_scaling(features + np.float32(1), fitted), 1, atol=1e-6 * 7e8)


def test_no_picture_is_refused():
    with pytest.raises(ValueError, match="at least one picture"):
        fit_scaling(np.zeros((0, 3)))


@pytest.mark.parametrize("values", [[np.nan, 1.0], [np.inf, 1.0], [np.inf, -np.inf]])
def test_features_that_are_no_numbers_are_refused(values):
    features = np.ones((2, 3))
    features[:, 1] = values
    with pytest.raises(ValueError, match="NaN in 1 of 3 columns, the first of them column 1"):
        fit_scaling(features)
