"""Moving the bytes of one file from a server to a disk."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tqdm import tqdm

from unrolled.data.errors import DiskFullError, DownloadError, OfflineError

if TYPE_CHECKING:
    from requests import Response

_CHUNK = 1 << 16
_LONGEST_GREETING = 10.0  # seconds for a server to take the connection up
# Answers of a server that may think better of it: busy, restarting, too many requests.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class InterruptedDownloadError(DownloadError):
    """A transfer that broke off, or was put off, and may work at the next try."""


class Transfer:
    """
    A downloader in the form that pooch calls: it streams one address to one file, or raises.

    Parameters
    ----------
    name : str
        What to call the file in messages and on the progress bar.
    timeout : float
        How many seconds to wait for the next bytes.
    progress : bool or None
        Whether to draw a progress bar; None for only on a terminal.
    min_bytes : int
        Fewer bytes than this are not the file.
    max_bytes : int or None
        Nor are more than this.
    """

    def __init__(
        self,
        name: str,
        timeout: float,
        progress: bool | None,
        min_bytes: int,
        max_bytes: int | None,
    ) -> None:
        self.name = name
        self.timeout = timeout
        self.progress = progress
        self.min_bytes = min_bytes
        self.max_bytes = max_bytes

    def __call__(self, url: str, output_file: str, _pooch: object = None) -> None:
        """
        Stream `url` to `output_file`.

        Parameters
        ----------
        url : str
            The address.
        output_file : str
            The file to write, which pooch has made.

        Raises
        ------
        OfflineError
            If the server cannot be reached.
        DownloadError
            If it refuses, breaks off, or sends too little or too much.
        DiskFullError
            If the file it announces does not fit on the disk.
        """
        import requests  # here, as it takes longer to import than all of unrolled.data

        host = urlsplit(url).netloc
        try:
            # Packed answers would make the announced length and the received length differ.
            plain = {"Accept-Encoding": "identity"}
            timeouts = (min(self.timeout, _LONGEST_GREETING), self.timeout)
            response = requests.get(url, stream=True, timeout=timeouts, headers=plain)
        except (requests.ConnectionError, requests.Timeout) as error:
            raise OfflineError(f"cannot reach {host} to fetch {self.name}: {error}.") from error
        except requests.RequestException as error:
            raise DownloadError(f"{url}: {error}") from error
        with response:
            self._check_answer(url, response, Path(output_file).parent)
            self._receive(url, response, output_file)

    def _check_answer(self, url: str, response: "Response", folder: Path) -> None:
        """Refuse what is an error, or cannot fit, before the first byte."""
        if response.status_code >= 400:
            passing = response.status_code in _PASSING
            kind = InterruptedDownloadError if passing else DownloadError
            raise kind(f"{url}: the server answered {response.status_code} {response.reason}")
        size = _announced(response)
        if self.max_bytes is not None and size > self.max_bytes:
            self._refuse(url, size)
        free = shutil.disk_usage(folder).free
        if size > free:
            raise DiskFullError.at(folder, f"{self.name}, {size:,} bytes, with {free:,} free")

    def _receive(self, url: str, response: "Response", output_file: str) -> None:
        import requests

        size = _announced(response)
        hidden = None if self.progress is None else not self.progress
        bar = tqdm(total=size or None, desc=self.name, unit="B", unit_scale=True, disable=hidden)
        received = 0
        # pooch's temporary file is private. Made anew, it is as readable as any other file, so that
        # the users of one machine can share a cache folder.
        Path(output_file).unlink()
        with bar, Path(output_file).open("xb") as output:
            try:
                for chunk in response.iter_content(_CHUNK):
                    output.write(chunk)
                    bar.update(len(chunk))
                    received += len(chunk)
                    if self.max_bytes is not None and received > self.max_bytes:
                        self._refuse(url, received)
            except requests.RequestException as error:
                message = f"{url}: the transfer broke off: {error}"
                raise InterruptedDownloadError(message) from error
        if size and received != size:
            message = f"{url}: the transfer broke off after {received:,} of {size:,} bytes"
            raise InterruptedDownloadError(message)
        if received < self.min_bytes:
            self._refuse(url, received)

    def _refuse(self, url: str, size: int) -> None:
        most = "" if self.max_bytes is None else f" and at most {self.max_bytes:,}"
        expected = f"at least {self.min_bytes:,}{most} bytes"
        raise DownloadError(f"{url}: expected {expected}, found {size:,}: this is another file")


def _announced(response: "Response") -> int:
    """Return the number of bytes to come if the server says it, or 0."""
    announced = response.headers.get("Content-Length", "")
    packed = "Content-Encoding" in response.headers  # then it is the length before unpacking
    return int(announced) if announced.isdecimal() and not packed else 0
