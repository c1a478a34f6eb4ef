"""Gradients by pixels on SqueezeNet. The floor is one product of as many multiplications.

Seconds do not depend on the weights' values: they are random here.
"""

import os

import numpy as np
import pytest
import tensorflow as tf

from support.torch_networks import random_weights
from support.torch_pictures import TorchSqueezeNet, gram, total_variation
from unrolled.vision import SqueezeNet, class_visualization_update_step, compute_saliency_maps
from unrolled.vision.style_problem import style_problem

FORMS = ["eager", "fast", "xla", "torch"]
RATE, L2 = 25.0, 1e-3
LAYERS, WEIGHTS, CONTENT, TV = (0, 3, 5, 6), (20000, 500, 12, 1), 5e-2, 5e-2


@pytest.fixture(scope="module")
def model():
    model = SqueezeNet()
    model.set_torch_weights(random_weights(SqueezeNet, seed=0))
    return model


@pytest.fixture
def threads():
    """TensorFlow chooses its threads once, when it starts: as many as there are cores."""
    return os.cpu_count()


def pictures(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def multiplications(model, picture, last):
    """Count them in the convolutions up to a layer, for the scores all: forward and back."""
    total, x = 0, picture
    for layer in model.net.layers[: last + 1]:
        below, x = x, layer(x)
        parts = [layer]
        if hasattr(layer, "squeeze"):
            parts = [layer.squeeze, layer.expand1x1, layer.expand3x3]
        places = int(np.prod((x if layer.weights else below).shape[:3]))
        total += sum(places * int(np.prod(part.kernel.shape)) for part in parts if part.weights)
    return 2 * total  # the gradient by the pixels takes as many again


def in_patches(maps, size=16):
    """Average maps over patches: single pixels hang on which side of a relu's kink they fall."""
    count, height, width = maps.shape
    rows, columns = height // size, width // size
    return maps.reshape(count, rows, size, columns, size).mean((2, 4))


def product(multiplications, inside=256):
    """Make the floor: (rows, inside) @ (inside, inside), of about the networks' widths."""
    rows = round(multiplications / inside**2)
    a, b = np.ones((rows, inside), np.float32), np.ones((inside, inside), np.float32)
    out = np.empty((rows, inside), np.float32)
    return lambda: np.matmul(a, b, out=out)


class Race:
    """What every race needs: a model, pictures, the same in PyTorch."""

    last = 12

    def __init__(self, model, x):
        self.model, self.x = model, x

    def floor(self):
        return product(multiplications(self.model, self.x, self.last))

    def torch_start(self):
        torch = pytest.importorskip("torch", reason="no PyTorch here")
        x = torch.from_numpy(np.ascontiguousarray(self.x.transpose(0, 3, 1, 2)))
        return torch, TorchSqueezeNet(torch, self.model), x.requires_grad_()


class Saliency(Race):
    """Maps of five pictures."""

    y = np.array([3, 14, 159, 265, 358])

    def maps(self, x, y):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            chosen = tf.reduce_sum(tf.gather(self.model(x), y, batch_dims=1))
        return tf.reduce_max(tf.abs(tape.gradient(chosen, x)), axis=-1)

    def eager(self):
        x, y = tf.constant(self.x), tf.constant(self.y)
        return lambda: (in_patches(self.maps(x, y).numpy()),)

    def fast(self):
        return lambda: (in_patches(compute_saliency_maps(self.x, self.y, self.model)),)

    def xla(self):
        x, y = tf.constant(self.x), tf.constant(self.y)
        run = tf.function(self.maps, jit_compile=True)
        return lambda: (in_patches(run(x, y).numpy()),)

    def torch(self):
        torch, network, x = self.torch_start()
        y = torch.from_numpy(self.y)[:, None]

        def run():
            chosen = network.scores(x).gather(1, y).sum()
            return (in_patches(network.gradient(chosen, x).abs().amax(1).numpy()),)

        return run


class ClassStep(Race):
    """One step of class visualisation."""

    y = 76

    def step(self, x):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            value = self.model(x)[0, self.y] - L2 * tf.reduce_sum(tf.square(x))
        return x + RATE * tape.gradient(value, x)

    def eager(self):
        x = tf.constant(self.x)
        return lambda: (self.step(x).numpy(),)

    def fast(self):
        x = tf.constant(self.x)
        arguments = self.model, self.y, L2, RATE
        return lambda: (np.asarray(class_visualization_update_step(x, *arguments)),)

    def xla(self):
        x, run = tf.constant(self.x), tf.function(self.step, jit_compile=True)
        return lambda: (run(x).numpy(),)

    def torch(self):
        _, network, x = self.torch_start()

        def run():
            value = network.scores(x)[0, self.y] - L2 * x.square().sum()
            return ((x + RATE * network.gradient(value, x)).detach().permute(0, 2, 3, 1),)

        return run


class StyleStep(Race):
    """One step of style transfer: three losses, their gradient, Adam, clipping."""

    last = max(LAYERS)

    def __init__(self, model, x):
        super().__init__(model, x)
        arguments = 2, CONTENT, LAYERS, WEIGHTS, TV
        content, style = pictures(*x.shape, seed=1), pictures(1, 192, 243, 3, seed=2)
        self.problem = style_problem(model, content, [style], *arguments)
        self.state = tf.constant(x), tf.zeros_like(x), tf.zeros_like(x)
        schedule = tf.constant(3.0), tf.constant(0.1), tf.constant(180)
        bounds = tf.constant([-1.5] * 3), tf.constant([1.5] * 3)
        targets, weights = self.problem.targets, self.problem.weights
        self.others = tf.constant(0), schedule, bounds, targets, weights

    def run(self, step):
        return lambda: (step(self.state, *self.others)[0][1].numpy(),)  # Adam's first moment

    def eager(self):
        return self.run(self.problem.compiled("adam").python_function)

    def fast(self):
        return self.run(self.problem.compiled("adam"))

    def xla(self):
        return self.run(
            tf.function(self.problem.compiled("adam").python_function, jit_compile=True)
        )

    def torch(self):
        torch, network, x = self.torch_start()
        targets = self.problem.targets
        grams = [torch.from_numpy(gram[0].numpy()) for gram in targets.grams]
        wanted = torch.from_numpy(targets.content[0].numpy()).permute(0, 3, 1, 2)

        def run():
            feats = network.features(x, self.last)
            value = CONTENT * (feats[2] - wanted).square().sum() + TV * total_variation(x)
            for layer, weight, target in zip(LAYERS, WEIGHTS, grams, strict=True):
                value = value + weight * (gram(feats[layer]) - target).square().sum()
            picture = x.detach().clone()
            moment = torch.zeros_like(picture)
            x_gradient = network.gradient(value, x)
            moment.lerp_(x_gradient, 0.1)
            square = 0.001 * x_gradient.square()
            scale = 3.0 * 0.001**0.5 / 0.1
            picture.sub_(scale * moment / (square.sqrt() + 1e-7)).clamp_(-1.5, 1.5)
            return (moment.permute(0, 2, 3, 1),)

        return run


def forms_of(race):
    return {form: getattr(race, form) for form in FORMS}


@pytest.mark.parametrize("form", FORMS)
def test_saliency_of_five_pictures(model, form, compare):
    race = Saliency(model, pictures(5, 224, 224, 3))
    compare("saliency of 5 x 224 x 224", form, forms_of(race), race.floor())


@pytest.mark.parametrize("form", FORMS)
def test_class_visualisation_step(model, form, compare):
    race = ClassStep(model, pictures(1, 224, 224, 3))
    compare("class visualisation step, 224 x 224", form, forms_of(race), race.floor())


@pytest.mark.parametrize("form", FORMS)
def test_style_transfer_step(model, form, compare):
    race = StyleStep(model, pictures(1, 192, 256, 3))
    compare("style transfer step, 192 x 256", form, forms_of(race), race.floor())
