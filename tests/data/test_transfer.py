import hashlib
import resource
import time

import pytest

from support.web import Answer
from unrolled.data import (
    DiskFullError,
    DownloadError,
    OfflineError,
    fetch,
)

BODY = bytes(range(256)) * 400
SHA256 = hashlib.sha256(BODY).hexdigest()


def names_in(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_redirection_is_followed(server, cache):
    target = server.serve("/new", Answer(BODY))
    url = server.serve("/old", Answer(status=302, headers={"Location": target}))
    assert fetch(url, SHA256, "file.bin").read_bytes() == BODY


def test_a_body_that_breaks_off_is_tried_again_from_the_beginning(server, cache, pauses):
    cut = Answer(BODY[:1000], announced=len(BODY))
    url = server.serve("/file", cut, cut, Answer(BODY))
    assert fetch(url, SHA256, "file.bin").read_bytes() == BODY
    assert len(server.asked) == 3
    assert pauses == [0.5, 1.0]


def test_a_body_that_always_breaks_off_is_an_error_and_nothing_is_kept(server, cache, pauses):
    url = server.serve("/file", Answer(BODY[:1000], announced=len(BODY)))
    with pytest.raises(DownloadError, match=r"broke off.*1000 bytes read, 101400 more") as error:
        fetch(url, None, "file.bin")
    assert url in str(error.value)
    assert names_in(cache) == []
    assert len(server.asked) == 4
    assert pauses == [0.5, 1.0, 2.0]


def test_a_body_shorter_than_announced_is_noticed_without_the_help_of_urllib3(
    server, cache, pauses, monkeypatch
):
    # Before its version 2, the library below requests took a short body for a whole one.
    monkeypatch.setattr("requests.Response.iter_content", lambda self, size: iter([b"abc"]))
    with pytest.raises(DownloadError, match="broke off after 3 of 102,400 bytes"):
        fetch(server.serve("/file", Answer(BODY)), None, "file.bin")
    assert names_in(cache) == []


def test_a_redirection_in_a_circle_is_an_error(server, cache, pauses):
    url = server.serve("/file", Answer(status=302, headers={"Location": "/file"}))
    with pytest.raises(DownloadError, match="redirects") as error:
        fetch(url, SHA256, "file.bin")
    assert url in str(error.value)
    assert pauses == []


def test_a_busy_server_is_asked_again(server, cache, pauses):
    url = server.serve("/file", Answer(status=503), Answer(status=429), Answer(BODY))
    assert fetch(url, SHA256, "file.bin").read_bytes() == BODY
    assert pauses == [0.5, 1.0]


def test_a_file_that_is_not_there_is_asked_for_once(server, cache, pauses):
    with pytest.raises(DownloadError, match="the server answered 404 Not Found") as error:
        fetch(f"{server.address}/none", SHA256, "file.bin")
    assert f"{server.address}/none" in str(error.value)
    assert not isinstance(error.value, OfflineError)
    assert server.asked == ["/none"]
    assert pauses == []
    assert names_in(cache) == []


def test_a_silent_server_is_given_up(server, cache, pauses):
    url = server.serve("/file", Answer(BODY, pause=0.3))
    start = time.monotonic()
    with pytest.raises(DownloadError, match="the transfer broke off"):
        fetch(url, SHA256, "file.bin", timeout=0.05)
    assert time.monotonic() - start < 2
    assert names_in(cache) == []


def test_a_slow_server_is_waited_for(server, cache, pauses):
    url = server.serve("/file", Answer(BODY, pause=0.2))
    assert fetch(url, SHA256, "file.bin").read_bytes() == BODY
    assert pauses == []


def test_an_error_page_is_too_short(server, cache, pauses):
    url = server.serve("/file", Answer(b"<html>Log in</html>"))
    with pytest.raises(DownloadError, match="expected at least 1,000 bytes, found 19"):
        fetch(url, None, "file.bin", min_bytes=1000)
    assert names_in(cache) == []
    assert pauses == []


@pytest.mark.parametrize(("announced", "found"), [(None, "102,400"), (-1, "65,536")])
def test_an_endless_answer_is_cut_off(server, cache, announced, found):
    url = server.serve("/file", Answer(BODY, announced=announced))
    with pytest.raises(DownloadError, match=f"at most 50,000 bytes, found {found}"):
        fetch(url, SHA256, "file.bin", max_bytes=50_000)
    assert names_in(cache) == []


def test_a_file_without_announced_length_is_fetched(server, cache):
    url = server.serve("/file", Answer(BODY, announced=-1))
    assert fetch(url, SHA256, "file.bin").read_bytes() == BODY


def test_a_file_that_cannot_fit_is_refused_before_it_is_fetched(server, cache, monkeypatch):
    usage = type("Usage", (), {"free": 5})
    monkeypatch.setattr("unrolled.data.transfer.shutil.disk_usage", lambda folder: usage)
    url = server.serve("/file", Answer(BODY))
    with pytest.raises(DiskFullError, match=r"no room for file\.bin, 102,400 bytes, with 5 free"):
        fetch(url, SHA256, "file.bin")
    assert names_in(cache) == []


def test_a_disk_that_fills_up_is_an_error_and_nothing_is_left(server, cache):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    url = server.serve("/file", Answer(bytes(2**21)))
    # The system refuses to let a file grow beyond this, as it does when the disk is full.
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, limits[1]))
    try:
        with pytest.raises(DiskFullError, match=r"no room for file\.bin") as error:
            fetch(url, None, "file.bin", progress=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert str(cache) in str(error.value)
    assert "UNROLLED_CACHE" in str(error.value)
    assert names_in(cache) == []


@pytest.mark.parametrize("progress", [True, False, None])
def test_the_progress_bar_is_drawn_when_asked_for(server, cache, capsys, progress):
    fetch(server.serve("/file", Answer(BODY)), SHA256, "file.bin", progress=progress)
    drawn = capsys.readouterr().err
    if progress:
        assert "file.bin: 100%" in drawn
        assert "102k/102k" in drawn
    else:  # None draws on a terminal only, and a test has none
        assert drawn == ""
