"""A step of both players on a batch of 128: the dense GAN, DCGAN, and WGAN-GP.

The floor is one product of as many multiplications. WGAN-GP's generator has its turn at each step.
"""

import os
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from support.torch_gans import TorchGame
from unrolled.gan import GAN_KINDS, gradient_penalty, make_step

FORMS = ["eager", "fast", "xla", "torch"]
N = 128


@pytest.fixture
def threads():
    """TensorFlow chooses its threads once, when it starts: as many as there are cores."""
    return os.cpu_count()


class Race:
    """One kind of GAN, with the same weights in all forms."""

    def __init__(self, kind):
        self.kind = replace(GAN_KINDS[kind], critic_steps=1)
        rng = np.random.default_rng(0)
        draws = {"real": (N, 784), "fake": (N, 784), "noise": (N, 96), "eps": (N, 1)}
        self.drawn = {
            name: rng.uniform(0.0 if name == "eps" else -1.0, 1.0, shape).astype(np.float32)
            for name, shape in draws.items()
        }

    def ours(self, **how):
        game = self.kind.game(seed=0)
        step, real, number = make_step(game, **how), tf.constant(self.drawn["real"]), tf.constant(0)
        drawn = {name: tf.constant(value) for name, value in self.drawn.items()}

        def scores(x):
            return game.D(x, training=True)

        penalty = gradient_penalty(scores, drawn["real"], drawn["fake"], drawn["eps"])
        made = tf.reshape(game.G(drawn["noise"], training=True), (N, -1))
        known = scores(drawn["real"]).numpy(), made.numpy(), penalty.numpy()

        def run():
            float(step(real, number)[0])
            return known

        return run

    def eager(self):
        return self.ours(eager=True)

    def fast(self):
        return self.ours()

    def xla(self):
        return self.ours(xla=True)

    def torch(self):
        torch = pytest.importorskip("torch", reason="no PyTorch here")
        game = TorchGame(torch, self.kind.game(seed=0), self.kind, N)
        drawn = {name: torch.from_numpy(value) for name, value in self.drawn.items()}
        known = (
            game.D(drawn["real"]).detach().numpy().copy(),
            game.made(drawn["noise"]).detach().numpy().copy(),
            game.penalty(drawn["real"], drawn["fake"], drawn["eps"]).detach().numpy().copy(),
        )

        def run():
            game.step(drawn["real"])
            return known

        return run

    def floor(self):
        """Make one product of as many multiplications as the layers need, forward and back."""
        game = self.kind.game(seed=0)
        D, G = (multiplications(player) for player in (game.D, game.G))
        # The discriminator's step: G forward, D on two batches forward and twice as much back; with
        # the penalty, a third batch, its slopes, and both differentiated. The generator's: both
        # forward, D's way back to the picture, and G's twice as long way back.
        critic = 6 * D + (6 * D if game.penalty else 0)
        total = N * (G + critic + D + G + D + 2 * G)
        rows = total // 256**2
        a, b = np.ones((rows, 256), np.float32), np.ones((256, 256), np.float32)
        out = np.empty((rows, 256), np.float32)
        return lambda: np.matmul(a, b, out=out)


def multiplications(model):
    """Count those of one picture going forward."""
    total = 0
    for layer in model.layers:
        if not hasattr(layer, "kernel"):
            continue
        backward = "Transpose" in type(layer).__name__
        places = (layer.input if backward else layer.output).shape[1:-1]
        total += int(np.prod(places)) * int(np.prod(layer.kernel.shape))
    return total


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["gan", "dcgan", "wgan-gp"])
def test_step(kind, form, compare):
    race = Race(kind)
    forms = {name: getattr(race, name) for name in FORMS}
    compare(f"{race.kind.title} step, batch of {N}", form, forms, race.floor())
