"""All of the new content or all of the old, whatever happens while it is written."""

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from unrolled.data import atomic
from unrolled.data.atomic import check_writable, leftovers, remove_leftovers, write_atomically

# Writes a megabyte where the kernel allows 100,000 bytes: it stops in the middle of the write.
LIMITED = """
import resource, signal, sys
from pathlib import Path
from unrolled.data.atomic import write_atomically

signal.signal(signal.SIGXFSZ, {handler})
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
write_atomically(Path(sys.argv[1]), b"n" * 1_000_000)
"""


def test_content_is_written_and_replaced(tmp_path):
    path = tmp_path / "file"
    for content in (b"first", b"", memoryview(b"second")):
        write_atomically(path, content)
        assert path.read_bytes() == bytes(content)
        assert list(tmp_path.iterdir()) == [path]


def test_the_old_content_stays_until_the_new_is_on_the_disk(tmp_path, monkeypatch):
    path, seen = tmp_path / "file", []
    write_atomically(path, b"old")

    def watch(handle):
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        seen.append((kind, path.read_bytes()))

    monkeypatch.setattr(atomic.os, "fsync", watch)
    write_atomically(path, b"new")
    assert seen == [("file", b"old"), ("folder", b"new")]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_is_full_leaves_the_old_content_and_says_so(tmp_path, monkeypatch, call):
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.os if call == "fsync" else Path, call, full)
    with pytest.raises(
        OSError, match=r"could not write .*file \(No space left.*unchanged"
    ) as caught:
        write_atomically(path, b"new")
    assert caught.value.errno == errno.ENOSPC
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_first_write_that_fails_speaks_of_no_file_that_was_there(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(OSError, match=r"could not write .*file \(No space left on device\)$"):
        write_atomically(tmp_path / "file", b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("old", [None, b"old"])
def test_asking_whether_a_file_can_be_written_changes_nothing(tmp_path, old):
    path = tmp_path / "file"
    if old is not None:
        path.write_bytes(old)
    check_writable(path)
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == ([] if old is None else [old])


@pytest.mark.parametrize("call", ["open", "unlink"])
def test_a_folder_that_takes_no_file_is_told(tmp_path, monkeypatch, call):
    def refuse(*_, missing_ok=False):
        if not missing_ok:
            raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, call, refuse)
    with pytest.raises(PermissionError, match=r"cannot write .*file \(Permission denied\)"):
        check_writable(tmp_path / "file")


def limited_write(path, handler):
    return subprocess.run(
        [sys.executable, "-c", LIMITED.format(handler=handler), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_write_that_fails_halfway_leaves_the_old_content_and_nothing_else(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, b"old")
    result = limited_write(path, "signal.SIG_IGN")
    assert f"could not write {path} (File too large)" in result.stderr
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_kill_in_the_middle_of_a_write_leaves_the_old_content(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, b"old")
    result = limited_write(path, "signal.SIG_DFL")
    assert result.returncode == -signal.SIGXFSZ
    assert path.read_bytes() == b"old"
    (part,) = leftovers(path)
    assert part.stat().st_size == 100_000  # the half that was written
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert leftovers(path) == [part]
    remove_leftovers(path)
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_kill_left_can_be_removed(tmp_path):
    path, part = tmp_path / "run[1].h5", tmp_path / ".run[1].h5.12-0123abcd.part"
    others = [
        tmp_path / name
        for name in (".run1.h5.12-0123abcd.part", ".run[1].h5.old.12-0123abcd.part", "run[1].h5")
    ]
    for file in (part, *others):
        file.write_bytes(b"half")
    assert leftovers(path) == [part]
    remove_leftovers(path)
    assert sorted(tmp_path.iterdir()) == sorted(others)
    remove_leftovers(path)
    assert leftovers(tmp_path / "missing" / "file") == []


WRITER = """
import sys
from pathlib import Path
from unrolled.data.atomic import write_atomically

for _ in range(50):
    write_atomically(Path(sys.argv[1]), sys.argv[2].encode() * 100_000)
"""


def test_two_processes_may_write_the_same_file(tmp_path):
    path = tmp_path / "file"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, letter], stderr=subprocess.PIPE)
        for letter in "ab"
    ]
    assert [writer.communicate()[1] for writer in writers] == [b"", b""]
    assert path.read_bytes() in (b"a" * 100_000, b"b" * 100_000)
    assert list(tmp_path.iterdir()) == [path]


def test_the_new_file_has_the_permissions_of_any_other(tmp_path):
    write_atomically(tmp_path / "file", b"new")
    (tmp_path / "other").write_bytes(b"other")
    assert (tmp_path / "file").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_limits_can_be_set_here():
    # What two tests above rely on: without it they would pass for the wrong reason.
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] in (resource.RLIM_INFINITY, 2**63 - 1)
