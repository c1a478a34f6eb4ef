"""How much memory a style transfer takes, estimated before it starts."""

import math
from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from unrolled.data.memory import free_memory
from unrolled.vision.ascent import compiled
from unrolled.vision.network import extract_features
from unrolled.vision.style_lbfgs import PAIRS

_SIDE = 128  # pixels: what a trial picture has each way
_BYTES = 4  # of a float32
# The forward values are kept for the way back. What that makes of its own takes the place of what
# it has used, and some forward values are never kept: measured, all of it is below their sum.
# What a pixel's colour takes beside the network: Adam's moments, old and new, in single
# precision; L-BFGS's pairs and SciPy's workspace, in double.
_BESIDE = {"adam": 3 * 10 * 4, "lbfgs": 3 * (2 * PAIRS + 15) * 8}


def bytes_needed(
    model: Any, last: int, pixels: int, style_pixels: int = 0, optimizer: str = "adam"
) -> int:
    """
    Estimate the memory that style transfer takes at its worst moment.

    Parameters
    ----------
    model : PictureNetwork
        The network.
    last : int
        The last feature layer that counts; -1 for none.
    pixels : int
        Height times width of the result.
    style_pixels : int
        Height times width of the largest picture whose style is wanted.
    optimizer : {"adam", "lbfgs"}
        The way down.

    Returns
    -------
    int
        Bytes, from the number of values that the network computes of a pixel. The network's
        weights are not in it.
    """
    forward = values_per_pixel(model, last) * _BYTES
    step = pixels * (forward + _BESIDE[optimizer])
    return math.ceil(max(step, style_pixels * forward))


def values_per_pixel(model: Any, last: int) -> float:
    """
    Count what a network computes on the way to a layer, for each pixel of its input.

    Parameters
    ----------
    model : PictureNetwork
        The network.
    last : int
        The last feature layer.

    Returns
    -------
    float
        Outputs of all operations, inside the layers too, divided by the number of pixels.
    """
    if last < 0:
        return 0.0
    function = compiled(
        model, ("values per pixel", last), lambda: lambda x: extract_features(x, model, last)
    )
    graph = function.get_concrete_function(tf.TensorSpec((1, _SIDE, _SIDE, 3))).graph
    outputs = [output for operation in graph.get_operations() for output in operation.outputs]
    # Weights have no leading 1: only what depends on the picture does.
    sizes = [
        out.shape.num_elements() for out in outputs if out.shape.rank == 4 and out.shape[0] == 1
    ]
    return float(sum(size for size in sizes if size)) / _SIDE**2


def check_memory(
    model: Any,
    last: int,
    shape: Sequence[int],
    style_shapes: Sequence[Sequence[int]],
    optimizer: str,
    memory_limit: int | None,
) -> None:
    """
    Refuse a picture that would not fit into memory, before anything is computed.

    Parameters
    ----------
    model : PictureNetwork
        The network.
    last : int
        The last feature layer that counts.
    shape : sequence of int
        The result's (H, W, 3).
    style_shapes : sequence of sequence of int
        Those of the pictures whose style is wanted.
    optimizer : {"adam", "lbfgs"}
        The way down.
    memory_limit : int or None
        Bytes that may be used; None for what is free.

    Raises
    ------
    MemoryError
        If it would take more. It says which size fits.
    """
    limit = free_memory() if memory_limit is None else memory_limit
    pixels, style_pixels = _area(shape), max(map(_area, style_shapes), default=0)
    needed = bytes_needed(model, last, pixels, style_pixels, optimizer)
    if limit is None or needed <= limit:
        return
    own = bytes_needed(model, last, pixels, 0, optimizer)
    advice = []
    for name, shapes, size in (
        ("image_size", [shape], own),
        ("style_size", style_shapes, bytes_needed(model, last, 0, style_pixels, optimizer)),
    ):
        if size > limit:
            side = min(min(one[:2]) for one in shapes)
            advice.append(f"{name} to at most {math.floor(side * math.sqrt(limit / size))}")
    raise MemoryError(
        f"this would take about {needed / 1e9:.2g} GB of memory; {limit / 1e9:.2g} GB are free. "
        f"Lower {' and '.join(advice)}."
    )


def _area(shape: Sequence[int]) -> int:
    return int(shape[0]) * int(shape[1])
