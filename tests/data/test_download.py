import hashlib
import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from support.web import Answer
from unrolled.data import (
    DataError,
    DownloadError,
    OfflineError,
    cache_folder,
    fetch,
)

BODY = bytes(range(256)) * 400
SHA256 = hashlib.sha256(BODY).hexdigest()
OTHER = hashlib.sha256(b"other").hexdigest()


def names_in(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_the_cache_folder_can_be_chosen(cache, monkeypatch):
    assert cache_folder() == cache
    monkeypatch.delenv("UNROLLED_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder().name == "unrolled"


def test_a_file_is_fetched_once_and_kept(server, cache):
    url = server.serve("/file", Answer(BODY))
    path = fetch(url, SHA256, "file.bin")
    assert path == cache / "file.bin"
    assert path.read_bytes() == BODY
    assert fetch(url, SHA256.upper(), "file.bin") == path
    assert server.asked == ["/file"]
    assert names_in(cache) == ["file.bin"]


def test_a_fetched_file_is_as_readable_as_any_other(server, cache):
    path = fetch(server.serve("/file", Answer(BODY)), SHA256, "file.bin")
    plain = cache / "plain"
    plain.write_bytes(b"")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_file_can_go_to_another_folder(server, cache, tmp_path):
    path = fetch(server.serve("/file", Answer(BODY)), SHA256, "file.bin", folder=tmp_path / "here")
    assert path == tmp_path / "here" / "file.bin"
    assert not cache.exists()


def test_a_wrong_checksum_is_an_error_and_nothing_is_kept(server, cache):
    url = server.serve("/file", Answer(BODY))
    with pytest.raises(DownloadError) as error:
        fetch(url, OTHER, "file.bin")
    for part in (url, "file.bin", OTHER, SHA256):
        assert part in str(error.value)
    assert names_in(cache) == []


def test_a_cached_file_that_has_changed_is_fetched_again(server, cache):
    url = server.serve("/file", Answer(BODY))
    path = fetch(url, SHA256, "file.bin")
    path.write_bytes(BODY[:-1])
    assert fetch(url, SHA256, "file.bin").read_bytes() == BODY
    assert len(server.asked) == 2


@pytest.mark.parametrize("sha256", [None, SHA256])
def test_without_a_network_the_error_says_what_to_do(server, cache, pauses, sha256):
    server.close()
    with pytest.raises(OfflineError) as error:
        fetch(f"{server.address}/file", sha256, "file.bin", advice="Or ask a friend.")
    message = str(error.value)
    for part in (
        f"cannot reach {server.address.removeprefix('http://')} to fetch file.bin",
        f"at {cache / 'file.bin'}",
        "UNROLLED_DATA",
        sha256 or "",
        "Or ask a friend.",
    ):
        assert part in message
    assert "another one" not in message
    assert len(pauses) == 3
    assert names_in(cache) == []


def test_a_folder_of_the_callers_own_is_the_only_place_named(server, cache, pauses, tmp_path):
    server.close()
    with pytest.raises(OfflineError, match=r"put the file at .*file\.bin\.$") as error:
        fetch(f"{server.address}/file", None, "file.bin", folder=tmp_path / "here")
    assert "UNROLLED_DATA" not in str(error.value)


def test_what_the_offline_message_says_works(server, cache, pauses):
    server.close()
    cache.mkdir()
    (cache / "file.bin").write_bytes(BODY)
    assert fetch(f"{server.address}/file", SHA256, "file.bin") == cache / "file.bin"


def test_a_wrong_file_put_there_by_hand_is_called_wrong(server, cache, pauses):
    server.close()
    cache.mkdir()
    (cache / "file.bin").write_bytes(b"wrong")
    with pytest.raises(OfflineError, match="The file that is there is another one"):
        fetch(f"{server.address}/file", SHA256, "file.bin")
    assert (cache / "file.bin").read_bytes() == b"wrong"


def test_a_good_file_of_the_users_own_is_used(server, cache, tmp_path, monkeypatch):
    own = tmp_path / "own"
    own.mkdir()
    (own / "file.bin").write_bytes(BODY)
    monkeypatch.setenv("UNROLLED_DATA", str(own))
    assert fetch(f"{server.address}/file", SHA256, "file.bin") == own / "file.bin"
    assert fetch(f"{server.address}/file", SHA256.upper(), "file.bin") == own / "file.bin"
    assert server.asked == []
    url = server.serve("/file", Answer(b"other"))
    assert fetch(url, OTHER, "file.bin") == cache / "file.bin"


def test_without_a_checksum_the_first_copy_is_recorded_and_believed(server, cache):
    url = server.serve("/file", Answer(BODY))
    path = fetch(url, None, "file.bin")
    assert (cache / "file.bin.sha256").read_text() == f"{SHA256}  file.bin\n"
    assert fetch(url, None, "file.bin") == path
    assert server.asked == ["/file"]
    assert names_in(cache) == ["file.bin", "file.bin.sha256"]


def test_without_a_checksum_a_later_copy_must_be_the_first(server, cache):
    path = fetch(server.serve("/file", Answer(BODY)), None, "file.bin")
    path.unlink()
    url = server.serve("/file", Answer(b"other"))
    with pytest.raises(DownloadError) as error:
        fetch(url, None, "file.bin")
    for part in (SHA256, OTHER, f"delete {cache / 'file.bin.sha256'}"):
        assert part in str(error.value)
    assert names_in(cache) == ["file.bin.sha256"]
    (cache / "file.bin.sha256").unlink()
    assert fetch(url, None, "file.bin").read_bytes() == b"other"


def test_a_file_put_there_by_hand_is_recorded(server, cache):
    cache.mkdir()
    (cache / "file.bin").write_bytes(BODY)
    fetch(f"{server.address}/file", None, "file.bin")
    assert SHA256 in (cache / "file.bin.sha256").read_text()
    assert server.asked == []


@pytest.mark.parametrize(("text", "found"), [("", "nothing"), ("12ab  file.bin", "'12ab'")])
def test_a_broken_record_is_an_error(server, cache, text, found):
    cache.mkdir()
    (cache / "file.bin.sha256").write_text(text)
    with pytest.raises(DataError) as error:
        fetch(server.serve("/file", Answer(BODY)), None, "file.bin")
    for part in (str(cache / "file.bin.sha256"), "expected a SHA-256", f"found {found}"):
        assert part in str(error.value)


def test_a_short_file_put_there_by_hand_is_not_taken_and_not_destroyed(server, cache):
    cache.mkdir()
    (cache / "file.bin").write_bytes(b"short")
    with pytest.raises(DataError, match="expected a file of at least 1,000 bytes, found 5"):
        fetch(server.serve("/file", Answer(BODY)), None, "file.bin", min_bytes=1000)
    assert (cache / "file.bin").read_bytes() == b"short"


def test_a_folder_that_cannot_be_written_is_named(server, cache):
    cache.write_text("a file where the folder should be")
    with pytest.raises(DownloadError, match="Set UNROLLED_CACHE") as error:
        fetch(server.serve("/file", Answer(BODY)), SHA256, "file.bin")
    assert str(cache) in str(error.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": "ftp://host/file"}, "http or https address; got 'ftp://host/file'"),
        ({"url": "file:///etc/passwd"}, "http or https address"),
        ({"url": "https://"}, "http or https address"),
        ({"sha256": "abc"}, "64 hexadecimal digits or None; got 'abc'"),
        ({"filename": "../file"}, "plain name without folders; got '../file'"),
        ({"filename": ""}, "plain name"),
        ({"filename": ".."}, "plain name"),
        ({"filename": "a\\b"}, "plain name"),
    ],
)
def test_impossible_arguments_are_errors(cache, changes, said):
    arguments = {"url": "https://host/file", "sha256": SHA256, "filename": "file"} | changes
    with pytest.raises(ValueError, match=said.replace("\\", "\\\\")):
        fetch(**arguments)


FETCH = "import sys; from unrolled.data import fetch; print(fetch(*sys.argv[1:]))"


def started(url, environment):
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, url, SHA256, "file.bin"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_killed_fetch_leaves_no_half_file_under_the_name(server, cache):
    url = server.serve("/file", Answer(BODY * 10, pause=20))
    with started(url, os.environ.copy()) as process:
        while not any(path.stat().st_size > 0 for path in cache.glob("*")):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert not (cache / "file.bin").exists()
    assert fetch(server.serve("/again", Answer(BODY)), SHA256, "file.bin").read_bytes() == BODY


def test_two_processes_may_fetch_the_same_file_at_once(server, cache):
    url = server.serve("/file", Answer(BODY, pause=0.5))
    processes = [started(url, os.environ.copy()) for _ in range(2)]
    said = [process.communicate(timeout=60) for process in processes]
    assert said == [(f"{cache / 'file.bin'}\n", "")] * 2
    assert [process.returncode for process in processes] == [0, 0]
    assert (cache / "file.bin").read_bytes() == BODY
    assert names_in(cache) == ["file.bin"]
