"""The GANs in PyTorch, with the weights of those in Keras."""

import numpy as np


class TorchGame:
    """Both players, their optimisers and one step of either, as it is mostly written."""

    def __init__(self, torch, game, kind, batch):
        self.torch, self.batch, self.game = torch, batch, game
        make = _Layers(torch)
        self.D, self.G = make.network(game.D), make.network(game.G)
        settings = {"lr": kind.learning_rate, "betas": (kind.beta1, kind.beta2), "fused": True}
        self.D_solver = torch.optim.Adam(self.D.parameters(), **settings)
        self.G_solver = torch.optim.Adam(self.G.parameters(), **settings)

    def noise(self):
        return self.torch.rand(self.batch, self.game.noise_size) * 2 - 1

    def made(self, noise):
        return self.G(noise).reshape(len(noise), -1)

    def cross_entropy(self, logits, target):
        loss = self.torch.nn.functional.binary_cross_entropy_with_logits
        return loss(logits, self.torch.full_like(logits, target))

    def penalty(self, real, fake, eps):
        between = (eps * real + (1 - eps) * fake).requires_grad_()
        scores = self.D(between).sum()
        (slopes,) = self.torch.autograd.grad(scores, between, create_graph=True)
        return (slopes.norm(dim=1) - 1).square().mean()

    def step(self, real):
        with self.torch.no_grad():
            fake = self.made(self.noise())
        of_real, of_fake = self.D(real), self.D(fake)
        if self.game.penalty:
            eps = self.torch.rand(len(real), 1)
            d_loss = of_fake.mean() - of_real.mean()
            d_loss = d_loss + self.game.penalty * self.penalty(real, fake, eps)
        else:
            d_loss = self.cross_entropy(of_real, 1.0) + self.cross_entropy(of_fake, 0.0)
        self.D_solver.zero_grad()
        d_loss.backward()
        self.D_solver.step()
        self.D.requires_grad_(False)
        of_fake = self.D(self.made(self.noise()))
        g_loss = -of_fake.mean() if self.game.penalty else self.cross_entropy(of_fake, 1.0)
        self.G_solver.zero_grad()
        g_loss.backward()
        self.D.requires_grad_(True)
        self.G_solver.step()
        return float(d_loss.detach()), float(g_loss.detach())


class _Layers:
    """Turns Keras's layers into PyTorch's, channels last into channels first."""

    def __init__(self, torch):
        self.torch, self.nn = torch, torch.nn

    def network(self, model):
        made, shape = [], tuple(model.input_shape[1:])
        places = np.arange(np.prod(shape))  # where each number of Keras's row is in ours
        for layer in model.layers:
            kind = type(layer).__name__
            made += getattr(self, kind)(layer, places)
            shape = tuple(layer.output.shape[1:])
            if kind in ("Flatten", "Reshape"):
                # Keras counts (h, w, c), PyTorch (c, h, w): sort the columns of the next layer.
                before = tuple(layer.input.shape[1:])
                grid = np.arange(np.prod(shape))
                if kind == "Flatten":
                    channels = before[-1]
                    places = grid.reshape(-1, channels).T.ravel()
            elif kind == "Dense":
                places = np.arange(shape[0])
        return self.nn.Sequential(*made)

    def Dense(self, layer, places):
        kernel, bias = (np.array(w) for w in layer.get_weights())
        return [
            self._with(self.nn.Linear(*kernel.shape), kernel[places].T, bias),
            *_bend(self, layer),
        ]

    def Reshape(self, layer, places):
        *size, channels = layer.target_shape
        unflatten = self.nn.Unflatten(1, (*size, channels))
        return (
            [unflatten, _Permute(self.torch)]
            if channels > 1
            else [self.nn.Unflatten(1, (1, *size))]
        )

    def Flatten(self, layer, places):
        return [self.nn.Flatten()]

    def Conv2D(self, layer, places):
        kernel, bias = layer.get_weights()
        into, out = kernel.shape[2:]
        made = self.nn.Conv2d(into, out, kernel.shape[0], layer.strides[0])
        return [self._with(made, kernel.transpose(3, 2, 0, 1), bias), *_bend(self, layer)]

    def Conv2DTranspose(self, layer, places):
        kernel, bias = layer.get_weights()
        out, into = kernel.shape[2:]
        made = self.nn.ConvTranspose2d(into, out, 4, 2, 1)
        return [self._with(made, kernel.transpose(3, 2, 0, 1), bias), *_bend(self, layer)]

    def MaxPooling2D(self, layer, places):
        return [self.nn.MaxPool2d(2)]

    def BatchNormalization(self, layer, places):
        width = layer.gamma.shape[0]
        two = len(layer.output.shape) == 4
        return [(self.nn.BatchNorm2d if two else self.nn.BatchNorm1d)(width, 1e-3, 0.01)]

    def _with(self, made, weight, bias):
        with self.torch.no_grad():
            made.weight.copy_(self.torch.from_numpy(np.ascontiguousarray(weight)))
            made.bias.copy_(self.torch.from_numpy(np.array(bias)))
        return made


def _Permute(torch):
    class Permute(torch.nn.Module):
        """Channels to the front."""

        def forward(self, x):
            return x.permute(0, 3, 1, 2).contiguous()

    return Permute()


def _bend(layers, layer):
    nn = layers.nn
    name = getattr(layer.activation, "__name__", "")
    known = {"relu": nn.ReLU, "tanh": nn.Tanh, "linear": None}
    made = known.get(name, lambda: nn.LeakyReLU(0.01))
    return [made()] if made else []
