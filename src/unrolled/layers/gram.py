"""The Gram matrix of a picture's features: which channels are active together, wherever it is."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes


class GramCache(NamedTuple):
    """What the backward pass needs: the features, and what their products were divided by."""

    features: Float[np.ndarray, "1 H W C"]
    divisor: int


def gram_forward(
    features: Float[np.ndarray, "1 H W C"], normalize: bool = True
) -> tuple[Float[np.ndarray, "C C"], GramCache]:
    r"""Multiply every channel with every other, and add up over all positions.

    With features :math:`F_{pc}` at position :math:`p` in channel :math:`c`, entry :math:`(i, j)`
    is :math:`\sum_p F_{pi} F_{pj}`, divided by the number of features, :math:`HWC`, when
    normalised. The sum does not care in which order positions come, so the matrix forgets where
    in the picture anything is. Equations ``eq-gram`` and ``eq-gram-permutation`` of the book.

    Parameters
    ----------
    features : ndarray of float, shape (1, H, W, C)
        Features of one picture, as a layer gives them.
    normalize : bool, default True
        Divide by ``H * W * C``, so that pictures of different sizes can be compared.

    Returns
    -------
    G : ndarray of float, shape (C, C)
        The Gram matrix; it is symmetric.
    cache : GramCache
        For `gram_backward`.

    Raises
    ------
    TypeError
        If ``features`` does not hold floats.
    ValueError
        If its shape is not (1, H, W, C), with at least one position and channel.

    Notes
    -----
    L. A. Gatys, A. S. Ecker and M. Bethge, *Image style transfer using convolutional neural
    networks*, CVPR 2016.

    Examples
    --------
    >>> G, _ = gram_forward(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), normalize=False)
    >>> G
    array([[10., 14.],
           [14., 20.]])
    """
    Sizes("gram_forward").floats(features=(features, "1 H W C"))
    if len(features) != 1 or features.size == 0:
        raise ValueError(
            f"gram_forward: features should be those of one picture, (1, H, W, C) with at least "
            f"one position and channel, got {features.shape}. Of several pictures, pass one at a "
            f"time: features[n : n + 1]."
        )
    rows = features.reshape(-1, features.shape[3])
    divisor = features.size if normalize else 1
    return rows.T @ rows / divisor, GramCache(features, divisor)


def gram_backward(dG: Float[np.ndarray, "C C"], cache: GramCache) -> Float[np.ndarray, "1 H W C"]:
    r"""Send the gradient of a Gram matrix back to the features.

    Every feature is in a row and in a column of products, so :math:`dF = F (dG + dG^\top)`,
    divided as the matrix was. Equation ``eq-gram-grad`` of the book.

    Parameters
    ----------
    dG : ndarray of float, shape (C, C)
        Gradient of the loss by the Gram matrix; it need not be symmetric.
    cache : GramCache
        From `gram_forward`.

    Returns
    -------
    ndarray of float, shape (1, H, W, C)
        Gradient by the features.

    Raises
    ------
    TypeError, ValueError
        If ``dG`` does not hold floats or does not have the Gram matrix's shape.
    """
    features, divisor = cache
    C = features.shape[3]
    Sizes("gram_backward", C=C).floats(dG=(dG, "C C"))
    rows = features.reshape(-1, C)
    dfeatures: Float[np.ndarray, "P C"] = rows @ ((dG + dG.T) / divisor)
    return dfeatures.reshape(features.shape)
