import io
import random
import resource
import stat
import tarfile
import zipfile

import pytest

from unrolled.data import ArchiveError, DiskFullError, MissingDataError, unpack

FILES = {"top/a.txt": b"first", "top/inner/b.bin": bytes(range(256)) * 50}


def write_zip(path, files, extra=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        for info, content in extra:
            archive.writestr(info, content)
    return path


def write_tar(path, files, extra=(), mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in extra:
            archive.addfile(info)
    return path


WRITERS = {
    "zip": write_zip,
    "tar": write_tar,
    "tar.gz": lambda path, files: write_tar(path, files, mode="w:gz"),
    "tar.bz2": lambda path, files: write_tar(path, files, mode="w:bz2"),
    "tar.xz": lambda path, files: write_tar(path, files, mode="w:xz"),
}


def content_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def assert_refused(archive, tmp_path, *parts):
    """Nothing may be written: neither the folder, nor a temporary one, nor a file beside it."""
    out = tmp_path / "out"
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ArchiveError) as error:
        unpack(archive, out)
    for part in (str(archive), *parts):
        assert part in str(error.value)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("kind", WRITERS)
def test_an_archive_is_unpacked_whatever_it_is_called(tmp_path, kind):
    archive = WRITERS[kind](tmp_path / "archive", FILES | {"c.txt": b""})
    assert unpack(archive, tmp_path / "deep" / "out") == tmp_path / "deep" / "out"
    assert content_of(tmp_path / "deep" / "out") == FILES | {"c.txt": b""}
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


@pytest.mark.parametrize("kind", WRITERS)
def test_the_only_folder_of_an_archive_becomes_the_folder(tmp_path, kind):
    archive = WRITERS[kind](tmp_path / "archive", FILES)
    out = unpack(archive, tmp_path / "out")
    assert content_of(out) == {"a.txt": FILES["top/a.txt"], "inner/b.bin": FILES["top/inner/b.bin"]}


def test_folders_of_their_own_and_the_extras_of_a_mac_are_no_trouble(tmp_path):
    archive = write_zip(tmp_path / "archive", {"top/": b"", "top/empty/": b"", "__MACOSX/x": b"y"})
    out = unpack(archive, tmp_path / "out")
    assert [path.name for path in out.rglob("*")] == ["empty"]


def test_the_folder_has_the_usual_permissions(tmp_path):
    (tmp_path / "plain").mkdir()
    archive = write_zip(tmp_path / "archive", {"a": b"", "b": b""})
    out = unpack(archive, tmp_path / "out")
    assert stat.S_IMODE(out.stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


def test_a_folder_that_is_there_stays_as_it_is(tmp_path):
    archive = write_zip(tmp_path / "archive", FILES)
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine").write_bytes(b"mine")
    assert unpack(archive, out) == out
    assert content_of(out) == {"mine": b"mine"}


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "out").mkdir()
    out = unpack(write_zip(tmp_path / "archive", FILES), tmp_path / "out")
    assert len(content_of(out)) == 2


def test_a_file_in_the_place_of_the_folder_is_an_error_and_stays(tmp_path):
    archive = write_zip(tmp_path / "archive", FILES)
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(NotADirectoryError):
        unpack(archive, tmp_path / "out")
    assert content_of(tmp_path).keys() == {"archive", "out"}
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_a_folder_that_another_process_made_meanwhile_is_kept(tmp_path, monkeypatch):
    archive = write_zip(tmp_path / "archive", FILES)
    out = tmp_path / "out"

    def slow_copy(source, output, length):
        out.mkdir(exist_ok=True)
        (out / "a.txt").write_bytes(b"theirs")

    monkeypatch.setattr("unrolled.data.archives.shutil.copyfileobj", slow_copy)
    assert unpack(archive, out) == out
    assert content_of(out) == {"a.txt": b"theirs"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "out"]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "top/../../evil",
        "/tmp/evil",
        "top/..",
        "C:evil",
        "C:\\evil",
        "..\\evil",
    ],
)
def test_a_name_that_leaves_the_folder_is_refused(tmp_path, kind, name):
    archive = WRITERS[kind](tmp_path / "archive", FILES | {name: b"evil"})
    said = "expected names of files below the folder"
    assert_refused(archive, tmp_path, repr(name), said, "found one that leaves it")


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE],
)
def test_a_link_or_a_device_in_a_tar_file_is_refused(tmp_path, kind):
    info = tarfile.TarInfo("top/evil")
    info.type = kind
    info.linkname = "/etc/passwd"
    archive = write_tar(tmp_path / "archive", FILES, [info])
    assert_refused(
        archive, tmp_path, "'top/evil'", "expected plain files", "found a link or a device"
    )


