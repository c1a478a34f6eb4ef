import importlib.util
import subprocess
import sys
import zipfile
from importlib.resources import files

import pytest

from unrolled.data import DataError
from unrolled.data.make_imagenet_classes import TABLE, classes_table

SYNSETS = ["n01", "n02", "n03", "n04", "n05"]
NAMES = {
    "n00": "not a class",
    "n01": "crane",
    "n02": "Crane, derrick",
    "n03": "oboe, hautboy",
    "n04": "crane",
    "n05": "tank suit",
}
DEFINITIONS = {
    "n00": "left out",
    "n01": "tall bird of marshes, which dances",
    "n02": "not used: there is a second name",
    "n03": "a woodwind",
    "n04": "machine that lifts; it turns, too",
    "n05": "a suit",
}


def write_wheel(folder, **changes):
    parts = {
        "synsets": "\n".join(SYNSETS),
        "synset_to_lemma": "\n".join(f"{key}\t{text}" for key, text in NAMES.items()),
        "synset_to_definition": "\n".join(f"{key}\t{text}" for key, text in DEFINITIONS.items()),
    }
    wheel = folder / "timm-9.8.7-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in (parts | changes).items():
            archive.writestr(f"timm/data/_info/imagenet_{name}.txt", f"{text}\n")
    return wheel


def test_the_table_is_made_from_a_wheel(tmp_path):
    lines = classes_table(write_wheel(tmp_path), 5).splitlines()
    head = [line for line in lines if line.startswith("#")]
    assert lines[len(head) :] == [
        "0\tn01\tcrane (tall bird)\tcrane",
        "1\tn02\tCrane (derrick)\tCrane, derrick",
        "2\tn03\toboe\toboe, hautboy",
        "3\tn04\tcrane (machine)\tcrane",
        "4\tn05\ttank suit\ttank suit",
    ]
    assert any("timm 9.8.7" in line for line in head)
    assert "Apache-2.0" in "".join(head)
    assert "WordNet" in "".join(head)


def test_the_packaged_table_has_the_same_head_and_says_its_source():
    text = (files("unrolled.data") / "imagenet_classes.tsv").read_text(encoding="utf-8")
    assert "timm 1.0.31, a wheel on PyPI" in text
    assert all(line.count("\t") == 3 for line in text.splitlines() if not line.startswith("#"))
    assert TABLE.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"synsets": "n01\nn02"}, "synsets: expected 5 classes, found 2, 2 of them"),
        ({"synsets": "n01\nn02\nn03\nn04\nn01"}, "expected 5 classes, found 5, 4 of them"),
        ({"synset_to_lemma": "n01\tcrane"}, "a name and a definition .* found none of n02"),
        ({"synset_to_definition": "n01\ttall"}, "a name and a definition .* found none of n02"),
    ],
)
def test_a_wheel_with_other_classes_is_refused(tmp_path, changes, message):
    with pytest.raises(DataError, match=message):
        classes_table(write_wheel(tmp_path, **changes), 5)


def test_classes_that_nothing_tells_apart_are_refused(tmp_path):
    same = "\n".join(f"{key}\t{'tall bird'}" for key in DEFINITIONS)
    wheel = write_wheel(tmp_path, synset_to_definition=same)
    with pytest.raises(ValueError, match="the same names and definitions"):
        classes_table(wheel, 5)


def test_the_command_writes_the_table_beside_itself(tmp_path):
    """On a copy of the module, for the real table must stay."""
    source = importlib.util.find_spec("unrolled.data.make_imagenet_classes").origin
    copy = tmp_path / "copied.py"
    with open(source, encoding="utf-8") as file:  # noqa: PTH123 - a path that is a text
        copy.write_text(file.read().replace("NUM_CLASSES = 1000", "NUM_CLASSES = 5"), "utf-8")
    wheel = write_wheel(tmp_path)
    subprocess.run([sys.executable, copy, wheel], check=True)
    table = (tmp_path / "imagenet_classes.tsv").read_text(encoding="utf-8")
    assert table == classes_table(wheel, 5)
    done = subprocess.run([sys.executable, copy], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "usage: python -m unrolled.data.make_imagenet_classes TIMM_WHEEL" in done.stderr
