"""The losses of a variational autoencoder and the noise between them, with gradients by hand."""

import numpy as np
from jaxtyping import Float

from unrolled.layers.activations import sigmoid
from unrolled.layers.arrays import Sizes
from unrolled.layers.gan_losses import softplus


def vae_kl(
    mu: Float[np.ndarray, "N Z"], logvar: Float[np.ndarray, "N Z"]
) -> tuple[float, Float[np.ndarray, "N Z"], Float[np.ndarray, "N Z"]]:
    r"""Measure how far codes are from standard normal noise, by their closed form.

    :math:`\frac{1}{2N} \sum (e^{v} - 1 - v + \mu^2)` with :math:`v = \log \sigma^2`, equation
    ``eq-vae-kl`` of the book: summed over the numbers of a code, averaged over pictures.

    Parameters
    ----------
    mu : ndarray of float, shape (N, Z)
        Means of the codes of N pictures.
    logvar : ndarray of float, shape (N, Z)
        Logarithms of their variances.

    Returns
    -------
    loss : float
        The divergence in nats, never negative; 0 where all means are 0 and all variances 1.
    dmu : ndarray of float, shape (N, Z)
        Gradient of the loss by ``mu``.
    dlogvar : ndarray of float, shape (N, Z)
        Gradient of the loss by ``logvar``.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, shapes differ, or there are no pictures.

    Notes
    -----
    D. P. Kingma and M. Welling, *Auto-Encoding Variational Bayes*, ICLR 2014.
    """
    N = _count("vae_kl", "N Z", mu=mu, logvar=logvar)
    beyond_one = np.expm1(logvar)  # keeps its digits where the variance is near 1
    loss = 0.5 * np.sum(beyond_one - logvar + mu**2, dtype=np.float64) / N
    return float(loss), mu / N, beyond_one / (2 * N)


def bernoulli_loss(
    logits: Float[np.ndarray, "N P"], targets: Float[np.ndarray, "N P"]
) -> tuple[float, Float[np.ndarray, "N P"]]:
    r"""Measure how badly logits of ink foretell pictures.

    With :math:`\zeta(l) = \log(1 + e^l)`, a pixel of ink :math:`x` costs
    :math:`\zeta(l) - x\,l`. Summed over pixels, averaged over pictures: the second term of equation
    ``eq-vae-elbo`` of the book.

    Parameters
    ----------
    logits : ndarray of float, shape (N, P)
        For each of N pictures the logit of ink at each pixel.
    targets : ndarray of float, shape (N, P)
        How much ink there is, from 0 to 1.

    Returns
    -------
    loss : float
        Nats a picture.
    dlogits : ndarray of float, shape (N, P)
        Gradient of the loss by ``logits``.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, shapes differ, there are no pictures, or ink is not from
        0 to 1.
    """
    N = _count("bernoulli_loss", "N P", logits=logits, targets=targets)
    low, high = float(targets.min(initial=0)), float(targets.max(initial=1))
    if not (low >= 0 and high <= 1):
        raise ValueError(
            f"bernoulli_loss: targets should be ink from 0 to 1, got {low:.4g} to {high:.4g}. "
            "(x + 1) / 2 brings a picture in [-1, 1] there."
        )
    loss = np.sum(softplus(logits) - targets * logits, dtype=np.float64) / N
    return float(loss), (sigmoid(logits) - targets) / N


def draw_code_forward(
    mu: Float[np.ndarray, "N Z"], logvar: Float[np.ndarray, "N Z"], eps: Float[np.ndarray, "N Z"]
) -> tuple[Float[np.ndarray, "N Z"], tuple[Float[np.ndarray, "N Z"], Float[np.ndarray, "N Z"]]]:
    r"""Draw codes from normal noise that is given.

    :math:`z = \mu + e^{v/2} \epsilon`, equation ``eq-vae-reparameterisation`` of the book: all
    chance is in :math:`\epsilon`, so gradients pass to the mean and to the variance.

    Parameters
    ----------
    mu, logvar : ndarray of float, shape (N, Z)
        Means and logarithms of variances.
    eps : ndarray of float, shape (N, Z)
        Standard normal noise.

    Returns
    -------
    z : ndarray of float, shape (N, Z)
        The codes.
    cache : tuple
        What `draw_code_backward` needs.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, shapes differ, or there are no pictures.
    """
    _count("draw_code_forward", "N Z", mu=mu, logvar=logvar, eps=eps)
    deviation = np.exp(logvar / 2)
    return mu + deviation * eps, (deviation, eps)


def draw_code_backward(
    dz: Float[np.ndarray, "N Z"],
    cache: tuple[Float[np.ndarray, "N Z"], Float[np.ndarray, "N Z"]],
) -> tuple[Float[np.ndarray, "N Z"], Float[np.ndarray, "N Z"]]:
    """Pass a gradient by the codes back to the means and variances they were drawn with.

    Parameters
    ----------
    dz : ndarray of float, shape (N, Z)
        Gradient by the codes.
    cache : tuple
        What `draw_code_forward` returned.

    Returns
    -------
    dmu : ndarray of float, shape (N, Z)
        Gradient by the means: the same numbers.
    dlogvar : ndarray of float, shape (N, Z)
        Gradient by the logarithms of the variances.

    Raises
    ------
    TypeError, ValueError
        If ``dz`` does not hold floats, or has another shape than the codes.
    """
    deviation, eps = cache
    N, Z = eps.shape
    Sizes("draw_code_backward", N=N, Z=Z).floats(dz=(dz, "N Z"))
    return dz.copy(), dz * eps * deviation / 2


def _count(function: str, letters: str, **arrays: np.ndarray) -> int:
    """Check that all arrays have one shape, with a picture at least, and say how many."""
    Sizes(function).floats(**{name: (array, letters) for name, array in arrays.items()})
    N = len(next(iter(arrays.values())))
    if N == 0:
        raise ValueError(f"{function}: there should be at least one picture, got N = 0.")
    return N
