import os
import signal
import subprocess
import sys
from inspect import unwrap

import numpy as np
import pytest

from unrolled.data import decode_captions, extract_features, load_scenes, sample_coco_minibatch
from unrolled.data.scenes import loading

SPLITS = ("train", "val", "heldout", "novel")
FEW = {"num_train": 6, "num_val": 5, "num_heldout": 4, "num_novel": 3}


def assert_same(data, other):
    assert set(data) == set(other)
    for key, value in data.items():
        if isinstance(value, np.ndarray):
            assert value.dtype == other[key].dtype
            np.testing.assert_array_equal(value, other[key])
        else:
            assert value == other[key]


@pytest.fixture(scope="module")
def drawn():
    return load_scenes(**FEW, cache=False)


@pytest.fixture
def no_drawing(monkeypatch):
    def draw_scene(*_):
        raise AssertionError("a scene was drawn")

    return lambda: monkeypatch.setattr(loading, "draw_scene", draw_scene)


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_everything_is_there(drawn):
    parts = ("captions", "image_idxs", "features", "pictures", "references")
    assert set(drawn) == {f"{split}_{part}" for split in SPLITS for part in parts} | {
        "idx_to_word",
        "word_to_idx",
        "source",
    }
    for split, num in zip(SPLITS, FEW.values(), strict=True):
        pictures, features = drawn[f"{split}_pictures"], drawn[f"{split}_features"]
        assert (pictures.shape, pictures.dtype) == ((num, 64, 64, 3), np.uint8)
        assert (features.shape, features.dtype) == ((num, 142), np.float32)
        captions, image_idxs = drawn[f"{split}_captions"], drawn[f"{split}_image_idxs"]
        assert (captions.shape[1], captions.dtype) == (16, np.int32)
        assert (image_idxs.shape, image_idxs.dtype) == (captions.shape[:1], np.int32)
        assert len(drawn[f"{split}_references"]) == num
    words = drawn["idx_to_word"]
    assert isinstance(words, list)
    assert drawn["word_to_idx"] == {word: words.index(word) for word in words}
    assert "seed 0" in drawn["source"]


@pytest.mark.parametrize("split", SPLITS)
def test_the_captions_are_the_references(small_scenes, split):
    texts = decode_captions(
        small_scenes[f"{split}_captions"], small_scenes["idx_to_word"], markers=False
    )
    listed = list(zip(small_scenes[f"{split}_image_idxs"].tolist(), texts, strict=True))
    assert listed == [
        (i, caption)
        for i, captions in enumerate(small_scenes[f"{split}_references"])
        for caption in captions
    ]


@pytest.mark.parametrize("split", SPLITS)
def test_minibatches_of_every_split_can_be_drawn_and_read(small_scenes, split):
    captions, features, urls = sample_coco_minibatch(small_scenes, 50, split, seed=1)
    assert urls.tolist() == [""] * 50
    rows = [row.tobytes() for row in small_scenes[f"{split}_features"]]
    texts = decode_captions(captions, small_scenes["idx_to_word"], markers=False)
    for text, row in zip(texts, features, strict=True):
        assert text in small_scenes[f"{split}_references"][rows.index(row.tobytes())]


def test_the_features_are_those_of_the_pictures(small_scenes):
    for split in SPLITS:
        features = extract_features(small_scenes[f"{split}_pictures"])
        np.testing.assert_array_equal(features, small_scenes[f"{split}_features"])


def test_the_seed_decides(drawn):
    assert_same(load_scenes(0, **FEW, cache=False), drawn)
    other = load_scenes(1, **FEW, cache=False)
    for split in SPLITS:
        pictures = {picture.tobytes() for picture in drawn[f"{split}_pictures"]}
        assert not pictures & {picture.tobytes() for picture in other[f"{split}_pictures"]}


