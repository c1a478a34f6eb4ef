"""Which kind of map is better, by a number; and maps that any good one must beat."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from unrolled.vision.faithfulness import Curve, deletion_curve, insertion_curve


class Faithfulness(NamedTuple):
    """
    Both curves of one kind of map.

    Attributes
    ----------
    deletion : Curve
        The most important patches go first; less area is better.
    insertion : Curve
        The most important patches come first; more area is better.
    """

    deletion: Curve
    insertion: Curve


def compare_maps(
    X: Any, y: Any, model: Any, maps: Mapping[str, Float[np.ndarray, "N H W"]], **settings: Any
) -> dict[str, Faithfulness]:
    """
    Score several kinds of maps of the same pictures.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        Preprocessed pictures.
    y : array or sequence of int (N,)
        A class number for each.
    model : callable
        The network.
    maps : mapping of str to array (N, H, W)
        By its name, the maps of each kind: one a picture.
    **settings : Any
        ``num_steps``, ``patch`` and ``fill`` of `deletion_curve`.

    Returns
    -------
    dict of str to Faithfulness
        By the same names, both curves.
    """
    return {
        name: Faithfulness(
            deletion_curve(X, y, model, one, **settings),
            insertion_curve(X, y, model, one, **settings),
        )
        for name, one in maps.items()
    }


def random_maps(shape: tuple[int, int, int], seed: int = 0) -> Float[np.ndarray, "N H W"]:
    """
    Make maps that know nothing: any map worth its name scores better.

    Parameters
    ----------
    shape : tuple of int
        (N, H, W).
    seed : int
        Where the numbers come from.

    Returns
    -------
    Float[np.ndarray, "N H W"]
        Random numbers from 0 to 1.
    """
    return np.random.default_rng(seed).random(shape, dtype=np.float32)


def centre_maps(shape: tuple[int, int, int]) -> Float[np.ndarray, "N H W"]:
    """
    Make maps that know photographers: what matters stands in the middle.

    Parameters
    ----------
    shape : tuple of int
        (N, H, W).

    Returns
    -------
    Float[np.ndarray, "N H W"]
        1 in the middle, falling to 0 at the corners, without a look at any picture.
    """
    count, height, width = shape
    rows, columns = np.linspace(-1, 1, height), np.linspace(-1, 1, width)
    middle = 1 - np.hypot(rows[:, None], columns) / np.sqrt(2)
    return np.repeat(middle[np.newaxis], count, axis=0).astype(np.float32)
