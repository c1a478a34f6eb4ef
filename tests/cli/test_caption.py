"""``unrolled caption``: pictures in, captions out, and every wrong input named."""

import json

import h5py
import numpy as np
import pytest
from PIL import Image

from support.tiny_captions import IDX_TO_WORD, TEXTS, tiny_data, tiny_model
from unrolled.data import decode_captions, extract_features
from unrolled.models import CaptioningRNN, Ensemble, beam_search, greedy_search, sample_captions
from unrolled.training import CaptioningSolver, save_model

FEATURES = tiny_data()["train_features"]


@pytest.fixture(scope="module")
def learnt():
    """A model that knows the tiny captions by heart."""
    model = tiny_model()
    adam = {"update_rule": "adam", "optim_config": {"learning_rate": 0.02}}
    CaptioningSolver(model, tiny_data(), num_epochs=80, verbose=False, **adam).train()
    return model


@pytest.fixture
def files(tmp_path, learnt):
    """A model, another one, and features in a file."""
    save_model(learnt, tmp_path / "model.h5")
    save_model(tiny_model(seed=5), tmp_path / "other.h5")
    np.save(tmp_path / "f.npy", FEATURES)
    return tmp_path


def captions(result):
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    pictures = json.loads(result.stdout)["pictures"]
    return [[caption["caption"] for caption in found["captions"]] for found in pictures]


def words(found):
    return decode_captions(found, IDX_TO_WORD, markers=False)


def test_rows_of_features_are_captioned(run, files):
    result = run("caption", "model.h5", "--features", "f.npy")
    assert result.exit_code == 0
    lines = [f"row {row}: {text}" for row, text in enumerate(TEXTS)]
    assert result.stdout.splitlines() == lines
    assert result.stderr == ""


@pytest.mark.parametrize("name", ["f.npz", "one.npz", "f.h5", "one.hdf5"])
def test_features_may_lie_in_files_of_many_kinds(run, files, name):
    key = "anything" if name.startswith("one") else "features"
    arrays = {key: FEATURES}
    if key == "features":
        arrays["more"] = np.ones((2, 2))
    if name.endswith("npz"):
        np.savez(files / name, **arrays)
    else:
        with h5py.File(files / name, "w") as file:
            file.update(arrays)
    options = ["--row", 4, "--row", 1, "--json"]
    found = captions(run("caption", "model.h5", "--features", name, *options))
    assert found == [[TEXTS[4]], [TEXTS[1]]]


@pytest.mark.parametrize(
    ("options", "decode"),
    [
        (["--beam", 1], greedy_search),
        ([], beam_search),
        (
            ["--beam", 7, "--length-penalty", 0],
            lambda m, f, n: beam_search(m, f, n, beam_width=7, length_penalty=0.0),
        ),
        (
            ["--sample", "--temperature", 2, "--top-k", 4, "--seed", 3, "--max-length", 6],
            lambda m, f, _: sample_captions(m, f, 6, temperature=2.0, top_k=4, seed=3),
        ),
    ],
)
def test_options_choose_the_decoding(run, files, options, decode):
    models = [tiny_model(seed=5)]
    found = captions(run("caption", "other.h5", "--features", "f.npy", *options, "--json"))
    assert found == [[text] for text in words(decode(models[0], FEATURES, 30))]


@pytest.mark.parametrize(
    "command", [["other.h5", "model.h5"], ["--model", "other.h5", "--model", "model.h5"]]
)
def test_several_models_caption_together(run, files, learnt, command):
    found = captions(run("caption", *command, "--features", "f.npy", "--json"))
    both = Ensemble([tiny_model(seed=5), learnt])
    assert found == [[text] for text in words(beam_search(both, FEATURES, 30))]


def test_several_captions_of_each_picture(run, files):
    found = captions(run("caption", "model.h5", "--features", "f.npy", "--count", 3, "--json"))
    assert [len(set(each)) for each in found] == [3] * 6
    assert [each[0] for each in found] == TEXTS
    sample = ["--sample", "--temperature", 3, "--count", 9, "--json"]
    drawn = captions(run("caption", "model.h5", "--features", "f.npy", *sample))
    assert [len(each) for each in drawn] == [9] * 6
    assert all(len(set(each)) > 3 for each in drawn)


def test_batches_leave_no_trace(run, files, monkeypatch):
    options = ["--sample", "--count", 2, "--features", "f.npy", "--json"]
    whole = captions(run("caption", "other.h5", *options))
    monkeypatch.setattr("unrolled.cli.captioning._BATCH", 2)
    assert captions(run("caption", "other.h5", *options)) == whole


def test_a_picture_that_the_data_lists_is_found_by_its_name(run, files, folder, monkeypatch):
    # The folder lists val0.jpg to val5.jpg, with the features of the training pictures.
    command = ["caption", "model.h5", "some/where/val3.jpg", "train1.jpg", "--json"]
    assert captions(run(*command, "--data", folder)) == [[TEXTS[3]], [TEXTS[1]]]
    monkeypatch.setenv("UNROLLED_DATA", str(folder.parent))
    assert captions(run(*command, "--data", "coco")) == [[TEXTS[3]], [TEXTS[1]]]


