"""Losses of the two players of a GAN, from the discriminator's scores, each with its gradients."""

import numpy as np
from jaxtyping import Float

from unrolled.layers.activations import sigmoid
from unrolled.layers.arrays import check_floats


def softplus(x: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    r"""Compute :math:`\log(1 + e^x)`, the loss of a logit that should have been small.

    Equation ``eq-bce-logits`` of the book: as :math:`\max(x, 0) + \log(1 + e^{-|x|})` it does not
    overflow where x is large, and keeps its digits where the result is small.

    Parameters
    ----------
    x : ndarray of float
        Any shape.

    Returns
    -------
    ndarray of float
        The same shape and dtype; NaN stays NaN.

    Raises
    ------
    TypeError
        If ``x`` is no NumPy array, or does not hold floats.

    Examples
    --------
    >>> softplus(np.array([-1000.0, 1000.0]))
    array([   0., 1000.])
    """
    check_floats("softplus", "x", x)
    return np.asarray(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))


def discriminator_loss(
    logits_real: Float[np.ndarray, "R ..."], logits_fake: Float[np.ndarray, "F ..."]
) -> tuple[float, Float[np.ndarray, "R ..."], Float[np.ndarray, "F ..."]]:
    r"""Cross-entropy of telling real pictures from made ones.

    With :math:`\zeta(z) = \log(1 + e^z)`, a real picture's logit costs
    :math:`-\log \sigma(z) = \zeta(-z)`, a made one's :math:`-\log(1 - \sigma(z)) = \zeta(z)`.
    Equations ``eq-discriminator-loss`` and ``eq-discriminator-grad`` of the book. Each sum is
    divided by its own number of pictures, so there may be more of one kind than of the other.

    Parameters
    ----------
    logits_real : ndarray of float, shape (R,) or (R, 1)
        The discriminator's logits of R real pictures.
    logits_fake : ndarray of float, shape (F,) or (F, 1)
        Its logits of F pictures that the generator has made.

    Returns
    -------
    loss : float
        The loss; :math:`2 \log 2` when all logits are zero.
    dlogits_real : ndarray of float
        Gradient of the loss by ``logits_real``, in its shape.
    dlogits_fake : ndarray of float
        Gradient of the loss by ``logits_fake``, in its shape.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, is not one score a picture, or is empty.

    Notes
    -----
    I. Goodfellow et al., *Generative adversarial nets*, NIPS 2014.
    """
    R = count_scores("discriminator_loss", "logits_real", logits_real)
    F = count_scores("discriminator_loss", "logits_fake", logits_fake)
    loss = mean(softplus(-logits_real)) + mean(softplus(logits_fake))
    # sigmoid(z) - 1 would lose its digits where z is large; -sigmoid(-z) is the same without.
    return loss, -sigmoid(-logits_real) / R, sigmoid(logits_fake) / F


def generator_loss(
    logits_fake: Float[np.ndarray, "F ..."],
) -> tuple[float, Float[np.ndarray, "F ..."]]:
    r"""Cross-entropy of made pictures passing for real: the loss that does not saturate.

    A made picture's logit costs :math:`-\log \sigma(z) = \zeta(-z)`. Where the discriminator is
    sure of itself, at large negative logits, each pulls with its full :math:`1/F`. Equations
    ``eq-generator-loss`` and ``eq-generator-grad`` of the book.

    Parameters
    ----------
    logits_fake : ndarray of float, shape (F,) or (F, 1)
        The discriminator's logits of F pictures that the generator has made.

    Returns
    -------
    loss : float
        The loss; :math:`\log 2` when all logits are zero.
    dlogits_fake : ndarray of float
        Gradient of the loss by ``logits_fake``, in its shape.

    Raises
    ------
    TypeError, ValueError
        If the array does not hold floats, is not one score a picture, or is empty.

    See Also
    --------
    saturating_generator_loss : What the minimax game asks for.
    """
    F = count_scores("generator_loss", "logits_fake", logits_fake)
    return mean(softplus(-logits_fake)), -sigmoid(-logits_fake) / F


def saturating_generator_loss(
    logits_fake: Float[np.ndarray, "F ..."],
) -> tuple[float, Float[np.ndarray, "F ..."]]:
    r"""Log-probability that made pictures are found out: the minimax game's own loss.

    A made picture's logit earns :math:`\log(1 - \sigma(z)) = -\zeta(z)`. It has the same optimum
    as `generator_loss`, but where the discriminator is sure of itself, as it is when training
    begins, its gradient :math:`-\sigma(z)/F` is next to zero. Equation ``eq-saturating-grad`` of
    the book.

    Parameters
    ----------
    logits_fake : ndarray of float, shape (F,) or (F, 1)
        The discriminator's logits of F pictures that the generator has made.

    Returns
    -------
    loss : float
        The loss, at most 0; :math:`-\log 2` when all logits are zero.
    dlogits_fake : ndarray of float
        Gradient of the loss by ``logits_fake``, in its shape.

    Raises
    ------
    TypeError, ValueError
        If the array does not hold floats, is not one score a picture, or is empty.
    """
    F = count_scores("saturating_generator_loss", "logits_fake", logits_fake)
    return -mean(softplus(logits_fake)), -sigmoid(logits_fake) / F


def count_scores(function: str, name: str, scores: Float[np.ndarray, "N ..."]) -> int:
    """Check that an array holds one score a picture, and say how many.

    Parameters
    ----------
    function : str
        Name of the calling function, for the message.
    name : str
        The argument's name, for the message.
    scores : ndarray of float, shape (N,) or (N, 1)
        The argument.

    Returns
    -------
    int
        The number of pictures, at least 1.

    Raises
    ------
    TypeError
        If it is no NumPy array, or does not hold floats.
    ValueError
        If it has another shape, or no pictures.
    """
    check_floats(function, name, scores)
    if scores.ndim not in (1, 2) or scores.shape[1:] not in ((), (1,)):
        raise ValueError(
            f"{function}: {name} should have shape (N,) or (N, 1), one score a picture, got "
            f"{scores.shape}."
        )
    if len(scores) == 0:
        raise ValueError(f"{function}: {name} should hold at least one score, got N = 0.")
    return len(scores)


def mean(values: Float[np.ndarray, "N ..."]) -> float:
    """Average numbers, in double precision.

    Parameters
    ----------
    values : ndarray of float
        At least one number.

    Returns
    -------
    float
        The average.
    """
    return float(np.mean(values, dtype=np.float64))
