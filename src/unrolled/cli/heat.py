"""Maps drawn on pictures: lit up where they are high, dim grey where they are low."""

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image

from unrolled.data import resize

# The drawing's shorter side at most: a photograph of a camera need not come out whole.
_LARGEST = 512
_SMALLEST = 256
_GAP = 8  # pixels between two pictures
# The percentiles that are drawn darkest and brightest: the lower half tells nothing apart, and a
# few pixels stand out by far.
_DARKEST, _BRIGHTEST = 50.0, 99.5
_SPREAD = 1 / 150  # of the shorter side: how far a pixel shines
_DIMMED = 0.5  # how bright the picture is below the map

# From low to high: black, violet, red, orange, pale yellow, evenly spaced.
_COLOURS = np.array(
    [(0, 0, 0), (80, 18, 110), (200, 50, 60), (250, 150, 20), (255, 250, 170)], dtype=float
)


def grey_levels(found: Float[np.ndarray, "H W"]) -> UInt8[np.ndarray, "H W 3"]:
    """
    Draw a map as it is, from black for nothing to white for its largest value.

    Parameters
    ----------
    found : Float[np.ndarray, "H W"]
        The map; nowhere negative.

    Returns
    -------
    UInt8[np.ndarray, "H W 3"]
        The picture.
    """
    levels = np.rint(255 * found / max(float(found.max()), np.finfo(float).tiny))
    return np.repeat(levels.astype(np.uint8)[:, :, np.newaxis], 3, axis=2)


def overlaid(
    pixels: UInt8[np.ndarray, "h w 3"], found: Float[np.ndarray, "H W"]
) -> tuple[UInt8[np.ndarray, "y x 3"], UInt8[np.ndarray, "y x 3"]]:
    """
    Draw a map over its picture.

    Parameters
    ----------
    pixels : UInt8[np.ndarray, "h w 3"]
        The picture.
    found : Float[np.ndarray, "H W"]
        The map, of any size.

    Returns
    -------
    picture, drawing : UInt8[np.ndarray, "y x 3"]
        The picture, scaled if it is very large or small; and the same in dim grey, with the map
        shining in it.
    """
    shorter = min(pixels.shape[:2])
    factor = min(max(shorter, _SMALLEST), _LARGEST) / shorter
    height, width = (max(1, round(side * factor)) for side in pixels.shape[:2])
    picture = resize(pixels, height, width)
    heat = _heat(found, height, width)[:, :, np.newaxis]
    grey = _DIMMED * picture.mean(axis=2, keepdims=True)
    places = np.linspace(0, 1, len(_COLOURS))
    glow = np.stack([np.interp(heat[:, :, 0], places, c) for c in _COLOURS.T], axis=2)
    drawing = (1 - heat) * grey + glow
    return picture, np.clip(np.rint(drawing), 0, 255).astype(np.uint8)


def _heat(found: Float[np.ndarray, "H W"], height: int, width: int) -> Float[np.ndarray, "y x"]:
    """Scale a map to 0..1, to a size, and let its single pixels shine a little further."""
    from scipy.ndimage import gaussian_filter

    image = Image.fromarray(found.astype(np.float32))
    scaled = np.asarray(image.resize((width, height), Image.Resampling.BILINEAR), dtype=float)
    spread = gaussian_filter(scaled, _SPREAD * min(height, width))
    dark, bright = np.percentile(spread, [_DARKEST, _BRIGHTEST])
    span = max(float(bright - dark), np.finfo(float).tiny)
    shares: Float[np.ndarray, "y x"] = np.clip((spread - dark) / span, 0, 1)
    return shares


def side_by_side(
    left: UInt8[np.ndarray, "y x 3"], right: UInt8[np.ndarray, "y x 3"]
) -> UInt8[np.ndarray, "y _ 3"]:
    """
    Put two pictures into one, with a white gap between them.

    Parameters
    ----------
    left, right : UInt8[np.ndarray, "y x 3"]
        The pictures.

    Returns
    -------
    UInt8[np.ndarray, "y _ 3"]
        One picture.
    """
    gap = np.full((left.shape[0], _GAP, 3), 255, dtype=np.uint8)
    return np.concatenate([left, gap, right], axis=1)
