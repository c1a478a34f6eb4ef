"""The names of ImageNet's 1,000 classes, and finding a class by what somebody calls it."""

import difflib
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple, SupportsIndex

from unrolled.data.whole import whole_number

_SHOWN = 8


class _ImageNetClass(NamedTuple):
    """One class."""

    number: int
    synset: str
    label: str
    names: tuple[str, ...]
    plain_label: str
    plain_names: tuple[str, ...]


@cache
def _classes() -> tuple[_ImageNetClass, ...]:
    text = (files("unrolled.data") / "imagenet_classes.tsv").read_text(encoding="utf-8")
    return tuple(_parsed(line) for line in text.splitlines() if not line.startswith("#"))


def _parsed(line: str) -> _ImageNetClass:
    number, synset, label, listed = line.split("\t")
    names = tuple(listed.split(", "))
    plain = tuple(_plain(name) for name in names)
    return _ImageNetClass(int(number), synset, label, names, _plain(label), plain)


def class_names() -> tuple[str, ...]:
    """
    Name all classes of ImageNet, each by one short name of its own.

    Returns
    -------
    tuple of str
        1,000 different labels; the place of each is the class's number, and the place of its score
        in a network's output. A label is the first of WordNet's names, with an addition in brackets
        where two classes share it, as in ``crane (large long-necked wading bird)``.

    See Also
    --------
    find_class : From a name to the number.
    """
    return tuple(one.label for one in _classes())


def class_name(number: SupportsIndex) -> str:
    """
    Name one class of ImageNet.

    Parameters
    ----------
    number : int
        The class, 0 to 999.

    Returns
    -------
    str
        Its label, as in `class_names`.

    Raises
    ------
    TypeError
        If `number` is no whole number.
    ValueError
        If there is no class of that number.

    Examples
    --------
    >>> class_name(285)
    'Egyptian cat'
    """
    return _classes()[_checked(number)].label


def class_synsets() -> tuple[str, ...]:
    """
    List the WordNet ids of all classes of ImageNet.

    Returns
    -------
    tuple of str
        1,000 different ids such as ``n01774750``, in the order of the classes.
    """
    return tuple(one.synset for one in _classes())


def find_class(text: str | SupportsIndex) -> int:
    """
    Find a class of ImageNet by what somebody calls it.

    Parameters
    ----------
    text : str or int
        A number from 0 to 999, a label, any of WordNet's names or its id, or a part of a name that
        fits one class only. Capital letters do not matter, nor whether words are parted by spaces,
        hyphens or underscores.

    Returns
    -------
    int
        The class's number.

    Raises
    ------
    TypeError
        If `text` is a number and no whole one.
    ValueError
        If no class fits, with the names that come close; or if several do, with their numbers.

    Notes
    -----
    The closest kind of fit decides: first the whole label, then a class's first name, any of its
    names, whole words within a name, and last any part of a name. So ``ear`` is the ear of corn,
    and no bear.

    Examples
    --------
    >>> find_class("tarantula"), find_class("egyptian cat"), find_class("78")
    (76, 285, 78)
    """
    if not isinstance(text, str):
        return _checked(text)
    if re.fullmatch(r"\s*[+-]?\d+\s*", text):
        return _checked(int(text))
    wanted = _plain(text)
    if not wanted:
        raise ValueError("a class of ImageNet should have a name or a number, got an empty text")
    for fits in _FITS:
        found = [one for one in _classes() if fits(one, wanted)]
        if len(found) == 1:
            return found[0].number
        if found:
            raise ValueError(
                f"{text!r} fits {len(found)} classes of ImageNet: {_listed(found, wanted)}"
            )
    raise ValueError(f"{text!r} is no class of ImageNet.{_close_names(wanted)}")


def _checked(value: SupportsIndex) -> int:
    number = whole_number("a class of ImageNet", value)
    if not 0 <= number < len(_classes()):
        last = len(_classes()) - 1
        raise ValueError(f"the classes of ImageNet have the numbers 0 to {last}, got {number}")
    return number


def _plain(text: str) -> str:
    return " ".join(re.split(r"[\s_-]+", text.casefold())).strip()


# From the closest kind of fit to the loosest.
_FITS: tuple[Callable[[_ImageNetClass, str], bool], ...] = (
    lambda one, wanted: wanted in (one.plain_label, one.synset),
    lambda one, wanted: wanted == one.plain_names[0],
    lambda one, wanted: wanted in one.plain_names,
    lambda one, wanted: any(f" {wanted} " in f" {name} " for name in one.plain_names),
    lambda one, wanted: any(wanted in name for name in one.plain_names),
)


def _listed(found: list[_ImageNetClass], wanted: str) -> str:
    shown = ", ".join(_said(one, wanted) for one in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"{shown}{more}. Give a longer name or a number."


def _said(one: _ImageNetClass, part: str) -> str:
    """Name a class so that one sees why it is named: by a name that has the part in it."""
    if part in one.plain_label:
        return f"{one.number} {one.label}"
    return f"{one.number} {one.label} ({next(n for n in one.names if part in _plain(n))})"


def _close_names(wanted: str) -> str:
    """Name the classes with names that look like what was asked for."""
    classes = {name: one for one in reversed(_classes()) for name in one.plain_names}
    close = difflib.get_close_matches(wanted, classes, n=3, cutoff=0.7)
    if not close:
        return " unrolled.data.class_names() has all names."
    return f" Did you mean {' or '.join(_said(classes[name], name) for name in close)}?"
