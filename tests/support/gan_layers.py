"""Checks of layers that GANs need, which take the functions they check as arguments."""

import numpy as np

from support.layers import check_drawn_gradients, normal
from unrolled.layers import HiddenLayerCritic


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


def draw_critic(seed, D, H, activation, dtype=np.float64):
    weights = normal(seed, (D, H), (H,), (H, 1), (1,), dtype=dtype)
    return HiddenLayerCritic(*weights, activation)


def pairs(seed, N, D, dtype=np.float64):
    """Real and made pictures, and how much of the real one each point between them has."""
    real, fake = normal(seed, (N, D), (N, D), dtype=dtype)
    return real, fake, np.random.default_rng(seed).random((N, 1)).astype(dtype)


def slow_penalty(critic, real, fake, eps):
    """Example by example, pixel by pixel."""
    (D, H), total = critic.W1.shape, 0.0
    for x, made, share in zip(real, fake, eps, strict=True):
        point = share * x + (1 - share) * made
        gradient = [0.0] * D
        for h in range(H):
            a = sum(point[d] * critic.W1[d, h] for d in range(D)) + critic.b1[h]
            straight = 1.0 if a > 0 else critic.alpha
            slope = straight if critic.activation == "leaky_relu" else 1 / np.cosh(a) ** 2
            for d in range(D):
                gradient[d] += critic.W1[d, h] * slope * critic.W2[h, 0]
        total += (sum(value**2 for value in gradient) ** 0.5 - 1) ** 2
    return total / len(real)


def check_penalty_values(penalty):
    for seed, (N, activation) in enumerate([(5, "tanh"), (4, "leaky_relu"), (1, "tanh")]):
        critic = draw_critic(seed, 3, 4, activation)
        given = pairs(seed + 10, N, 3)
        np.testing.assert_allclose(
            penalty(critic, *given), slow_penalty(critic, *given), rtol=1e-12
        )
