import errno
import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from unrolled.data import (
    DiskFullError,
    ImageError,
    MissingDataError,
    check_can_save,
    jpeg_bytes_round_trip,
    load_image,
    save_image,
)
from unrolled.data.atomic import leftovers


def soft(height=40, width=60):
    """A picture that JPEG can keep: colours change slowly."""
    down, right = np.mgrid[:height, :width]
    return np.stack([2 * down + 40, 3 * right + 20, 200 - right - down], axis=2).astype(np.uint8)


def coarse(height=64, width=64):
    """Noise: a file of it is as large as the picture."""
    return np.random.default_rng(0).integers(256, size=(height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("suffix", ["png", "tif", "tiff", "bmp", "PNG"])
def test_every_pixel_is_kept(tmp_path, suffix):
    path = tmp_path / f"picture.{suffix}"
    save_image(path, coarse())
    np.testing.assert_array_equal(load_image(path), coarse())
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", ["jpg", "jpeg", "webp", "JPG"])
def test_smaller_formats_change_the_pixels_a_little(tmp_path, suffix):
    path = tmp_path / f"picture.{suffix}"
    save_image(str(path), soft())
    read = load_image(path)
    assert read.shape == soft().shape
    assert 0 < np.abs(read.astype(int) - soft()).max() < 16


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [("png", "PNG"), ("jpg", "JPEG"), ("webp", "WEBP"), ("tif", "TIFF"), ("bmp", "BMP")],
)
def test_the_suffix_says_the_format(tmp_path, suffix, kind):
    save_image(tmp_path / f"picture.{suffix}", soft())
    with Image.open(tmp_path / f"picture.{suffix}") as image:
        assert (image.format, image.size) == (kind, (60, 40))


@pytest.mark.parametrize("suffix", ["jpg", "webp"])
def test_a_lower_quality_makes_a_smaller_and_worse_file(tmp_path, suffix):
    sizes, errors = [], []
    for quality in (1, 50, 100):
        path = tmp_path / f"{quality}.{suffix}"
        save_image(path, coarse(), quality)
        sizes.append(path.stat().st_size)
        errors.append(np.abs(load_image(path).astype(int) - coarse()).mean())
    assert sizes == sorted(sizes)
    assert errors == sorted(errors, reverse=True)


def test_a_picture_of_one_pixel_can_be_saved(tmp_path):
    pixels = np.array([[[1, 2, 3]]], dtype=np.uint8)
    save_image(tmp_path / "one.png", pixels)
    np.testing.assert_array_equal(load_image(tmp_path / "one.png"), pixels)


def test_part_of_an_array_can_be_saved(tmp_path):
    turned = coarse()[::-2, ::3, ::-1]  # neither contiguous nor in the order of memory
    save_image(tmp_path / "part.png", turned)
    np.testing.assert_array_equal(load_image(tmp_path / "part.png"), turned)


@pytest.mark.parametrize("quality", [1, 75, 95])
def test_the_round_trip_in_memory_is_that_of_a_file(tmp_path, quality):
    save_image(tmp_path / "picture.jpg", coarse(), quality)
    trip = jpeg_bytes_round_trip(coarse(), quality)
    np.testing.assert_array_equal(trip, load_image(tmp_path / "picture.jpg"))
    assert trip.flags.writeable
    assert (trip != coarse()).any()


def test_a_second_picture_replaces_the_first(tmp_path):
    path = tmp_path / "picture.png"
    save_image(path, coarse())
    save_image(path, soft())
    np.testing.assert_array_equal(load_image(path), soft())
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("quality", [0, 101, -5, True])
def test_a_quality_out_of_range_is_an_error(tmp_path, quality):
    with pytest.raises(ValueError, match=f"quality should be 1 to 100, got {quality}"):
        save_image(tmp_path / "picture.jpg", soft(), quality)
    with pytest.raises(ValueError, match="quality should be 1 to 100"):
        jpeg_bytes_round_trip(soft(), quality)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_floats_are_refused(tmp_path, suffix):
    with pytest.raises(TypeError, match="pixels should be uint8, 0 to 255, got float64"):
        save_image(tmp_path / f"picture.{suffix}", soft() / 255)
    with pytest.raises(TypeError, match="pixels should be uint8"):
        jpeg_bytes_round_trip(soft() / 255)
    with pytest.raises(ValueError, match=r"got \(1, 40, 60, 3\); give one picture"):
        save_image(tmp_path / f"picture.{suffix}", soft()[None])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("suffix", "side"), [("webp", 17_000), ("jpg", 66_000)])
