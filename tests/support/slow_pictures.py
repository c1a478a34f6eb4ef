"""Picture losses, convolution and a small network's scores, number by number from the formulas."""

import itertools

import numpy as np


def content_loss(content_weight, content_current, content_original):
    loss = 0.0
    for place in np.ndindex(content_current.shape):
        loss += (content_current[place] - content_original[place]) ** 2
    return content_weight * loss


def gram_matrix(features, normalize=True):
    _, H, W, C = features.shape
    G = np.zeros((C, C))
    for h, w, i, j in itertools.product(range(H), range(W), range(C), range(C)):
        G[i, j] += features[0, h, w, i] * features[0, h, w, j]
    return G / (H * W * C) if normalize else G


def style_loss(feats, style_layers, style_targets, style_weights):
    loss = 0.0
    for layer, target, weight in zip(style_layers, style_targets, style_weights, strict=True):
        G = gram_matrix(feats[layer])
        for place in np.ndindex(G.shape):
            loss += weight * (G[place] - target[place]) ** 2
    return loss


def tv_loss(img, tv_weight):
    N, H, W, C = img.shape
    loss = 0.0
    for n, h, w, c in itertools.product(range(N), range(H), range(W), range(C)):
        if h + 1 < H:
            loss += (img[n, h + 1, w, c] - img[n, h, w, c]) ** 2
        if w + 1 < W:
            loss += (img[n, h, w + 1, c] - img[n, h, w, c]) ** 2
    return tv_weight * loss


def conv_forward(x, w, b, stride=1, padding=0):
    (N, H, W, _), (kh, kw, _, F) = x.shape, w.shape
    H_out = len(range(0, H + 2 * padding - kh + 1, stride))
    W_out = len(range(0, W + 2 * padding - kw + 1, stride))
    out = np.zeros((N, H_out, W_out, F))
    for n, i, j, f in np.ndindex(out.shape):
        out[n, i, j, f] = b[f]
        for row, column in itertools.product(range(kh), range(kw)):
            h, v = i * stride + row - padding, j * stride + column - padding
            if 0 <= h < H and 0 <= v < W:  # outside there are zeros
                out[n, i, j, f] += sum(x[n, h, v] * w[row, column, :, f])
    return out


def scores(network, x):
    for kernel, bias in zip(network.kernels, network.kernel_biases, strict=True):
        x = conv_forward(x, kernel, bias, padding=1)
        x[x < 0] = 0
    rows = []
    for picture in x:
        positions = [pixel for row in picture for pixel in row]
        rows.append(sum(positions) / len(positions) @ network.w + network.b)
    return np.array(rows)
