"""What a map is worth: take away what it calls important, or show only that."""

from typing import Any, Literal, NamedTuple

import numpy as np
from jaxtyping import Float, Int64

from unrolled.vision.arguments import check_classes, check_pictures
from unrolled.vision.mean_gradients import check_count
from unrolled.vision.scores import class_probabilities

Fill = Literal["blur", "mean"]

# Blurred so far, a photograph keeps its colours and loses its things.
_BLUR = 0.06  # standard deviation, as a share of the shorter side


class Curve(NamedTuple):
    """
    A class's probability while a picture goes, or comes, patch by patch.

    Attributes
    ----------
    shares : Float[np.ndarray, "steps"]
        Shares of the patches that have gone, or come: from 0 to 1.
    probabilities : Float[np.ndarray, "N steps"]
        What the network then says, for each picture.
    """

    shares: Float[np.ndarray, " steps"]
    probabilities: Float[np.ndarray, "N steps"]

    @property
    def area(self) -> Float[np.ndarray, " N"]:
        """
        The area under each picture's curve, from 0 to 1.

        Returns
        -------
        Float[np.ndarray, "N"]
            The mean probability: small for a good deletion, large for a good insertion.
        """
        area: Float[np.ndarray, " N"] = np.trapezoid(self.probabilities, self.shares, axis=1)
        return area


def deletion_curve(
    X: Any,
    y: Any,
    model: Any,
    saliency: Float[np.ndarray, "N H W"],
    *,
    num_steps: int = 16,
    patch: int = 8,
    fill: Fill = "blur",
) -> Curve:
    r"""
    Take away what a map calls important, and watch the probability of the class fall.

    Equation ``eq-deletion`` of the book.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        Preprocessed pictures.
    y : array or sequence of int (N,)
        A class number for each.
    model : callable
        The network: ``model(X)`` gives the raw scores (N, classes).
    saliency : array (N, H, W)
        One map a picture. Only the order of its values counts.
    num_steps : int
        In how many steps a picture goes, each of about as many patches.
    patch : int
        Height and width of a patch in pixels; its importance is the mean of the map on it. Single
        pixels that are gone, at 1, sprinkle a picture with dots as no photograph has them: a
        network that fails on the dots says nothing of the pixels.
    fill : {"blur", "mean"}
        What comes in their place: a blurred copy of the picture, or its mean colour.

    Returns
    -------
    Curve
        From the whole picture to nothing of it.

    Raises
    ------
    TypeError
        If `X` holds no floats or `y` no integers.
    ValueError
        If a shape is wrong, a class number is none, a map holds a NaN, or a setting cannot be.

    References
    ----------
    Petsiuk, Das and Saenko, *RISE: randomized input sampling for explanation of black-box models*,
    2018.
    """
    pictures = check_pictures(X)
    other = _filled(pictures, fill)
    order = _patch_order(saliency, pictures, patch)
    return _curve(pictures, other, check_classes(y, len(pictures)), model, order, num_steps)


def insertion_curve(
    X: Any,
    y: Any,
    model: Any,
    saliency: Float[np.ndarray, "N H W"],
    *,
    num_steps: int = 16,
    patch: int = 8,
    fill: Fill = "blur",
) -> Curve:
    r"""
    Show what a map calls important, and watch the probability of the class rise.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        Preprocessed pictures.
    y : array or sequence of int (N,)
        A class number for each.
    model : callable
        The network: ``model(X)`` gives the raw scores (N, classes).
    saliency : array (N, H, W)
        One map a picture. Only the order of its values counts.
    num_steps : int
        In how many steps a picture comes, each of about as many patches.
    patch : int
        Height and width of a patch in pixels; its importance is the mean of the map on it.
    fill : {"blur", "mean"}
        What is there before: a blurred copy of the picture, or its mean colour.

    Returns
    -------
    Curve
        From nothing of the picture to all of it.

    Raises
    ------
    TypeError
        If `X` holds no floats or `y` no integers.
    ValueError
        If a shape is wrong, a class number is none, a map holds a NaN, or a setting cannot be.

    See Also
    --------
    deletion_curve : The other way round.
    """
    pictures = check_pictures(X)
    other = _filled(pictures, fill)
    order = _patch_order(saliency, pictures, patch)
    return _curve(other, pictures, check_classes(y, len(pictures)), model, order, num_steps)


def _filled(X: Float[np.ndarray, "N H W C"], fill: str) -> Float[np.ndarray, "N H W C"]:
    if fill == "mean":
        return np.broadcast_to(X.mean(axis=(1, 2), keepdims=True), X.shape)
    if fill != "blur":
        raise ValueError(f"fill must be 'blur' or 'mean'; got {fill!r}")
    from scipy.ndimage import gaussian_filter

    sigma = _BLUR * min(X.shape[1:3])
    blurred: Float[np.ndarray, "N H W C"] = gaussian_filter(X, (0, sigma, sigma, 0))
    return blurred


def _patch_order(
    saliency: Float[np.ndarray, "N H W"], X: Float[np.ndarray, "N H W C"], patch: int
) -> Int64[np.ndarray, "N H W"]:
    """Give each pixel the rank of its patch: 0 for the most important."""
    if saliency.shape != X.shape[:3]:
        expected = f"one map a picture, shape {X.shape[:3]}"
        raise ValueError(f"saliency must hold {expected}; got {saliency.shape}")
    if not np.all(np.isfinite(saliency)):
        raise ValueError("saliency must hold numbers; it holds a NaN or an infinity")
    check_count("patch", patch)
    _, height, width = saliency.shape
    rows, columns = np.arange(height) // patch, np.arange(width) // patch
    number = rows[:, None] * (columns[-1] + 1) + columns  # which patch a pixel belongs to
    pixels = np.bincount(number.ravel())
    sums = [np.bincount(number.ravel(), weights=one.ravel()) for one in saliency]
    ranks = [np.argsort(np.argsort(-one / pixels, kind="stable")) for one in sums]
    return np.stack(ranks)[:, number]


def _curve(
    before: Float[np.ndarray, "N H W C"],
    after: Float[np.ndarray, "N H W C"],
    y: Int64[np.ndarray, " N"],
    model: Any,
    order: Int64[np.ndarray, "N H W"],
    num_steps: int,
) -> Curve:
    """Let one picture become the other, patch after patch in their order."""
    check_count("num_steps", num_steps)
    num_patches = int(order.max()) + 1
    if num_steps > num_patches:
        raise ValueError(
            f"num_steps must be at most {num_patches}, the number of patches; got {num_steps}. "
            "Smaller patches are more"
        )
    counts = np.rint(np.linspace(0, num_patches, num_steps + 1)).astype(int)
    rows = []
    for one, other, own, ranks in zip(before, after, y, order, strict=True):
        done = ranks < counts[:, None, None]
        between = np.where(done[..., np.newaxis], other, one)
        rows.append(class_probabilities(between, np.full(len(counts), own), model))
    return Curve(counts / num_patches, np.stack(rows))
