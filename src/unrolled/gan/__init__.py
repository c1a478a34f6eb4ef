"""Generative adversarial networks of digits, on TensorFlow: networks, losses, training, scores."""

import unrolled._tensorflow  # noqa: F401 - first: it brings TensorFlow in silently
