"""From coarse to fine: large pictures that keep their strokes."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import tensorflow as tf
from jaxtyping import Float32

from unrolled.vision.style_optimizers import clip_range
from unrolled.vision.style_pictures import (
    Picture,
    Styled,
    default_network,
    listed,
    read_picture,
)
from unrolled.vision.style_settings import StyleSettings
from unrolled.vision.style_transfer import style_transfer

# After the first size, Adam may only refine: a rate of 3 would paint all anew in one step.
_FINE_RATE = 0.1


def style_transfer_pyramid(
    content_image: Picture,
    style_image: Picture | Sequence[Picture],
    sizes: Sequence[int],
    settings: StyleSettings,
    *,
    num_steps: int | Sequence[int] = 200,
    model: Any = None,
    **options: Any,
) -> list[Styled]:
    """
    Paint a small picture first, then a larger one over it, and so on.

    A network sees windows of some dozens of pixels: a large picture gets strokes that are small
    on it. Painted small first, they are large; each larger size keeps them and adds what is finer.

    Parameters
    ----------
    content_image : path or array (h, w, 3) of uint8
        The picture whose content is to stay.
    style_image : path or array, or a sequence of them
        The picture whose style is wanted, or several.
    sizes : sequence of int
        Pixels of the shorter side, from small to large. A factor of about 2 between them does.
    settings : StyleSettings
        Layers, weights and rates, with relative weights best: others mean something else at each
        size. Its `image_size` is not used; its `style_size` goes with the first size, and grows
        with the picture as far as the style's own size allows.
    num_steps : int or sequence of int
        Steps at each size. The larger sizes need fewer.
    model : PictureNetwork, optional
        The network; without it, what ``load_network("auto")`` gives.
    **options
        More arguments of `style_transfer`, such as ``optimizer="lbfgs"``.

    Returns
    -------
    list of Styled
        A picture for each size; the last is the result. Ctrl-C ends the run with the size that it
        is at.

    Raises
    ------
    ValueError
        If the sizes do not grow, or `num_steps` does not fit them.
    IndexError, MemoryError, MissingDataError, ImageError, TypeError
        As for `style_transfer`.

    Notes
    -----
    Equation ``eq-pyramid`` of the book. Gatys and others, *Controlling perceptual factors in neural
    style transfer*, 2017, paint from coarse to fine for the same reason.
    """
    counts = _counts(sizes, num_steps)
    model = default_network() if model is None else model
    styles = [read_picture(image, None) for image in listed(style_image)]
    largest = min(min(style.shape[:2]) for style in styles)
    made: list[Styled] = []
    for size, count in zip(sizes, counts, strict=True):
        chosen = settings.arguments(
            image_size=size,
            style_size=_style_size(settings.style_size, size / sizes[0], largest),
        )
        if made:
            pixels = read_picture(content_image, size)
            options["start"] = _enlarged(made[-1].picture, pixels.shape, model)
            chosen["rates"] = tuple(min(rate, _FINE_RATE) for rate in settings.rates)
        made.append(
            style_transfer(content_image, styles, **chosen, num_steps=count, model=model, **options)
        )
        if made[-1].reason == "interrupted":
            break
    return made


def _style_size(first: int | None, factor: float, largest: int) -> int | None:
    """Let the style grow with the picture, but not beyond its own size: nothing finer is in it."""
    return None if first is None else max(min(round(first * factor), largest), first)


def _enlarged(
    picture: Float32[np.ndarray, "1 h w 3"], shape: tuple[int, ...], model: Any
) -> Float32[np.ndarray, "1 H W 3"]:
    low, high = clip_range(model)
    enlarged = tf.image.resize(picture, shape[:2], method="bicubic").numpy()
    return np.clip(enlarged, low, high)  # type: ignore[no-any-return]


def _counts(sizes: Sequence[int], num_steps: int | Sequence[int]) -> list[int]:
    if not sizes or any(small >= large for small, large in pairwise(sizes)):
        raise ValueError(f"sizes must grow, from the smallest on; got {sizes!r}")
    if isinstance(num_steps, (int, np.integer)):
        return [int(num_steps)] * len(sizes)
    if len(num_steps) != len(sizes):
        raise ValueError(f"num_steps must have one number a size, {len(sizes)}; got {num_steps!r}")
    return list(num_steps)