def test_a_file_written_through_a_link_is_refused(tmp_path):
    link = tarfile.TarInfo("way")
    link.type = tarfile.SYMTYPE
    link.linkname = ".."
    through = tarfile.TarInfo("way/evil")
    assert_refused(write_tar(tmp_path / "archive", {}, [link, through]), tmp_path, "'way'")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_in_a_zip_file_is_refused(tmp_path, kind):
    info = zipfile.ZipInfo("top/evil")
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    archive = write_zip(tmp_path / "archive", FILES, [(info, "/etc/passwd")])
    assert_refused(
        archive, tmp_path, "'top/evil'", "expected plain files", "found a link or a device"
    )


@pytest.mark.parametrize("names", [["a", "a/b"], ["a/b", "a"], ["a", "a"]])
def test_a_name_that_stands_twice_is_refused(tmp_path, names):
    entries = [tarfile.TarInfo(name) for name in names]
    archive = write_tar(tmp_path / "archive", {}, entries)
    assert_refused(archive, tmp_path, repr(names[1]), "expected each name once", "found a second")


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("keep", [0, 0.5, 0.9])
def test_an_archive_that_breaks_off_is_refused(tmp_path, kind, keep):
    # Random bytes: what packs well would end before the cut.
    noise = random.Random(0).randbytes(50_000)
    archive = WRITERS[kind](tmp_path / "archive", {"a": noise, "b": noise})
    content = archive.read_bytes()
    archive.write_bytes(content[: int(keep * len(content))])
    assert_refused(archive, tmp_path, "expected a whole zip or tar archive, found", "incomplete")


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar.bz2", "tar.xz"])
def test_a_damaged_archive_is_refused(tmp_path, kind):
    archive = WRITERS[kind](tmp_path / "archive", {"a": random.Random(0).randbytes(50_000)})
    content = bytearray(archive.read_bytes())
    content[20_000] ^= 0xFF
    archive.write_bytes(content)
    assert_refused(archive, tmp_path, "expected a whole zip or tar archive, found")


def test_what_is_no_archive_is_refused(tmp_path):
    path = tmp_path / "archive"
    path.write_text("<html>Not found</html>")
    assert_refused(path, tmp_path, "expected a whole zip or tar archive, found")


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_a_small_archive_of_a_huge_file_is_refused(tmp_path, kind):
    archive = WRITERS[kind](tmp_path / "archive", {"a": bytes(10**6)})
    assert archive.stat().st_size < 10_000
    with pytest.raises(ArchiveError, match="at most 999,999 bytes unpacked, found 1,000,000"):
        unpack(archive, tmp_path / "out", max_bytes=999_999)
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_an_archive_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MissingDataError, match="archive: expected a file of that name"):
        unpack(tmp_path / "archive", tmp_path / "out")


def test_too_little_room_is_noticed_before_unpacking(tmp_path, monkeypatch):
    archive = write_zip(tmp_path / "archive", {"a": bytes(1000)})
    usage = type("Usage", (), {"free": 999})
    monkeypatch.setattr("unrolled.data.archives.shutil.disk_usage", lambda folder: usage)
    with pytest.raises(DiskFullError, match="no room for 1,000 bytes of archive"):
        unpack(archive, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_a_disk_that_fills_up_is_an_error_and_nothing_is_left(tmp_path):
    archive = write_zip(tmp_path / "archive", {"a": b"small", "b": bytes(2**21)})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system refuses to let a file grow beyond this, as it does when the disk is full.
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, limits[1]))
    try:
        with pytest.raises(DiskFullError, match="no room for what archive holds"):
            unpack(archive, tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]
