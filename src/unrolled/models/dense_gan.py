"""The dense GAN in NumPy: a generator, a discriminator, and each one's loss with its gradients."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy.typing import DTypeLike

from unrolled.layers.gan_losses import (
    discriminator_loss,
    generator_loss,
    saturating_generator_loss,
)
from unrolled.layers.score_losses import ls_discriminator_loss, ls_generator_loss
from unrolled.models.dense_network import DenseCache, Params
from unrolled.models.dense_players import (
    PIXELS,
    dense_discriminator,
    dense_generator,
    draw_noise,
)

_Scores = np.ndarray


class GanLosses(NamedTuple):
    """
    What the two players minimise.

    Attributes
    ----------
    discriminator : callable
        Scores of real and of made pictures to a loss and its gradients by both.
    generator : callable
        Scores of made pictures to a loss and its gradient.
    """

    discriminator: Callable[[_Scores, _Scores], tuple[float, _Scores, _Scores]]
    generator: Callable[[_Scores], tuple[float, _Scores]]


DENSE_GAN_LOSSES: dict[str, GanLosses] = {
    "gan": GanLosses(discriminator_loss, generator_loss),
    "lsgan": GanLosses(ls_discriminator_loss, ls_generator_loss),
    "saturating": GanLosses(discriminator_loss, saturating_generator_loss),
}
"""The losses by name; ``"saturating"`` is the minimax game as it stands, which learns badly."""


class DenseGAN:
    """
    Two dense networks, and what each of them is to minimise.

    Parameters
    ----------
    noise_dim : int, default 96
        Numbers of noise a picture.
    loss : str, default "gan"
        A key of `DENSE_GAN_LOSSES`: ``"gan"``, ``"lsgan"`` or ``"saturating"``.
    pixels : int, default 784
        Numbers of a picture.
    generator_hidden, discriminator_hidden : int, default 1024 and 256
        Widths of the players' hidden layers.
    dtype : numpy dtype
        float32 to train, float64 to check gradients.
    seed : int or numpy.random.Generator, optional
        Where both networks' weights come from; None for others at each call.

    Attributes
    ----------
    generator, discriminator : DenseNetwork
        The two players.

    Raises
    ------
    ValueError
        If there is no such loss, or a width is less than 1.
    """

    def __init__(
        self,
        noise_dim: int = 96,
        loss: str = "gan",
        *,
        pixels: int = PIXELS,
        generator_hidden: int = 1024,
        discriminator_hidden: int = 256,
        dtype: DTypeLike = np.float32,
        seed: int | np.random.Generator | None = None,
    ) -> None:
        if loss not in DENSE_GAN_LOSSES:
            known = " or ".join(map(repr, DENSE_GAN_LOSSES))
            raise ValueError(f"loss should be {known}; got {loss!r}")
        rng = np.random.default_rng(seed)
        self.loss = loss
        self.discriminator = dense_discriminator(
            hidden=discriminator_hidden, pixels=pixels, dtype=dtype, seed=rng
        )
        self.generator = dense_generator(
            noise_dim, hidden=generator_hidden, pixels=pixels, dtype=dtype, seed=rng
        )

    def discriminator_loss(
        self, real: Float[np.ndarray, "R D"], fake: Float[np.ndarray, "F D"]
    ) -> tuple[float, Params]:
        """
        Compute the discriminator's loss, and its gradients by the discriminator's weights.

        Both kinds of pictures go through in one product; only then are the scores parted.

        Parameters
        ----------
        real, fake : ndarray of float, shapes (R, D) and (F, D)
            Real pictures, and made ones; there may be more of one kind.

        Returns
        -------
        loss : float
            The loss.
        grads : dict of str to ndarray
            The gradient by each of the discriminator's ``params``.
        """
        scores, cache = self.discriminator.forward(np.concatenate([real, fake]))
        R = len(real)
        loss, dreal, dfake = DENSE_GAN_LOSSES[self.loss].discriminator(scores[:R], scores[R:])
        return loss, self.discriminator.gradients(np.concatenate([dreal, dfake]), cache)

    def generator_loss(
        self, fake: Float[np.ndarray, "F D"], made_from: DenseCache
    ) -> tuple[float, Params]:
        """
        Compute the generator's loss, and its gradients by the generator's weights.

        The gradient passes through the discriminator, whose own weights stay as they are.

        Parameters
        ----------
        fake : ndarray of float, shape (F, D)
            Pictures that the generator has made.
        made_from : DenseCache
            What its ``forward`` left when it made them.

        Returns
        -------
        loss : float
            The loss.
        grads : dict of str to ndarray
            The gradient by each of the generator's ``params``.
        """
        scores, cache = self.discriminator.forward(fake)
        loss, dscores = DENSE_GAN_LOSSES[self.loss].generator(scores)
        dfake = self.discriminator.input_gradient(dscores, cache)
        return loss, self.generator.gradients(dfake, made_from)

    def sample(
        self, count: int, seed: int | np.random.Generator | None = None
    ) -> Float[np.ndarray, "count D"]:
        """
        Make pictures from noise.

        Parameters
        ----------
        count : int
            How many.
        seed : int or numpy.random.Generator, optional
            Where the noise comes from; None for other noise at each call.

        Returns
        -------
        ndarray of float, shape (count, D)
            Pictures, from -1 to 1.
        """
        G, rng = self.generator, np.random.default_rng(seed)
        return G.forward(draw_noise(count, G.widths[0], rng, G.dtype))[0]
