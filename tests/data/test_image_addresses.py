import numpy as np
import pytest
from PIL import Image

from support.web import Answer
from unrolled.data import DownloadError, ImageError, MissingDataError, OfflineError, image_from_url


def test_paths_and_file_addresses_are_read(png, picture, tmp_path):
    spaced = tmp_path / "a picture.png"
    spaced.write_bytes(png.read_bytes())
    for url in (str(png), png.as_uri(), spaced.as_uri(), f"file://localhost{png}"):
        np.testing.assert_array_equal(image_from_url(url), picture)


def test_a_relative_path_starts_from_the_base(png, picture, tmp_path):
    np.testing.assert_array_equal(image_from_url("picture.png", base=tmp_path), picture)
    with pytest.raises(MissingDataError, match=r"other/picture\.png"):
        image_from_url("picture.png", base=tmp_path / "other")


def test_without_a_base_the_current_folder_and_then_the_coco_folder_are_searched(
    png, picture, cache, coco, tmp_path, monkeypatch
):
    monkeypatch.chdir(coco.folder)
    with pytest.raises(
        MissingDataError, match="Give the folder it is relative to as base"
    ) as error:
        image_from_url("picture.png")
    assert str(coco.folder) in str(error.value)
    monkeypatch.setenv("UNROLLED_DATA", str(coco.folder.parent))
    Image.fromarray(255 - picture).save(coco.folder / "picture.png")
    monkeypatch.chdir(tmp_path / "data")
    np.testing.assert_array_equal(image_from_url("picture.png"), 255 - picture)
    monkeypatch.chdir(tmp_path)
    np.testing.assert_array_equal(image_from_url("picture.png"), picture)


def test_the_urls_of_loaded_data_are_found(cache, coco, picture, monkeypatch):
    (coco.folder / "images").mkdir()
    Image.fromarray(picture).save(coco.folder / "images" / "train0.png")
    np.testing.assert_array_equal(image_from_url("images/train0.png", base=coco.folder), picture)


def test_a_picture_comes_from_a_server_and_nothing_is_kept(server, cache, png, picture):
    url = server.serve("/picture.png", Answer(png.read_bytes()))
    np.testing.assert_array_equal(image_from_url(url), picture)
    np.testing.assert_array_equal(image_from_url(url), picture)
    assert len(server.asked) == 2
    assert not cache.exists()


def test_a_server_without_the_picture_is_an_error(server, cache):
    with pytest.raises(DownloadError, match=r"/none\.png: the server answered 404"):
        image_from_url(f"{server.address}/none.png")


def test_without_a_network_the_error_names_the_address_and_no_temporary_file(server, cache, pauses):
    url = f"{server.address}/picture.png"
    server.close()
    with pytest.raises(OfflineError, match="Without a network, give the path") as error:
        image_from_url(url)
    assert str(error.value).startswith(url)
    assert "/tmp" not in str(error.value)


def test_a_page_in_place_of_the_picture_is_an_error_that_names_the_address(server, cache):
    url = server.serve("/picture.png", Answer(b"<html>Gone</html>"))
    with pytest.raises(ImageError, match="expected a whole picture") as error:
        image_from_url(url)
    assert str(error.value).startswith(url)
    assert "/tmp" not in str(error.value)


def test_a_picture_that_a_server_cuts_off_is_tried_again(server, cache, png, picture, pauses):
    content = png.read_bytes()
    cut = Answer(content[:30], announced=len(content))
    url = server.serve("/picture.png", cut, Answer(content))
    np.testing.assert_array_equal(image_from_url(url), picture)


def test_a_picture_too_large_to_fetch_is_refused(server, cache):
    url = server.serve("/picture.png", Answer(bytes(1000)))
    with pytest.raises(DownloadError, match="at most 999 bytes, found 1,000"):
        image_from_url(url, max_bytes=999)


def test_a_silent_server_is_given_up(server, cache, png, pauses):
    url = server.serve("/picture.png", Answer(png.read_bytes(), pause=0.2))
    with pytest.raises(DownloadError):
        image_from_url(url, timeout=0.05)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://host/picture.png", "http, https or file address, or a path; got 'ftp://host"),
        ("data:image/png;base64,AAAA", "http, https or file address"),
        ("file://host/picture.png", "of this machine; got 'file://host/picture.png'"),
        ("", "url is empty"),
    ],
)
def test_addresses_of_other_kinds_are_errors(url, said):
    with pytest.raises(ValueError, match=said):
        image_from_url(url)
