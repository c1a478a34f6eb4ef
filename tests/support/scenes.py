"""The captions of scenes, read by rules of their own: nothing here asks the package."""

import re
from typing import NamedTuple

COLOURS = ("black", "red", "orange", "yellow", "green", "blue")
SHAPES = ("circle", "square", "triangle", "star", "heart", "diamond")
SIZES = ("small", "large")
NUMBERS = {"a": 1, "two": 2, "three": 3, "four": 4}
# Where the large thing is, seen from the small one.
PLACES = {
    "to the left of": "left",
    "to the right of": "right",
    "above": "above",
    "below": "below",
}
TURNED = {
    "to its right": "left",
    "to its left": "right",
    "below it": "above",
    "above it": "below",
}


class Alike(NamedTuple):
    """What the caption of a group says."""

    number: int
    size: str
    colour: str
    shape: str


class Two(NamedTuple):
    """What the caption of a pair says; a thing is a colour and a shape."""

    large: tuple[str, str]
    place: str
    small: tuple[str, str]


def _one_of(words):
    return "(" + "|".join(words) + ")"


_THING = f"{_one_of(COLOURS)} {_one_of(SHAPES)}"
_SINGLE = re.compile(f"(?:there is )?a {_one_of(SIZES)} {_THING}")
_SEVERAL = re.compile(f"(?:there are )?{_one_of(list(NUMBERS)[1:])} {_one_of(SIZES)} {_THING}s")
_PAIR = re.compile(f"(?:there is )?a large {_THING} {_one_of(PLACES)} a small {_THING}")
_TURNED = re.compile(f"a large {_THING} with a small {_THING} {_one_of(TURNED)}")


def parse(caption):
    """Read one caption; None for what is no caption."""
    if match := _SINGLE.fullmatch(caption):
        return Alike(1, *match.groups())
    if match := _SEVERAL.fullmatch(caption):
        number, *rest = match.groups()
        return Alike(NUMBERS[number], *rest)
    if match := _PAIR.fullmatch(caption):
        colour, shape, place, other_colour, other_shape = match.groups()
        return Two((colour, shape), PLACES[place], (other_colour, other_shape))
    if match := _TURNED.fullmatch(caption):
        colour, shape, other_colour, other_shape, place = match.groups()
        return Two((colour, shape), TURNED[place], (other_colour, other_shape))
    return None


def parse_all(references):
    """Read all captions of each picture, which must say the same."""
    meanings = []
    for captions in references:
        said = {parse(caption) for caption in captions}
        assert len(said) == 1, captions
        assert None not in said, captions
        meanings += said
    return meanings


def things_of(meaning):
    """Every colour and shape that a caption puts together."""
    if isinstance(meaning, Alike):
        return {(meaning.colour, meaning.shape)}
    return {meaning.large, meaning.small}


def combination_of(meaning):
    """What is held out as a whole: all a group's words, or a pair's two things in any order."""
    return meaning if isinstance(meaning, Alike) else frozenset(things_of(meaning))
