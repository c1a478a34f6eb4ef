"""Small pictures to style, and settings that suit the tiny network."""

import numpy as np

from unrolled.vision.style_settings import StyleSettings


def pixels(height=24, width=30, seed=0):
    """A random picture with some structure: coarse blocks, and noise on them."""
    rng = np.random.default_rng(seed)
    blocks = rng.integers(40, 200, size=(-(-height // 6), -(-width // 6), 3))
    picture = blocks.repeat(6, axis=0).repeat(6, axis=1)[:height, :width]
    return (picture + rng.integers(0, 50, size=picture.shape)).astype(np.uint8)


def settings(**others):
    """Two style layers, one content layer, all three losses of like size."""
    numbers = {
        "image_size": None,
        "style_size": None,
        "content_layer": 2,
        "content_weight": 0.1,
        "style_layers": (0, 1),
        "style_weights": (1.0, 1.0),
        "tv_weight": 0.01,
        "relative": True,
    }
    return StyleSettings(**(numbers | others))
