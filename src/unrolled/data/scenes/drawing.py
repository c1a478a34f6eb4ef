"""Draw a scene: flat shapes with smooth edges on a pale ground, in whole numbers only.

Lengths are counted in sixteenths of a pixel and directions in 1/1024, and each pixel's colour
is mixed from 4 x 4 sample points, so the same scene and key give the same bytes on every
machine.
"""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Int, Integer, UInt8

from unrolled.data.scenes.dice import Dice
from unrolled.data.scenes.grammar import Scene
from unrolled.data.scenes.layout import PICTURE_SIZE, UNIT, Placed, place

SAMPLES = 4  # sample points a pixel, along each axis
DIRECTION = 1024  # length of a direction vector
TILT = 12  # degrees by which a shape may lean, either way
SHADE = 9  # levels by which a channel may differ from the palette, either way
GROUND = (224, 246)  # darkest and lightest level of the ground, before its slope

# Any two of these, and each and the ground, stay apart (CIELAB distance above 25) to readers
# with normal sight and with any of the three kinds of colour blindness.
PALETTE = {
    "black": (36, 30, 44),
    "red": (190, 20, 42),
    "orange": (230, 126, 40),
    "yellow": (252, 208, 36),
    "green": (36, 168, 118),
    "blue": (12, 88, 203),
}


class Lines(NamedTuple):
    """The points on the inner side of enough of some lines.

    Attributes
    ----------
    directions : tuple of float
        Each line's outward normal, in degrees clockwise from the right.
    offsets : tuple of float
        Each line's distance from the shape's centre, in radii.
    needed : int
        On the inner side of how many of the lines a point must be.
    """

    directions: tuple[float, ...]
    offsets: tuple[float, ...]
    needed: int


class Disc(NamedTuple):
    """A disc inside a shape.

    Attributes
    ----------
    x, y : float
        Its centre, in radii from the shape's centre; x to the right, y down.
    radius : float
        In radii of the shape.
    """

    x: float
    y: float
    radius: float


def _heart(half_side: float, drop: float) -> tuple[Lines | Disc, ...]:
    # A square standing on its corner, with a disc on each of its two upper sides.
    slant = drop / math.sqrt(2)
    x, y = half_side / math.sqrt(2), drop - half_side / math.sqrt(2)
    lower, upper = half_side + slant, half_side - slant
    square = Lines((45.0, 135.0, 225.0, 315.0), (lower, lower, upper, upper), 4)
    return (square, Disc(-x, y, half_side), Disc(x, y, half_side))


# Each shape is a union of parts. A star is where at least four of five half-planes meet.
OUTLINES: dict[str, tuple[Lines | Disc, ...]] = {
    "circle": (Disc(0.0, 0.0, 1.0),),
    "square": (Lines((0.0, 90.0, 180.0, 270.0), (0.87,) * 4, 4),),
    "triangle": (Lines((90.0, 210.0, 330.0), (0.62,) * 3, 3),),
    "star": (Lines((18.0, 90.0, 162.0, 234.0, 306.0), (0.385,) * 5, 4),),
    "heart": _heart(half_side=0.64, drop=0.10),
    "diamond": (Lines((32.0, 148.0, 212.0, 328.0), (0.66,) * 4, 4),),
}


def draw_scene(scene: Scene, *key: int) -> UInt8[np.ndarray, "64 64 3"]:
    """Draw a scene.

    Parameters
    ----------
    scene : Group or Pair
        What to show.
    *key : int
        Non-negative whole numbers, such as a seed and a picture's number. They decide all that
        the caption leaves open: ground, places, exact sizes, tilts and shades.

    Returns
    -------
    ndarray
        The picture, RGB. The same arguments give the same bytes everywhere.
    """
    dice = Dice(*key)
    picture = _draw_ground(dice)
    for placed in place(scene, dice):
        _draw_thing(picture, placed, dice)
    return picture.astype(np.uint8)


def _draw_ground(dice: Dice) -> Int[np.ndarray, "64 64 3"]:
    # A pale colour that grows a little lighter or darker in some direction.
    base = np.array([dice.between(*GROUND) for _ in range(3)])
    right, down = (dice.between(-8, 8) for _ in range(2))
    place_from_middle = np.arange(PICTURE_SIZE) - PICTURE_SIZE // 2
    slope = right * place_from_middle + down * place_from_middle[:, None]
    ground: Int[np.ndarray, "64 64 3"] = base + (slope // PICTURE_SIZE)[..., None]
    return ground


def _draw_thing(picture: Int[np.ndarray, "64 64 3"], placed: Placed, dice: Dice) -> None:
    tilt = dice.between(-TILT, TILT)
    colour = [
        min(max(level + dice.between(-SHADE, SHADE), 0), 255)
        for level in PALETTE[placed.thing.colour]
    ]
    columns = slice((placed.x - placed.reach) // UNIT, (placed.x + placed.reach) // UNIT + 1)
    rows = slice((placed.y - placed.reach) // UNIT, (placed.y + placed.reach) // UNIT + 1)
    inside = _covered(
        placed, _sample_points(columns) - placed.x, _sample_points(rows) - placed.y, tilt
    )
    height, width = rows.stop - rows.start, columns.stop - columns.start
    share = inside.reshape(height, SAMPLES, width, SAMPLES).sum(axis=(1, 3))[..., None]
    ground = picture[rows, columns]
    whole = SAMPLES**2
    picture[rows, columns] = (
        ground * (whole - share) + np.array(colour) * share + whole // 2
    ) // whole


def _sample_points(pixels: slice) -> Int[np.ndarray, " n"]:
    step = UNIT // SAMPLES
    return np.arange(pixels.start * UNIT + step // 2, pixels.stop * UNIT, step, dtype=np.int32)


def _covered(
    placed: Placed,
    x: Integer[np.ndarray, " w"],
    y: Integer[np.ndarray, " h"],
    tilt: int,
) -> Bool[np.ndarray, "h w"]:
    inside = np.zeros((y.size, x.size), dtype=bool)
    for part in OUTLINES[placed.thing.shape]:
        if isinstance(part, Disc):
            inside |= _in_disc(part, placed.radius, x, y, tilt)
        else:
            inside |= _inside_lines(part, placed.radius, x, y, tilt)
    return inside


def _in_disc(
    disc: Disc, radius: int, x: Integer[np.ndarray, " w"], y: Integer[np.ndarray, " h"], tilt: int
) -> Bool[np.ndarray, "h w"]:
    cosine, sine = _direction(tilt)
    u, v = round(disc.x * radius), round(disc.y * radius)
    centre_x = (u * cosine - v * sine) // DIRECTION
    centre_y = (u * sine + v * cosine) // DIRECTION
    distance: Integer[np.ndarray, "h w"] = (x - centre_x) ** 2 + ((y - centre_y) ** 2)[:, None]
    return distance <= round(disc.radius * radius) ** 2


def _inside_lines(
    lines: Lines, radius: int, x: Integer[np.ndarray, " w"], y: Integer[np.ndarray, " h"], tilt: int
) -> Bool[np.ndarray, "h w"]:
    met = np.zeros((y.size, x.size), dtype=np.int8)
    for direction, offset in zip(lines.directions, lines.offsets, strict=True):
        cosine, sine = _direction(direction + tilt)
        met += cosine * x + (sine * y)[:, None] <= round(DIRECTION * offset * radius)
    return met >= lines.needed


def _direction(degrees: float | int) -> tuple[int, int]:
    angle = math.radians(degrees)
    return round(DIRECTION * math.cos(angle)), round(DIRECTION * math.sin(angle))
