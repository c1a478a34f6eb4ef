"""The whole recurrent net against another implementation: Keras's layer, TensorFlow's gradients."""

import numpy as np
import pytest

from support.layers import normal
from unrolled.layers import rnn_backward, rnn_forward


def keras_rnn(x, h0, Wx, Wh, b, dh):
    """Hidden states and the five gradients of sum(h * dh)."""
    import keras
    import tensorflow as tf

    layer = keras.layers.SimpleRNN(h0.shape[1], return_sequences=True, dtype=x.dtype.name)
    layer.build(x.shape)
    layer.set_weights([Wx, Wh, b])
    x, h0, dh = (tf.constant(array) for array in (x, h0, dh))
    with tf.GradientTape() as tape:
        tape.watch([x, h0])
        h = layer(x, initial_state=h0)
        loss = tf.reduce_sum(h * dh)
    by = [x, h0, *(weight.value for weight in layer.trainable_weights)]
    return [h.numpy(), *(gradient.numpy() for gradient in tape.gradient(loss, by))]


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-3)])
@pytest.mark.parametrize("sizes", [(3, 6, 4, 5), (1, 1, 1, 1), (2, 16, 8, 3)])
def test_states_and_gradients_agree(sizes, dtype, tolerance):
    N, T, D, H = sizes
    shapes = [(N, T, D), (N, H), (D, H), (H, H), (H,), (N, T, H)]
    *args, dh = normal(10, *shapes, dtype=dtype)
    h, cache = rnn_forward(*args)
    for mine, theirs in zip((h, *rnn_backward(dh, cache)), keras_rnn(*args, dh), strict=True):
        assert mine.shape == theirs.shape
        assert mine.dtype == theirs.dtype == dtype
        scale = np.max(np.abs(theirs))
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=tolerance * scale)
