"""SmoothGrad: a steadier map from the gradients at noisy copies of a picture."""

from typing import Any

import numpy as np
from jaxtyping import Float, Int64

from unrolled.vision.arguments import check_classes, check_pictures
from unrolled.vision.mean_gradients import check_count, mean_gradients


def smooth_grad(
    X: Any,
    y: Any,
    model: Any,
    *,
    num_samples: int = 25,
    noise: float = 0.15,
    seed: int | np.random.Generator = 0,
    progress: bool | None = None,
) -> Float[np.ndarray, "N H W C"]:
    r"""
    Average the gradients of a score at noisy copies of a picture: SmoothGrad.

    Equation ``eq-smoothgrad`` of the book.

    Parameters
    ----------
    X : array or tensor (N, H, W, C)
        Preprocessed pictures.
    y : array or sequence of int (N,)
        A class number for each.
    model : callable
        The network: ``model(X)`` gives the raw scores (N, classes).
    num_samples : int
        Noisy copies of each picture.
    noise : float
        Standard deviation of the noise, as a share of the picture's largest value less its least.
    seed : int or Generator
        Where the noise comes from.
    progress : bool, optional
        Whether to draw a progress bar; by default, on a terminal, when it takes over a second.

    Returns
    -------
    Float[np.ndarray, "N H W C"]
        The mean gradients, with their signs; `saliency_map` makes maps of them. Ctrl-C gives
        nothing: a mean of fewer copies would not say so.

    Raises
    ------
    TypeError
        If `X` holds no floats or `y` no integers.
    ValueError
        If a shape is wrong, a class number is none, `num_samples` is no count or `noise` negative.

    References
    ----------
    Smilkov et al., *SmoothGrad: removing noise by adding noise*, 2017.
    """
    x = check_pictures(X)
    classes = check_classes(y, len(x))
    check_count("num_samples", num_samples)
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise must be a share of the picture's range, 0 or more; got {noise}")
    rng = np.random.default_rng(seed)
    spread = noise * np.ptp(x, axis=(1, 2, 3))

    def noisy(which: Int64[np.ndarray, " n"], _: Int64[np.ndarray, " n"]) -> np.ndarray:
        draws = rng.standard_normal((len(which), *x.shape[1:]), dtype=x.dtype)
        copies: np.ndarray = x[which] + draws * spread[which, None, None, None]
        return copies

    return mean_gradients(noisy, x, classes, model, num_samples, "SmoothGrad", progress)
