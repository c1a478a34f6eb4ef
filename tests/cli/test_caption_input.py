"""``unrolled caption``: every input that cannot be used is named."""

import h5py
import numpy as np
import pytest

from support.tiny_captions import tiny_data, tiny_model
from unrolled.training import save_model


@pytest.fixture
def files(tmp_path):
    """A model and its features, and files that are no features, or not such as it needs."""
    files = tmp_path
    save_model(tiny_model(), files / "model.h5")
    np.save(files / "f.npy", tiny_data()["train_features"])
    np.save(files / "wide.npy", np.ones((2, 7)))
    np.save(files / "nan.npy", np.where(np.eye(3, 6) == 1, np.nan, 1.0))
    np.save(files / "yes.npy", np.ones((2, 6), dtype=bool))
    np.save(files / "text.npy", np.full((2, 6), "a"))
    np.save(files / "large.npy", np.full((2, 6), 1e300))
    (files / "there.jpg").write_bytes(b"")
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
    with h5py.File(files / "texts.h5", "w") as file:
        file["features"] = [["a", "b"]]
    save_model(tiny_model(), files / "scenes.h5", notes={"features": "scenes"})
    save_model(tiny_model(), files / "coco.h5", notes={"features": "coco"})
    return files


@pytest.mark.usefixtures("files", "folder")
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
        (["model.h5", "--features", "yes.npy"], "expected numbers of shape (pictures, features)"),
        (["model.h5", "--features", "text.npy"], "found <U1 of shape (2, 6)"),
        (["model.h5", "--features", "large.npy"], "expected finite numbers, found inf in row 0"),
        (["model.h5", "--features", "texts.h5"], "texts.h5: features: expected floats"),
        (["model.h5", "--features", "flat.npy"], "found float64 of shape (6,)"),
        (["model.h5", "--features", "none.npy"], "found float64 of shape (0, 6)"),
        (["model.h5", "--features", "two.npz"], "expected an array 'features', or a single one"),
        (["model.h5", "--features", "raw.h5"], "expected the shape (pictures, features)"),
        (["model.h5", "--features", "f.npy", "--row", 6], "--row: expected rows from 0 to 5"),
        (["model.h5", "--features", "f.npy", "--count", 5], "need a beam at least as wide"),
        (["model.h5", "--features", "f.npy", "--sample", "--temperature", 0], "temperature should"),
        (["model.h5", "--features", "f.npy", "--data", "coco"], "--data: not beside --features"),
        (
            ["model.h5", "--features", "f.npy", "--squeezenet"],
            "--squeezenet: not beside --features",
        ),
        (
            ["model.h5", "a.png", "--data", "coco", "--squeezenet"],
            "--data: not beside --squeezenet",
        ),
        (["model.h5", "--features", "f.npy", "--temperature", 1], "--temperature: with --sample"),
        (
            ["model.h5", "--features", "f.npy", "--top-k", 3, "--seed", 0],
            "--top-k, --seed: with --sample only",
        ),
        (
            ["model.h5", "--features", "f.npy", "--sample", "--beam", 4, "--length-penalty", 0],
            "--beam, --length-penalty: not beside --sample",
        ),
        (["model.h5", "there.jpg"], "found a model file that does not say. Give the pictures'"),
        (["model.h5", "there.jpg", "nope.png"], "nope.png: expected a file of that name"),
        (["model.h5", "a.jpg", "--data", "nowhere"], "--data nowhere: expected scenes, coco or"),
        (["model.h5", "a.jpg", "--data", "coco_captioning"], "found none of that name. Give the"),
        (["scenes.h5", "f.npy"], "f.npy: expected a whole picture"),
        (["scenes.h5", "gone.png"], "gone.png: expected a file of that name"),
        (["scenes.h5", "coco.h5", "a.png"], "should be trained on the same features; scenes.h5"),
    ],
)
def test_input_that_cannot_be_used_exits_with_2(run, command, message):
    result = run("caption", *command)
    assert result.exit_code == 2, result.output
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
