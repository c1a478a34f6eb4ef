import io
import shutil
import zipfile

import pytest

from support.web import Answer
from unrolled.data import DownloadError, MissingDataError, fetch_coco, load_coco_data


def zipped(folder, top):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"{top}{path.name}")
    return packed.getvalue()


def test_the_users_own_folder_comes_first(coco, cache, monkeypatch):
    shutil.copytree(coco.folder, cache / "coco_captioning")
    (cache / "coco_captioning" / "train2014_urls.txt").write_text("cached\n" * 5)
    assert load_coco_data()["train_urls"][0] == "cached"
    monkeypatch.setenv("UNROLLED_DATA", str(coco.folder.parent))
    assert load_coco_data()["train_urls"][0] == "images/train0.jpg"


def test_the_cache_is_used_where_the_users_own_folder_has_no_captions(
    coco, cache, tmp_path, monkeypatch
):
    shutil.copytree(coco.folder, cache / "coco_captioning")
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("UNROLLED_DATA", str(tmp_path / "other"))
    assert len(load_coco_data()["train_captions"]) == 20


def test_without_any_folder_the_error_says_how_to_get_one(cache, tmp_path, monkeypatch):
    monkeypatch.setenv("UNROLLED_DATA", str(tmp_path))
    with pytest.raises(MissingDataError) as error:
        load_coco_data()
    for part in (
        str(tmp_path / "coco_captioning"),
        str(cache / "coco_captioning"),
        "fetch_coco()",
        "UNROLLED_DATA",
        "base_dir",
        "load_scenes()",
    ):
        assert part in str(error.value)


@pytest.mark.parametrize("top", ["coco_captioning/", ""])
def test_the_archive_is_fetched_once_unpacked_and_found(server, coco, cache, top):
    url = server.serve("/coco.zip", Answer(zipped(coco.folder, top)))
    folder = fetch_coco(url, min_bytes=1)
    assert folder == cache / "coco_captioning"
    assert fetch_coco(url, min_bytes=1) == folder
    assert server.asked == ["/coco.zip"]
    assert load_coco_data()["train_captions"].tolist() == coco.arrays["train_captions"].tolist()
    assert (cache / "coco_captioning.zip.sha256").is_file()


def test_a_page_in_place_of_the_archive_is_refused(server, cache):
    url = server.serve("/coco.zip", Answer(b"<html>Moved</html>"))
    with pytest.raises(DownloadError, match="expected at least 500,000,000"):
        fetch_coco(url)
    assert not (cache / "coco_captioning").exists()


def test_an_archive_of_something_else_is_named(server, cache, tmp_path):
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "readme.txt").write_text("hello")
    url = server.serve("/coco.zip", Answer(zipped(tmp_path / "else", "")))
    with pytest.raises(MissingDataError, match=r"coco2014_captions\.h5.*found 'readme.txt'"):
        fetch_coco(url, min_bytes=1)
