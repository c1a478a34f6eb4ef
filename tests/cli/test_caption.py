"""``unrolled caption``: pictures in, captions out."""

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


@pytest.mark.parametrize("dtype", ["float16", "float64", "longdouble", "int8", "uint64"])
@pytest.mark.parametrize("name", ["typed.npy", "typed.npz", "typed.h5"])
def test_features_may_be_numbers_of_any_type(run, files, name, dtype):
    whole = np.round(FEATURES * 3)
    features = np.abs(whole).astype(dtype)
    if name.endswith("npy"):
        np.save(files / name, features)
    elif name.endswith("npz"):
        np.savez(files / name, features)
    else:
        with h5py.File(files / name, "w") as file:
            file["features"] = features
    found = captions(run("caption", "model.h5", "--features", name, "--json"))
    np.save(files / "plain.npy", np.abs(whole))
    assert found == captions(run("caption", "model.h5", "--features", "plain.npy", "--json"))


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


def test_models_of_one_folder_go_together_however_it_was_written(run, files, folder, learnt):
    place = folder.name
    ways = [place, f"./{place}", str(folder), ".", f"{files.name}/../{place}"]
    (files / files.name).mkdir()
    for number, way in enumerate(ways):
        save_model(learnt, files / f"way{number}.h5", notes={"features": way})
    models = [f"way{number}.h5" for number in range(len(ways))]
    assert captions(run("caption", *models, "val2.jpg", "--json")) == [[TEXTS[2]]]


@pytest.mark.parametrize(
    "pictures", [["--features", "f.npy", "--row", 3], ["val3.jpg", "--data", "coco_captioning"]]
)
def test_what_models_were_trained_on_does_not_count_when_features_are_named(
    run, files, folder, learnt, pictures
):
    save_model(learnt, files / "one.h5", notes={"features": "scenes"})
    save_model(learnt, files / "two.h5", notes={"features": "coco"})
    assert captions(run("caption", "one.h5", "two.h5", *pictures, "--json")) == [[TEXTS[3]]]


def test_a_model_of_scenes_reads_pixels(run, tmp_path):
    picture = np.full((64, 64, 3), 240, dtype=np.uint8)
    picture[20:40, 10:30] = (200, 0, 0)
    Image.fromarray(picture).save(tmp_path / "scene.png")
    features = extract_features(picture[np.newaxis])
    model = CaptioningRNN(tiny_model().word_to_idx, features.shape[1], 8, 16, seed=1)
    save_model(model, tmp_path / "model.h5", notes={"features": "scenes"})
    expected = words(beam_search(model, features, 30))
    for data in ([], ["--data", "scenes"]):
        assert captions(run("caption", "model.h5", "scene.png", *data, "--json")) == [expected]
    Image.fromarray(picture[:32]).save(tmp_path / "small.png")
    result = run("caption", "model.h5", "small.png")
    assert result.exit_code == 2
    assert "small.png: expected a picture of 64 by 64 pixels" in result.stderr
    assert "found 64 by 32" in result.stderr
