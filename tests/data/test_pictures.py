import io
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from unrolled.data import (
    COURSE_PICTURES,
    ImageError,
    MissingDataError,
    centre_square,
    course_path,
    load_image,
    resize,
    resize_shorter_side,
)
from unrolled.data.pictures import to_pillow


def smooth(height, width):
    """A picture without detail: brighter to the right in red, downwards in green."""
    red = np.linspace(0, 255, width)[None, :] * np.ones((height, 1))
    green = np.linspace(0, 255, height)[:, None] * np.ones((1, width))
    return np.rint(np.stack([red, green, np.full_like(red, 99)], axis=2)).astype(np.uint8)


def test_without_a_size_the_file_comes_back_as_it_is(png, picture):
    np.testing.assert_array_equal(load_image(png), picture)
    np.testing.assert_array_equal(load_image(str(png)), picture)


def test_a_path_may_start_at_home(png, picture, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    np.testing.assert_array_equal(load_image("~/picture.png"), picture)


@pytest.mark.parametrize("shape", [(60, 90), (90, 60), (75, 75)])
@pytest.mark.parametrize("size", [1, 30, 60, 128, np.int64(45)])
def test_a_landscape_stays_a_landscape(tmp_path, shape, size):
    path = tmp_path / "picture.png"
    Image.fromarray(smooth(*shape)).save(path)
    read = load_image(path, size)
    assert read.dtype == np.uint8
    assert read.shape == (*(int(side * size / min(shape)) for side in shape), 3)


def test_scaling_keeps_the_content_in_its_place():
    scaled = resize_shorter_side(smooth(60, 90), 20)
    # A new pixel is the mean of about three by three old ones; the rim is the mean of fewer.
    expected = smooth(60, 90)[1::3, 1::3].astype(int)
    np.testing.assert_allclose(scaled[1:-1, 1:-1], expected[1:-1, 1:-1], atol=2)


def test_the_filter_is_bilinear():
    # Between the centres of two old pixels the values lie on a line, beyond them they are flat.
    row = np.array([[[0] * 3, [200] * 3]], dtype=np.uint8)
    assert resize(row, 1, 4)[0, :, 0].tolist() == [0, 50, 150, 200]


def test_the_input_is_not_changed_nor_shared(picture):
    before = picture.copy()
    resize_shorter_side(picture, 2)[:] = 0
    np.testing.assert_array_equal(picture, before)


def test_height_comes_before_width(picture):
    assert resize(picture, 5, 7).shape == (5, 7, 3)


SIDES = st.integers(1, 300)


@settings(deadline=None)
@given(SIDES, SIDES, st.integers(1, 600))
def test_the_shorter_side_is_exact_and_the_longer_one_rounded_down(height, width, size):
    shorter = min(height, width)
    expected = [int(side * float(size) / shorter) for side in (height, width)]
    if expected[0] * expected[1] > 10**6:
        with pytest.raises(ValueError, match=f"size {size} would make a picture"):
            resize_shorter_side(np.zeros((height, width, 3), np.uint8), size, max_pixels=10**6)
        return
    scaled = resize_shorter_side(np.zeros((height, width, 3), np.uint8), size, max_pixels=10**6)
    assert list(scaled.shape[:2]) == expected
    assert min(scaled.shape[:2]) == size


@pytest.mark.parametrize("name", COURSE_PICTURES)
@pytest.mark.parametrize("size", [192, 224, 512])
def test_the_course_pictures_get_the_sizes_of_the_course(name, size):
    try:
        path = course_path(name)
    except MissingDataError:
        pytest.skip("UNROLLED_DATA names no folder with the course's pictures")
    with Image.open(path) as image:
        width, height = image.size
    expected = [int(side * float(size) / min(height, width)) for side in (height, width)]
    assert load_image(path, size).shape == (*expected, 3)


@pytest.mark.parametrize(("shape", "size"), [((1, 5000), 10), ((5000, 1), 10), ((1, 1), 300)])
def test_extreme_shapes_are_scaled(shape, size):
    pixels = np.full((*shape, 3), (10, 20, 30), dtype=np.uint8)
    scaled = resize_shorter_side(pixels, size)
    assert scaled.shape == (*(side * size for side in shape), 3)
    assert (scaled == (10, 20, 30)).all()


def test_a_picture_that_a_camera_turned_is_scaled_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate by 90 degrees, clockwise, to see it upright
    upright = smooth(90, 60)
    Image.fromarray(np.rot90(upright)).save(tmp_path / "picture.png", exif=exif)
    read = load_image(tmp_path / "picture.png", 60)
    np.testing.assert_array_equal(read, upright)
    assert load_image(tmp_path / "picture.png", 20).shape == (30, 20, 3)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_every_kind_of_picture_becomes_rgb(tmp_path, mode):
    grey = np.full((20, 30), 65535 if mode == "I;16" else 255)
    image = Image.fromarray(grey.astype(np.uint16 if mode == "I;16" else np.uint8))
    (image if mode == "I;16" else image.convert(mode)).save(tmp_path / "picture.png")
    read = load_image(tmp_path / "picture.png", 10)
    assert read.shape == (10, 15, 3)
    assert (read == 255).all()


def test_a_broken_picture_is_an_error_that_names_it(tmp_path):
    path = tmp_path / "picture.png"
    for content in (b"", b"no picture at all", png_start()):
        path.write_bytes(content)
        with pytest.raises(ImageError, match=r"picture\.png: expected a whole picture"):
            load_image(path, 10)
    with pytest.raises(MissingDataError, match=r"none\.png"):
        load_image(tmp_path / "none.png", 10)


def png_start():
    content = io.BytesIO()
    noise = np.random.default_rng(0).integers(256, size=(64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(content, "PNG")
    return content.getvalue()[:5000]


@pytest.mark.parametrize("size", [0, -3, np.int64(-1)])
def test_a_size_that_is_not_positive_is_an_error(picture, png, size):
    for scale in (
        lambda: load_image(png, size),
        lambda: resize_shorter_side(picture, size),
        lambda: centre_square(picture, size),
    ):
        with pytest.raises(ValueError, match=f"size should be a positive number.*got {size}"):
            scale()
    with pytest.raises(ValueError, match="height should be a positive"):
        resize(picture, size, 5)
    with pytest.raises(ValueError, match="width should be a positive"):
        resize(picture, 5, size)


@pytest.mark.parametrize("size", [192.0, 192.5, "192", True])
def test_a_size_that_is_no_whole_number_is_an_error(png, picture, size, own_errors):
    message = f"size should be a whole number, got {size!r}"
    for scale in (
        lambda: load_image(png, size),
        lambda: resize_shorter_side(picture, size),
        lambda: centre_square(picture, size),
    ):
        with pytest.raises(TypeError, match=message):
            scale()
    with pytest.raises(TypeError, match="height should be a whole number"):
        resize(picture, size, 5)
    with pytest.raises(TypeError, match="width should be a whole number"):
        resize(picture, 5, size)


def test_a_wrong_size_is_told_before_the_file_is_read(tmp_path):
    with pytest.raises(ValueError, match="size should be"):
        load_image(tmp_path / "none.png", 0)


def test_a_size_that_cannot_fit_is_an_error(picture, png):
    expected = "would make a picture of 15000 by 10000 pixels; at most 50,000,000 pixels"
    with pytest.raises(ValueError, match=f"size 10000 {expected}"):
        load_image(png, 10_000)
    with pytest.raises(ValueError, match=f"size 10000 {expected}"):
        resize_shorter_side(picture, 10_000)
    with pytest.raises(ValueError, match=f"that {expected}"):
        resize(picture, 10_000, 15_000)
    with pytest.raises(ValueError, match="size 8000 would make a picture of 8000 by 8000"):
        centre_square(picture, 8_000)
    assert load_image(png, 20, max_pixels=600).shape == (20, 30, 3)
    with pytest.raises(ValueError, match="at most 599 pixels"):
        load_image(png, 20, max_pixels=599)
    with pytest.raises(ImageError, match="at most 5 pixels, found 3 by 2"):
        load_image(png, 1, max_pixels=5)


@pytest.mark.parametrize("shape", [(300, 500), (500, 300), (20, 20), (40, 280)])
def test_the_middle_square_is_cut_out(shape):
    picture = np.zeros((*shape, 3), dtype=np.uint8)
    edge = min(shape)
    top, left = ((size - edge) // 2 for size in shape)
    picture[top : top + edge, left : left + edge] = (10, 200, 30)
    square = centre_square(picture, 40)
    assert square.shape == (40, 40, 3)
    np.testing.assert_allclose(square[5:35, 5:35].reshape(-1, 3), 900 * [[10, 200, 30]], atol=2)


@settings(deadline=None)
@given(SIDES, SIDES, st.integers(1, 60))
def test_a_square_of_one_colour_has_that_colour(height, width, size):
    square = centre_square(np.full((height, width, 3), (7, 80, 250), np.uint8), size)
    assert square.shape == (size, size, 3)
    assert (square == (7, 80, 250)).all()


@pytest.mark.parametrize(
    ("pixels", "kind", "message"),
    [
        (np.zeros((4, 4, 3), np.float32), TypeError, "uint8, 0 to 255, got float32: deprocess"),
        (np.zeros((4, 4), np.uint8), ValueError, r"\(height, width, 3\), got \(4, 4\)"),
        (np.zeros((4, 4, 4), np.uint8), ValueError, r"got \(4, 4, 4\)"),
        (np.zeros((0, 4, 3), np.uint8), ValueError, r"got \(0, 4, 3\)"),
        (np.zeros((1, 4, 4, 3), np.uint8), ValueError, "one picture of the batch"),
    ],
)
def test_what_is_no_picture_is_refused(pixels, kind, message):
    for take in (
        to_pillow,
        lambda array: resize(array, 2, 2),
        lambda array: resize_shorter_side(array, 2),
        lambda array: centre_square(array, 2),
    ):
        with pytest.raises(kind, match=message):
            take(pixels)


def test_reading_pictures_needs_no_more_than_numpy_and_pillow(png):
    code = (
        "import sys; from unrolled.data import load_image; load_image(sys.argv[1], 2);"
        "print({'scipy', 'skimage', 'tensorflow', 'matplotlib', 'requests'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, png], capture_output=True, check=True)
    assert done.stdout.strip() == b"set()"
