"""``unrolled dream``: a picture of a class, from noise."""

import json

import numpy as np
import pytest

from support.command import finish, spawn
from support.impatient import press_ctrl_c
from unrolled.data import load_image
from unrolled.vision import create_class_visualization, deprocess_image, visualize_class

DREAM = ["dream", "tarantula", "--size", 32, "--steps", 5]


def report(result):
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return json.loads(result.stdout)


def stronger(model, seed):
    return visualize_class(76, model, size=32, num_steps=5, seed=seed).picture


def of_the_course(model, seed):
    return create_class_visualization(76, model, num_iterations=5, size=32, seed=seed)


@pytest.mark.parametrize(("options", "make"), [([], stronger), (["--course"], of_the_course)])
def test_the_picture_is_that_of_the_package(run, tmp_path, network, tiny, options, make):
    found = report(run(*DREAM, *options, "--seed", 4, "--json"))
    expected = deprocess_image(make(tiny, 4)[0], model=tiny)
    np.testing.assert_array_equal(load_image(tmp_path / "tarantula.png"), expected)
    assert found["class"]["name"] == "tarantula"
    assert (found["network"], found["steps"], found["size"], found["seed"]) == ("Tiny", 5, 32, 4)
    assert len(found["classes"]) == 5
    assert found["output"] == "tarantula.png"


@pytest.mark.parametrize(("options", "size", "steps"), [([], 256, 160), (["--course"], 224, 100)])
def test_both_ways_have_their_own_sizes(run, network, monkeypatch, options, size, steps):
    asked = {}

    def note(*arguments, **settings):
        asked.update(settings)
        raise RuntimeError("enough")

    for name in ("visualize_class", "create_class_visualization"):
        monkeypatch.setattr(f"unrolled.vision.{name}", note)
    assert run("dream", 76, *options).exit_code == 1
    assert asked["size"] == size
    assert asked["num_iterations" if options else "num_steps"] == steps


def test_a_person_gets_lines(run, network):
    result = run("dream", 134, *DREAM[2:], "-q")
    lines = result.stdout.splitlines()
    name = "crane (large long-necked wading bird)"
    assert lines[0] == f"{name} (134) as made, and now seen, by Tiny"
    assert lines[-1] == "The picture: crane-large-long-necked-wading-bird.png"
    assert len(lines) == 1 + 5 + 1


@pytest.mark.parametrize("options", [[], ["--course"]])
def test_pictures_on_the_way(run, tmp_path, network, options):
    found = report(run(*DREAM, *options, "--frames", "way", "--every", 2, "--json"))
    names = sorted(entry.name for entry in (tmp_path / "way").iterdir())
    assert names == ["0002.png", "0004.png", "0005.png"]
    last = load_image(tmp_path / "way" / "0005.png")
    np.testing.assert_array_equal(last, load_image(tmp_path / found["output"]))


@pytest.mark.parametrize("options", [[], ["--course"]])
def test_ctrl_c_keeps_the_picture(run, tmp_path, network, monkeypatch, options):
    press_ctrl_c(monkeypatch, 3, "ascent")
    result = run(*DREAM, *options)
    assert result.exit_code == 130
    message = "at step 2 of 5; tarantula.png holds the picture made so far"
    assert result.stderr == f"interrupted: stopped {message}\n"
    assert load_image(tmp_path / "tarantula.png").shape == (32, 32, 3)


def test_every_belongs_to_frames(run, network):
    result = run(*DREAM, "--every", 2)
    assert result.exit_code == 2
    assert "--every: with --frames only" in result.stderr


@pytest.mark.parametrize("course", [[], ["--course"]])
def test_the_bundled_network_dreams(tmp_path, monkeypatch, course):
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)  # the package sees to it
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    command = ["dream", "tarantula", "--size", 64, "--steps", 2, "--json", *course]
    out, err, exit_code = finish(spawn(command, tmp_path))
    assert (exit_code, err) == (0, "")
    assert json.loads(out)["network"] == "EfficientNet-Lite0"
    assert load_image(tmp_path / "tarantula.png").shape == (64, 64, 3)
