"""Ways from one noise to another, for pictures that change little by little."""

from typing import Literal

import numpy as np
from jaxtyping import Float

from unrolled.gan.checks import check_count

Path = Literal["straight", "arc"]

_ALIGNED = 1e-4  # sine of the angle, under which an arc and a straight line are the same
_OPPOSITE = 1e-6  # of the cosine, from -1: no arc is the shortest


def interpolate(
    start: Float[np.ndarray, " Z"],
    end: Float[np.ndarray, " Z"],
    count: int,
    path: Path = "straight",
) -> Float[np.ndarray, "count Z"]:
    r"""
    Walk from one noise to another in equal steps.

    A straight line between two points of a cube stays in the cube, so it is right for uniform
    noise: no number on it is one that training could not have drawn. Normal noise of many numbers
    lies near a sphere, with next to nothing inside, and the middle of a straight line is inside:
    there the arc is right (White 2016).

    Parameters
    ----------
    start, end : Float[np.ndarray, " Z"]
        Two noises.
    count : int
        How many places to give, both ends included; at least 2.
    path : {"straight", "arc"}, default "straight"
        ``"straight"`` for uniform noise, ``"arc"`` (`slerp`) for normal noise.

    Returns
    -------
    Float[np.ndarray, "count Z"]
        The places, of the ends' type.

    Raises
    ------
    ValueError
        If the noises are of different or other shapes, `count` is smaller than 2, or there is no
        such path.
    """
    check_count("count", count, least=2)
    _check_pair(start, end)
    if path not in ("straight", "arc"):
        raise ValueError(f'path should be "straight" or "arc"; got {path!r}')
    between = lerp if path == "straight" else slerp
    return np.stack([between(start, end, float(t)) for t in np.linspace(0, 1, count)])


def lerp(
    start: Float[np.ndarray, " Z"], end: Float[np.ndarray, " Z"], t: float
) -> Float[np.ndarray, " Z"]:
    """
    Find a place on the straight line between two noises.

    Parameters
    ----------
    start, end : Float[np.ndarray, " Z"]
        Two noises.
    t : float
        How far to go: 0 is the start, 1 the end.

    Returns
    -------
    Float[np.ndarray, " Z"]
        The place, of the ends' type.

    Raises
    ------
    ValueError
        If the noises are of different or other shapes.
    """
    _check_pair(start, end)
    return (1 - t) * start + t * end


def slerp(
    start: Float[np.ndarray, " Z"], end: Float[np.ndarray, " Z"], t: float
) -> Float[np.ndarray, " Z"]:
    r"""
    Find a place on the arc between two noises.

    Equation ``eq-slerp`` of the book, after Shoemake (1985): with :math:`\omega` the angle between
    them, :math:`\frac{\sin((1 - t)\,\omega)}{\sin \omega}\, a +
    \frac{\sin(t\,\omega)}{\sin \omega}\, b`.

    Parameters
    ----------
    start, end : Float[np.ndarray, " Z"]
        Two noises that are not zero and do not point in opposite directions. Where their lengths
        differ, the length goes smoothly from one to the other.
    t : float
        How far to go: 0 is the start, 1 the end.

    Returns
    -------
    Float[np.ndarray, " Z"]
        The place, of the ends' type.

    Raises
    ------
    ValueError
        If the noises are of different or other shapes, one is zero, or they are opposite: then
        there are many shortest arcs.
    """
    _check_pair(start, end)
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    if min(lengths) == 0:
        raise ValueError("slerp: a noise of zeros has no direction; draw another, or use lerp")
    cosine = float(np.clip(np.dot(start, end) / (lengths[0] * lengths[1]), -1, 1))
    if cosine < -1 + _OPPOSITE:
        raise ValueError("slerp: opposite noises are joined by many arcs; go over a third noise")
    angle = np.arccos(cosine)
    if np.sin(angle) < _ALIGNED:
        return lerp(start, end, t)
    first, second = np.sin((1 - t) * angle), np.sin(t * angle)
    between: Float[np.ndarray, " Z"] = (first * start + second * end) / np.sin(angle)
    return between.astype(start.dtype)


def _check_pair(start: Float[np.ndarray, "..."], end: Float[np.ndarray, "..."]) -> None:
    if start.ndim != 1 or start.shape != end.shape or not start.size:
        raise ValueError(
            f"start and end should be two noises of shape (Z,); got {start.shape} and {end.shape}"
        )