def test_a_larger_set_begins_with_the_smaller(drawn):
    larger = load_scenes(**FEW | {"num_train": 8}, cache=False)
    for part in ("pictures", "features"):
        np.testing.assert_array_equal(larger[f"train_{part}"][:6], drawn[f"train_{part}"])
        np.testing.assert_array_equal(larger[f"val_{part}"], drawn[f"val_{part}"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seed": -1}, "seed must be at least 0; got -1"),
        ({"num_train": 0}, "num_train must be at least 1; got 0"),
        ({"num_val": -5}, "num_val must be at least 1; got -5"),
        ({"num_heldout": 0}, "num_heldout must be at least 1; got 0"),
        ({"num_novel": 0}, "num_novel must be at least 1; got 0"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        load_scenes(**FEW | arguments)


@pytest.mark.parametrize("name", ["seed", *FEW])
def test_arguments_that_are_no_whole_numbers_are_named(name):
    # Without the runtime check of types, which would come first.
    with pytest.raises(TypeError, match=f"{name} must be a whole number; got 2.5"):
        unwrap(load_scenes)(**FEW | {name: 2.5}, cache=False)


def test_nothing_is_kept_without_the_cache(cache):
    load_scenes(**FEW, cache=False)
    assert not cache.exists()


def test_the_second_time_nothing_is_drawn(cache, drawn, no_drawing):
    first = load_scenes(**FEW)
    no_drawing()
    assert_same(load_scenes(**FEW), first)
    assert_same(first, drawn)
    assert len(files_in(cache)) == 1


@pytest.mark.parametrize(
    "other", [{"seed": 1}, *({name: num + 1} for name, num in FEW.items())], ids=str
)
def test_other_arguments_have_a_file_of_their_own(cache, other):
    load_scenes(**FEW)
    data = load_scenes(**FEW | other)
    assert_same(data, load_scenes(**FEW | other, cache=False))
    assert len(files_in(cache)) == 2


def test_files_of_another_recipe_are_passed_over(cache, monkeypatch, drawn):
    monkeypatch.setattr(loading, "_recipe", lambda: "another")
    load_scenes(**FEW)
    monkeypatch.undo()
    monkeypatch.setenv("UNROLLED_CACHE", str(cache))
    assert_same(load_scenes(**FEW), drawn)
    assert len(files_in(cache)) == 2


def emptied(content):
    return b""


def cut_short(content):
    return content[: len(content) // 2]


def overwritten_here_and_there(content):
    damaged = bytearray(content)
    damaged[60::500] = b"\xff" * len(damaged[60::500])
    return bytes(damaged)


def no_archive(content):
    return b"no archive at all"


@pytest.mark.parametrize("damage", [emptied, cut_short, overwritten_here_and_there, no_archive])
def test_a_damaged_file_is_made_anew(cache, drawn, no_drawing, damage):
    load_scenes(**FEW)
    (path,) = cache.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert_same(load_scenes(**FEW), drawn)
    no_drawing()
    assert_same(load_scenes(**FEW), drawn)


def test_a_file_that_holds_something_else_is_made_anew(cache, drawn):
    load_scenes(**FEW)
    (path,) = cache.iterdir()
    with path.open("wb") as file:
        np.savez(file, pictures=np.zeros(3))
    assert_same(load_scenes(**FEW), drawn)
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    assert_same(load_scenes(**FEW), drawn)


def test_a_cache_that_cannot_be_written_is_said_and_does_no_harm(tmp_path, monkeypatch, drawn):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.warns(RuntimeWarning, match=r"not kept.*UNROLLED_CACHE.*cache=False"):
        data = load_scenes(**FEW)
    assert_same(data, drawn)


KILLED = f"""
import os, signal
os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
from unrolled.data import load_scenes
load_scenes(**{FEW})
"""


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_a_killed_write_leaves_nothing_under_the_file_s_name(cache, drawn):
    killed = subprocess.run([sys.executable, "-c", KILLED], check=False)
    assert killed.returncode == -signal.SIGKILL
    left_behind = files_in(cache)
    assert all(name.endswith(".part") for name in left_behind)
    assert_same(load_scenes(**FEW), drawn)
    (name,) = set(files_in(cache)) - set(left_behind)
    assert name.endswith(".npz")


def test_a_race_that_is_lost_is_not_worth_a_warning(cache, drawn, monkeypatch):
    def another_was_faster(path, content):
        path.write_bytes(content)
        raise PermissionError(13, "somebody has it open")

    monkeypatch.setattr(loading, "write_atomically", another_was_faster)
    assert_same(load_scenes(**FEW), drawn)


@pytest.mark.parametrize("share", np.linspace(0.05, 0.95, 10).round(2))
def test_a_bit_that_flipped_is_noticed(cache, drawn, share):
    load_scenes(**FEW)
    (path,) = cache.iterdir()
    damaged = bytearray(path.read_bytes())
    damaged[int(share * len(damaged))] ^= 16
    path.write_bytes(damaged)
    assert_same(load_scenes(**FEW), drawn)
