"""Dense layers one after the other, forward and backward by hand: what both players are made of."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy.typing import DTypeLike

from unrolled.layers.activations import (
    LeakyReluCache,
    TanhCache,
    leaky_relu_backward,
    leaky_relu_forward,
    tanh_backward,
    tanh_forward,
)
from unrolled.layers.affine import affine_forward
from unrolled.layers.arrays import Sizes

Params = dict[str, Float[np.ndarray, "..."]]
"""Weights and biases by name, or their gradients."""


class DenseCache(NamedTuple):
    """
    What a backward pass needs from a forward pass.

    Attributes
    ----------
    inputs : tuple of ndarray, each of a shape (N, D)
        What went into each layer.
    hidden : tuple of LeakyReluCache
        Of each layer but the last, its slopes.
    squashed : TanhCache or None
        Of the last layer, where it ends in a tanh.
    """

    inputs: tuple[Float[np.ndarray, "N _"], ...]
    hidden: tuple[LeakyReluCache, ...]
    squashed: TanhCache | None

    def part(self, examples: slice) -> "DenseCache":
        """
        Take what belongs to some of the examples.

        Parameters
        ----------
        examples : slice
            Which.

        Returns
        -------
        DenseCache
            As a forward pass of these alone would have left it.
        """
        squashed = self.squashed and TanhCache(self.squashed.out[examples])
        return DenseCache(
            tuple(x[examples] for x in self.inputs),
            tuple(LeakyReluCache(cache.slope[examples]) for cache in self.hidden),
            squashed,
        )


class DenseNetwork:
    r"""
    Dense layers with leaky ReLUs between them.

    Weights start uniform between :math:`\pm\sqrt{6 / (D + M)}`, for D inputs and M outputs, and
    biases at 0, as Keras has them.

    Parameters
    ----------
    widths : sequence of int
        The width of the input, of every hidden layer, and of the output.
    alpha : float
        Slope of the hidden layers for negative numbers; 0 for a ReLU.
    tanh : bool, default False
        Whether the outputs are squashed between -1 and 1.
    dtype : numpy dtype
        float32 to train, float64 to check gradients.
    seed : int or numpy.random.Generator, optional
        Where the initial weights come from; None for others at each call.

    Attributes
    ----------
    params : dict of str to ndarray
        ``W1`` (D, M), ``b1`` (M,) and so on, layer by layer.

    Raises
    ------
    ValueError
        If there are fewer than two widths, or one is less than 1.

    Notes
    -----
    X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural
    networks*, AISTATS 2010.
    """

    def __init__(
        self,
        widths: Sequence[int],
        *,
        alpha: float,
        tanh: bool = False,
        dtype: DTypeLike = np.float32,
        seed: int | np.random.Generator | None = None,
    ) -> None:
        if len(widths) < 2 or min(widths) < 1:
            raise ValueError(
                f"widths should be at least two, each at least 1; got {', '.join(map(str, widths))}"
            )
        rng = np.random.default_rng(seed)
        self.widths, self.depth = tuple(widths), len(widths) - 1
        self.alpha, self.tanh, self.dtype = alpha, tanh, np.dtype(dtype)
        self.params: Params = {}
        for n, (D, M) in enumerate(pairwise(widths), start=1):
            bound = np.sqrt(6 / (D + M))
            self.params[f"W{n}"] = rng.uniform(-bound, bound, size=(D, M)).astype(dtype)
            self.params[f"b{n}"] = np.zeros(M, dtype=dtype)

    @property
    def num_params(self) -> int:
        """
        Count the numbers that are trained.

        Returns
        -------
        int
            All weights and biases.
        """
        return sum(w.size for w in self.params.values())

    def forward(self, x: Float[np.ndarray, "N D"]) -> tuple[Float[np.ndarray, "N M"], DenseCache]:
        """
        Run all layers.

        Parameters
        ----------
        x : ndarray of float, shape (N, D)
            N examples.

        Returns
        -------
        out : ndarray of float, shape (N, M)
            What comes out of the last layer.
        cache : DenseCache
            For `gradients` and `input_gradient`.

        Raises
        ------
        TypeError, ValueError
            If ``x`` does not hold floats or has another width.
        """
        inputs, hidden = [], []
        for n in range(1, self.depth + 1):
            inputs.append(x)
            x, _ = affine_forward(x, self.params[f"W{n}"], self.params[f"b{n}"])
            if n < self.depth:
                x, slopes = leaky_relu_forward(x, self.alpha)
                hidden.append(slopes)
        squashed = None
        if self.tanh:
            x, squashed = tanh_forward(x)
        return x, DenseCache(tuple(inputs), tuple(hidden), squashed)

    def gradients(self, dout: Float[np.ndarray, "N M"], cache: DenseCache) -> Params:
        """
        Send the gradient of the output back to the weights alone.

        What comes before the first layer has nothing to learn, so its gradient, a product as large
        as that layer's own, is not computed.

        Parameters
        ----------
        dout : ndarray of float, shape (N, M)
            Gradient of the loss by the output.
        cache : DenseCache
            From `forward`.

        Returns
        -------
        dict of str to ndarray
            The gradient by each of `params`, in their order.

        Raises
        ------
        TypeError, ValueError
            If ``dout`` does not hold floats or does not have the output's shape.
        """
        grads: Params = {}
        dout = self._before_tanh(dout, cache)
        for n in range(self.depth, 0, -1):
            grads[f"W{n}"] = cache.inputs[n - 1].T @ dout
            grads[f"b{n}"] = dout.sum(axis=0)
            if n > 1:
                dout = self._layer_before(n, dout, cache)
        return {name: grads[name] for name in self.params}

    def input_gradient(
        self, dout: Float[np.ndarray, "N M"], cache: DenseCache
    ) -> Float[np.ndarray, "N D"]:
        """
        Send the gradient of the output back to the input alone.

        Parameters
        ----------
        dout : ndarray of float, shape (N, M)
            Gradient of the loss by the output.
        cache : DenseCache
            From `forward`.

        Returns
        -------
        ndarray of float, shape (N, D)
            Gradient by the input.

        Raises
        ------
        TypeError, ValueError
            If ``dout`` does not hold floats or does not have the output's shape.
        """
        dout = self._before_tanh(dout, cache)
        for n in range(self.depth, 1, -1):
            dout = self._layer_before(n, dout, cache)
        dx: Float[np.ndarray, "N D"] = dout @ self.params["W1"].T
        return dx

    def _before_tanh(
        self, dout: Float[np.ndarray, "N M"], cache: DenseCache
    ) -> Float[np.ndarray, "N M"]:
        N, M = len(cache.inputs[0]), len(self.params[f"b{self.depth}"])
        Sizes("DenseNetwork", N=N, M=M).floats(dout=(dout, "N M"))
        return dout if cache.squashed is None else tanh_backward(dout, cache.squashed)

    def _layer_before(
        self, n: int, dout: Float[np.ndarray, "N _"], cache: DenseCache
    ) -> Float[np.ndarray, "N _"]:
        """Go back from a layer's sums to those of the layer before, through its ReLU."""
        return leaky_relu_backward(dout @ self.params[f"W{n}"].T, cache.hidden[n - 2])
