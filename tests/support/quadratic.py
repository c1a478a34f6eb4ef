"""A model that a student might have written, small enough to know every step of."""

import numpy as np


class Quadratic:
    """A student's model, with nothing but parameters and a loss: their squares, and no words."""

    def __init__(self, **params):
        self.params = {name: np.array(value, dtype=float) for name, value in params.items()}

    def loss(self, features, captions):
        return (
            np.array([sum((value**2).sum() for value in self.params.values())]),  # shape (1,)
            {name: 2 * value for name, value in self.params.items()},
        )
