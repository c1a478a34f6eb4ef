"""The four GANs of the assignment, each with its networks, its losses and its settings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from unrolled.gan.losses import (
    discriminator_loss,
    generator_loss,
    ls_discriminator_loss,
    ls_generator_loss,
    wgan_critic_loss,
    wgan_generator_loss,
)
from unrolled.gan.networks import (
    dc_discriminator,
    dc_generator,
    discriminator,
    generator,
    wgan_critic,
)
from unrolled.gan.solvers import get_solvers
from unrolled.gan.step import Game


@dataclass(frozen=True)
class GanKind:
    """
    What makes a GAN of its kind.

    Attributes
    ----------
    name, title : str
        What commands and what people call it.
    make_discriminator, make_generator : callable
        ``make_discriminator(seed=...)`` and ``make_generator(noise_dim, seed=...)``.
    discriminator_loss, generator_loss : callable
        What the players minimise.
    penalty : float
        The weight of the gradient penalty; 0 for none.
    critic_steps : int
        Steps of the discriminator for one of the generator.
    learning_rate, beta1, beta2 : float
        The settings of both players' Adam.
    xla : bool
        Whether XLA makes its step quicker on a CPU, as tests/benchmarks/test_gan_steps.py measures
        it. In a run of a minute compiling it costs more than that saves.
    """

    name: str
    title: str
    make_discriminator: Callable[..., Any]
    make_generator: Callable[..., Any]
    discriminator_loss: Callable[[Any, Any], Any]
    generator_loss: Callable[[Any], Any]
    penalty: float = 0.0
    critic_steps: int = 1
    learning_rate: float = 1e-3
    beta1: float = 0.5
    beta2: float = 0.999
    xla: bool = True

    def game(self, noise_size: int = 96, seed: int = 0) -> Game:
        """
        Set up the two players.

        Parameters
        ----------
        noise_size : int, default 96
            Numbers of noise a picture.
        seed : int, default 0
            What the first weights follow from.

        Returns
        -------
        Game
            New networks with new optimisers.
        """
        D_solver, G_solver = get_solvers(self.learning_rate, self.beta1, beta2=self.beta2)
        return Game(
            D=self.make_discriminator(seed=2 * seed),
            G=self.make_generator(noise_size, seed=2 * seed + 1),
            D_solver=D_solver,
            G_solver=G_solver,
            discriminator_loss=self.discriminator_loss,
            generator_loss=self.generator_loss,
            noise_size=noise_size,
            penalty=self.penalty,
            critic_steps=self.critic_steps,
        )


_KINDS = (
    GanKind("gan", "GAN", discriminator, generator, discriminator_loss, generator_loss),
    GanKind("lsgan", "LSGAN", discriminator, generator, ls_discriminator_loss, ls_generator_loss),
    GanKind(
        *("dcgan", "DCGAN", dc_discriminator, dc_generator, discriminator_loss, generator_loss),
        xla=False,  # pooling and transposed convolutions are slower in it
    ),
    GanKind(
        *("wgan-gp", "WGAN-GP", wgan_critic, dc_generator, wgan_critic_loss, wgan_generator_loss),
        penalty=10.0,
        critic_steps=5,
        learning_rate=1e-4,
        beta2=0.9,
    ),
)

GAN_KINDS: dict[str, GanKind] = {kind.name: kind for kind in _KINDS}
"""The four, by the names that commands know them by."""


def gan_kind(name: str) -> GanKind:
    """
    Find a kind of GAN by its name.

    Parameters
    ----------
    name : str
        One of `GAN_KINDS`: ``"gan"``, ``"lsgan"``, ``"dcgan"`` or ``"wgan-gp"``.

    Returns
    -------
    GanKind
        The kind.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    try:
        return GAN_KINDS[name]
    except KeyError:
        known = ", ".join(GAN_KINDS)
        raise ValueError(f"there is no kind of GAN called {name!r}; there are {known}") from None
