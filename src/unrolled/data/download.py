"""Fetching files: one cache folder, and one function for everything that comes from a network."""

import os
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from unrolled.data.errors import DataError, DiskFullError, DownloadError, OfflineError, is_disk_full
from unrolled.data.transfer import InterruptedDownloadError, Transfer

_ATTEMPTS = 4
_FIRST_PAUSE = 0.5  # seconds; each pause is twice the one before


def cache_folder() -> Path:
    """
    Name the folder that fetched and computed files are kept in; it need not exist yet.

    Returns
    -------
    pathlib.Path
        The folder that the environment variable ``UNROLLED_CACHE`` names, or else the user's cache
        folder of this system, such as ``~/.cache/unrolled``.
    """
    own = os.environ.get("UNROLLED_CACHE")
    if own:
        return Path(own).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("unrolled")


def fetch(
    url: str,
    sha256: str | None,
    filename: str,
    *,
    folder: str | os.PathLike[str] | None = None,
    min_bytes: int = 1,
    max_bytes: int | None = None,
    sha256_starts: str = "",
    timeout: float = 30.0,
    progress: bool | None = None,
    advice: str = "",
) -> Path:
    """
    Fetch a file once and keep it.

    The bytes go to a temporary file beside the final one and get the final name only when they are
    all there and their checksum is right. So the final name never holds half a file, a kill leaves
    no more than a temporary file behind, and two processes that fetch the same file at once do not
    disturb each other.
    A connection that fails or breaks off, or a server that is busy, is tried four times in all.

    Parameters
    ----------
    url : str
        Where the file is: an ``http`` or ``https`` address.
    sha256 : str or None
        Its SHA-256 in hexadecimal. Give None only when nobody has published one. Then the first
        copy is believed: its checksum is written beside it, as ``filename.sha256``, and every later
        copy must have the same. That notices a change, and not a wrong first copy.
    filename : str
        The name to keep it under.
    folder : str or path, optional
        Where to keep it; by default in `cache_folder`, unless a good file of that name is in the
        folder that the environment variable ``UNROLLED_DATA`` names, which is then used instead.
    min_bytes, max_bytes : int, optional
        The sizes that are believable. An error page is too short, an endless answer too long.
    sha256_starts : str
        The first digits of the SHA-256, where only they are published. A file whose checksum
        begins otherwise is removed.
    timeout : float
        How many seconds to wait for the server's next bytes.
    progress : bool, optional
        Whether to draw a progress bar; by default, when there is a terminal to draw it on.
    advice : str, optional
        What else a reader without a network can do, as a whole sentence.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    OfflineError
        If the server cannot be reached. The message says where to put the file by hand.
    DownloadError
        If the server refuses, breaks off each time, or sends something else.
    DiskFullError
        If there is no room for the file. Nothing is left of it.
    ValueError
        If `url`, `sha256` or `filename` cannot be one.
    """
    _check_arguments(url, sha256, filename)
    path = (cache_folder() if folder is None else Path(folder).expanduser()) / filename
    record = path.with_name(f"{filename}.sha256")
    sha256 = None if sha256 is None else sha256.lower()
    expected = _recorded(record) if sha256 is None else sha256
    own = _own_file(filename) if folder is None else None
    if own is not None and _is_good(own, sha256, min_bytes):
        return own
    if _is_good(path, expected, min_bytes):
        if expected is None:
            _write_record(record, path)
        return path
    if expected is None and path.exists():
        found, wanted = f"{path.stat().st_size:,}", f"a file of at least {min_bytes:,} bytes"
        raise DataError.about(path, expected=wanted, found=found, advice="Delete it.")
    transfer = Transfer(filename, timeout, progress, min_bytes, max_bytes)
    try:
        _retrieve_patiently(url, expected, path, transfer)
    except OfflineError as error:
        by_hand = _by_hand(path, sha256, anywhere=folder is None)
        raise OfflineError(f"{error} {by_hand} {advice}".rstrip()) from error
    except ValueError as error:  # what pooch raises for a wrong checksum, with both in its text
        changed = f" If the file was replaced on purpose, delete {record} and fetch it again."
        hint = changed if sha256 is None else ""
        raise DownloadError(f"{url}: {error}{hint}") from error
    if sha256 is None:
        _check_start(path, sha256_starts)
        _write_record(record, path)
    return path


