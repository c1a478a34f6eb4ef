"""Which scenes a split may show, and in what order.

Six colours and six shapes make 36 *things*. The splits differ in what they may put together:

- ``train`` and ``val`` show the same combinations, in other pictures;
- ``heldout`` shows combinations that no training picture shows, of things that training pictures
  show: a number and a size with a thing (as in *three small red stars*), or two things together,
  whatever their sizes and places;
- ``novel`` shows things that no other split shows: six, one of each colour and each shape, each
  alone, in numbers, or with any other thing.
"""

import functools
import itertools
from collections.abc import Iterator
from typing import get_args

from unrolled.data.scenes.dice import Dice
from unrolled.data.scenes.grammar import (
    COLOURS,
    KINDS,
    SHAPES,
    SIZES,
    Group,
    Pair,
    Relation,
    Scene,
    Thing,
    kind_of,
    things_in,
)

SPLITS = ("train", "val", "heldout", "novel")
# One kind after another, and again: half of the pictures show a pair.
ORDER = ("relation", "single", "relation", "count")

THINGS = tuple(Thing(colour, shape) for colour in COLOURS for shape in SHAPES)
NOVEL = frozenset(Thing(colour, shape) for colour, shape in zip(COLOURS, SHAPES, strict=True))
# One combination in this many is held out.
EVERY = 5


def is_held_out(scene: Scene) -> bool:
    """Tell whether a scene's combination is kept for the split ``heldout``.

    Parameters
    ----------
    scene : Group or Pair
        A scene without novel things.

    Returns
    -------
    bool
        For a group, a matter of thing, size and number, so that each thing is still seen in both
        sizes and in every number; for a pair, of the two things alone.
    """
    places = [THINGS.index(thing) for thing in things_in(scene)]
    if isinstance(scene, Group):
        places += [2 * SIZES.index(scene.size), scene.count]
    return sum(places) % EVERY == 0


def split_shows(split: str, scene: Scene) -> bool:
    """Tell whether a split may show a scene.

    Parameters
    ----------
    split : str
        One of `SPLITS`.
    scene : Group or Pair
        What the picture would show.

    Returns
    -------
    bool
        Whether it may.
    """
    if NOVEL.intersection(things_in(scene)):
        return split == "novel"
    return split == "heldout" if is_held_out(scene) else split in ("train", "val")


def scenes_of(split: str, num: int, seed: int) -> list[Scene]:
    """Choose what the pictures of a split show.

    Parameters
    ----------
    split : str
        One of `SPLITS`.
    num : int
        How many pictures there are.
    seed : int
        Another seed deals the same combinations in another order.

    Returns
    -------
    list of Group or Pair
        Every fourth a single thing and every fourth several; the others are pairs. Each kind goes
        through all its combinations before it repeats one.
    """
    decks = {kind: _deal(kind, split, seed) for kind in KINDS}
    return [next(decks[kind]) for kind in itertools.islice(itertools.cycle(ORDER), num)]


def all_scenes() -> Iterator[Scene]:
    """Go through everything that a picture can show.

    Yields
    ------
    Group or Pair
        One scene after another.
    """
    for thing, size, count in itertools.product(THINGS, SIZES, (1, 2, 3, 4)):
        yield Group(thing, size, count)
    for larger, smaller in itertools.permutations(THINGS, 2):
        for relation in get_args(Relation):
            yield Pair(larger, relation, smaller)


def _deal(kind: str, split: str, seed: int) -> Iterator[Scene]:
    for turn in itertools.count():
        dice = Dice(seed, SPLITS.index(split), KINDS.index(kind), turn)
        yield from dice.shuffled(_deck(kind, split))


@functools.cache
def _deck(kind: str, split: str) -> tuple[Scene, ...]:
    return tuple(
        scene for scene in all_scenes() if kind_of(scene) == kind and split_shows(split, scene)
    )
