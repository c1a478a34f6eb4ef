"""Make the table of ImageNet's classes again: ``python -m unrolled.data.make_imagenet_classes``.

It takes one argument, the wheel of timm (``pip download --no-deps timm==1.0.31``), and replaces the
table ``imagenet_classes.tsv`` beside this file.
"""

import re
import sys
import zipfile
from collections import Counter
from pathlib import Path

from unrolled.data.atomic import write_atomically
from unrolled.data.errors import DataError

NUM_CLASSES = 1000
TABLE = Path(__file__).with_name("imagenet_classes.tsv")
_INFO = "timm/data/_info/imagenet_"
_HEAD = """\
# The 1,000 classes of ImageNet's challenge (ILSVRC 2012), in the order of a network's scores.
# Columns: number, WordNet id, label, all names that WordNet gives. Tabs part columns, commas names.
# The label is the first name. Where two classes share it, brackets tell them apart: the second name
# or else how WordNet's definition begins.
# Source: {source}, files imagenet_synsets.txt, imagenet_synset_to_lemma.txt and
# imagenet_synset_to_definition.txt (Apache-2.0). Ids, names and definitions are those of
# WordNet 3.0, copyright 2006 by Princeton University, all rights reserved; licence:
# https://wordnet.princeton.edu/license-and-commercial-use
# Made by make_imagenet_classes.py; do not edit.
"""


def classes_table(wheel: Path, num_classes: int = NUM_CLASSES) -> str:
    """
    Make the text of the table.

    Parameters
    ----------
    wheel : pathlib.Path
        A wheel of timm.
    num_classes : int
        How many classes it should list.

    Returns
    -------
    str
        A few lines that begin with ``#``, and a line a class.

    Raises
    ------
    DataError
        If the wheel does not list so many classes, or gives one no name.
    """
    with zipfile.ZipFile(wheel) as archive:
        synsets = archive.read(f"{_INFO}synsets.txt").decode().split()
        names = _read_pairs(archive, "synset_to_lemma")
        definitions = _read_pairs(archive, "synset_to_definition")
    if len(set(synsets)) != num_classes or len(synsets) != num_classes:
        found = f"{len(synsets)}, {len(set(synsets))} of them different"
        raise DataError.about(wheel, "synsets", expected=f"{num_classes} classes", found=found)
    missing = sorted(set(synsets) - (names.keys() & definitions.keys()))
    if missing:
        expected = "a name and a definition of each class"
        raise DataError.about(wheel, expected=expected, found=f"none of {missing[0]}")
    split_names = [names[synset].split(", ") for synset in synsets]
    labels = _labels(split_names, [definitions[synset] for synset in synsets])
    rows = zip(synsets, labels, split_names, strict=True)
    lines = [f"{i}\t{row[0]}\t{row[1]}\t{', '.join(row[2])}\n" for i, row in enumerate(rows)]
    source = "-".join(wheel.name.split("-")[:2]).replace("-", " ") + ", a wheel on PyPI"
    return _HEAD.format(source=source) + "".join(lines)


def _read_pairs(archive: zipfile.ZipFile, what: str) -> dict[str, str]:
    lines = archive.read(f"{_INFO}{what}.txt").decode().splitlines()
    return dict(line.split("\t", 1) for line in lines)


def _labels(names: list[list[str]], definitions: list[str]) -> list[str]:
    """Take the first names, and tell classes apart that share theirs."""
    counts = Counter(name[0].casefold() for name in names)
    labels = []
    for own, definition in zip(names, definitions, strict=True):
        label = own[0]
        if counts[label.casefold()] > 1:
            label += f" ({own[1] if len(own) > 1 else _beginning(definition)})"
        labels.append(label)
    if len(set(labels)) != len(labels):
        raise ValueError("two classes have the same names and definitions")
    return labels


def _beginning(definition: str) -> str:
    """Cut a definition before its first qualification."""
    return re.split(r"[;,]| (?:of|that|for|having) ", definition)[0]


def main() -> None:
    """Write the table from the wheel that the command line names."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m unrolled.data.make_imagenet_classes TIMM_WHEEL")
    write_atomically(TABLE, classes_table(Path(sys.argv[1])).encode())


if __name__ == "__main__":
    main()