def test_a_model_knows_where_its_pictures_are_listed(run, files, folder, learnt):
    save_model(learnt, files / "knows.h5", notes={"features": str(folder)})
    assert captions(run("caption", "knows.h5", "val2.jpg", "--json")) == [[TEXTS[2]]]


def test_a_model_of_scenes_reads_pixels(run, tmp_path):
    picture = np.full((64, 64, 3), 240, dtype=np.uint8)
    picture[20:40, 10:30] = (200, 0, 0)
    Image.fromarray(picture).save(tmp_path / "scene.png")
    features = extract_features(picture[np.newaxis])
    model = CaptioningRNN(tiny_model().word_to_idx, features.shape[1], 8, 16, seed=1)
    save_model(model, tmp_path / "model.h5", notes={"features": "scenes"})
    expected = words(beam_search(model, features, 30))
    assert captions(run("caption", "model.h5", "scene.png", "--json")) == [expected]
    Image.fromarray(picture[:32]).save(tmp_path / "small.png")
    result = run("caption", "model.h5", "small.png")
    assert result.exit_code == 2
    assert "small.png: expected a picture of 64 by 64 pixels" in result.stderr
    assert "found 64 by 32" in result.stderr


def spoil(files):
    """Files that are no features, or not such as the model needs."""
    np.save(files / "wide.npy", np.ones((2, 7)))
    np.save(files / "nan.npy", np.where(np.eye(3, 6) == 1, np.nan, 1.0))
    np.save(files / "ints.npy", np.ones((2, 6), dtype=int))
    np.save(files / "flat.npy", np.ones(6))
    np.save(files / "none.npy", np.ones((0, 6)))
    np.save(files / "objects.npy", np.array([{}], dtype=object))
    np.savez(files / "two.npz", a=np.ones((2, 6)), b=np.ones((2, 6)))
    (files / "empty.npy").write_bytes(b"")
    (files / "cut.npy").write_bytes((files / "f.npy").read_bytes()[:150])
    (files / "cut.h5").write_bytes((files / "model.h5").read_bytes()[:5000])
    (files / "notes.h5").write_text("no model\n")
    with h5py.File(files / "raw.h5", "w") as file:
        file["features"] = np.ones(3)
    save_model(tiny_model(), files / "scenes.h5", notes={"features": "scenes"})
    save_model(tiny_model(), files / "coco.h5", notes={"features": "coco"})


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["--features", "f.npy"], "there is no model: name a file that"),
        (["model.h5"], "there is nothing to caption: name pictures, or features with"),
        (["model.h5", "a.jpg", "--features", "f.npy"], "give one or the other"),
        (["model.h5", "a.jpg", "--row", 1], "--row picks rows of a file of features"),
        (["gone.h5", "--features", "f.npy"], "there is no file gone.h5"),
        (["cut.h5", "--features", "f.npy"], "cut.h5 is not a whole HDF5 file"),
        (["notes.h5", "--features", "f.npy"], "notes.h5 is not a whole HDF5 file"),
        (["raw.h5", "--features", "f.npy"], "an HDF5 file that unrolled did not write"),
        (["--model", "f.npy", "--features", "f.npy"], "f.npy is not a whole HDF5 file"),
        (["model.h5", "--features", "gone.npy"], "gone.npy: expected a file of that name"),
        (["model.h5", "--features", "empty.npy"], "empty.npy: expected features in a whole .npy"),
        (["model.h5", "--features", "cut.npy"], "cut.npy: expected features in a whole .npy"),
        (["model.h5", "--features", "objects.npy"], "objects.npy: expected features in a whole"),
        (["model.h5", "--features", "wide.npy"], "6 numbers a picture, as model.h5 was trained on"),
        (["model.h5", "--features", "nan.npy"], "expected finite numbers, found nan in row 0"),
        (["model.h5", "--features", "ints.npy"], "expected floats of shape (pictures, features)"),
        (["model.h5", "--features", "flat.npy"], "found float64 of shape (6,)"),
        (["model.h5", "--features", "none.npy"], "found float64 of shape (0, 6)"),
        (["model.h5", "--features", "two.npz"], "expected an array 'features', or a single one"),
        (["model.h5", "--features", "raw.h5"], "expected the shape (pictures, features)"),
        (["model.h5", "--features", "f.npy", "--row", 6], "--row: expected rows from 0 to 5"),
        (["model.h5", "--features", "f.npy", "--count", 5], "need a beam at least as wide"),
        (["model.h5", "--features", "f.npy", "--sample", "--temperature", 0], "temperature should"),
        (["model.h5", "a.jpg"], "found a model file that does not say. Give the pictures'"),
        (["model.h5", "a.jpg", "--data", "nowhere"], "--data nowhere: expected scenes, coco or"),
        (["model.h5", "a.jpg", "--data", "coco_captioning"], "found none of that name. Give the"),
        (["scenes.h5", "f.npy"], "f.npy: expected a whole picture"),
        (["scenes.h5", "gone.png"], "gone.png: expected a file of that name"),
        (["scenes.h5", "coco.h5", "a.png"], "should be trained on the same features; scenes.h5"),
    ],
)
def test_input_that_cannot_be_used_exits_with_2(run, files, folder, command, message):
    spoil(files)
    result = run("caption", *command)
    assert result.exit_code == 2, result.output
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
