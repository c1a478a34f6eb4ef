"""Choose where the things of a scene stand, in whole sixteenths of a pixel."""

import math
from dataclasses import dataclass

from unrolled.data.scenes.dice import Dice
from unrolled.data.scenes.grammar import Group, Scene, Thing, things_in

PICTURE_SIZE = 64  # pixels a side
UNIT = 16  # steps a pixel
SIDE = PICTURE_SIZE * UNIT
MARGIN = 1 * UNIT  # between a shape and the rim
GAP = 2 * UNIT  # between two shapes
REACH = 5 / 4  # no shape reaches further than this many radii from its centre

# Radii in steps, smallest and largest. The gap between the sizes is wider than the difference
# between a circle, which reaches one radius far, and a star, which reaches REACH.
RADII = {"small": (80, 98), "large": (146, 168)}
# Along which axis (0 across, 1 down) and on which side the larger thing of a pair stands.
SIDES = {"left": (0, -1), "right": (0, 1), "above": (1, -1), "below": (1, 1)}

Point = tuple[int, int]


@dataclass(frozen=True)
class Placed:
    """A thing and where it stands in a picture.

    Attributes
    ----------
    thing : Thing
        What it is.
    x, y : int
        Its centre, in sixteenths of a pixel from the picture's upper left corner.
    radius : int
        Its size, in sixteenths of a pixel.
    """

    thing: Thing
    x: int
    y: int
    radius: int

    @property
    def reach(self) -> int:
        """The distance from the centre that no point of the shape exceeds."""
        return _reach(self.radius)


def place(scene: Scene, dice: Dice) -> list[Placed]:
    """Choose where the things of a scene stand and how large they are.

    Parameters
    ----------
    scene : Group or Pair
        What to show.
    dice : Dice
        Source of the choices.

    Returns
    -------
    list of Placed
        One entry for each thing to draw, inside the picture and clear of the others. The things
        of a pair, the larger first, are apart by at least three times the distance by which they
        are out of line.
    """
    if isinstance(scene, Group):
        things = things_in(scene) * scene.count
        radii = [dice.between(*RADII[scene.size]) for _ in things]
        centres = _scatter(radii, dice) if scene.count < 4 else _one_a_quarter(radii, dice)
    else:
        things = things_in(scene)
        radii = [dice.between(*RADII[size]) for size in ("large", "small")]
        centres = _side_by_side(radii, dice)
        axis, side = SIDES[scene.relation]
        if side > 0:  # mirrored, the larger thing comes after the smaller
            centres = [(SIDE - x, y) for x, y in centres]
        if axis == 1:
            centres = [(y, x) for x, y in centres]
    return [
        Placed(thing, x, y, radius)
        for thing, (x, y), radius in zip(things, centres, radii, strict=True)
    ]


def _reach(radius: int) -> int:
    return math.ceil(radius * REACH)


def _anywhere(radius: int, dice: Dice) -> int:
    border = MARGIN + _reach(radius)
    return dice.between(border, SIDE - border)


def _scatter(radii: list[int], dice: Dice) -> list[Point]:
    # Throw darts; start again when one finds no free place.
    while True:
        centres: list[Point] = []
        for radius in radii:
            for _ in range(20):
                point = (_anywhere(radius, dice), _anywhere(radius, dice))
                if _is_free(point, radius, centres, radii):
                    centres.append(point)
                    break
        if len(centres) == len(radii):
            return centres


def _is_free(point: Point, radius: int, centres: list[Point], radii: list[int]) -> bool:
    return all(
        (point[0] - x) ** 2 + (point[1] - y) ** 2 >= (_reach(radius) + _reach(other) + GAP) ** 2
        for (x, y), other in zip(centres, radii, strict=False)
    )


def _one_a_quarter(radii: list[int], dice: Dice) -> list[Point]:
    # Darts would hardly ever find room for four large things.
    corners = [(0, 0), (SIDE // 2, 0), (0, SIDE // 2), (SIDE // 2, SIDE // 2)]
    centres = []
    for (left, top), radius in zip(corners, radii, strict=True):
        border = MARGIN + _reach(radius)
        x, y = (dice.between(border, SIDE // 2 - border) for _ in range(2))
        centres.append((left + x, top + y))
    return centres


def _side_by_side(radii: list[int], dice: Dice) -> list[Point]:
    first, second = (_reach(radius) for radius in radii)
    closest, furthest = first + second + GAP, SIDE - 2 * MARGIN - first - second
    apart = dice.between(closest, min(furthest, closest + 8 * UNIT))
    off = dice.between(-(apart // 3), apart // 3)
    x = dice.between(MARGIN + first, SIDE - MARGIN - second - apart)
    y = dice.between(
        max(MARGIN + first, MARGIN + second - off),
        min(SIDE - MARGIN - first, SIDE - MARGIN - second - off),
    )
    return [(x, y), (x + apart, y + off)]
