r"""Turn pictures into rows of numbers, by a fixed recipe that has learned nothing.

1. *What stands out.* The ground is the median colour of the picture's rim. A pixel counts as far
   as its colour differs from it: 0 for the ground itself, 1 for a thing, between at smooth edges.
2. *Blobs.* Pixels that touch belong together. The two blobs that reach furthest from their centres
   are described, the furthest-reaching first; where there is one only, the second is all zeros.
3. *Colour* of a blob: which share of it has which hue, in 24 bins, and which share has none.
4. *Shape* of a blob: in which directions its edge faces. The directions are summed up as
   :math:`|\sum_j l_j e^{i k \varphi_j}| / \sum_j l_j` for the orders k = 2 to 6, over pieces of
   edge of length l facing in direction phi. A square's edge faces four ways, so k = 4 rings; a
   triangle rings at 3 and 6, a star at 5; a circle, facing every way, never. The size of a sum does
   not change when the shape leans. The edge's length over the root of the area comes on top.
5. *Size* of a blob: how far it reaches. And for the picture: how many blobs there are, and how far
   the first lies to the left or the right of the second, above or below it.

Numbers with a scale are handed out as a *population code*: six neighbouring bumps share a range,
and each answers more the closer the number is to its own middle. So a linear map can pick out a
middle value, not only large from small.

Nothing in here knows a caption. What makes new combinations readable is that colour, shape, size
and place come out side by side and do not depend on each other.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Float32, Float64, Int, UInt8

HUES = 24
ORDERS = {2: 0.6, 3: 0.9, 4: 0.8, 5: 0.6, 6: 0.6}  # order of the sum -> the largest to expect
BUMPS = 6
ROUNDNESS = (3.3, 6.0)  # edge over root of area: a circle's is 3.54, a star's over 5
REACH = (4.0, 14.0)  # pixels from a blob's centre to its furthest point
MOST_BLOBS = 4
DIFFERS = (24, 88)  # levels from the ground at which a pixel begins to count, and counts in full
VIVID = 100  # chroma from which a pixel's vote is for its hue alone

BLOB_FEATURES = HUES + 1 + BUMPS * (len(ORDERS) + 1) + BUMPS
NUM_FEATURES = 2 * BLOB_FEATURES + MOST_BLOBS + 4
_CHUNK = 128  # pictures at a time: what is in between stays small


class _Blobs(NamedTuple):
    """Every blob of a chunk of pictures."""

    picture: Int[np.ndarray, " B"]
    x: Float64[np.ndarray, " B"]
    y: Float64[np.ndarray, " B"]
    reach: Float64[np.ndarray, " B"]
    features: Float64[np.ndarray, "B F"]


def extract_features(
    pictures: UInt8[np.ndarray, "P h w 3"],
) -> Float32[np.ndarray, "P F"]:
    """Describe pictures by numbers, from their pixels alone.

    Parameters
    ----------
    pictures : ndarray of uint8, shape (P, h, w, 3)
        RGB pictures, 0 to 255, of things on a plainer ground.

    Returns
    -------
    ndarray of float32, shape (P, NUM_FEATURES)
        One row a picture, as the module's documentation says; a picture's row does not depend on
        the others'. An empty picture gives zeros.

    Raises
    ------
    TypeError
        If the pictures are not a NumPy array of uint8.
    ValueError
        If their shape is not (P, h, w, 3), or they are smaller than 3 by 3 pixels.

    Examples
    --------
    >>> extract_features(np.full((2, 64, 64, 3), 240, dtype=np.uint8)).any()
    np.False_
    """
    if not isinstance(pictures, np.ndarray) or pictures.dtype != np.uint8:
        found = pictures.dtype if isinstance(pictures, np.ndarray) else type(pictures).__name__
        raise TypeError(f"pictures should be a NumPy array of uint8, 0 to 255; got {found}")
    if pictures.ndim != 4 or pictures.shape[3] != 3 or min(pictures.shape[1:3]) < 3:
        raise ValueError(
            f"pictures should have shape (P, h, w, 3) with sides of 3 pixels or more; "
            f"got {pictures.shape}. For one picture, pass picture[np.newaxis]."
        )
    features = np.zeros((len(pictures), NUM_FEATURES), dtype=np.float32)
    for start in range(0, len(pictures), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        _describe(pictures[chunk].astype(np.int32), features[chunk])
    return features


def _describe(pictures: Int[np.ndarray, "P h w 3"], features: Float32[np.ndarray, "P F"]) -> None:
    # Write the features of some pictures into rows of zeros.
    blobs = _find_blobs(pictures)
    order = np.lexsort((-blobs.reach, blobs.picture))  # picture by picture, furthest-reaching first
    count = np.bincount(blobs.picture, minlength=len(pictures))
    first = np.cumsum(count) - count
    some, two = count > 0, count > 1
    one = order[first[some]]
    features[some, :BLOB_FEATURES] = blobs.features[one]
    features[some, -4 - MOST_BLOBS : -4] = _bumps(count[some], 1, MOST_BLOBS, MOST_BLOBS)
    one, other = order[first[two]], order[first[two] + 1]
    features[two, BLOB_FEATURES : 2 * BLOB_FEATURES] = blobs.features[other]
    offset = np.stack([blobs.x[one] - blobs.x[other], blobs.y[one] - blobs.y[other]], axis=1)
    offset /= np.abs(offset).max(axis=1, keepdims=True)
    features[two, -4:] = np.maximum(np.concatenate([-offset, offset], axis=1), 0)


def _find_blobs(pictures: Int[np.ndarray, "P h w 3"]) -> _Blobs:
    from scipy import ndimage

    mass = _stand_out(pictures)
    touching = np.zeros((3, 3, 3), dtype=bool)
    touching[1] = True  # within a picture, corners included; never from one picture to the next
    labels, num = ndimage.label(mass > 0, structure=touching)
    pixels = np.nonzero(labels)
    blob, weight = labels[pixels] - 1, mass[pixels]
    area = np.bincount(blob, weight, num)
    y = np.bincount(blob, weight * pixels[1], num) / area
    x = np.bincount(blob, weight * pixels[2], num) / area
    solid = weight > 0.5  # an edge's faintest pixels lie outside the shape
    reach = np.zeros(num)
    distance = np.hypot(pixels[1] - y[blob], pixels[2] - x[blob])
    np.maximum.at(reach, blob[solid], distance[solid])
    parts = (
        _colours(pictures[pixels], blob, weight, num),
        _shapes(mass, ndimage.grey_dilation(labels, (1, 3, 3)), area),
        _bumps(reach, *REACH),
    )
    picture = np.zeros(num, dtype=np.intp)
    picture[blob] = pixels[0]
    return _Blobs(picture, x, y, reach, np.concatenate(parts, axis=1))


def _stand_out(pictures: Int[np.ndarray, "P h w 3"]) -> Float64[np.ndarray, "P h w"]:
    rim = (pictures[:, 0], pictures[:, -1], pictures[:, 1:-1, 0], pictures[:, 1:-1, -1])
    ground = np.median(np.concatenate(rim, axis=1), axis=1)
    differs: Float64[np.ndarray, "P h w"]
    differs = np.abs(pictures - ground[:, np.newaxis, np.newaxis]).max(axis=3)
    differs = (differs - DIFFERS[0]) / (DIFFERS[1] - DIFFERS[0])
    return np.clip(differs, 0, 1, out=differs)


def _colours(
    rgb: Int[np.ndarray, "n 3"],
    blob: Int[np.ndarray, " n"],
    weight: Float64[np.ndarray, " n"],
    num: int,
) -> Float64[np.ndarray, "{num} F"]:
    # Each pixel's vote is shared by the two nearest hues; what is not vivid votes for "none".
    red, green, blue = rgb.T
    highest = rgb.max(axis=1)
    chroma = highest - rgb.min(axis=1)
    span = np.maximum(chroma, 1)
    sixth = np.where(highest == green, 2 + (blue - red) / span, 4 + (red - green) / span)
    sixth = np.where(highest == red, ((green - blue) / span) % 6, sixth)
    low, share = np.divmod(sixth * (HUES / 6), 1)
    low = low.astype(np.intp) % HUES
    vivid = weight * np.clip(chroma / VIVID, 0, 1)
    votes = np.zeros((num, HUES + 1))
    np.add.at(votes, (blob, low), vivid * (1 - share))
    np.add.at(votes, (blob, (low + 1) % HUES), vivid * share)
    np.add.at(votes, (blob, np.full_like(low, HUES)), weight - vivid)
    # The root lifts small shares; the shares' squares then add up to one.
    votes /= votes.sum(axis=1, keepdims=True)
    return np.sqrt(votes, out=votes)


def _shapes(
    mass: Float64[np.ndarray, "P h w"],
    labels: Int[np.ndarray, "P h w"],
    area: Float64[np.ndarray, " B"],
) -> Float64[np.ndarray, "B F"]:
    # Scharr's derivative, and from it each piece of edge: its length and where it faces.
    padded = np.pad(mass, ((0, 0), (1, 1), (1, 1)))
    down = 3 * padded[:, :-2] + 10 * padded[:, 1:-1] + 3 * padded[:, 2:]
    across = 3 * padded[:, :, :-2] + 10 * padded[:, :, 1:-1] + 3 * padded[:, :, 2:]
    slope_x, slope_y = down[:, :, 2:] - down[:, :, :-2], across[:, 2:] - across[:, :-2]
    edge = np.nonzero((labels > 0) & ((slope_x != 0) | (slope_y != 0)))
    blob = labels[edge] - 1
    slope = -(slope_x[edge] + 1j * slope_y[edge]) / 32
    length = np.abs(slope)
    facing = slope / length
    num = len(area)
    total = np.bincount(blob, length, num)
    parts = []
    for order, largest in ORDERS.items():
        turned = length * facing**order
        ring = np.hypot(np.bincount(blob, turned.real, num), np.bincount(blob, turned.imag, num))
        parts.append(_bumps(ring / total, 0, largest))
    return np.concatenate([*parts, _bumps(total / np.sqrt(area), *ROUNDNESS)], axis=1)


def _bumps(
    x: Float[np.ndarray, " n"] | Int[np.ndarray, " n"],
    low: float | int,
    high: float | int,
    num: int = BUMPS,
) -> Float64[np.ndarray, "n {num}"]:
    # The population code: neighbouring triangles, each reaching to the next one's middle.
    middles = np.linspace(low, high, num)
    distance = np.abs(np.clip(x, low, high)[:, np.newaxis] - middles)
    bumps: Float64[np.ndarray, "n {num}"] = 1 - distance / (middles[1] - middles[0])
    return bumps.clip(min=0)
