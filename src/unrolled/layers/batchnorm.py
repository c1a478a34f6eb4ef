"""Batch normalisation: every feature with mean 0 and variance 1 over the batch, then rescaled."""

from math import prod
from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import Float

from unrolled.layers.arrays import Sizes, check_floats


class RunningStatistics(NamedTuple):
    """Means and variances of the features over many batches, for when there is no batch."""

    mean: Float[np.ndarray, " D"]
    variance: Float[np.ndarray, " D"]


class BatchNormCache(NamedTuple):
    """What the backward pass needs: the normalised input, the scale, and what x was divided by."""

    x_hat: Float[np.ndarray, "N ... D"]
    gamma: Float[np.ndarray, " D"]
    deviation: Float[np.ndarray, " D"]
    mode: Literal["train", "test"]


class BatchNormGradients(NamedTuple):
    """The gradients of the loss by the three arrays of a batch normalisation, in their order."""

    dx: Float[np.ndarray, "N ... D"]
    dgamma: Float[np.ndarray, " D"]
    dbeta: Float[np.ndarray, " D"]


def batchnorm_forward(
    x: Float[np.ndarray, "N ... D"],
    gamma: Float[np.ndarray, " D"],
    beta: Float[np.ndarray, " D"],
    running: RunningStatistics | None = None,
    *,
    mode: Literal["train", "test"] = "train",
    momentum: float = 0.99,
    eps: float = 1e-3,
) -> tuple[Float[np.ndarray, "N ... D"], BatchNormCache, RunningStatistics]:
    r"""Shift and scale every feature to mean 0 and variance 1, then by what is learnt.

    Equation ``eq-batchnorm`` of the book,
    :math:`\hat x = (x - \mu) / \sqrt{\sigma^2 + \varepsilon}` and
    :math:`y = \gamma \hat x + \beta`. In training, mean and variance are those of the batch, over
    all axes but the last, so every example has a say in every other's output. In use, they are the
    running ones, and examples are apart.

    Parameters
    ----------
    x : ndarray of float, shape (N, ..., D)
        N examples with D features: (N, D), or (N, H, W, C), where a channel is one feature.
    gamma : ndarray of float, shape (D,)
        The scale of each feature.
    beta : ndarray of float, shape (D,)
        The shift of each feature.
    running : RunningStatistics, optional
        What the step before returned. At the first step, means of 0 and variances of 1.
    mode : {"train", "test"}
        Whether to use, and to take note of, the batch's statistics, or to use the running ones.
    momentum : float, default 0.99
        How much of the running statistics is kept in a step.
    eps : float, default 1e-3
        Added to the variance, lest a feature that never varies be divided by 0.

    Returns
    -------
    out : ndarray of float, shape (N, ..., D)
        The outputs.
    cache : BatchNormCache
        For `batchnorm_backward`.
    running : RunningStatistics
        The next running statistics, in new arrays; in use the same.

    Raises
    ------
    TypeError, ValueError
        If an array does not hold floats, the shapes do not fit each other, there is no number to
        average, running statistics are missing in use, or a setting is none.

    Notes
    -----
    S. Ioffe and C. Szegedy, *Batch normalization*, ICML 2015. The defaults are those of Keras.
    """
    _check(x, gamma, beta, running, mode, momentum, eps)
    if running is None:
        running = RunningStatistics(np.zeros_like(gamma), np.ones_like(gamma))
    if mode == "train":
        axes = tuple(range(x.ndim - 1))
        batch = RunningStatistics(x.mean(axis=axes), x.var(axis=axes))
        mean, variance = batch
        running = RunningStatistics(
            momentum * running.mean + (1 - momentum) * batch.mean,
            momentum * running.variance + (1 - momentum) * batch.variance,
        )
    else:
        mean, variance = running
    deviation = np.sqrt(variance + eps)
    x_hat = (x - mean) / deviation
    return gamma * x_hat + beta, BatchNormCache(x_hat, gamma, deviation, mode), running


def batchnorm_backward(
    dout: Float[np.ndarray, "N ... D"], cache: BatchNormCache
) -> BatchNormGradients:
    r"""Send the gradient of a batch normalisation's output back to its arguments.

    Equation ``eq-batchnorm-grad`` of the book. A number of the batch reaches the outputs on three
    paths: by itself, through the mean that is taken from all, and through the deviation that all
    are divided by. With :math:`d\hat x = \gamma\,dy`, and averages over the batch,

    .. math::

        dx = \frac{1}{\sqrt{\sigma^2 + \varepsilon}} \left(d\hat x
            - \overline{d\hat x} - \hat x\,\overline{d\hat x\,\hat x}\right).

    In use, where mean and deviation are given, only the first path is there.

    Parameters
    ----------
    dout : ndarray of float, shape (N, ..., D)
        Gradient of the loss by the output.
    cache : BatchNormCache
        From `batchnorm_forward`.

    Returns
    -------
    dx : ndarray of float, shape (N, ..., D)
        Gradient by the input.
    dgamma : ndarray of float, shape (D,)
        Gradient by the scales.
    dbeta : ndarray of float, shape (D,)
        Gradient by the shifts.

    Raises
    ------
    TypeError, ValueError
        If ``dout`` does not hold floats or does not have the output's shape.
    """
    x_hat, gamma, deviation, mode = cache
    check_floats("batchnorm_backward", "dout", dout)
    if dout.shape != x_hat.shape:
        raise ValueError(
            f"batchnorm_backward: dout should have shape {x_hat.shape}, that of the output; got "
            f"{dout.shape}."
        )
    axes = tuple(range(dout.ndim - 1))
    dgamma, dbeta = (dout * x_hat).sum(axis=axes), dout.sum(axis=axes)
    dx_hat = dout * gamma
    if mode == "train":
        count = prod(dout.shape[:-1])
        through_mean = gamma * dbeta / count
        through_deviation = x_hat * (gamma * dgamma / count)
        dx_hat = dx_hat - through_mean - through_deviation
    return BatchNormGradients(dx_hat / deviation, dgamma, dbeta)


def _check(
    x: Float[np.ndarray, "..."],
    gamma: Float[np.ndarray, "..."],
    beta: Float[np.ndarray, "..."],
    running: RunningStatistics | None,
    mode: str,
    momentum: float,
    eps: float,
) -> None:
    function = "batchnorm_forward"
    letters = ["N", *(f"d{k}" for k in range(1, np.ndim(x) - 1)), "D"]
    sizes = Sizes(function)
    sizes.floats(x=(x, " ".join(letters)), gamma=(gamma, "D"), beta=(beta, "D"))
    if running is not None:
        sizes.floats(mean=(running.mean, "D"), variance=(running.variance, "D"))
    if mode not in ("train", "test"):
        raise ValueError(f"{function}: mode should be 'train' or 'test', got {mode!r}.")
    if mode == "test" and running is None:
        raise ValueError(
            f"{function}: running should hold statistics where mode is 'test', got None. Steps in "
            f"mode 'train' return them."
        )
    if mode == "train" and prod(x.shape[:-1]) == 0:
        raise ValueError(
            f"{function}: x should hold at least one number of each feature, for their mean; got "
            f"shape {x.shape}."
        )
    if not 0 <= momentum <= 1 or not 0 <= eps < np.inf:
        raise ValueError(
            f"{function}: momentum should lie between 0 and 1 and eps be at least 0, got "
            f"{momentum!r} and {eps!r}."
        )
