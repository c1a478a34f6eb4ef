"""``unrolled caption --squeezenet``: any picture, through the network."""

import json

import numpy as np
import pytest

from support.tiny_captions import tiny_data, tiny_model
from support.torch_file import whole_file
from support.torch_networks import random_weights
from unrolled.data import example_picture, save_image
from unrolled.models import CaptioningRNN
from unrolled.training import save_model
from unrolled.vision import SqueezeNet
from unrolled.vision.weights import SQUEEZENET_FILE


@pytest.fixture
def pictures(tmp_path):
    """A wide photograph, a grey one and a model of 512 numbers a picture; random SqueezeNet."""
    words = tiny_data()["word_to_idx"]
    save_model(CaptioningRNN(words, input_dim=512, seed=1), tmp_path / "model.h5")
    save_model(tiny_model(), tmp_path / "narrow.h5")
    save_image(tmp_path / "cat.jpg", example_picture("chelsea"))
    grey = example_picture("coffee").mean(axis=2, keepdims=True).repeat(3, axis=2)
    save_image(tmp_path / "grey.png", grey.astype(np.uint8))
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / SQUEEZENET_FILE).write_bytes(whole_file(random_weights(SqueezeNet, seed=0)))
    return tmp_path


def test_any_picture_is_captioned(run, pictures):
    result = run("caption", "model.h5", "cat.jpg", "grey.png", "--squeezenet", "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    found = json.loads(result.stdout)["pictures"]
    assert [entry["picture"] for entry in found] == ["cat.jpg", "grey.png"]
    assert all(entry["captions"] for entry in found)


def test_a_model_of_other_features_says_so(run, pictures):
    result = run("caption", "narrow.h5", "cat.jpg", "--squeezenet")
    assert result.exit_code == 2
    assert "numbers a picture, as narrow.h5 was trained on, found 512" in result.stderr


def test_a_missing_picture_is_missed_before_anything_is_loaded(run, pictures):
    result = run("caption", "model.h5", "dog.jpg", "--squeezenet")
    assert result.exit_code == 2
    assert "dog.jpg" in result.stderr


def test_a_file_that_is_no_picture(run, pictures):
    (pictures / "notes.jpg").write_text("no picture")
    result = run("caption", "model.h5", "notes.jpg", "--squeezenet")
    assert result.exit_code == 2
    assert "notes.jpg: expected a whole picture" in result.stderr


def test_without_the_option_it_is_named(run, pictures):
    result = run("caption", "model.h5", "cat.jpg")
    assert result.exit_code == 2
    assert "--squeezenet" in result.stderr