def test_a_picture_too_large_for_its_format_is_an_error(tmp_path, suffix, side):
    path = tmp_path / f"long.{suffix}"
    with pytest.raises(ImageError, match=rf"of a size that .* can hold, found {side} by 1 .*png"):
        save_image(path, np.zeros((1, side, 3), np.uint8))
    assert list(tmp_path.iterdir()) == []


SAVERS = [lambda path: save_image(path, soft()), check_can_save]


@pytest.mark.parametrize("save", SAVERS)
@pytest.mark.parametrize(
    ("name", "found"), [("a.xyz", "'.xyz'"), ("a", "no ending"), ("a.png.part", "'.part'")]
)
def test_an_unknown_suffix_is_an_error_that_lists_the_known(tmp_path, save, name, found):
    with pytest.raises(ImageError, match=rf"expected a name that ends in \.bmp.*found {found}"):
        save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("save", SAVERS)
def test_a_missing_folder_is_an_error(tmp_path, save):
    with pytest.raises(MissingDataError, match=r"none: expected a folder.*found nothing.*Create"):
        save(tmp_path / "none" / "picture.png")
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(MissingDataError, match=r"expected a folder to save .*, found a file"):
        save(tmp_path / "file" / "picture.png")


@pytest.mark.parametrize("save", SAVERS)
def test_a_folder_is_no_file(tmp_path, save):
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(IsADirectoryError, match=r"folder\.png: expected the name of a file"):
        save(tmp_path / "folder.png")


@pytest.mark.parametrize("save", SAVERS)
def test_a_folder_that_may_not_be_written_is_an_error(tmp_path, monkeypatch, save):
    def refuse(self, mode="r"):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)  # a chmod would not stop root
    advice = r"picture\.png \(Permission denied\)\. Save it to a folder that you may write to"
    with pytest.raises(PermissionError, match=advice) as caught:
        save(tmp_path / "picture.png")
    assert "Errno" not in str(caught.value)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_leaves_the_old_picture_and_says_what_to_do(
    tmp_path, monkeypatch, code
):
    path = tmp_path / "picture.png"
    save_image(path, soft())

    def full(_):
        raise OSError(code, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    advice = r"no room for picture\.png, [\d,]+ bytes\. Free some, or save it to a folder on a"
    with pytest.raises(DiskFullError, match=advice):
        save_image(path, coarse())
    np.testing.assert_array_equal(load_image(path), soft())
    assert list(tmp_path.iterdir()) == [path]


def test_another_error_of_the_disk_is_passed_on(tmp_path, monkeypatch):
    def broken(_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match=r"could not write .*picture\.png \(Input/output error\)"):
        save_image(tmp_path / "picture.png", soft())


# Saves a picture of about 190,000 bytes where the kernel allows 100,000: it stops in the middle.
LIMITED = """
import resource, signal, sys
import numpy as np
from unrolled.data import save_image

pixels = np.random.default_rng(0).integers(256, size=(250, 250, 3), dtype=np.uint8)
signal.signal(signal.SIGXFSZ, signal.{handler})
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
save_image(sys.argv[1], pixels)
"""


@pytest.mark.parametrize(("handler", "left"), [("SIG_DFL", 1), ("SIG_IGN", 0)])
def test_a_save_that_ends_in_the_middle_leaves_the_old_picture(tmp_path, handler, left):
    path = tmp_path / "picture.png"
    save_image(path, soft())
    code = [sys.executable, "-c", LIMITED.format(handler=handler), str(path)]
    done = subprocess.run(code, capture_output=True, text=True, check=False)
    if handler == "SIG_DFL":
        assert done.returncode == -signal.SIGXFSZ
    else:
        assert "DiskFullError" in done.stderr
    np.testing.assert_array_equal(load_image(path), soft())
    assert len(leftovers(path)) == left


@pytest.mark.parametrize("old", [None, b"old"])
def test_asking_whether_a_picture_can_be_saved_changes_nothing(tmp_path, old):
    path = tmp_path / "picture.png"
    if old is not None:
        path.write_bytes(old)
    check_can_save(path)
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == ([] if old is None else [old])


def test_a_name_may_be_relative_or_start_at_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    save_image("here.png", soft())
    save_image("~/home.png", soft())
    assert {entry.name for entry in tmp_path.iterdir()} == {"here.png", "home.png"}
