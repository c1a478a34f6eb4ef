"""Training two networks against each other, with all that a long run needs around it."""

import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from jaxtyping import Float, UInt8

from unrolled.data.atomic import remove_leftovers
from unrolled.gan.checkpoint import load_run, run_identity, save_run
from unrolled.gan.checks import check_count
from unrolled.gan.digits import digit_batches
from unrolled.gan.health import Health
from unrolled.gan.kinds import gan_kind
from unrolled.gan.length import last_step
from unrolled.gan.progress import Progress
from unrolled.gan.record import GanRun
from unrolled.gan.sampler import Sampler
from unrolled.gan.step import Game, make_step
from unrolled.runs.fingerprint import array_fingerprint
from unrolled.runs.interrupt import interrupt_between_steps
from unrolled.runs.places import check_folder

_SHOWN = 16  # pictures of a sample grid

Pictures = UInt8[np.ndarray, "N 28 28"]
OnSamples = Callable[[int, Float[np.ndarray, "16 28 28"]], None]


class GanTrainer:
    """
    A game, the pictures it is about, and where it stands.

    Parameters
    ----------
    game : Game
        The players, their optimisers and losses: `GanKind.game` makes those of the assignment.
    pictures : UInt8[np.ndarray, "N 28 28"]
        Real digits, 0 for paper and 255 for ink.
    batch_size : int, default 128
        Pictures a step.
    seed : int, default 0
        What the order of the pictures and all noise follow from.
    checkpoint : str or path, optional
        A file to keep the run in. If it is there already, the run goes on from it.
    checkpoint_every : int, optional
        Steps between two checkpoints; by default those of an epoch. The end is always kept.
    xla : bool, default False
        Whether XLA compiles the step: `GanKind.xla` says for which kinds that pays in long runs.

    Attributes
    ----------
    run : GanRun
        The record so far.

    Raises
    ------
    ValueError, TypeError
        If a setting or the pictures are not what they should be.
    CheckpointError
        If the checkpoint is damaged or belongs to another run.
    OSError
        If no checkpoint can be written there.
    """

    def __init__(
        self,
        game: Game,
        pictures: Pictures,
        *,
        batch_size: int = 128,
        seed: int = 0,
        checkpoint: str | os.PathLike[str] | None = None,
        checkpoint_every: int | None = None,
        xla: bool = False,
    ) -> None:
        check_count("batch_size", batch_size)
        check_count("critic_steps", game.critic_steps)
        check_count("checkpoint_every", 1 if checkpoint_every is None else checkpoint_every)
        self.game, self.run = game, GanRun()
        self._pictures, self._batch_size, self._seed = pictures, int(batch_size), int(seed)
        self.steps_an_epoch = len(digit_batches(pictures, batch_size, seed=seed))
        self._step = make_step(game, seed, xla=xla)
        self._checkpoint = None if checkpoint is None else Path(checkpoint)
        self._save_every = checkpoint_every or self.steps_an_epoch
        self._sampler = Sampler(game.G, game.noise_size)
        self._identity = run_identity(
            game,
            batch_size=int(batch_size),
            seed=int(seed),
            xla=xla,
            pictures=array_fingerprint(pictures),
        )
        if self._checkpoint is not None:
            check_folder(self._checkpoint)
            remove_leftovers(self._checkpoint)
        if self._checkpoint is not None and self._checkpoint.exists():
            self.run = load_run(self._checkpoint, game, self._identity)

    @classmethod
    def of_kind(
        cls, kind: str, pictures: Pictures, *, noise_size: int = 96, seed: int = 0, **settings: Any
    ) -> "GanTrainer":
        """
        Set up one of the four GANs of the assignment.

        Parameters
        ----------
        kind : str
            ``"gan"``, ``"lsgan"``, ``"dcgan"`` or ``"wgan-gp"``.
        pictures : UInt8[np.ndarray, "N 28 28"]
            Real digits.
        noise_size : int, default 96
            Numbers of noise a picture.
        seed : int, default 0
            What the first weights, the order of the pictures and all noise follow from.
        **settings : object
            As for `GanTrainer`.

        Returns
        -------
        GanTrainer
            A trainer before its first step, or where its checkpoint stands.

        Raises
        ------
        ValueError
            If there is no such kind.
        """
        return cls(gan_kind(kind).game(noise_size, seed), pictures, seed=seed, **settings)

    def train(
        self,
        num_epochs: int | None = None,
        *,
        num_steps: int | None = None,
        max_seconds: float | None = None,
        show_every: int = 0,
        print_every: int = 0,
        on_samples: OnSamples | None = None,
        progress: bool | None = None,
    ) -> GanRun:
        """
        Go on with the game.

        Parameters
        ----------
        num_epochs : int, optional
            Train until the whole run has this many epochs.
        num_steps : int, optional
            Train until the whole run has this many steps, instead.
        max_seconds : float, optional
            Stop earlier when this call has spent as many seconds on steps; alone, train that long.
        show_every : int, default 0
            After how many steps to make samples of the same noise, step 0 included; 0 for never.
        print_every : int, default 0
            After how many steps to print a line of losses, as the course does; 0 for never.
        on_samples : callable, optional
            ``on_samples(steps_done, samples)`` gets the samples too.
        progress : bool, optional
            Whether to draw a progress bar; by default on a terminal, for what takes over a second.

        Returns
        -------
        GanRun
            The record from the first step on, as `run`. Ctrl-C ends the run after the step that
            it is at, in order.

        Raises
        ------
        DivergedError
            If a loss or a weight is no finite number any more. The last checkpoint is from before,
            and the networks are spoiled.
        ValueError
            If it is not said how long to train, or a number makes no sense.
        OSError
            If a checkpoint cannot be written; the one before stays.
        """
        last = last_step(self.steps_an_epoch, num_epochs, num_steps, max_seconds)
        for name, value in (("show_every", show_every), ("print_every", print_every)):
            check_count(name, value, least=0)
        self.run.reason = "done"
        health = Health(self.run, self.game)
        with (
            interrupt_between_steps() as interrupted,
            Progress(self.run, last, self.steps_an_epoch, print_every, progress) as shown,
        ):
            self._show(show_every, on_samples, health, shown)
            limit = math.inf if max_seconds is None else self.run.seconds + max_seconds
            for real in self._batches(last):
                if self._should_stop(limit, interrupted()):
                    break
                self._one_step(real, health, shown)
                self._show(show_every, on_samples, health, shown)
                if self.run.steps % self._save_every == 0:
                    health.check_weights()
                    self.save()
        health.check_weights()
        self.save()
        return self.run

    def sample(self, count: int, seed: int = 0) -> Float[np.ndarray, "count 28 28"]:
        """
        Generate pictures with the generator as it is.

        Batch normalisation takes its moving statistics: a picture does not depend on the others.

        Parameters
        ----------
        count : int
            How many.
        seed : int, default 0
            What their noise follows from.

        Returns
        -------
        Float[np.ndarray, "count 28 28"]
            Pictures in [0, 1].

        Raises
        ------
        ValueError
            If `count` is no whole number of at least 1.
        """
        return self._sampler.sample(count, seed)

    def save(self) -> None:
        """
        Write the checkpoint, where there is to be one.

        Raises
        ------
        OSError
            If it cannot be written; the one before stays.
        """
        if self._checkpoint is not None:
            save_run(self._checkpoint, self.game, self.run, self._identity)

    def _batches(self, last: int | None) -> Iterator[tf.Tensor]:
        """Go through the batches of the steps that are left, epoch by epoch."""
        while last is None or self.run.steps < last:
            epoch, skip = divmod(self.run.steps, self.steps_an_epoch)
            batches = digit_batches(
                self._pictures, self._batch_size, seed=self._seed, epoch=epoch, skip=skip
            )
            yield from batches.take(-1 if last is None else last - self.run.steps)

    def _one_step(self, real: tf.Tensor, health: Health, shown: Progress) -> None:
        start = time.perf_counter()
        number = self.run.steps
        d_loss, g_loss = (float(loss) for loss in self._step(real, tf.constant(number)))
        turn = number % self.game.critic_steps == self.game.critic_steps - 1
        self.run.seconds += time.perf_counter() - start
        health.check_losses(d_loss, g_loss if turn else None)
        self.run.add_step(d_loss, g_loss if turn else None)
        shown.after_step()
        shown.say(health.after_step())

    def _show(
        self, every: int, on_samples: OnSamples | None, health: Health, shown: Progress
    ) -> None:
        steps = self.run.steps
        if not every or steps % every or steps in self.run.image_steps:
            return
        samples = self.sample(_SHOWN, self._seed)
        self.run.images.append(samples)
        self.run.image_steps.append(steps)
        shown.say(health.after_samples(samples))
        if on_samples is not None:
            on_samples(steps, samples)

    def _should_stop(self, limit: float, interrupted: bool) -> bool:
        if interrupted:
            self.run.reason = "interrupted"
        elif self.run.seconds >= limit:
            self.run.reason = "time"
        return interrupted or self.run.seconds >= limit
