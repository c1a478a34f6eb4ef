"""``unrolled saliency``: what a network sees, and where it looks."""

import json

import numpy as np
import pytest
from PIL import Image

from support.command import finish, spawn
from unrolled.data import class_name, example_picture, load_image, resize_shorter_side, save_image
from unrolled.vision import (
    compute_saliency_maps,
    integrated_gradients,
    preprocess_image,
    saliency_map,
    smooth_grad,
)

LOOK = ["saliency", "photo.png", "--size", 24]


@pytest.fixture
def photo(tmp_path, network):
    """A picture of 45 by 30 pixels in the current folder."""
    pixels = resize_shorter_side(example_picture("chelsea"), 30)
    save_image(tmp_path / "photo.png", pixels)
    return pixels


@pytest.fixture
def seen(photo, tiny):
    """The picture as the network gets it with --size 24."""
    return preprocess_image(resize_shorter_side(photo, 24)[np.newaxis], tiny)


def report(result):
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return json.loads(result.stdout)


def test_the_five_likeliest_classes_are_named_with_their_probabilities(run, seen, tiny):
    found = report(run(*LOOK, "--json"))
    scores = tiny(seen).numpy()[0].astype(float)
    shares = np.exp(scores) / np.exp(scores).sum()
    best = sorted(range(1000), key=lambda number: -shares[number])[:5]
    assert [entry["number"] for entry in found["classes"]] == best
    assert set(best) <= set(range(70, 80))
    assert [entry["name"] for entry in found["classes"]] == [class_name(n) for n in best]
    got = [entry["probability"] for entry in found["classes"]]
    np.testing.assert_allclose(got, shares[best], atol=1e-6)
    assert found["shown"] == found["classes"][0]
    assert (found["width"], found["height"]) == (36, 24)
    assert found["network"] == "Tiny"
    assert found["output"] == "photo-saliency.png"


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("gradient", compute_saliency_maps),
        ("smoothgrad", lambda x, y, m: saliency_map(smooth_grad(x, y, m, seed=3))),
        ("integrated", lambda x, y, m: saliency_map(integrated_gradients(x, y, m))),
    ],
)
def test_the_map_is_that_of_the_method_and_the_class(run, tmp_path, seen, tiny, method, expected):
    command = [*LOOK, "--as", 76, "--method", method, "--view", "map", "--seed", 3, "--json"]
    found = report(run(*command, "-o", "map.png"))
    assert (found["method"], found["output"]) == (method, "map.png")
    assert found["shown"]["name"] == "tarantula"
    wanted = expected(seen, np.array([76]), tiny)[0]
    got = load_image(tmp_path / "map.png")
    assert got.shape == (24, 36, 3)
    np.testing.assert_allclose(got[:, :, 0], 255 * wanted / wanted.max(), atol=0.6)


def test_the_drawing_stands_beside_the_picture(run, tmp_path, photo):
    assert run(*LOOK, "-q").exit_code == 0
    both = load_image(tmp_path / "photo-saliency.png")
    # Small pictures are drawn larger, to a shorter side of 256.
    height, width = 256, 384
    assert both.shape == (height, 2 * width + 8, 3)
    assert (both[:, width : width + 8] == 255).all()
    left = Image.fromarray(photo).resize((width, height), Image.Resampling.BILINEAR)
    np.testing.assert_array_equal(both[:, :width], np.asarray(left))
    assert run(*LOOK, "--view", "overlay", "-o", "over.png").exit_code == 0
    np.testing.assert_array_equal(load_image(tmp_path / "over.png"), both[:, width + 8 :])


def test_a_large_picture_is_drawn_smaller(run, tmp_path, network):
    save_image(tmp_path / "large.png", np.zeros((700, 1400, 3), np.uint8))
    result = run("saliency", "large.png", "--size", 24, "--view", "overlay")
    assert result.exit_code == 0, result.output
    assert load_image(tmp_path / "large-saliency.png").shape == (512, 1024, 3)


