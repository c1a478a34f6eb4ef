"""Pictures of digits as an evaluation takes them: 28 by 28, and from 0 for paper to 1 for ink."""

import numpy as np
from jaxtyping import Float32, Shaped

_SIDE = 28
_ROUNDING = 1e-5


def unit_pictures(
    pictures: Shaped[np.ndarray, "..."], name: str = "pictures"
) -> Float32[np.ndarray, "N 28 28"]:
    """
    Check pictures of digits, and bring them to one form.

    Parameters
    ----------
    pictures : ndarray, shape (N, 28, 28)
        Of type uint8, 0 to 255, or of a floating type, 0 to 1.
    name : str
        What to call them in a message.

    Returns
    -------
    Float32[np.ndarray, "N 28 28"]
        The same from 0 for paper to 1 for ink; a copy, or the array itself if it is such already.

    Raises
    ------
    TypeError
        If they are of another type.
    ValueError
        If their shape is another, there are none, or pixels are out of range or no numbers.
    """
    if not isinstance(pictures, np.ndarray) or not _is_known(pictures.dtype):
        found = getattr(pictures, "dtype", type(pictures).__name__)
        raise TypeError(f"{name} should be an array of uint8 or floating numbers, got {found}")
    if pictures.ndim != 3 or pictures.shape[1:] != (_SIDE, _SIDE):
        how = " Reshape them to (N, 28, 28)." if pictures.shape[1:] in _SAME_PIXELS else ""
        raise ValueError(f"{name} should be of shape (N, 28, 28), got {pictures.shape}.{how}")
    if len(pictures) == 0:
        raise ValueError(f"{name} should be at least one picture, got none")
    if pictures.dtype == np.uint8:
        return pictures.astype(np.float32) / np.float32(255)
    return _in_range(pictures, name)


_SAME_PIXELS = ((784,), (28, 28, 1), (1, 28, 28))


def _is_known(dtype: np.dtype[np.generic]) -> bool:
    return dtype == np.uint8 or dtype.kind == "f"


def _in_range(
    pictures: Float32[np.ndarray, "N 28 28"] | Shaped[np.ndarray, "N 28 28"], name: str
) -> Float32[np.ndarray, "N 28 28"]:
    wrong = np.flatnonzero(~np.isfinite(pictures).all(axis=(1, 2)))
    if len(wrong):
        what = f"{len(wrong)} of {len(pictures)} hold NaN or infinity, the first is {wrong[0]}"
        raise ValueError(f"{name} should hold numbers; {what}. A run that diverged makes such.")
    low, high = pictures.min(), pictures.max()
    if low < -_ROUNDING or high > 1 + _ROUNDING:
        how = "(x + 1) / 2 brings a generator's [-1, 1] there, x / 255 pixels"
        raise ValueError(f"{name} should be in [0, 1], got {low:.4g} to {high:.4g}; {how}")
    if pictures.dtype == np.float32 and low >= 0 and high <= 1:
        return pictures
    clipped: Float32[np.ndarray, "N 28 28"] = np.clip(pictures, 0, 1).astype(np.float32)
    return clipped
