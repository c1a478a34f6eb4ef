r"""Update rules: from a parameter, its gradient and some settings to the next parameter.

Every rule has the interface ``rule(w, dw, config=None) -> next_w, config``. ``config`` holds the
settings (``learning_rate`` and so on) and what the rule remembers between steps (``velocity``,
``cache``, ``m``, ``v``, ``t``); whatever is missing gets its default. Hand the returned ``config``
to the next call. Nothing that was passed in changes, unless ``out`` says where the next parameter
goes (it may be ``w`` itself): then the remembered arrays are updated in place too.

A rule raises a ValueError when the shapes of parameter, gradient, ``out`` and memory differ, and a
TypeError when the parameter does not hold floats.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from jaxtyping import Float

from unrolled.training.rule import Config, UpdateRule, check_arrays, complete_config

_BLOCK = 1 << 15
"""Elements a block of Adam: five float32 arrays of this length (640 KiB) stay in a core's cache."""


def sgd(
    w: Float[np.ndarray, "*shape"],
    dw: Float[np.ndarray, "*shape"],
    config: Mapping[str, Any] | None = None,
    *,
    out: Float[np.ndarray, "*shape"] | None = None,
) -> tuple[Float[np.ndarray, "*shape"], Config]:
    r"""Step against the gradient: plain stochastic gradient descent.

    Equation ``eq-sgd`` of the book: :math:`w \leftarrow w - \alpha\,dw`.

    Parameters
    ----------
    w : ndarray of float
        The parameter, of any shape.
    dw : ndarray of float
        The gradient of the loss by ``w``.
    config : mapping, optional
        ``learning_rate`` (default 1e-2).
    out : ndarray of float, optional
        Where to write the next parameter, instead of into a new array.

    Returns
    -------
    next_w : ndarray of float
        The parameter after the step, in the dtype of ``w``.
    config : dict
        The completed settings.
    """
    check_arrays(w, dw, out)
    config = complete_config(w, config, {"learning_rate": 1e-2})
    next_w = np.empty_like(w) if out is None else out
    np.subtract(w, float(config["learning_rate"]) * dw, out=next_w)
    return next_w, config


def sgd_momentum(
    w: Float[np.ndarray, "*shape"],
    dw: Float[np.ndarray, "*shape"],
    config: Mapping[str, Any] | None = None,
    *,
    out: Float[np.ndarray, "*shape"] | None = None,
) -> tuple[Float[np.ndarray, "*shape"], Config]:
    r"""Step along a velocity that gathers the gradients of the past.

    Equation ``eq-momentum`` of the book: :math:`v \leftarrow \mu v - \alpha\,dw`,
    :math:`w \leftarrow w + v`.

    Parameters
    ----------
    w : ndarray of float
        The parameter, of any shape.
    dw : ndarray of float
        The gradient of the loss by ``w``.
    config : mapping, optional
        ``learning_rate`` (default 1e-2), ``momentum`` (:math:`\mu` between 0 and 1, default 0.9)
        and ``velocity`` (shape of ``w``, default zeros).
    out : ndarray of float, optional
        Where to write the next parameter, instead of into a new array.

    Returns
    -------
    next_w : ndarray of float
        The parameter after the step, in the dtype of ``w``.
    config : dict
        The completed settings with the next ``velocity``.
    """
    defaults = {"learning_rate": 1e-2, "momentum": 0.9}
    check_arrays(w, dw, out)
    config = complete_config(w, config, defaults, ("velocity",), in_place=out is not None)
    next_w = np.empty_like(w) if out is None else out
    velocity = config["velocity"]
    velocity *= float(config["momentum"])
    velocity -= float(config["learning_rate"]) * dw
    np.add(w, velocity, out=next_w)
    return next_w, config