def test_a_person_gets_lines(run, photo):
    result = run(*LOOK, "--as", "kite")
    lines = result.stdout.splitlines()
    assert lines[0] == "photo.png, 36 by 24 pixels, seen by Tiny"
    assert len(lines) == 1 + 5 + 1 + 1  # the class that was asked for is added
    assert lines[6].split()[0] == "21"
    assert lines[6].endswith("%  kite")
    assert lines[7] == "What speaks for kite (21), by SmoothGrad: photo-saliency.png"
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("name", "asked"),
    [("auto", "auto"), ("squeezenet", "squeezenet"), ("efficientnet-lite0", "efficientnet_lite0")],
)
def test_the_network_can_be_chosen(run, photo, network, name, asked):
    assert run(*LOOK, "--network", name).exit_code == 0
    assert network == [asked]


def test_examples_need_no_file(run, tmp_path, network):
    found = report(run("saliency", "example:coffee", "--size", 24, "--json"))
    assert found["output"] == "coffee-saliency.png"
    assert (tmp_path / "coffee-saliency.png").is_file()


def test_the_course_s_pictures_are_found_in_the_data_folder(run, tmp_path, monkeypatch, photo):
    (tmp_path / "data" / "styles").mkdir(parents=True)
    save_image(tmp_path / "data" / "styles" / "muse.jpg", photo)
    monkeypatch.setenv("UNROLLED_DATA", str(tmp_path / "data"))
    found = report(run("saliency", "course:muse", "--size", 24, "--json"))
    assert found["output"] == "muse-saliency.png"


def turned(image):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    return {"exif": exif.tobytes()}


@pytest.mark.parametrize(
    ("name", "mode", "options", "size"),
    [
        ("turned.jpg", "RGB", turned, (24, 36)),
        ("alpha.png", "RGBA", None, (36, 24)),
        ("grey.png", "L", None, (36, 24)),
        ("alpha-grey.png", "LA", None, (36, 24)),
        ("palette.gif", "P", None, (36, 24)),
        ("print.jpg", "CMYK", None, (36, 24)),
        ("two.webp", "RGBA", None, (36, 24)),
        ("bits.tif", "1", None, (36, 24)),
    ],
)
def test_pictures_of_any_kind(run, tmp_path, photo, name, mode, options, size):
    image = Image.fromarray(photo).convert(mode)
    image.save(tmp_path / name, **(options(image) if options else {}))
    found = report(run("saliency", name, "--size", 24, "--json"))
    assert (found["width"], found["height"]) == size


def test_a_second_run_replaces_the_first(run, tmp_path, photo):
    drawing = tmp_path / "photo-saliency.png"
    drawing.write_bytes(b"old")
    assert run(*LOOK).exit_code == 0
    first = drawing.read_bytes()
    assert run(*LOOK, "--as", 3).exit_code == 0
    assert drawing.read_bytes() not in (b"old", first)
    assert {entry.name for entry in tmp_path.iterdir()} == {"photo.png", "photo-saliency.png"}


def test_a_flat_picture_has_a_drawing_too(run, tmp_path, network):
    save_image(tmp_path / "flat.png", np.full((24, 24, 3), 128, np.uint8))
    for view in ("pair", "map", "overlay"):
        assert run("saliency", "flat.png", "--size", 24, "--view", view).exit_code == 0


def test_the_bundled_network_knows_a_cat_from_a_process_of_its_own(tmp_path, monkeypatch):
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)  # the package sees to it
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    command = ["saliency", "example:chelsea", "--method", "gradient", "--json"]
    out, err, exit_code = finish(spawn(command, tmp_path))
    assert (exit_code, err) == (0, "")
    found = json.loads(out)
    assert found["network"] == "EfficientNet-Lite0"
    assert found["shown"]["name"] == "Egyptian cat"
    assert load_image(tmp_path / "chelsea-saliency.png").shape[2] == 3
