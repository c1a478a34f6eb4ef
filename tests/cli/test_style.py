"""``unrolled style``: one picture painted like others."""

import json
from dataclasses import replace

import numpy as np
import pytest

from support.command import finish, spawn
from support.impatient import press_ctrl_c
from unrolled.data import example_picture, load_image, resize_shorter_side, save_image
from unrolled.vision import settings_for, style_transfer, style_transfer_pyramid

STYLE = ["style", "photo.png", "paint.png", "--size", 24, "--steps", 4]


@pytest.fixture
def pictures(tmp_path, network):
    """What to paint, 45 by 30 pixels, and two ways to paint it; two masks."""
    made = [resize_shorter_side(example_picture(n), 30) for n in ("chelsea", "coffee", "grass")]
    for name, pixels in zip(("photo", "paint", "other"), made, strict=True):
        save_image(tmp_path / f"{name}.png", pixels)
    left = np.zeros((10, 10, 3), np.uint8)
    left[:, :5] = 255
    save_image(tmp_path / "left.png", left)
    save_image(tmp_path / "right.png", 255 - left)
    return made


def report(result):
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return json.loads(result.stdout)


def expected(model, pictures, **options):
    settings = settings_for(model)
    weights = options.pop("style_weights", settings.style_weights)
    tv = options.pop("tv_weight", settings.tv_weight)
    settings = replace(settings, style_weights=weights, tv_weight=tv)
    options = {"image_size": 24, "style_size": 24, "num_steps": 4, "model": model} | options
    return style_transfer(pictures[0], pictures[1:], **(settings.arguments() | options))


@pytest.mark.parametrize(
    ("options", "more"),
    [
        ([], {}),
        (["--optimizer", "lbfgs"], {"optimizer": "lbfgs"}),
        (["--style-size", 20], {"style_size": 20}),
        (["--init-random", "--seed", 5], {"init_random": True, "seed": 5}),
        (["--weight", 4], {"style_weights": (4.0, 4.0)}),
        (["--smooth", 0], {"tv_weight": 0.0}),
    ],
)
def test_the_picture_is_that_of_the_package(run, tmp_path, pictures, tiny, options, more):
    found = report(run(*STYLE, *options, "--json"))
    made = expected(tiny, pictures[:2], **more)
    np.testing.assert_array_equal(load_image(tmp_path / "photo-paint.png"), made.pixels)
    assert found["loss"]["first"] == made.values[0]
    assert found["loss"]["last"] == made.values[-1]
    parts = [found["loss"][name] for name in ("content", "style", "variation")]
    np.testing.assert_array_equal(parts, made.terms[-1])
    assert (found["width"], found["height"], found["sizes"]) == (36, 24, [24])
    assert (found["network"], found["steps"]) == ("Tiny", len(made.values))
    assert found["output"] == "photo-paint.png"


def test_several_styles_go_together(run, tmp_path, pictures, tiny):
    command = ["style", "photo.png", "paint.png", "other.png", *STYLE[3:], "--json"]
    left = np.zeros((10, 10))
    left[:, :5] = 1
    for options, more in (
        ([], {}),
        (["--mix", "3,1"], {"style_mix": [3, 1]}),
        (["--mask", "left.png", "--mask", "right.png"], {"style_masks": [left, 1 - left]}),
    ):
        found = report(run(*command, *options))
        assert found["output"] == "photo-paint-other.png"
        made = expected(tiny, pictures, **more)
        np.testing.assert_array_equal(load_image(tmp_path / found["output"]), made.pixels)


def test_from_coarse_to_fine(run, tmp_path, pictures, tiny, monkeypatch):
    monkeypatch.setattr("unrolled.cli.styling._COARSEST", 12)
    found = report(run(*STYLE, "--pyramid", "--frames", "way", "--every", 3, "--json"))
    assert (found["sizes"], found["steps"]) == ([12, 24], 8)
    settings = replace(settings_for(tiny), style_size=12)
    made = style_transfer_pyramid(
        pictures[0], pictures[1], [12, 24], settings, num_steps=4, model=tiny
    )
    np.testing.assert_array_equal(load_image(tmp_path / "photo-paint.png"), made[-1].pixels)
    way = {entry.name: load_image(entry).shape[0] for entry in (tmp_path / "way").iterdir()}
    assert way == {"0003.png": 12, "0006.png": 24, "0008.png": 24}


