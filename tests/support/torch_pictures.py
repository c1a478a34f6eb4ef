"""SqueezeNet and what is done with its gradients, once more in PyTorch: what we race against."""

import numpy as np


class TorchSqueezeNet:
    """The weights of one of our networks, behind PyTorch's functions; pictures are NCHW."""

    def __init__(self, torch, model):
        self.F = torch.nn.functional
        self.torch = torch
        self.layers = []
        for layer in model.net.layers[:-1]:
            if hasattr(layer, "squeeze"):
                parts = layer.squeeze, layer.expand1x1, layer.expand3x3
                self.layers.append([self._weights(part) for part in parts])
            else:
                self.layers.append(self._weights(layer) if layer.weights else None)

    def _weights(self, layer):
        kernel, bias = (np.asarray(weight) for weight in layer.weights)
        kernel = np.ascontiguousarray(kernel.transpose(3, 2, 0, 1))
        return self.torch.from_numpy(kernel), self.torch.from_numpy(bias)

    def features(self, x, last=11):
        features = []
        for number, weights in enumerate(self.layers[: last + 1]):
            if weights is None:
                x = self.F.max_pool2d(x, 3, 2)
            elif isinstance(weights, list):
                squeezed = self.F.conv2d(x, *weights[0]).relu()
                sides = [self.F.conv2d(squeezed, *weights[1]).relu()]
                sides.append(self.F.conv2d(squeezed, *weights[2], padding=1).relu())
                x = self.torch.cat(sides, dim=1)
            else:
                x = self.F.conv2d(x, *weights, stride=2 if number == 0 else 1).relu()
            features.append(x)
        return features

    def scores(self, x):
        last = self.F.conv2d(self.features(x)[-1], *self.layers[-1]).relu()
        return last.mean((2, 3))

    def gradient(self, value, x):
        return self.torch.autograd.grad(value, x)[0]


def gram(x):
    _, channels, height, width = x.shape
    flat = x.reshape(channels, height * width)
    return flat @ flat.T / (channels * height * width)


def total_variation(x):
    down = (x[:, :, 1:] - x[:, :, :-1]).square().sum()
    return down + (x[:, :, :, 1:] - x[:, :, :, :-1]).square().sum()
