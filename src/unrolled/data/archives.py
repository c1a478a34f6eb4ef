"""Unpacking archives that others made, so that nothing lands outside the chosen folder."""

import lzma
import os
import re
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from unrolled.data.errors import BROKEN, ArchiveError, DiskFullError, is_disk_full, require_file

_CHUNK = 1 << 20
_MACOS_EXTRAS = "__MACOSX/"  # what the Finder adds beside the files
_BROKEN_ERRORS = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,  # zipfile: encrypted; its subclass NotImplementedError: unknown compression
)


class _Member(NamedTuple):
    """One entry of an archive, whichever kind the archive is of."""

    name: str
    size: int
    is_folder: bool
    is_file: bool
    content: Callable[[], IO[bytes] | None]


def unpack(
    archive: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    max_bytes: int = 32 * 2**30,
) -> Path:
    """
    Unpack a zip or tar archive into a new folder, or do nothing if the folder is there.

    Every name is looked at before anything is written. The files go to a temporary folder beside
    the final one, which gets the final name when the last of them is written: a folder of that name
    is always whole. If everything in the archive lies in one folder, that folder's content is what
    lands in `folder`. Permissions and owners in the archive are ignored.

    Parameters
    ----------
    archive : str or path
        A zip file or a tar file, the latter plain or packed with gzip, bzip2 or xz.
    folder : str or path
        The folder to make.
    max_bytes : int
        The most that the files may add up to.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    ArchiveError
        If the archive is broken, or too large unpacked, or has a member that would leave the folder
        (an absolute name, a name with ``..``) or is no plain file or folder (a link, a device).
        Nothing is left of it.
    DiskFullError
        If there is no room. Nothing is left of it.
    """
    archive, folder = Path(archive), Path(folder)
    require_file(archive)
    if folder.is_dir() and any(folder.iterdir()):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        inside = temporary / "content"  # made with the usual permissions; mkdtemp's are private
        inside.mkdir()
        _unpack_into(archive, inside, max_bytes)
        _settle(_single_folder(inside), folder)
    except OSError as error:
        if not is_disk_full(error):
            raise
        raise DiskFullError.at(folder.parent, f"what {archive.name} holds") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _unpack_into(archive: Path, folder: Path, max_bytes: int) -> None:
    """Check all members, then write them."""
    try:
        with _opened(archive) as entries:
            members = [m for m in entries if not m.name.startswith(_MACOS_EXTRAS)]
            for member in members:
                _check_member(archive, member)
            total = sum(member.size for member in members)
            if total > max_bytes:
                expected, found = f"at most {max_bytes:,} bytes unpacked", f"{total:,}"
                raise ArchiveError.about(archive, expected=expected, found=found)
            if total > shutil.disk_usage(folder).free:
                raise DiskFullError.at(folder.parent.parent, f"{total:,} bytes of {archive.name}")
            for member in members:
                _write_member(archive, member, folder)
    except DiskFullError:
        raise
    except (*_BROKEN_ERRORS, OSError) as error:
        # gzip and bz2 say "damaged" by an OSError too, one without the number of the system's own.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        whole = "a whole zip or tar archive"
        raise ArchiveError.about(
            archive, expected=whole, found=str(error), advice=BROKEN
        ) from error


@contextmanager
def _opened(archive: Path) -> Iterator[Iterator[_Member]]:
    """Open an archive by what it is, whatever it is called."""
    with archive.open("rb") as file:
        is_zip = file.read(2) == b"PK"
    if is_zip:
        with zipfile.ZipFile(archive) as opened_zip:
            yield _zip_members(opened_zip)
    else:
        with tarfile.open(archive) as opened_tar:
            yield _tar_members(opened_tar)
            # The checksum of a gzip file is its last word, and nobody has read that far yet.
            while opened_tar.fileobj is not None and opened_tar.fileobj.read(_CHUNK):
                pass


def _zip_members(opened: zipfile.ZipFile) -> Iterator[_Member]:
    for info in opened.infolist():
        kind = stat.S_IFMT(info.external_attr >> 16)  # 0 where no Unix made the archive
        is_folder = info.is_dir() and kind in (0, stat.S_IFDIR)
        is_file = not info.is_dir() and kind in (0, stat.S_IFREG)
        yield _Member(info.filename, info.file_size, is_folder, is_file, partial(opened.open, info))


def _tar_members(opened: tarfile.TarFile) -> Iterator[_Member]:
    for info in opened:
        content = partial(opened.extractfile, info)
        yield _Member(info.name, info.size, info.isdir(), info.isreg(), content)


def _check_member(archive: Path, member: _Member) -> None:
    """Refuse what could write, or point, anywhere but below the folder."""
    name = member.name
    leaves = name.startswith("/") or ".." in PurePosixPath(name).parts
    # A backslash, or a letter with a colon, leads out of a folder on Windows.
    if not name or leaves or "\\" in name or re.match(r"[A-Za-z]:", name):
        expected = "names of files below the folder it is unpacked to"
        raise ArchiveError.about(archive, repr(name), expected=expected, found="one that leaves it")
    if not (member.is_file or member.is_folder):
        expected = "plain files and folders"
        raise ArchiveError.about(archive, repr(name), expected=expected, found="a link or a device")


def _write_member(archive: Path, member: _Member, folder: Path) -> None:
    target = folder.joinpath(*PurePosixPath(member.name).parts)
    try:
        source = None if member.is_folder else member.content()
        if source is None:
            target.mkdir(parents=True, exist_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with source, target.open("xb") as output:
            shutil.copyfileobj(source, output, _CHUNK)
    except (FileExistsError, NotADirectoryError) as error:
        key, found = repr(member.name), "a second entry of that name"
        raise ArchiveError.about(archive, key, expected="each name once", found=found) from error


def _single_folder(folder: Path) -> Path:
    """Return the one folder that `folder` holds, if it holds nothing else, or `folder` itself."""
    entries = list(folder.iterdir())
    return entries[0] if len(entries) == 1 and entries[0].is_dir() else folder


def _settle(unpacked: Path, folder: Path) -> None:
    """Give the unpacked folder its final name, unless another process was quicker."""
    try:
        unpacked.replace(folder)
    except OSError:
        if not (folder.is_dir() and any(folder.iterdir())):
            raise
