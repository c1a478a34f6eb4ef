"""Checks of layers that GANs need, which take the functions they check as arguments."""

import numpy as np

from support.layers import check_drawn_gradients, normal


def check_batchnorm_values(forward):
    """The output in training, from sums that are written out."""
    for shape in [(5, 3), (1, 2), (2, 3, 2, 4)]:
        x, gamma, beta = normal(0, shape, shape[-1:], shape[-1:])
        rows = x.reshape(-1, shape[-1])
        expected = np.empty_like(rows)
        for column in range(shape[-1]):
            values = rows[:, column]
            mean = sum(values) / len(values)
            variance = sum((value - mean) ** 2 for value in values) / len(values)
            scale = gamma[column] / (variance + 1e-3) ** 0.5
            expected[:, column] = [(value - mean) * scale + beta[column] for value in values]
        np.testing.assert_allclose(
            forward(x, gamma, beta), expected.reshape(shape), rtol=1e-10, atol=1e-12
        )


def check_batchnorm_gradients(forward, backward, shape, seed):
    """All three gradients, in training or in use as ``forward`` does, against differences."""
    x, gamma, beta, dout = normal(seed, shape, shape[-1:], shape[-1:], shape)

    def two(*args):
        return forward(*args)[:2]

    check_drawn_gradients(two, backward, [x, gamma, beta], dout)
