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


def slow_conv_transpose(x, w, b, stride, padding):
    """Stamp by stamp on a canvas, of which ``padding`` pixels are cut off on each side."""
    (N, H, W, C), (kh, kw, F, _) = x.shape, w.shape
    canvas = np.zeros((N, (H - 1) * stride + kh, (W - 1) * stride + kw, F))
    for n, i, j, a, k, f in np.ndindex(N, H, W, kh, kw, F):
        stamp = sum(w[a, k, f, c] * x[n, i, j, c] for c in range(C))
        canvas[n, i * stride + a, j * stride + k, f] += stamp
    _, height, width, _ = canvas.shape
    return canvas[:, padding : height - padding, padding : width - padding] + b


def check_conv_transpose_values(forward):
    """A function of x, w, b, stride and a whole number of pixels to cut off."""
    for x_shape, window, stride, padding in [
        ((2, 3, 2, 3), (4, 4), 2, 1),
        ((1, 2, 3, 1), (3, 2), 1, 0),
        ((1, 2, 2, 2), (2, 3), 3, 0),
    ]:
        x, w, b = normal(1, x_shape, (*window, 2, x_shape[3]), (2,))
        expected = slow_conv_transpose(x, w, b, stride, padding)
        got = forward(x, w, b, stride, padding)
        assert got.shape == expected.shape
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-13)
