"""Losses of GANs whose discriminator gives scores and no logits: least squares, Wasserstein."""

import numpy as np
from jaxtyping import Float

from unrolled.layers.gan_losses import count_scores, mean


def ls_discriminator_loss(
    scores_real: Float[np.ndarray, "R ..."], scores_fake: Float[np.ndarray, "F ..."]
) -> tuple[float, Float[np.ndarray, "R ..."], Float[np.ndarray, "F ..."]]:
    r"""Half the squared distance of real scores from 1 and of made ones from 0.

    Equations ``eq-ls-discriminator-loss`` and ``eq-ls-grad`` of the book:
    :math:`\frac{1}{2R} \sum (s - 1)^2 + \frac{1}{2F} \sum s^2`, each average on its own.

    Parameters
    ----------
    scores_real : ndarray of float, shape (R,) or (R, 1)
        The discriminator's scores of R real pictures, as they are: no sigmoid.
    scores_fake : ndarray of float, shape (F,) or (F, 1)
        Its scores of F pictures that the generator has made.

    Returns
    -------
    loss : float
        The loss.
    dscores_real : ndarray of float
        Gradient of the loss by ``scores_real``, in its shape.
    dscores_fake : ndarray of float
        Gradient of the loss by ``scores_fake``, in its shape.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, is not one score a picture, or is empty.

    Notes
    -----
    X. Mao et al., *Least squares generative adversarial networks*, ICCV 2017.

    Examples
    --------
    >>> ls_discriminator_loss(np.array([0.0, 1.0]), np.array([2.0]))
    (2.25, array([-0.5,  0. ]), array([2.]))
    """
    R = count_scores("ls_discriminator_loss", "scores_real", scores_real)
    F = count_scores("ls_discriminator_loss", "scores_fake", scores_fake)
    loss = mean((scores_real - 1) ** 2) / 2 + mean(scores_fake**2) / 2
    return loss, (scores_real - 1) / R, scores_fake / F


def ls_generator_loss(
    scores_fake: Float[np.ndarray, "F ..."],
) -> tuple[float, Float[np.ndarray, "F ..."]]:
    r"""Half the squared distance of made pictures' scores from 1.

    Equations ``eq-ls-generator-loss`` and ``eq-ls-grad`` of the book: the further a score is from
    where it should be, the harder it pulls, on either side.

    Parameters
    ----------
    scores_fake : ndarray of float, shape (F,) or (F, 1)
        The discriminator's scores of F pictures that the generator has made.

    Returns
    -------
    loss : float
        The loss.
    dscores_fake : ndarray of float
        Gradient of the loss by ``scores_fake``, in its shape.

    Raises
    ------
    TypeError, ValueError
        If the array does not hold floats, is not one score a picture, or is empty.
    """
    F = count_scores("ls_generator_loss", "scores_fake", scores_fake)
    return mean((scores_fake - 1) ** 2) / 2, (scores_fake - 1) / F


def wgan_critic_loss(
    scores_real: Float[np.ndarray, "R ..."], scores_fake: Float[np.ndarray, "F ..."]
) -> tuple[float, Float[np.ndarray, "R ..."], Float[np.ndarray, "F ..."]]:
    r"""Mean score of made pictures less that of real ones, which the critic makes small.

    Equation ``eq-wgan-loss`` of the book. Its negative estimates the Wasserstein distance, if the
    critic's slope stays within 1: `gradient_penalty` sees to that.

    Parameters
    ----------
    scores_real : ndarray of float, shape (R,) or (R, 1)
        The critic's scores of R real pictures.
    scores_fake : ndarray of float, shape (F,) or (F, 1)
        Its scores of F pictures that the generator has made.

    Returns
    -------
    loss : float
        The loss, without the penalty.
    dscores_real : ndarray of float
        Gradient of the loss by ``scores_real``, in its shape: -1/R everywhere.
    dscores_fake : ndarray of float
        Gradient of the loss by ``scores_fake``, in its shape: 1/F everywhere.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, is not one score a picture, or is empty.

    Notes
    -----
    M. Arjovsky, S. Chintala and L. Bottou, *Wasserstein generative adversarial networks*,
    ICML 2017.
    """
    R = count_scores("wgan_critic_loss", "scores_real", scores_real)
    F = count_scores("wgan_critic_loss", "scores_fake", scores_fake)
    loss = mean(scores_fake) - mean(scores_real)
    return loss, np.full_like(scores_real, -1 / R), np.full_like(scores_fake, 1 / F)


def wgan_generator_loss(
    scores_fake: Float[np.ndarray, "F ..."],
) -> tuple[float, Float[np.ndarray, "F ..."]]:
    """Negate the mean score of made pictures, for the generator to make small.

    Equation ``eq-wgan-loss`` of the book.

    Parameters
    ----------
    scores_fake : ndarray of float, shape (F,) or (F, 1)
        The critic's scores of F pictures that the generator has made.

    Returns
    -------
    loss : float
        The loss.
    dscores_fake : ndarray of float
        Gradient of the loss by ``scores_fake``, in its shape: -1/F everywhere.

    Raises
    ------
    TypeError, ValueError
        If the array does not hold floats, is not one score a picture, or is empty.
    """
    F = count_scores("wgan_generator_loss", "scores_fake", scores_fake)
    return -mean(scores_fake), np.full_like(scores_fake, -1 / F)
