"""Saying in words, while it happens, that a game of two networks has gone wrong."""

import math

import numpy as np
from jaxtyping import Float

from unrolled.gan.losses import wgan_critic_loss
from unrolled.gan.record import GanRun
from unrolled.gan.step import Game
from unrolled.runs.divergence import DivergedError

_NOTHING = 1e-3  # a loss below this is "zero": the discriminator is right with more than 99.9 %
_PATIENCE = 100  # steps in a row that it may be
_EARLY = 100  # steps in which the averages of batch norm are not yet those of the pictures
_ALIKE = 0.01  # mean standard deviation, of pixels in [0, 1], under which all samples are the same


class Health:
    """
    Watches the losses and the samples of a run, and adds to its notes.

    Parameters
    ----------
    run : GanRun
        The record.
    game : Game
        The players. A critic, whose loss has no bound, tells nothing apart when its loss is that of
        the penalty on a flat one; the loss of a discriminator is zero when it tells all apart.
    """

    def __init__(self, run: GanRun, game: Game) -> None:
        self._run, self._game = run, game
        self._critic = bool(game.penalty) or game.discriminator_loss is wgan_critic_loss

    def check_losses(self, d_loss: float, g_loss: float | None) -> None:
        """
        Look at the losses of a step before they are noted.

        Parameters
        ----------
        d_loss : float
            The discriminator's.
        g_loss : float or None
            The generator's; None where it was not its turn.

        Raises
        ------
        DivergedError
            If a loss is not a finite number.
        """
        for name, loss in (("discriminator", d_loss), ("generator", g_loss)):
            if loss is not None and not math.isfinite(loss):
                raise self._diverged(f"the {name}'s loss became {loss}", self._run.steps + 1)

    def check_weights(self) -> None:
        """
        Look at the weights, which a gradient may have spoiled while the losses were numbers.

        Raises
        ------
        DivergedError
            If one of them is not a finite number.
        """
        for name, player in (("discriminator", self._game.D), ("generator", self._game.G)):
            for variable in player.variables:
                value = np.asarray(variable.value.numpy())
                if value.dtype.kind == "f" and not np.isfinite(value).all():
                    what = f"{variable.name} of the {name} holds a number that is not finite"
                    raise self._diverged(what, self._run.steps)

    def _diverged(self, what: str, step: int) -> DivergedError:
        self._run.reason = "diverged"
        return DivergedError(
            f"training diverged: {what} at step {step}. Try a learning rate ten times smaller, and "
            "look for a logarithm or a root of zero in the losses."
        )

    def after_step(self) -> str | None:
        """
        Look at the losses that were noted last.

        Returns
        -------
        str or None
            A new note, if the discriminator's has been zero for too long.
        """
        recent = self._run.d_losses[-_PATIENCE:]
        stuck = self._game.penalty if self._critic else 0.0
        if len(recent) < _PATIENCE or max(abs(loss - stuck) for loss in recent) >= _NOTHING:
            return None
        said = f"{stuck:g}" if stuck else "zero"
        low = f"the discriminator's loss has been {said} for {_PATIENCE} steps."
        if self._critic:
            return self._note(
                f"{low} The critic scores real and generated pictures alike, so the generator "
                "learns nothing. Look at the sign of its loss, or take more critic steps."
            )
        return self._note(
            f"{low} It tells all generated pictures from real ones, and the generator learns "
            "little from one that is sure. Try another seed, or a smaller learning rate for the "
            "discriminator."
        )

    def after_samples(self, samples: Float[np.ndarray, "N 28 28"]) -> str | None:
        """
        Look at pictures of different noise.

        Parameters
        ----------
        samples : Float[np.ndarray, "N 28 28"]
            The pictures, in [0, 1].

        Returns
        -------
        str or None
            A new note, if training has made them all the same.

        Raises
        ------
        DivergedError
            If they hold a number that is none.
        """
        if not np.isfinite(samples).all():
            raise self._diverged(
                "the generator's pictures hold a number that is none", self._run.steps
            )
        if self._run.steps < _EARLY or samples.std(axis=0).mean() >= _ALIKE:
            return None
        return self._note(
            f"{len(samples)} different noises give the same picture. The generator has collapsed. "
            "Begin anew with another seed or a smaller learning rate."
        )

    def _note(self, text: str) -> str | None:
        if any(note.endswith(text) for note in self._run.notes):
            return None
        self._run.notes.append(f"step {self._run.steps}: {text}")
        return self._run.notes[-1]
