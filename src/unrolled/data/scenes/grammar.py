"""What a drawn picture can show, and every sentence that describes it.

A scene is either a `Group` (one to four equal things of one size) or a `Pair` (a large thing and
a small one, beside or above each other). The grammar is small enough to write down::

    caption  = group | "there" ("is" | "are") group | pair | "there is" pair | turned
    group    = single | several
    single   = "a" size colour shape
    several  = ("two" | "three" | "four") size colour shapes
    pair     = large ("to the left of" | "to the right of" | "above" | "below") small
    turned   = large "with" small ("to its right" | "to its left" | "below it" | "above it")
    large    = "a large" colour shape
    small    = "a small" colour shape

A pair's larger thing always comes first. So what comes first can be seen in the picture, and is not
a coin that the captions toss.
"""

from dataclasses import dataclass
from typing import Literal

COLOURS = ("black", "red", "orange", "yellow", "green", "blue")
SHAPES = ("circle", "square", "triangle", "star", "heart", "diamond")
SIZES = ("small", "large")
NUMBERS = ("two", "three", "four")
KINDS = ("single", "count", "relation")

PLURALS = {shape: shape + "s" for shape in SHAPES}
# Where the larger thing is, seen from the smaller one; and then the other way round.
RELATIONS = {
    "left": ("to the left of", "to its right"),
    "right": ("to the right of", "to its left"),
    "above": ("above", "below it"),
    "below": ("below", "above it"),
}

Relation = Literal["left", "right", "above", "below"]

SPECIAL_TOKENS = ("<NULL>", "<START>", "<END>", "<UNK>")
IDX_TO_WORD = (
    *SPECIAL_TOKENS,
    *("a", "there", "is", "are", "to", "the", "of", "with", "its", "it"),
    *("left", "right", "above", "below"),
    *NUMBERS,
    *SIZES,
    *COLOURS,
    *SHAPES,
    *PLURALS.values(),
)
# <START>, "there is a large red circle to the left of a small blue square", <END>
CAPTION_LENGTH = 16


@dataclass(frozen=True, order=True)
class Thing:
    """A colour and a shape.

    Attributes
    ----------
    colour : str
        One of `COLOURS`.
    shape : str
        One of `SHAPES`.
    """

    colour: str
    shape: str

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        _require("colour", self.colour, COLOURS)
        _require("shape", self.shape, SHAPES)

    def __str__(self) -> str:
        """Name the thing as captions do."""
        return f"{self.colour} {self.shape}"


@dataclass(frozen=True)
class Group:
    """One to four things that are alike.

    Attributes
    ----------
    thing : Thing
        What is shown.
    size : str
        One of `SIZES`.
    count : int
        How many there are, 1 to 4.
    """

    thing: Thing
    size: str
    count: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        _require("size", self.size, SIZES)
        _require("count", self.count, (1, 2, 3, 4))


@dataclass(frozen=True)
class Pair:
    """A large thing and a small one, beside or above each other.

    Attributes
    ----------
    larger : Thing
        The large thing, which captions mention first.
    relation : {"left", "right", "above", "below"}
        Where `larger` is, seen from `smaller`.
    smaller : Thing
        The small thing, another than the large one.
    """

    larger: Thing
    relation: Relation
    smaller: Thing

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        _require("relation", self.relation, tuple(RELATIONS))
        if self.larger == self.smaller:
            raise ValueError(
                f"a Pair needs two different things, but both are {self.larger}; "
                "use Group(thing, size, count=2) for two alike."
            )


Scene = Group | Pair


def _require(what: str, value: object, allowed: tuple[object, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{what} must be one of {allowed}, but is {value!r}.")


def things_in(scene: Scene) -> tuple[Thing, ...]:
    """Return the different things a scene shows.

    Parameters
    ----------
    scene : Group or Pair
        What the picture shows.

    Returns
    -------
    tuple of Thing
        One thing for a group, two for a pair.
    """
    return (scene.thing,) if isinstance(scene, Group) else (scene.larger, scene.smaller)


def kind_of(scene: Scene) -> str:
    """Name the kind of a scene.

    Parameters
    ----------
    scene : Group or Pair
        What the picture shows.

    Returns
    -------
    str
        One of `KINDS`: a group of one is a ``"single"``, a larger group a ``"count"`` and a
        pair a ``"relation"``.
    """
    if isinstance(scene, Pair):
        return "relation"
    return "single" if scene.count == 1 else "count"


def describe(scene: Scene) -> tuple[str, ...]:
    """Write every correct caption of a scene.

    Parameters
    ----------
    scene : Group or Pair
        What the picture shows.

    Returns
    -------
    tuple of str
        All the captions the grammar has for the scene, without the special tokens: two for a
        group, three for a pair.

    Examples
    --------
    >>> describe(Group(Thing("blue", "diamond"), "small", 3))
    ('three small blue diamonds', 'there are three small blue diamonds')
    >>> for caption in describe(Pair(Thing("orange", "star"), "above", Thing("red", "heart"))):
    ...     print(caption)
    a large orange star above a small red heart
    there is a large orange star above a small red heart
    a large orange star with a small red heart below it
    """
    if isinstance(scene, Pair):
        large = f"a large {scene.larger}"
        small = f"a small {scene.smaller}"
        relation, turned = RELATIONS[scene.relation]
        plain = f"{large} {relation} {small}"
        return (plain, f"there is {plain}", f"{large} with {small} {turned}")
    if scene.count == 1:
        single = f"a {scene.size} {scene.thing}"
        return (single, f"there is {single}")
    number = NUMBERS[scene.count - 2]
    several = f"{number} {scene.size} {scene.thing.colour} {PLURALS[scene.thing.shape]}"
    return (several, f"there are {several}")
