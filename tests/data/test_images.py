import struct
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image

from unrolled.data import ImageError, MissingDataError, read_image

RED, WHITE, BLUE = (255, 0, 0), (255, 255, 255), (0, 0, 255)


@pytest.mark.parametrize("kind", ["png", "bmp", "ppm", "tiff", "webp"])
def test_a_picture_comes_back_as_it_was_written(picture, tmp_path, kind):
    path = tmp_path / f"picture.{kind}"
    Image.fromarray(picture).save(path, **({"lossless": True} if kind == "webp" else {}))
    read = read_image(path)
    np.testing.assert_array_equal(read, picture)
    assert read.dtype == np.uint8
    assert read.flags.writeable


@pytest.mark.parametrize("kind", ["jpg", "gif"])
def test_a_picture_of_one_colour_survives_coarse_formats(tmp_path, kind):
    path = tmp_path / f"picture.{kind}"
    Image.new("RGB", (16, 8), RED).save(path)
    read = read_image(path)
    assert read.shape == (8, 16, 3)
    assert np.abs(read.astype(int) - RED).max() <= 2


# What each EXIF orientation says: how the stored rows and columns must be moved to be seen upright.
UPRIGHT = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: a.transpose(1, 0, 2)[::-1, ::-1],
    8: np.rot90,
}


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_a_turned_picture_is_turned_upright(picture, tmp_path, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "picture.png"
    Image.fromarray(picture).save(path, exif=exif)
    np.testing.assert_array_equal(read_image(path), UPRIGHT[orientation](picture))


def test_transparency_is_laid_on_white(tmp_path):
    pixels = np.array([[(*RED, 255), (*RED, 0), (*RED, 128)]], dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "picture.png")
    solid, clear, half = read_image(tmp_path / "picture.png")[0].tolist()
    assert tuple(solid) == RED
    assert tuple(clear) == WHITE
    assert half == [255, 127, 127]  # 255 - 128, as 0 * 128/255 + 255 * 127/255


def test_a_palette_with_a_transparent_entry_is_laid_on_white(tmp_path):
    image = Image.new("P", (2, 1))
    image.putpalette([*RED, *BLUE])
    image.putdata([0, 1])
    image.save(tmp_path / "picture.png", transparency=1)
    assert read_image(tmp_path / "picture.png").tolist() == [[[*RED], [*WHITE]]]


@pytest.mark.parametrize("mode", ["L", "1", "LA"])
def test_grey_becomes_three_equal_channels(tmp_path, mode):
    Image.new("L", (2, 3), 255).convert(mode).save(tmp_path / "picture.png")
    np.testing.assert_array_equal(read_image(tmp_path / "picture.png"), np.full((3, 2, 3), 255))


def test_grey_of_16_bits_is_scaled_and_not_clipped(tmp_path):
    grey = np.array([[0, 128, 129, 32896, 65278, 65535]], dtype=np.uint16)
    Image.fromarray(grey).save(tmp_path / "picture.png")
    assert read_image(tmp_path / "picture.png")[0, :, 0].tolist() == [0, 0, 1, 128, 254, 255]


def test_print_colours_become_rgb(tmp_path):
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(tmp_path / "picture.tiff")
    assert tuple(read_image(tmp_path / "picture.tiff")[0, 0].tolist()) == RED


def test_a_picture_of_real_numbers_is_refused(tmp_path):
    Image.new("F", (2, 2)).save(tmp_path / "picture.tiff")
    with pytest.raises(ImageError, match="found a picture of real numbers"):
        read_image(tmp_path / "picture.tiff")


@pytest.mark.parametrize("content", [b"", b"<html>Gone</html>", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_what_is_no_picture_is_an_error(tmp_path, content):
    path = tmp_path / "picture.jpg"
    path.write_bytes(content)
    with pytest.raises(ImageError, match="expected a whole picture") as error:
        read_image(path)
    assert str(path) in str(error.value)


def test_a_format_that_is_not_listed_is_an_error(picture, tmp_path):
    Image.fromarray(picture).save(tmp_path / "picture.ico")
    with pytest.raises(ImageError, match="expected a whole picture"):
        read_image(tmp_path / "picture.ico")


@pytest.mark.parametrize("kind", ["png", "jpg", "gif", "bmp"])
def test_a_picture_that_breaks_off_is_an_error(tmp_path, kind):
    path = tmp_path / f"picture.{kind}"
    noise = np.random.default_rng(0).integers(256, size=(64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ImageError, match="expected a whole picture"):
        read_image(path)


def png_that_claims(width, height):
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


# 8,000 squared is over our limit, 10,000 squared makes Pillow warn, 20,000 squared makes it refuse.
@pytest.mark.parametrize("side", [8_000, 10_000, 20_000])
@pytest.mark.parametrize("warnings_are", ["ignore", "error"])
def test_a_picture_too_large_to_unpack_is_refused(tmp_path, side, warnings_are):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_that_claims(side, side))
    warnings.simplefilter(warnings_are, Image.DecompressionBombWarning)  # pytest undoes it
    with pytest.raises(ImageError, match="expected a picture of at most 50,000,000 pixels, found"):
        read_image(path)


def test_the_limits_can_be_set(png):
    with pytest.raises(ImageError, match="at most 5 pixels, found 3 by 2"):
        read_image(png, max_pixels=5)
    assert read_image(png, max_pixels=6).shape == (2, 3, 3)
    with pytest.raises(ImageError, match="at most 20 bytes, found"):
        read_image(png, max_bytes=20)


def test_a_missing_picture_is_named(tmp_path, png):
    with pytest.raises(MissingDataError, match=r"none\.png: expected a file.*'picture\.png'"):
        read_image(tmp_path / "none.png")
