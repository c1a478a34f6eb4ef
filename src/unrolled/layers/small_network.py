"""A small convolutional network of random weights, whose gradients by the pixels are known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Integer

from unrolled.layers.activations import ReluCache, relu_backward, relu_forward
from unrolled.layers.affine import affine_forward
from unrolled.layers.arrays import Sizes, check_indices
from unrolled.layers.convolution import ConvCache, conv_forward, conv_input_gradient
from unrolled.layers.pooling import (
    PoolCache,
    global_average_pool_backward,
    global_average_pool_forward,
)

WINDOW = 3  # a square window of three pixels, with a pixel of padding, keeps a picture's size


@dataclass(frozen=True, eq=False)
class SmallNetwork:
    """A classifier of pictures: convolutions with ReLU, the average over all positions, scores.

    It has been trained on nothing. Whether a saliency map, a fooling step or a style loss is
    computed rightly can be told on any network; on this one it takes no framework, no download,
    and no time.

    Attributes
    ----------
    kernels : tuple of ndarray of float, each of a shape (3, 3, C, F)
        Weights of the convolutions; each takes in what the one before gives out.
    kernel_biases : tuple of ndarray of float, each of a shape (F,)
        Their biases.
    w : ndarray of float, shape (F, K)
        Weights from the last convolution's F averages to the scores of K classes.
    b : ndarray of float, shape (K,)
        Biases of the scores.
    """

    kernels: tuple[Float[np.ndarray, "3 3 _ _"], ...]
    kernel_biases: tuple[Float[np.ndarray, " _"], ...]
    w: Float[np.ndarray, "F K"]
    b: Float[np.ndarray, " K"]

    @property
    def weights(self) -> list[Float[np.ndarray, "..."]]:
        """All weights in the order of the layers, each layer's bias after its weights, as Keras.

        Returns
        -------
        list of ndarray of float
            The arrays themselves; those of a drawn network are read-only.
        """
        pairs = [*zip(self.kernels, self.kernel_biases, strict=True), (self.w, self.b)]
        return [array for pair in pairs for array in pair]

    def features(self, x: Float[np.ndarray, "N H W C"]) -> list[Float[np.ndarray, "N H W _"]]:
        """Run the convolutions.

        Parameters
        ----------
        x : ndarray of float, shape (N, H, W, C)
            Pictures of any size.

        Returns
        -------
        list of ndarray of float, each of a shape (N, H, W, F)
            What comes out of each convolution, after its ReLU.

        Raises
        ------
        TypeError, ValueError
            If ``x`` does not hold floats, or does not have the shape.
        """
        return self._convolve(x)[0]

    def scores(self, x: Float[np.ndarray, "N H W C"]) -> Float[np.ndarray, "N K"]:
        """Give every picture a score for every class, without a softmax.

        Parameters
        ----------
        x : ndarray of float, shape (N, H, W, C)
            Pictures of any size.

        Returns
        -------
        ndarray of float, shape (N, K)
            The scores.

        Raises
        ------
        TypeError, ValueError
            If ``x`` does not hold floats, or does not have the shape.
        """
        averages, _ = global_average_pool_forward(self.features(x)[-1])
        return affine_forward(averages, self.w, self.b)[0]

    def score_gradient(
        self, x: Float[np.ndarray, "N H W C"], y: Integer[np.ndarray, " N"]
    ) -> Float[np.ndarray, "N H W C"]:
        """Differentiate each picture's score of its own class by its pixels.

        Parameters
        ----------
        x : ndarray of float, shape (N, H, W, C)
            Pictures of any size.
        y : ndarray of int, shape (N,)
            For each picture a class, ``0 <= y < K``.

        Returns
        -------
        ndarray of float, shape (N, H, W, C)
            For each picture, the gradient of score ``y`` by its pixels.

        Raises
        ------
        IndexError
            If there is no such class.
        TypeError, ValueError
            If an array does not hold what it should, or the shapes do not fit.
        """
        feats, caches = self._convolve(x)
        Sizes("score_gradient", N=len(x)).integers(y=(y, "N"))
        check_indices("score_gradient", "y", y, len(self.b), "K")
        last = feats[-1]
        # A score is affine in the averages, so its gradient by them is its class's weights.
        daverages = self.w.T[y].astype(last.dtype)
        dlast = global_average_pool_backward(daverages, PoolCache(last.shape))
        return _to_pixels(caches, [*(np.zeros_like(f) for f in feats[:-1]), dlast])

    def pixel_gradient(
        self, x: Float[np.ndarray, "N H W C"], dfeats: Sequence[Float[np.ndarray, "N H W _"]]
    ) -> Float[np.ndarray, "N H W C"]:
        """Differentiate any loss of the features by the pixels.

        Parameters
        ----------
        x : ndarray of float, shape (N, H, W, C)
            The pictures.
        dfeats : sequence of ndarray of float, each of a shape (N, H, W, F)
            For each array of `features`, the gradient of the loss by it, as
            `style_objective_and_gradients` gives them.

        Returns
        -------
        ndarray of float, shape (N, H, W, C)
            The gradient by the pixels.

        Raises
        ------
        TypeError, ValueError
            If an array does not hold floats, a shape does not fit, or there are not as many
            gradients as convolutions.
        """
        feats, caches = self._convolve(x)
        if len(dfeats) != len(feats):
            raise ValueError(
                f"pixel_gradient: dfeats should hold {len(feats)} gradients, one for each "
                f"convolution, got {len(dfeats)}."
            )
        for n, (f, df) in enumerate(zip(feats, dfeats, strict=True)):
            N, H, W, F = f.shape
            sizes = Sizes("pixel_gradient", N=N, H=H, W=W, F=F)
            sizes.floats(**{f"dfeats[{n}]": (df, "N H W F")})
        return _to_pixels(caches, dfeats)

    def _convolve(
        self, x: Float[np.ndarray, "N H W C"]
    ) -> tuple[list[Float[np.ndarray, "N H W _"]], list[tuple[ConvCache, ReluCache]]]:
        Sizes("SmallNetwork", C=self.kernels[0].shape[2]).floats(x=(x, "N H W C"))
        feats, caches = [], []
        for kernel, bias in zip(self.kernels, self.kernel_biases, strict=True):
            x, conv = conv_forward(x, kernel, bias, padding=WINDOW // 2)
            x, relu = relu_forward(x)
            feats.append(x)
            caches.append((conv, relu))
        return feats, caches


def _to_pixels(
    caches: list[tuple[ConvCache, ReluCache]], dfeats: Sequence[Float[np.ndarray, "N H W _"]]
) -> Float[np.ndarray, "N H W _"]:
    """Go back through the convolutions; each adds the loss's own gradient by its features."""
    back: Float[np.ndarray, "N H W _"] = np.zeros_like(dfeats[-1])
    for (conv, relu), dout in zip(reversed(caches), reversed(dfeats), strict=True):
        back = conv_input_gradient(relu_backward(back + dout, relu), conv)
    return back
