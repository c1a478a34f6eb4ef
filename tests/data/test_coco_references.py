"""References of a COCO folder: read in the order of the features, or an error that says where."""

import json
import os
from pathlib import Path

import pytest

from support.messages import assert_says
from unrolled.data import DataError, decode_captions, load_coco_data

FILE = "val2014_references.json"
TEXTS = {"val2.jpg": ["two", "more"], "val0.jpg": ["a red disc"], "val1.jpg": ["one", "1", "i"]}


def write(coco, content, file=FILE):
    (coco.folder / file).write_text(json.dumps(content), encoding="utf-8")


def list_images(coco, *lines):
    (coco.folder / "val2014_images.txt").write_text("\n".join(lines), encoding="utf-8")


def test_a_folder_without_the_file_has_no_references(coco):
    data = load_coco_data(coco.folder)
    assert not [key for key in data if "references" in key]


def test_references_have_the_order_of_the_addresses(coco):
    write(coco, TEXTS)
    data = load_coco_data(coco.folder)
    assert data["val_references"] == [("a red disc",), ("one", "1", "i"), ("two", "more")]
    assert "train_references" not in data


def test_the_list_of_images_goes_before_the_addresses(coco):
    write(coco, TEXTS)
    list_images(coco, "val2014/val1.jpg", "val2.jpg", "val0.jpg")
    found = load_coco_data(coco.folder)["val_references"]
    assert found == [("one", "1", "i"), ("two", "more"), ("a red disc",)]


def test_pictures_of_no_split_may_be_in_the_file(coco):
    write(coco, TEXTS | {"other.jpg": ["else"]})
    assert len(load_coco_data(coco.folder)["val_references"]) == 3


def test_training_references_are_read_as_well(coco):
    write(coco, {f"train{i}.jpg": [f"text {i}"] for i in range(5)}, "train2014_references.json")
    data = load_coco_data(coco.folder)
    assert data["train_references"] == [(f"text {i}",) for i in range(5)]


@pytest.mark.parametrize(
    ("content", "key", "expected", "found"),
    [
        (["a"], FILE, "a JSON object, captions by the names of pictures", "['a']"),
        (
            {"val0.jpg": ["a"], "val2.jpg": ["b"]},
            "val1.jpg",
            "a list of one",
            "nothing of that name",
        ),
        (TEXTS | {"val1.jpg": []}, "val1.jpg", "a list of one caption or more", "[]"),
        (TEXTS | {"val1.jpg": "a"}, "val1.jpg", "a list of one caption or more", "'a'"),
        (TEXTS | {"val2.jpg": ["a", 7]}, "val2.jpg", "captions of one word or more", "7"),
        (TEXTS | {"val2.jpg": ["a", " "]}, "val2.jpg", "captions of one word or more", "' '"),
    ],
)
def test_a_file_that_is_wrong_or_incomplete_is_an_error(coco, content, key, expected, found):
    write(coco, content)
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(error, file=str(coco.folder / FILE), key=key, expected=expected, found=found)


@pytest.mark.parametrize("content", [b'{"val0.jpg": ["a"', b"\xff\xfe\x00", b""])
def test_a_file_that_cannot_be_read_is_an_error(coco, content):
    (coco.folder / FILE).write_bytes(content)
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(error, file=str(coco.folder / FILE), key="", expected="JSON", found="")
    assert "incomplete or damaged" in str(error.value)


def test_a_list_of_images_of_another_length_is_an_error(coco):
    write(coco, TEXTS)
    list_images(coco, "val0.jpg", "val1.jpg")
    with pytest.raises(DataError) as error:
        load_coco_data(coco.folder)
    assert_says(
        error,
        file=str(coco.folder / "val2014_images.txt"),
        key="",
        expected="one line for each of the 3 pictures",
        found="2 lines",
    )


def test_real_references_say_what_the_real_captions_say():
    folder = Path(os.environ.get("UNROLLED_DATA", "")) / "coco_captioning"
    if not (folder / FILE).is_file():
        pytest.skip(f"no {FILE}: set UNROLLED_DATA to a folder with coco_captioning/ to run it")
    data = load_coco_data(folder)
    assert len(data["val_references"]) == len(data["val_features"])
    words = set(data["word_to_idx"])
    for caption, picture in zip(data["val_captions"], data["val_image_idxs"], strict=True):
        text = decode_captions(caption, data["idx_to_word"], markers=False)
        known = [
            " ".join(word if word in words else "<UNK>" for word in reference.split())
            for reference in data["val_references"][picture]
        ]
        assert any(one.startswith(text) for one in known), text