def rmsprop(
    w: Float[np.ndarray, "*shape"],
    dw: Float[np.ndarray, "*shape"],
    config: Mapping[str, Any] | None = None,
    *,
    out: Float[np.ndarray, "*shape"] | None = None,
) -> tuple[Float[np.ndarray, "*shape"], Config]:
    r"""Divide each step by the recent size of the gradient, entry by entry.

    Equation ``eq-rmsprop`` of the book: :math:`s \leftarrow \rho s + (1 - \rho)\,dw^2`,
    :math:`w \leftarrow w - \alpha\,dw / (\sqrt{s} + \varepsilon)`.

    Parameters
    ----------
    w : ndarray of float
        The parameter, of any shape.
    dw : ndarray of float
        The gradient of the loss by ``w``.
    config : mapping, optional
        ``learning_rate`` (default 1e-2), ``decay_rate`` (:math:`\rho`, default 0.99), ``epsilon``
        (default 1e-8) and ``cache`` (:math:`s`, shape of ``w``, default zeros).
    out : ndarray of float, optional
        Where to write the next parameter, instead of into a new array.

    Returns
    -------
    next_w : ndarray of float
        The parameter after the step, in the dtype of ``w``.
    config : dict
        The completed settings with the next ``cache``.

    Notes
    -----
    T. Tieleman and G. Hinton, *Neural Networks for Machine Learning*, lecture 6.5, 2012.
    """
    defaults = {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8}
    check_arrays(w, dw, out)
    config = complete_config(w, config, defaults, ("cache",), in_place=out is not None)
    next_w = np.empty_like(w) if out is None else out
    cache, decay = config["cache"], float(config["decay_rate"])
    cache *= decay
    cache += (1 - decay) * dw**2
    step = np.sqrt(cache, out=np.empty_like(w))
    step += float(config["epsilon"])
    np.divide(dw, step, out=step)
    step *= float(config["learning_rate"])
    np.subtract(w, step, out=next_w)
    return next_w, config


def adam(
    w: Float[np.ndarray, "*shape"],
    dw: Float[np.ndarray, "*shape"],
    config: Mapping[str, Any] | None = None,
    *,
    out: Float[np.ndarray, "*shape"] | None = None,
) -> tuple[Float[np.ndarray, "*shape"], Config]:
    r"""Momentum and RMSProp together, both corrected for having started at zero.

    Equation ``eq-adam`` of the book:

    .. math::

        m \leftarrow \beta_1 m + (1 - \beta_1)\,dw, \qquad
        v \leftarrow \beta_2 v + (1 - \beta_2)\,dw^2, \qquad
        w \leftarrow w - \alpha\,
            \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}.

    Parameters
    ----------
    w : ndarray of float
        The parameter, of any shape.
    dw : ndarray of float
        The gradient of the loss by ``w``.
    config : mapping, optional
        ``learning_rate`` (default 1e-3), ``beta1`` (0.9), ``beta2`` (0.999), ``epsilon`` (1e-8),
        the moments ``m`` and ``v`` (shape of ``w``, default zeros) and ``t``, the number of steps
        already taken (default 0).
    out : ndarray of float, optional
        Where to write the next parameter, instead of into a new array.

    Returns
    -------
    next_w : ndarray of float
        The parameter after the step, in the dtype of ``w``.
    config : dict
        The completed settings with the next ``m``, ``v`` and ``t``.

    Notes
    -----
    D. Kingma and J. Ba, *Adam: a method for stochastic optimization*, ICLR 2015.

    The arrays are walked in blocks that fit a core's cache, so that each number comes from memory
    once a step and not once an operation.
    """
    defaults = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "t": 0}
    check_arrays(w, dw, out)
    config = complete_config(w, config, defaults, ("m", "v"), in_place=out is not None)
    next_w = np.empty_like(w) if out is None else out
    config["t"] += 1
    beta1, beta2 = float(config["beta1"]), float(config["beta2"])
    # Both corrections are single numbers: they go into the rate and epsilon, not over the arrays.
    root = (1 - beta2 ** config["t"]) ** 0.5
    rate = float(config["learning_rate"]) * root / (1 - beta1 ** config["t"])
    epsilon = float(config["epsilon"]) * root
    for block in _blocks(w, dw, config["m"], config["v"], next_w):
        _adam_block(block, beta1, beta2, rate, epsilon)
    return next_w, config


def _blocks(*arrays: np.ndarray) -> Iterator[list[np.ndarray]]:
    """Cut arrays of one shape into the same flat blocks; the last three must be views."""
    if not all(array.flags.c_contiguous for array in arrays[2:]):
        yield list(arrays)
        return
    flat = [array.reshape(-1) for array in arrays]
    for start in range(0, flat[0].size, _BLOCK):
        yield [array[start : start + _BLOCK] for array in flat]


def _adam_block(
    block: list[np.ndarray], beta1: float, beta2: float, rate: float, epsilon: float
) -> None:
    """Move one block: the moments in place, the parameter into its block of ``next_w``."""
    w, dw, m, v, next_w = block
    step = np.multiply(dw, 1 - beta1, out=np.empty_like(w))
    m *= beta1
    m += step
    np.multiply(dw, dw, out=step)
    step *= 1 - beta2
    v *= beta2
    v += step
    np.sqrt(v, out=step)
    step += epsilon
    np.divide(m, step, out=step)
    step *= rate
    np.subtract(w, step, out=next_w)


UPDATE_RULES: dict[str, UpdateRule] = {
    "sgd": sgd,
    "sgd_momentum": sgd_momentum,
    "rmsprop": rmsprop,
    "adam": adam,
}
"""The rules by the names that the solver knows them by."""
