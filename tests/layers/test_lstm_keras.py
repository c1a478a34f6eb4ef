"""The whole LSTM against another implementation: Keras's layer, TensorFlow's gradients."""

import numpy as np
import pytest

from support.layers import normal
from unrolled.layers import lstm_backward, lstm_forward


def reordered(w):
    """From the order i, f, o, g to Keras's i, f, g, o, or back."""
    i, f, third, fourth = np.split(w, 4, axis=-1)
    return np.concatenate([i, f, fourth, third], axis=-1)


def keras_lstm(x, h0, Wx, Wh, b, dh):
    """Hidden states and the five gradients of sum(h * dh)."""
    import keras
    import tensorflow as tf

    layer = keras.layers.LSTM(h0.shape[1], return_sequences=True, dtype=x.dtype.name)
    layer.build(x.shape)
    layer.set_weights([reordered(w) for w in (Wx, Wh, b)])
    x, h0, dh = (tf.constant(array) for array in (x, h0, dh))
    with tf.GradientTape() as tape:
        tape.watch([x, h0])
        h = layer(x, initial_state=[h0, tf.zeros_like(h0)])
        loss = tf.reduce_sum(h * dh)
    by = [x, h0, *(weight.value for weight in layer.trainable_weights)]
    dx, dh0, *weights = (gradient.numpy() for gradient in tape.gradient(loss, by))
    return [h.numpy(), dx, dh0, *(reordered(dw) for dw in weights)]


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-3)])
@pytest.mark.parametrize("sizes", [(3, 6, 4, 5), (1, 1, 1, 1), (2, 16, 8, 3)])
def test_states_and_gradients_agree(sizes, dtype, tolerance):
    N, T, D, H = sizes
    shapes = [(N, T, D), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,), (N, T, H)]
    *args, dh = normal(10, *shapes, dtype=dtype)
    h, cache = lstm_forward(*args)
    for mine, theirs in zip((h, *lstm_backward(dh, cache)), keras_lstm(*args, dh), strict=True):
        assert mine.shape == theirs.shape
        assert mine.dtype == theirs.dtype == dtype
        scale = np.max(np.abs(theirs))
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=tolerance * scale)