def test_a_person_gets_lines(run, pictures):
    lines = run(*STYLE, "-q").stdout.splitlines()
    assert lines[0] == "photo.png painted like paint.png, 36 by 24 pixels, by Tiny in 4 steps"
    assert lines[1].startswith("The loss went from ")
    assert lines[2:] == ["The picture: photo-paint.png"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--optimizer", "sgd"], "--optimizer sgd: there is none; there are adam and lbfgs"),
        (["--preset", "muse"], "--preset muse: there is none; there are composition_vii, the_"),
        (["--preset", "the_scream", "--pyramid"], "--pyramid: not beside --preset"),
        (["--weight", -1], "--weight should be a number, 0 or more, got -1.0"),
        (["--smooth", "inf"], "--smooth should be a number, 0 or more, got inf"),
        (["--mix", "1", "--mask", "left.png"], "--mix and --mask exclude each other"),
        (["--mask", "left.png", "--mask", "right.png"], "for each style, got 2 for 1"),
        (["--mask", "gone.png"], "gone.png: expected a file of that name"),
        (["--mask", "black.png"], "black.png: expected a mask that is white somewhere"),
        (["--mix", "a"], "--mix a: expected numbers, such as 3,1"),
        (["--mix", "1,2"], "--mix 1,2: expected a number for each of the 1 styles"),
        (["--mix", "0"], "--mix 0: expected parts of 0 or more, not all of them 0"),
        (["--mix", "nan"], "--mix nan: expected parts of 0 or more"),
        (["--every", 3], "--every: with --frames only"),
        (["--seed", 3], "--seed: with --init-random only"),
        (["-o", "paint.png"], "this is the picture paint.png, which would be replaced"),
        (["-o", "left.png", "--mask", "left.png"], "this is the picture left.png, which would"),
        (["--size", 4], "--size"),
    ],
)
def test_options_that_cannot_be_used(run, tmp_path, pictures, network, options, message):
    save_image(tmp_path / "black.png", np.zeros((3, 3, 3), np.uint8))
    result = run(*STYLE, *options)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert network == []
    assert not (tmp_path / "photo-paint.png").exists()


def test_a_preset_belongs_to_squeezenet(run, pictures):
    result = run(*STYLE, "--preset", "the_scream")
    assert result.exit_code == 2
    assert "--preset the_scream is for SqueezeNet, and this is Tiny" in result.stderr


def test_a_style_is_needed(run, pictures):
    result = run("style", "photo.png")
    assert result.exit_code == 2
    assert "STYLE" in result.stderr


def test_a_size_that_the_network_s_memory_cannot_hold(run, pictures, monkeypatch):
    def refuse(*arguments, **settings):
        raise MemoryError("this would take 9 GB. Lower image_size to at most 100.")

    monkeypatch.setattr("unrolled.vision.style_transfer_pyramid", refuse)
    result = run(*STYLE)
    assert result.exit_code == 2
    assert "Lower --size to at most 100" in result.stderr


def test_weights_that_are_too_large_say_so(run, pictures):
    result = run(*STYLE, "--weight", 1e38)
    assert result.exit_code == 1
    assert "this should not happen" not in result.stderr


@pytest.mark.parametrize("optimizer", ["adam", "lbfgs"])
def test_ctrl_c_keeps_the_picture(run, tmp_path, pictures, monkeypatch, optimizer):
    press_ctrl_c(monkeypatch, 3, "ascent", "style_lbfgs")
    result = run(*STYLE, "--optimizer", optimizer)
    assert result.exit_code == 130
    message = "stopped at step 3 of 4; photo-paint.png holds the picture made so far"
    assert result.stderr == f"interrupted: {message}\n"
    assert load_image(tmp_path / "photo-paint.png").shape == (24, 36, 3)


def test_the_bundled_network_paints(tmp_path, monkeypatch):
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)  # the package sees to it
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    small = ["--size", 64, "--steps", 5, "--json", "-o", "cat.png"]
    command = ["style", "example:chelsea", "example:gravel", *small]
    out, err, exit_code = finish(spawn(command, tmp_path))
    assert (exit_code, err) == (0, "")
    found = json.loads(out)
    assert found["network"] == "EfficientNet-Lite0"
    assert found["loss"]["last"] < found["loss"]["first"]
    assert load_image(tmp_path / "cat.png").shape == (64, 96, 3)