def _check_arguments(url: str, sha256: str | None, filename: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"url must be an http or https address; got {url!r}")
    if sha256 is not None and not _is_sha256(sha256):
        raise ValueError(f"sha256 must be 64 hexadecimal digits or None; got {sha256!r}")
    if not filename or filename in (".", "..") or re.search(r"[/\\:\0]", filename):
        raise ValueError(f"filename must be a plain name without folders; got {filename!r}")


def _retrieve_patiently(url: str, expected: str | None, path: Path, transfer: Transfer) -> None:
    """Try, and after a failure that may pass try again, each time from the beginning."""
    for attempt in range(_ATTEMPTS):
        try:
            return _retrieve(url, expected, path, transfer)
        except (OfflineError, InterruptedDownloadError):
            if attempt == _ATTEMPTS - 1:
                raise
            _pause(_FIRST_PAUSE * 2**attempt)


def _check_start(path: Path, starts: str) -> None:
    found = _sha256_of(path)
    if not found.startswith(starts.lower()):
        path.unlink()
        message = f"the SHA-256 of {path.name} should begin with {starts}; got {found}"
        raise DownloadError(f"{message}. Nothing is kept; try again, or fetch it elsewhere.")


def _pause(seconds: float) -> None:
    time.sleep(seconds)


def _retrieve(url: str, expected: str | None, path: Path, transfer: Transfer) -> None:
    """Let pooch do the temporary file, the checksum and the renaming."""
    import pooch

    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel("WARNING")  # the progress bar says enough
    try:
        known_hash = None if expected is None else f"sha256:{expected}"
        pooch.retrieve(url, known_hash, fname=path.name, path=path.parent, downloader=transfer)
    except (DownloadError, DiskFullError):
        raise
    except OSError as error:
        if is_disk_full(error):
            raise DiskFullError.at(path.parent, f"{path.name}") from error
        message = (
            f"{url}: cannot write {path}: {error}. Set UNROLLED_CACHE to a folder you may use."
        )
        raise DownloadError(message) from error
    finally:
        logger.setLevel(level)


def _own_file(filename: str) -> Path | None:
    own = os.environ.get("UNROLLED_DATA")
    return Path(own).expanduser() / filename if own else None


def _is_good(path: Path, expected: str | None, min_bytes: int) -> bool:
    if not path.is_file() or path.stat().st_size < min_bytes:
        return False
    return expected is None or _sha256_of(path) == expected


def _is_sha256(text: str) -> bool:
    return re.fullmatch(r"[0-9a-fA-F]{64}", text) is not None


def _sha256_of(path: Path) -> str:
    import pooch

    return str(pooch.file_hash(str(path), alg="sha256"))


def _recorded(record: Path) -> str | None:
    """Read the checksum of the first copy, if there has been one."""
    if not record.is_file():
        return None
    words = record.read_text(encoding="utf-8", errors="replace").split()
    if not words or not _is_sha256(words[0]):
        found = repr(words[0]) if words else "nothing"
        raise DataError.about(record, expected="a SHA-256 in 64 hexadecimal digits", found=found)
    return words[0].lower()


def _write_record(record: Path, path: Path) -> None:
    """Write the line that ``sha256sum --check`` reads, at once, so that nobody sees half of it."""
    partial = record.with_name(f"{record.name}.{os.getpid()}")
    try:
        partial.write_text(f"{_sha256_of(path)}  {path.name}\n", encoding="utf-8")
        partial.replace(record)
    finally:
        partial.unlink(missing_ok=True)


def _by_hand(path: Path, sha256: str | None, *, anywhere: bool) -> str:
    """Say where to put the file without a network."""
    checked = f" (SHA-256 {sha256})" if sha256 else ""
    places = f"at {path}"
    if anywhere:
        places += f", or in a folder that UNROLLED_DATA names, under the name {path.name}"
    wrong = " The file that is there is another one." if path.exists() else ""
    return f"Without a network: put the file{checked} {places}.{wrong}"
