"""``unrolled fool``: a picture that a network takes for something else, also in its file."""

import json

import numpy as np
import pytest

from support.command import finish, spawn
from support.impatient import press_ctrl_c
from unrolled.data import example_picture, load_image, resize_shorter_side, save_image
from unrolled.vision import preprocess_image

FOOL = ["fool", "photo.png", "--size", 24]


@pytest.fixture
def photo(tmp_path, network):
    """A picture of 45 by 30 pixels in the current folder."""
    pixels = resize_shorter_side(example_picture("chelsea"), 30)
    save_image(tmp_path / "photo.png", pixels)
    return pixels


def shares_of(model, pixels):
    scores = model(preprocess_image(pixels[np.newaxis], model)).numpy()[0].astype(float)
    return np.exp(scores) / np.exp(scores).sum()


def report(result):
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return json.loads(result.stdout)


@pytest.mark.parametrize("suffix", ["png", "bmp", "tif", "jpg", "webp"])
def test_the_file_fools_whatever_its_format(run, tmp_path, photo, tiny, suffix):
    found = report(run(*FOOL, "--as", "tarantula", "-o", f"out.{suffix}", "--json"))
    read = load_image(tmp_path / f"out.{suffix}")
    shares = shares_of(tiny, read)
    assert shares.argmax() == 76
    assert found["target"]["number"] == 76
    assert found["target"]["probability"] == pytest.approx(shares[76], abs=1e-6)
    assert found["after"][0] == found["target"]
    assert found["before"][0]["number"] == shares_of(tiny, resize_shorter_side(photo, 24)).argmax()
    change = read.astype(float) - resize_shorter_side(photo, 24)
    assert found["change"]["largest"] == np.abs(change).max() > 0
    assert found["change"]["mean"] == pytest.approx(np.abs(change).mean(), abs=1e-4)
    assert found["change"]["length"] == pytest.approx(np.sqrt((change**2).sum()), abs=0.01)
    assert (found["width"], found["height"], found["network"]) == (36, 24, "Tiny")
    assert 0 < found["steps"] <= 200


def test_a_jpeg_takes_a_larger_change(run, photo):
    sizes = {}
    for suffix in ("png", "jpg"):
        command = [*FOOL, "--as", 76, "--step-size", 0.2, "--steps", 1000, "--json"]
        sizes[suffix] = report(run(*command, "-o", f"out.{suffix}"))["change"]["length"]
    assert sizes["jpg"] > sizes["png"]


def test_the_network_can_be_made_surer(run, tmp_path, photo, tiny):
    options = ["--probability", 0.8, "--json"]
    found = report(run(*FOOL, "--as", 76, *options))
    assert found["output"] == "photo-tarantula.png"
    assert shares_of(tiny, load_image(tmp_path / "photo-tarantula.png"))[76] >= 0.8
    assert found["target"]["probability"] >= 0.8


def test_a_smaller_change_can_be_looked_for(run, photo):
    plain = report(run(*FOOL, "--as", 76, "--json"))
    small = report(run(*FOOL, "--as", 76, "--smallest", 100, "--json"))
    assert small["after"][0]["number"] == 76
    assert small["change"]["length"] < plain["change"]["length"]


def test_a_person_gets_lines(run, photo):
    result = run(*FOOL, "--as", 76, "-q")
    lines = result.stdout.splitlines()
    assert lines[0] == "photo.png, 36 by 24 pixels, seen by Tiny"
    assert (lines[1], lines[5]) == ("before", "after")
    assert lines[6].endswith("%  tarantula")
    assert lines[9].startswith("Changed by ")
    assert lines[9].endswith(": photo-tarantula.png")
    assert len(lines) == 10


def test_who_is_not_fooled_says_so_and_saves_nothing(run, tmp_path, photo):
    result = run(*FOOL, "--as", 76, "--steps", 1, "--step-size", 1e-3)
    assert result.exit_code == 1
    assert "the network was not fooled by --steps 1: tarantula came from " in result.stderr
    assert "Nothing is saved. Try more --steps or a larger --step-size" in result.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["photo.png"]
    result = run(*FOOL, "--as", 76, "--steps", 1, "--step-size", 1e-3, "-o", "a.webp")
    assert result.exit_code == 1
    assert "or a name that ends in .png: .webp loses a part of the change" in result.stderr


def test_what_the_network_sees_already_takes_no_fooling(run, tmp_path, photo, tiny):
    first = 77
    assert shares_of(tiny, resize_shorter_side(photo, 24)).argmax() == first
    result = run(*FOOL, "--as", first)
    assert result.exit_code == 2
    assert "photo.png: to Tiny this is " in result.stderr
    assert "choose another class, or a higher --probability" in result.stderr
    assert run(*FOOL, "--as", first, "--probability", 0.5).exit_code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--step-size", 0], "--step-size should be a number above 0, got 0.0"),
        (["--step-size", "nan"], "--step-size should be a number above 0, got nan"),
        (["--probability", 1], "--probability should lie between 0 and 1, got 1.0"),
        (["--probability", "nan"], "--probability should lie between 0 and 1, got nan"),
        (["--steps", 0], "--steps"),
    ],
)
def test_numbers_that_make_no_sense(run, photo, network, options, message):
    result = run(*FOOL, "--as", 76, *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert network == []


def test_a_class_is_needed(run, photo):
    result = run(*FOOL)
    assert result.exit_code == 2
    assert "--as" in result.stderr


@pytest.mark.parametrize("options", [[], ["--smallest", 50]])
def test_ctrl_c_keeps_the_picture(run, tmp_path, photo, monkeypatch, options):
    press_ctrl_c(monkeypatch, 3, "ascent")
    result = run(*FOOL, "--as", 76, "--step-size", 0.01, *options)
    assert result.exit_code == 130
    total = options[1] if options else 200
    message = f"stopped at step 3 of {total}; photo-tarantula.png holds the picture made so far"
    assert result.stderr == f"interrupted: {message}\n"
    assert load_image(tmp_path / "photo-tarantula.png").shape == (24, 36, 3)


def test_the_bundled_network_takes_a_cat_for_a_tarantula(tmp_path, monkeypatch):
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)  # the package sees to it
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    command = ["fool", "example:chelsea", "--as", "tarantula", "--size", 96, "--json"]
    out, err, exit_code = finish(spawn(command, tmp_path))
    assert (exit_code, err) == (0, "")
    found = json.loads(out)
    assert found["network"] == "EfficientNet-Lite0"
    assert found["after"][0]["name"] == "tarantula"
    assert found["before"][0]["name"] != "tarantula"
    assert found["change"]["mean"] < 4
    assert load_image(tmp_path / "chelsea-tarantula.png").shape == (96, 144, 3)
