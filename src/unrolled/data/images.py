"""Pictures from files and from addresses, always as 8-bit RGB."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageOps

from unrolled.data.coco_folder import coco_candidates
from unrolled.data.download import fetch
from unrolled.data.errors import ImageError, MissingDataError, OfflineError, require_file

# Formats that Pillow decodes by itself; it hands some others to programs outside.
_FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
_MAX_BYTES = 50 * 10**6
MAX_PIXELS = 50 * 10**6
"""The most pixels that a picture may have, unless somebody says more."""
_BITS_16 = 257  # 65535 / 255


def read_image(
    path: str | os.PathLike[str],
    *,
    max_bytes: int = _MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
) -> UInt8[np.ndarray, "h w 3"]:
    """
    Read a picture from a file, as it is meant to be seen.

    A picture that a camera marked as turned (EXIF) is turned, one with transparent parts is laid on
    white, and one in grey, palette or print colours becomes RGB.

    Parameters
    ----------
    path : str or path
        The file: BMP, GIF (its first picture), JPEG, PNG, PPM, TIFF or WebP.
    max_bytes : int
        The largest file to open.
    max_pixels : int
        The most pixels to decode: a small file may unpack to more than the memory holds.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        Red, green and blue, each 0..255.

    Raises
    ------
    MissingDataError
        If there is no such file.
    ImageError
        If it is no picture, is cut short, or is too large.

    See Also
    --------
    image_from_url : The same from an address.
    """
    path = Path(path)
    require_file(path)
    size = path.stat().st_size
    if size > max_bytes:
        expected = f"a picture of at most {max_bytes:,} bytes"
        raise ImageError.about(path, expected=expected, found=f"{size:,}")
    too_large = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(path, formats=_FORMATS) as image:
            if image.width * image.height > max_pixels:
                expected = f"a picture of at most {max_pixels:,} pixels"
                found = f"{image.width} by {image.height}"
                raise ImageError.about(path, expected=expected, found=found)
            return _as_rgb(ImageOps.exif_transpose(image))
    except ImageError:
        raise
    except too_large as error:
        expected = f"a picture of at most {max_pixels:,} pixels"
        raise ImageError.about(path, expected=expected, found=str(error)) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        # Pillow has no error of its own for a file that breaks off: it raises any of these.
        expected = "a whole picture (JPEG, PNG, WebP, GIF, BMP, PPM or TIFF)"
        raise ImageError.about(path, expected=expected, found=str(error)) from error


def image_from_url(
    url: str,
    base: str | os.PathLike[str] | None = None,
    *,
    timeout: float = 20.0,
    max_bytes: int = _MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
) -> UInt8[np.ndarray, "h w 3"]:
    """
    Read a picture from an address or a local path.

    Parameters
    ----------
    url : str
        An ``http``, ``https`` or ``file`` address, or a path.
    base : str or path, optional
        The folder that a relative path starts from, such as the folder given to `load_coco_data`.
        Without it, a relative path starts from the current folder, or else from the COCO folder
        that `load_coco_data` finds by itself.
    timeout : float
        How many seconds to wait for a server's next bytes.
    max_bytes : int
        The largest file to take.
    max_pixels : int
        The most pixels to decode.

    Returns
    -------
    UInt8[np.ndarray, "h w 3"]
        Red, green and blue, each 0..255.

    Raises
    ------
    MissingDataError
        If there is no such file.
    ImageError
        If it is no picture, is cut short, or is too large.
    DownloadError
        If the server cannot be reached or refuses.
    ValueError
        If `url` is an address of another kind.

    See Also
    --------
    read_image : What is done with the file.
    """
    parts = urlsplit(url)
    if parts.scheme in ("http", "https"):
        return _from_server(url, timeout, max_bytes, max_pixels)
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise ValueError(f"a file address must be of this machine; got {url!r}")
        path = Path(url2pathname(parts.path))
    elif len(parts.scheme) > 1:  # one letter is a drive: C:\pictures
        raise ValueError(f"url must be an http, https or file address, or a path; got {url!r}")
    else:
        path = _local(url, base)
    return read_image(path, max_bytes=max_bytes, max_pixels=max_pixels)


def _from_server(
    url: str, timeout: float, max_bytes: int, max_pixels: int
) -> UInt8[np.ndarray, "h w 3"]:
    """Fetch a picture without keeping it: what an address shows may change from day to day."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            path = fetch(
                url,
                None,
                "picture",
                folder=folder,
                max_bytes=max_bytes,
                timeout=timeout,
                progress=False,
            )
            return read_image(path, max_bytes=max_bytes, max_pixels=max_pixels)
        except OfflineError as error:
            advice = "Without a network, give the path of a picture on this machine."
            raise OfflineError(f"{url}: cannot reach the server. {advice}") from error
        except ImageError as error:
            raise ImageError(str(error).replace(str(path), url)) from error


def _local(name: str, base: str | os.PathLike[str] | None) -> Path:
    """Find a file by its path, which may be relative."""
    if not name:
        raise ValueError("url is empty: this picture has no address")
    path = Path(name).expanduser()
    if path.is_absolute():
        return path
    if base is not None:
        return Path(base).expanduser() / path
    places = [Path.cwd(), *coco_candidates()]
    for place in places:
        if (place / path).is_file():
            return place / path
    found = "none in " + " or ".join(str(place) for place in places)
    advice = "Give the folder it is relative to as base."
    raise MissingDataError.about(name, expected="a file of that name", found=found, advice=advice)


def _as_rgb(image: Image.Image) -> UInt8[np.ndarray, "h w 3"]:
    """Decode to 8-bit RGB: alpha over white, 16-bit grey scaled down."""
    if image.mode == "F":
        raise ValueError("a picture of real numbers, whose white is unknown")
    if image.mode.startswith("I"):  # 16-bit grey, which Pillow's own conversion would clip at 255
        grey = np.asarray(image).astype(np.int64)
        return np.repeat(
            np.clip(np.rint(grey / _BITS_16), 0, 255).astype(np.uint8)[:, :, None], 3, axis=2
        )
    if image.has_transparency_data:
        picture = image.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return np.array(Image.alpha_composite(white, picture).convert("RGB"))
    return np.array(image.convert("RGB"))
