"""``unrolled info``: versions, the cache folder, and what lies in UNROLLED_DATA."""

import json
import platform

import numpy as np

from unrolled import __version__


def facts(run):
    result = run("info", "--json")
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_versions_are_those_that_are_installed(run):
    found = facts(run)
    assert found["unrolled"] == __version__
    assert found["python"] == platform.python_version()
    assert found["packages"]["numpy"] == np.__version__


def test_a_package_that_is_missing_is_no_error(run, monkeypatch):
    monkeypatch.setattr("unrolled.cli.info._PACKAGES", ("numpy", "no-such-package-at-all"))
    assert facts(run)["packages"]["no-such-package-at-all"] is None
    assert "not installed" in run("info").output


def test_the_cache_folder_is_named_whether_it_is_there_or_not(run, tmp_path):
    cache = tmp_path / "cache"
    assert facts(run)["cache"] == {"folder": str(cache), "exists": False}
    assert "not there yet" in run("info").output
    cache.mkdir()
    assert facts(run)["cache"]["exists"]
    assert "not there yet" not in run("info").output


def test_what_lies_in_the_data_folder_is_listed(run, tmp_path, monkeypatch):
    assert facts(run)["data"] == {"UNROLLED_DATA": None, "exists": False, "found": []}
    assert "not set" in run("info").output
    monkeypatch.setenv("UNROLLED_DATA", str(tmp_path / "mine"))
    assert not facts(run)["data"]["exists"]
    assert "there is no such folder" in run("info").output
    for name in ["coco_captioning", *(f"file{i:02}" for i in range(15))]:
        (tmp_path / "mine" / name).mkdir(parents=True)
    assert facts(run)["data"]["found"][:2] == ["coco_captioning", "file00"]
    shown = run("info").output
    assert "coco_captioning, file00" in shown
    assert "and 4 more" in " ".join(shown.split())
