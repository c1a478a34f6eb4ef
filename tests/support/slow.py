"""The layers once more, step by step and number by number: what the fast forms must equal."""

import math

import numpy as np

from unrolled.layers import (
    lstm_step_backward,
    lstm_step_forward,
    rnn_step_backward,
    rnn_step_forward,
)


def rnn_forward(x, h0, Wx, Wh, b):
    N, T, _ = x.shape
    h = np.empty((N, T, h0.shape[1]), dtype=x.dtype)
    caches = []
    prev_h = h0
    for t in range(T):
        prev_h, cache = rnn_step_forward(x[:, t], prev_h, Wx, Wh, b)
        h[:, t] = prev_h
        caches.append(cache)
    return h, caches


def rnn_backward(dh, caches):
    first = caches[0]
    N, T, _ = dh.shape
    dx = np.empty((N, T, first.x.shape[1]), dtype=dh.dtype)
    dWx, dWh = np.zeros_like(first.Wx), np.zeros_like(first.Wh)
    db = np.zeros(dh.shape[2], dtype=dh.dtype)
    dprev_h = np.zeros_like(first.prev_h)
    for t in reversed(range(T)):
        step = rnn_step_backward(dh[:, t] + dprev_h, caches[t])
        dx[:, t], dprev_h = step.dx, step.dprev_h
        dWx += step.dWx
        dWh += step.dWh
        db += step.db
    return dx, dprev_h, dWx, dWh, db


def lstm_forward(x, h0, Wx, Wh, b):
    N, T, _ = x.shape
    h = np.empty((N, T, h0.shape[1]), dtype=x.dtype)
    caches = []
    prev_h, prev_c = h0, np.zeros_like(h0)
    for t in range(T):
        prev_h, prev_c, cache = lstm_step_forward(x[:, t], prev_h, prev_c, Wx, Wh, b)
        h[:, t] = prev_h
        caches.append(cache)
    return h, caches


def lstm_backward(dh, caches):
    first = caches[0]
    N, T, _ = dh.shape
    dx = np.empty((N, T, first.x.shape[1]), dtype=dh.dtype)
    dWx, dWh = np.zeros_like(first.Wx), np.zeros_like(first.Wh)
    db = np.zeros(first.Wx.shape[1], dtype=dh.dtype)
    dprev_h, dprev_c = np.zeros_like(first.prev_h), np.zeros_like(first.prev_c)
    for t in reversed(range(T)):
        step = lstm_step_backward(dh[:, t] + dprev_h, dprev_c, caches[t])
        dx[:, t], dprev_h, dprev_c = step.dx, step.dprev_h, step.dprev_c
        dWx += step.dWx
        dWh += step.dWh
        db += step.db
    return dx, dprev_h, dWx, dWh, db


def affine_forward(x, w, b):
    rows = [row.ravel() @ w + b for row in x]
    return np.array(rows, dtype=x.dtype).reshape(len(x), len(b)), (x, w)


def affine_backward(dout, cache):
    x, w = cache
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    db = np.zeros(w.shape[1], dtype=w.dtype)
    for n in range(len(x)):
        dx[n] = (w @ dout[n]).reshape(x[n].shape)
        dw += np.outer(x[n], dout[n])
        db += dout[n]
    return dx, dw, db


def temporal_affine_forward(x, w, b):
    N, T, _ = x.shape
    out = np.empty((N, T, len(b)), dtype=x.dtype)
    for t in range(T):
        out[:, t], _ = affine_forward(x[:, t], w, b)
    return out, (x, w)


def temporal_affine_backward(dout, cache):
    x, w = cache
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    db = np.zeros(w.shape[1], dtype=w.dtype)
    for t in range(x.shape[1]):
        dx[:, t], dw_step, db_step = affine_backward(dout[:, t], (x[:, t], w))
        dw += dw_step
        db += db_step
    return dx, dw, db


def word_embedding_forward(x, W):
    N, T = x.shape
    out = np.empty((N, T, W.shape[1]), dtype=W.dtype)
    for n in range(N):
        for t in range(T):
            out[n, t] = W[x[n, t]]
    return out, (x, *W.shape)


def word_embedding_backward(dout, cache):
    x, V, D = cache
    dW = np.zeros((V, D), dtype=dout.dtype)
    np.add.at(dW, x, dout)
    return dW


def temporal_softmax_loss(x, y, mask):
    """Every quantity in an array of its own, over all steps at once."""
    N, T, _ = x.shape
    place = (np.arange(N)[:, None], np.arange(T)[None, :], y)
    exponentials = np.exp(x - x.max(axis=2, keepdims=True))
    p = exponentials / exponentials.sum(axis=2, keepdims=True)
    loss = -np.sum(np.log(p[place]) * mask) / N
    dx = p.copy()
    dx[place] -= 1
    dx = dx * mask[:, :, None].astype(x.dtype) / N
    return float(loss), dx


def sigmoid(x):
    return np.reciprocal(1 + np.exp(-x.astype(np.longdouble))).astype(x.dtype)


def relu_forward(x):
    return np.array([max(value, 0) for value in x.ravel()], dtype=x.dtype).reshape(x.shape), x


def relu_backward(dout, x):
    pairs = zip(dout.ravel(), x.ravel(), strict=True)
    return np.array([d if value > 0 else 0 for d, value in pairs], dtype=x.dtype).reshape(x.shape)


def leaky_relu_forward(x, alpha=0.01):
    values = [value if value > 0 else alpha * value for value in x.ravel()]
    return np.array(values, dtype=x.dtype).reshape(x.shape), (x, alpha)


def leaky_relu_backward(dout, cache):
    x, alpha = cache
    pairs = zip(dout.ravel(), x.ravel(), strict=True)
    values = [d if value > 0 else alpha * d for d, value in pairs]
    return np.array(values, dtype=x.dtype).reshape(x.shape)


def tanh_forward(x):
    return np.array([math.tanh(value) for value in x.ravel()], dtype=x.dtype).reshape(x.shape), x


def tanh_backward(dout, x):
    pairs = zip(dout.ravel(), x.ravel(), strict=True)
    values = [d / math.cosh(value) ** 2 for d, value in pairs]
    return np.array(values, dtype=x.dtype).reshape(x.shape)


def global_average_pool_forward(x):
    N, H, W, C = x.shape
    out = np.zeros((N, C), dtype=x.dtype)
    for n, h, w in np.ndindex(N, H, W):
        out[n] += x[n, h, w] / (H * W)
    return out, x.shape


def global_average_pool_backward(dout, shape):
    N, H, W, _ = shape
    dx = np.zeros(shape, dtype=dout.dtype)
    for n, h, w in np.ndindex(N, H, W):
        dx[n, h, w] = dout[n] / (H * W)
    return dx
