"""Scenes: small drawn pictures whose every right caption is known."""

from unrolled.data.scenes.features import extract_features
from unrolled.data.scenes.loading import load_scenes

__all__ = ["extract_features", "load_scenes"]
