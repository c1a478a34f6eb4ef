"""The gradient penalty of WGAN-GP by hand, for a critic small enough to write it down."""

from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes


class HiddenLayerCritic(NamedTuple):
    """
    A critic with one hidden layer: affine, leaky ReLU or tanh, affine, one score.

    Attributes
    ----------
    W1, b1 : ndarray of float, shapes (D, H) and (H,)
        Weights and biases of the hidden layer.
    W2, b2 : ndarray of float, shapes (H, 1) and (1,)
        Weights and bias of the score.
    activation : {"leaky_relu", "tanh"}
        What the hidden layer ends in.
    alpha : float, default 0.01
        The leaky ReLU's slope for negative numbers.
    """

    W1: Float[np.ndarray, "D H"]
    b1: Float[np.ndarray, " H"]
    W2: Float[np.ndarray, "H 1"]
    b2: Float[np.ndarray, " 1"]
    activation: Literal["leaky_relu", "tanh"] = "leaky_relu"
    alpha: float = 0.01


class CriticGradients(NamedTuple):
    """The gradients of a loss by a critic's weights, in their order."""

    dW1: Float[np.ndarray, "D H"]  # noqa: N815
    db1: Float[np.ndarray, " H"]
    dW2: Float[np.ndarray, "H 1"]  # noqa: N815
    db2: Float[np.ndarray, " 1"]


def interpolate_pictures(
    real: Float[np.ndarray, "N D"], fake: Float[np.ndarray, "N D"], eps: Float[np.ndarray, "N 1"]
) -> Float[np.ndarray, "N D"]:
    r"""Take a point between each real picture and its made partner.

    Equation ``eq-penalty-interpolate`` of the book:
    :math:`\hat x_n = \epsilon_n x_n + (1 - \epsilon_n) g_n`.

    Parameters
    ----------
    real, fake : ndarray of float, shape (N, D)
        As many real pictures as made ones.
    eps : ndarray of float, shape (N, 1)
        For each pair a number of its own between 0 and 1: how much of the real one is in it.

    Returns
    -------
    ndarray of float, shape (N, D)
        The points.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, or the shapes do not fit. One number for all pairs is
        refused, for then all points would lie alike.
    """
    sizes = Sizes("interpolate_pictures")
    sizes.know(**{"1": 1})
    sizes.floats(real=(real, "N D"), fake=(fake, "N D"), eps=(eps, "N 1"))
    points: Float[np.ndarray, "N D"] = eps * real + (1 - eps) * fake
    return points


def critic_slopes(
    critic: HiddenLayerCritic, x: Float[np.ndarray, "N D"]
) -> tuple[Float[np.ndarray, "N D"], Float[np.ndarray, "N H"], Float[np.ndarray, "N H"]]:
    r"""Differentiate each score by its picture, and say how the hidden units took part.

    A score is :math:`\phi(x W_1 + b_1)\, w_2 + b_2`, so its gradient by x is
    :math:`(\phi'(a) \circ w_2)\, W_1^T`, with :math:`a = x W_1 + b_1`.

    Parameters
    ----------
    critic : HiddenLayerCritic
        The critic.
    x : ndarray of float, shape (N, D)
        N pictures.

    Returns
    -------
    g : ndarray of float, shape (N, D)
        For each picture, the gradient of its score by its pixels.
    slope : ndarray of float, shape (N, H)
        The activation's first derivative at each unit, :math:`\phi'(a)`.
    bend : ndarray of float, shape (N, H)
        Its second derivative, :math:`\phi''(a)`: zero for the leaky ReLU, which is straight.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, the shapes do not fit, or there is no such activation.
    """
    W1, b1, W2, b2, activation, alpha = critic
    sizes = Sizes("critic_slopes")
    sizes.know(**{"1": 1})
    sizes.floats(x=(x, "N D"), W1=(W1, "D H"), b1=(b1, "H"), W2=(W2, "H 1"), b2=(b2, "1"))
    a = x @ W1 + b1
    if activation == "leaky_relu":
        slope = np.where(a > 0, a.dtype.type(1), a.dtype.type(alpha))
        bend = np.zeros_like(a)
    elif activation == "tanh":
        t = np.tanh(a)
        slope = 1 - t**2
        bend = -2 * t * slope
    else:
        raise ValueError(
            f"critic_slopes: activation should be 'leaky_relu' or 'tanh', got {activation!r}."
        )
    return (slope * W2[:, 0]) @ W1.T, slope, bend


def gradient_penalty(
    critic: HiddenLayerCritic,
    real: Float[np.ndarray, "N D"],
    fake: Float[np.ndarray, "N D"],
    eps: Float[np.ndarray, "N 1"],
) -> tuple[float, CriticGradients]:
    r"""Punish slopes other than 1 between real and made pictures, and say how to mend them.

    Equations ``eq-gradient-penalty`` and ``eq-penalty-grad`` of the book. With the score's gradient
    :math:`g_n` at each point :math:`\hat x_n`, the penalty is
    :math:`\frac{1}{N} \sum_n (\lVert g_n \rVert - 1)^2`: a norm for every example. Its gradient by
    :math:`g_n` is :math:`r_n = \frac{2}{N} (\lVert g_n \rVert - 1)\, g_n / \lVert g_n \rVert`, and
    :math:`g_n = u_n W_1^T`, :math:`u_n = \phi'(a_n) \circ w_2`, depends on the weights on three
    ways: through :math:`W_1` as it stands there, through :math:`w_2`, and through
    :math:`a_n = \hat x_n W_1 + b_1`, if the activation is bent. Where :math:`g_n = 0` there is no
    direction to go, and :math:`r_n` is taken to be 0: the other examples' gradients stay finite.

    Parameters
    ----------
    critic : HiddenLayerCritic
        The critic.
    real, fake : ndarray of float, shape (N, D)
        As many real pictures as made ones.
    eps : ndarray of float, shape (N, 1)
        For each pair a number of its own between 0 and 1.

    Returns
    -------
    penalty : float
        The penalty, without the 10 that WGAN-GP multiplies it by.
    grads : CriticGradients
        Its gradients by the critic's weights; that by the last bias is 0, for it moves all scores
        alike.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, the shapes do not fit, there is no such activation, or
        there are no pictures.

    Notes
    -----
    I. Gulrajani et al., *Improved training of Wasserstein GANs*, NIPS 2017.
    """
    x = interpolate_pictures(real, fake, eps)
    g, slope, bend = critic_slopes(critic, x)
    if len(x) == 0:
        raise ValueError("gradient_penalty: real should hold at least one picture, got N = 0.")
    norms = np.linalg.norm(g, axis=1, keepdims=True)
    penalty = float(np.mean((norms - 1) ** 2, dtype=np.float64))
    # Dividing by 1 where the norm is 0 makes a direction of 0 out of a gradient of 0.
    r = 2 / len(x) * (norms - 1) * (g / np.where(norms > 0, norms, 1))
    w2 = critic.W2[:, 0]
    u, du = slope * w2, r @ critic.W1
    da = du * w2 * bend
    dW1 = r.T @ u + x.T @ da
    dW2 = (du * slope).sum(axis=0)[:, np.newaxis]
    return penalty, CriticGradients(dW1, da.sum(axis=0), dW2, np.zeros_like(critic.b2))
