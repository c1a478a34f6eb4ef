"""A step of both players of the dense GAN: losses, gradients and Adam, on a batch of 128."""

from itertools import pairwise

import numpy as np
import pytest

from unrolled.layers import (
    affine_backward,
    affine_forward,
    discriminator_loss,
    generator_loss,
    leaky_relu_backward,
    leaky_relu_forward,
    tanh_backward,
    tanh_forward,
)
from unrolled.models import DenseGAN, draw_noise
from unrolled.training import DenseGANSolver, adam

N, NOISE, RATE, BETA1 = 128, 96, 1e-3, 0.5


def there(network, x):
    """Layer by layer, every cache kept."""
    params, caches = list(network.params.values()), []
    for n in range(network.depth):
        x, affine = affine_forward(x, *params[2 * n : 2 * n + 2])
        x, bent = (
            leaky_relu_forward(x, network.alpha)
            if n < network.depth - 1
            else tanh_forward(x)
            if network.tanh
            else (x, None)
        )
        caches.append((affine, bent))
    return x, caches


def and_back(network, dout, caches):
    """All gradients there are, whether anyone wants them or not."""
    grads = []
    for n, (affine, bent) in reversed(list(enumerate(caches))):
        if n < network.depth - 1:
            dout = leaky_relu_backward(dout, bent)
        elif network.tanh:
            dout = tanh_backward(dout, bent)
        dout, *own = affine_backward(dout, affine)
        grads = [*own, *grads]
    return dout, dict(zip(network.params, grads, strict=True))


class Step:
    """The solver's step; noise is drawn anew each time, by NumPy in all forms."""

    def __init__(self):
        pictures = np.random.default_rng(0).integers(0, 256, (N, 28, 28), dtype=np.uint8)
        self.solver = DenseGANSolver(DenseGAN(NOISE, seed=0), pictures, learning_rate=RATE)
        self.model, self.real = self.solver.model, self.solver.minibatch(0)

    def noise(self):
        return np.split(draw_noise(2 * N, NOISE, np.random.default_rng([0, 1, 0])), 2)

    def fast(self):
        def run():
            d_loss, g_loss = self.solver._step(self.real)
            return np.float32(d_loss), np.float32(g_loss)

        return run

    def naive(self):
        """Every pass on its own, every gradient computed, every update in new arrays."""
        D, G, configs = self.model.discriminator, self.model.generator, {}

        def move(network, *passes):
            for name, w in network.params.items():
                place, grad = (id(network), name), sum(grads[name] for grads in passes)
                config = configs.get(place, {"learning_rate": RATE, "beta1": BETA1})
                network.params[name], configs[place] = adam(w, grad, config)

        def run():
            for_d, for_g = self.noise()
            fake, _ = there(G, for_d)
            (of_real, real_back), (of_fake, fake_back) = there(D, self.real), there(D, fake)
            d_loss, dreal, dfake = discriminator_loss(of_real, of_fake)
            move(D, and_back(D, dreal, real_back)[1], and_back(D, dfake, fake_back)[1])
            fake, made_back = there(G, for_g)
            of_fake, fake_back = there(D, fake)
            g_loss, dscores = generator_loss(of_fake)
            dfake, _ = and_back(D, dscores, fake_back)
            move(G, and_back(G, dfake, made_back)[1])
            return np.float32(d_loss), np.float32(g_loss)

        return run

    def torch(self):
        """As it is mostly written; the discriminator is frozen while the generator learns."""
        torch = pytest.importorskip("torch", reason="no PyTorch here")
        nn, F = torch.nn, torch.nn.functional

        def player(network, end):
            layers = []
            for W, b in zip(*[iter(network.params.values())] * 2, strict=True):
                layer = nn.Linear(*W.shape)
                with torch.no_grad():
                    layer.weight.copy_(torch.from_numpy(W.T))
                    layer.bias.copy_(torch.from_numpy(b))
                layers += [layer, nn.LeakyReLU(network.alpha) if network.alpha else nn.ReLU()]
            module = nn.Sequential(*layers[:-1], *end)
            settings = {"lr": RATE, "betas": (BETA1, 0.999), "fused": True}
            return module, torch.optim.Adam(module.parameters(), **settings)

        D, D_solver = player(self.model.discriminator, [])
        G, G_solver = player(self.model.generator, [nn.Tanh()])
        real, bce = torch.from_numpy(self.real), F.binary_cross_entropy_with_logits

        def run():
            for_d, for_g = map(torch.from_numpy, self.noise())
            with torch.no_grad():
                fake = G(for_d)
            of_real, of_fake = D(real), D(fake)
            d_loss = bce(of_real, torch.ones_like(of_real)) + bce(
                of_fake, torch.zeros_like(of_fake)
            )
            D_solver.zero_grad()
            d_loss.backward()
            D_solver.step()
            D.requires_grad_(False)
            of_fake = D(G(for_g))
            g_loss = bce(of_fake, torch.ones_like(of_fake))
            G_solver.zero_grad()
            g_loss.backward()
            D.requires_grad_(True)
            G_solver.step()
            return d_loss.detach(), g_loss.detach()

        return run

    def floor(self):
        """The products of all layers, none for a gradient that nobody wants."""
        G, D, n = (NOISE, 1024, 1024, 784), (784, 256, 256), 2 * N
        shapes = [(n, a, b) for a, b in pairwise(G)]  # both batches are made
        shapes += [(n, a, b) for a, b in pairwise(D)]  # and judged with real ones
        shapes += [(a, n, b) for a, b in pairwise(D)] + [(n, 256, 256)]
        shapes += [(N, a, b) for a, b in pairwise(D)]  # the generator's turn
        shapes += [(N, b, a) for a, b in pairwise(D)]
        shapes += [(a, N, b) for a, b in pairwise(G)]
        shapes += [(N, b, a) for a, b in pairwise(G[1:])]
        products = [
            [
                np.ones(size, dtype=np.float32)
                for size in [(rows, inner), (inner, columns), (rows, columns)]
            ]
            for rows, inner, columns in shapes
        ]

        def run():
            for left, right, out in products:
                np.matmul(left, right, out=out)

        return run


@pytest.mark.parametrize("form", ["naive", "fast", "torch"])
def test_step_of_both_players(compare, form):
    def start(name):
        def fresh():
            step = Step()  # one of its own, for a step moves the weights
            return getattr(step, name)()

        return fresh

    forms = {name: start(name) for name in ("naive", "fast", "torch")}
    compare(f"dense GAN, batch of {N}", form, forms, Step().floor())
