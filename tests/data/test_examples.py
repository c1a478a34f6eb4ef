import importlib.util
import subprocess
import sys

import numpy as np
import pytest

from unrolled.data import (
    COURSE_PICTURES,
    EXAMPLE_PICTURES,
    MissingDataError,
    course_path,
    course_picture,
    example_path,
    example_picture,
    save_image,
)

COLOURED = ("astronaut", "chelsea", "coffee", "hubble_deep_field", "motorcycle", "rocket")


@pytest.mark.parametrize("name", EXAMPLE_PICTURES)
def test_every_example_is_the_picture_that_scikit_image_shows(name):
    from skimage import data  # only the test imports it

    shown = data.stereo_motorcycle()[0] if name == "motorcycle" else getattr(data, name)()
    read = example_picture(name)
    assert read.dtype == np.uint8
    expected = shown if shown.ndim == 3 else np.stack([shown] * 3, axis=2)
    np.testing.assert_array_equal(read, expected)


def test_coloured_pictures_have_colours():
    for name in COLOURED:
        red, green, blue = np.moveaxis(example_picture(name, 64), 2, 0).astype(int)
        assert np.abs(red - green).max() > 40 or np.abs(blue - green).max() > 40, name


def test_an_example_can_be_scaled():
    assert example_picture("chelsea").shape == (300, 451, 3)
    assert example_picture("chelsea", 192).shape == (192, 288, 3)


def test_an_example_is_read_without_importing_scikit_image():
    code = (
        "import sys; from unrolled.data import example_picture; example_picture('coffee');"
        "print([name for name in sys.modules if name.startswith('skimage')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "meant"),
    [("cofee", "'coffee'"), ("Chelsea", "'chelsea'"), ("hubble deep field", "'hubble_deep_field'")],
)
def test_a_misspelt_example_is_an_error_with_what_was_meant(name, meant):
    with pytest.raises(ValueError, match=rf"no picture '{name}'\. Did you mean {meant}\?.*rocket"):
        example_picture(name)


def test_an_unknown_example_is_an_error_with_all_names():
    names = r"no picture 'qqq'\. There are astronaut, brick"
    with pytest.raises(ValueError, match=names) as caught:
        example_path("qqq")
    assert all(name in str(caught.value) for name in EXAMPLE_PICTURES)


def test_without_scikit_image_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingDataError, match=r"not installed.*pip install 'unrolled\[pictures\]"):
        example_picture("chelsea")


def test_a_scikit_image_without_its_pictures_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "skimage").mkdir()
    (tmp_path / "skimage" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "skimage", raising=False)
    with pytest.raises(MissingDataError, match=r"'chelsea'.*none of it in .*skimage\. Install"):
        example_picture("chelsea")


@pytest.fixture
def own_data(tmp_path, cache, monkeypatch):
    folder = tmp_path / "own"
    monkeypatch.setenv("UNROLLED_DATA", str(folder))
    return folder


@pytest.mark.parametrize("name", COURSE_PICTURES)
@pytest.mark.parametrize("place", ["own", "cache"])
def test_a_picture_of_the_course_is_found_in_both_folders(own_data, cache, picture, name, place):
    folder = (own_data if place == "own" else cache) / "styles"
    folder.mkdir(parents=True)
    save_image(folder / f"{name}.jpg", picture)
    assert course_path(name) == folder / f"{name}.jpg"
    assert course_picture(name).shape == (2, 3, 3)
    assert course_picture(name, 4).shape == (4, 6, 3)


def test_a_picture_of_the_course_that_is_missing_says_what_to_set(own_data, cache):
    with pytest.raises(MissingDataError, match=r"styles/muse\.jpg: expected a picture") as caught:
        course_picture("muse")
    message = str(caught.value)
    assert f"none at {own_data}/styles/muse.jpg and {cache}/styles/muse.jpg." in message
    assert "Set UNROLLED_DATA to the folder that holds styles/muse.jpg." in message
    assert "example_picture" in message


def test_an_unknown_picture_of_the_course_is_an_error(own_data):
    with pytest.raises(ValueError, match=r"Did you mean 'starry_night'\? There are tubingen"):
        course_path("starry-night")
    with pytest.raises(ValueError, match=r"no picture '\.\./secret'"):
        course_path("../secret")
