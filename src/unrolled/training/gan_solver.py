"""Training the dense GAN in NumPy: a step of the discriminator, a step of the generator, again."""

import math

import numpy as np
from jaxtyping import Float, UInt8

from unrolled.models.dense_gan import DenseGAN
from unrolled.models.dense_players import draw_noise
from unrolled.runs.divergence import DivergedError
from unrolled.training.settings import check_count, start_config
from unrolled.training.updates import Updates


class DenseGANSolver:
    """
    Train a dense GAN on pictures.

    Every step follows from the settings, the pictures and its own number alone: a run that is
    trained in parts ends as one that is trained at once.

    Parameters
    ----------
    model : DenseGAN
        The two players; their weights are updated in place.
    pictures : ndarray of uint8, shape (N, H, W)
        Real pictures, 0 for paper and 255 for ink, with as many pixels as the players take.
    batch_size : int, default 128
        Real pictures a step, and made ones. Every epoch shuffles the pictures and goes through all
        of them: the last minibatch may have fewer real ones.
    learning_rate, beta1 : float, default 1e-3 and 0.5
        Settings of both players' Adam.
    seed : int, default 0
        Where the order of the pictures and the noise come from.

    Attributes
    ----------
    d_losses, g_losses : list of float
        The discriminator's and the generator's loss at each step.
    steps : int
        How many steps have been taken.
    steps_an_epoch : int
        Minibatches of an epoch.

    Raises
    ------
    TypeError, ValueError
        If the pictures do not fit the model, or a setting is none.
    """

    def __init__(
        self,
        model: DenseGAN,
        pictures: UInt8[np.ndarray, "N H W"],
        *,
        batch_size: int = 128,
        learning_rate: float = 1e-3,
        beta1: float = 0.5,
        seed: int = 0,
    ) -> None:
        _check_pictures(pictures, model.discriminator.widths[0])
        self.model, self.seed = model, seed
        self._pictures, self._batch_size = pictures, check_count("batch_size", batch_size)
        self.steps_an_epoch = math.ceil(len(pictures) / self._batch_size)
        config = start_config("adam", {"learning_rate": learning_rate, "beta1": beta1})
        self._learning_rate = learning_rate
        self._d_updates = Updates("adam", config, model.discriminator.params, None)
        self._g_updates = Updates("adam", config, model.generator.params, None)
        self.d_losses: list[float] = []
        self.g_losses: list[float] = []
        self._epoch, self._order = -1, np.empty(0, dtype=np.int64)

    @property
    def steps(self) -> int:
        """
        Count the steps that have been taken.

        Returns
        -------
        int
            Of both players; each step has one of either.
        """
        return len(self.g_losses)

    def train(self, num_epochs: int | None = None, *, num_steps: int | None = None) -> None:
        """
        Go on with the game.

        Parameters
        ----------
        num_epochs : int, optional
            How many more epochs to train.
        num_steps : int, optional
            How many more steps to train, instead.

        Raises
        ------
        DivergedError
            If a loss or a weight is no finite number any more.
        ValueError
            If not exactly one of the two is given, or it is less than 1.
        """
        if (num_epochs is None) == (num_steps is None):
            raise ValueError("train should be given either num_epochs or num_steps")
        if num_steps is None:
            num_steps = check_count("num_epochs", num_epochs) * self.steps_an_epoch
        for _ in range(check_count("num_steps", num_steps)):
            # A run that diverges overflows on its way: that is told once, in words.
            with np.errstate(over="ignore", invalid="ignore"):
                d_loss, g_loss = self._step(self.minibatch(self.steps))
            self._check_finite("the discriminator's loss", d_loss)
            self._check_finite("the generator's loss", g_loss)
            self.d_losses.append(d_loss)
            self.g_losses.append(g_loss)
        for player in (self.model.discriminator, self.model.generator):
            for name, w in player.params.items():
                self._check_finite(name, w)

    def _step(self, real: Float[np.ndarray, "R D"]) -> tuple[float, float]:
        """Move the discriminator, then the generator, each on made pictures of its own."""
        D, G, N = self.model.discriminator, self.model.generator, self._batch_size
        rng = np.random.default_rng([self.seed, 1, self.steps])
        # The generator stays as it is until the end, so it may make both batches in one product.
        made, cache = G.forward(draw_noise(2 * N, G.widths[0], rng, G.dtype))
        d_loss, grads = self.model.discriminator_loss(real, made[:N])
        self._d_updates.apply(D.params, grads, self._learning_rate)
        g_loss, grads = self.model.generator_loss(made[N:], cache.part(slice(N, None)))
        self._g_updates.apply(G.params, grads, self._learning_rate)
        return d_loss, g_loss

    def minibatch(self, step: int) -> Float[np.ndarray, "R D"]:
        """
        Get the real pictures of a step.

        Parameters
        ----------
        step : int
            How many steps were taken before it.

        Returns
        -------
        ndarray of float, shape (R, D)
            The pictures as rows, from -1 to 1; R is the batch size, or fewer at an epoch's end.
        """
        epoch, place = divmod(step, self.steps_an_epoch)
        if epoch != self._epoch:
            rng = np.random.default_rng([self.seed, 0, epoch])
            self._epoch, self._order = epoch, rng.permutation(len(self._pictures))
        drawn = self._order[place * self._batch_size : (place + 1) * self._batch_size]
        rows = self._pictures[drawn].reshape(len(drawn), self.model.discriminator.widths[0])
        return rows.astype(self.model.discriminator.dtype) / 127.5 - 1

    def sample(self, count: int, seed: int = 0) -> Float[np.ndarray, "count H W"]:
        """
        Make pictures from noise.

        Parameters
        ----------
        count : int
            How many.
        seed : int, default 0
            Where the noise comes from: the same seed shows how the same pictures change.

        Returns
        -------
        ndarray of float, shape (count, H, W)
            Pictures from 0 for paper to 1 for ink.
        """
        rows = self.model.sample(count, seed)
        return (rows.reshape(count, *self._pictures.shape[1:]) + 1) / 2

    def _check_finite(self, name: str, value: float | np.ndarray) -> None:
        if not np.isfinite(value).all():
            raise DivergedError(
                f"training diverged: {name} is not a finite number after {self.steps} steps. Try a "
                f"learning rate ten times smaller than {self._learning_rate:g}."
            )


def _check_pictures(pictures: UInt8[np.ndarray, "N H W"], pixels: int) -> None:
    if not isinstance(pictures, np.ndarray) or pictures.dtype != np.uint8:
        found = getattr(pictures, "dtype", type(pictures).__name__)
        raise TypeError(f"pictures should be an array of uint8, 0 to 255; got {found}")
    if pictures.ndim != 3 or pictures[0:1].size != pixels:
        raise ValueError(
            f"pictures should have shape (N, H, W), at least one of them, each of {pixels} pixels; "
            f"got {pictures.shape}"
        )
