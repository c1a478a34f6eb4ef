"""Two very small networks that play the game, for tests of what is around it."""

import keras
import numpy as np

from unrolled.gan import Game, get_solvers
from unrolled.gan.losses import discriminator_loss, generator_loss

NOISE = 3


def pictures(count: int = 20, seed: int = 0) -> np.ndarray:
    """Bright squares at several places."""
    rng = np.random.default_rng(seed)
    drawn = np.zeros((count, 28, 28), dtype=np.uint8)
    for picture, (row, column) in zip(drawn, rng.integers(0, 20, (count, 2)), strict=True):
        picture[row : row + 8, column : column + 8] = 250
    return drawn


def tiny_game(seed: int = 0, *, norm: bool = False, **settings: object) -> Game:
    """One hidden layer each; with `norm`, batch normalisation in the generator."""
    keras.utils.set_random_seed(seed)
    D = keras.Sequential(
        [keras.Input((784,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1)]
    )
    middle = [keras.layers.Dense(4, "relu"), *([keras.layers.BatchNormalization()] * norm)]
    G = keras.Sequential([keras.Input((NOISE,)), *middle, keras.layers.Dense(784, "tanh")])
    given = {"discriminator_loss": discriminator_loss, "generator_loss": generator_loss}
    solvers = dict(zip(("D_solver", "G_solver"), get_solvers(), strict=True))
    return Game(D, G, **{**solvers, **given, "noise_size": NOISE, **settings})
