"""The course's way to train a GAN: one call, with the networks, solvers and losses one has made."""

import os
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8

from unrolled.gan.checks import check_count
from unrolled.gan.digits import find_digits
from unrolled.gan.step import Game
from unrolled.gan.trainer import GanTrainer

Sheet = Float[np.ndarray, "16 784"]


def run_a_gan(
    D: Any,
    G: Any,
    D_solver: Any,
    G_solver: Any,
    discriminator_loss: Any,
    generator_loss: Any,
    show_every: int = 20,
    print_every: int = 20,
    batch_size: int = 128,
    num_epochs: int = 10,
    noise_size: int = 96,
    *,
    pictures: UInt8[np.ndarray, "N 28 28"] | None = None,
    penalty: float = 0.0,
    critic_steps: int = 1,
    seed: int = 0,
    num_steps: int | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    progress: bool | None = None,
) -> tuple[list[Sheet], Sheet]:
    """
    Train a GAN, and print and keep samples on the way, as the course does.

    `GanTrainer`, which does the work, has the losses, and can go on afterwards.

    Parameters
    ----------
    D, G : keras.Model
        Discriminator, (B, 784) to (B, 1), and generator, noise (B, noise_size) to pictures.
    D_solver, G_solver : keras.optimizers.Optimizer
        Their optimisers, as from `get_solvers`.
    discriminator_loss, generator_loss : callable
        ``discriminator_loss(scores_real, scores_fake)`` and ``generator_loss(scores_fake)``.
    show_every : int, default 20
        After how many steps to keep samples, step 0 included; 0 for never.
    print_every : int, default 20
        After how many steps to print both losses; 0 for never.
    batch_size : int, default 128
        Pictures a step; the last batch of an epoch may be shorter.
    num_epochs : int, default 10
        How often to go through the pictures.
    noise_size : int, default 96
        Numbers of noise a picture.
    pictures : UInt8[np.ndarray, "N 28 28"], optional
        What to learn from; by default the training digits of
        find_digits("auto"): all of MNIST where it is at hand, or the 12,000 of the package.
    penalty : float, default 0.0
        The weight of the gradient penalty; WGAN-GP takes 10.
    critic_steps : int, default 1
        Steps of the discriminator for one of the generator.
    seed : int, default 0
        What the order of the pictures and all noise follow from.
    num_steps : int, optional
        How many steps to make, instead of epochs.
    checkpoint : str or path, optional
        A file to keep the run in, and to go on from.
    progress : bool, optional
        Whether to draw a progress bar; by default on a terminal.

    Returns
    -------
    images : list of ndarray, shape (16, 784)
        Samples made on the way, in [-1, 1] as the generator gives them.
    final : ndarray, shape (16, 784)
        Samples at the end, of the same noise.

    Raises
    ------
    ValueError, TypeError
        If a setting or the pictures are not what they should be.
    DivergedError
        If a loss is no finite number any more.
    CheckpointError
        If the checkpoint is damaged or belongs to another run.
    """
    check_count("noise_size", noise_size)
    game = Game(
        *(D, G, D_solver, G_solver, discriminator_loss, generator_loss),
        noise_size=noise_size,
        penalty=penalty,
        critic_steps=critic_steps,
    )
    digits = find_digits("auto").x_train if pictures is None else pictures
    trainer = GanTrainer(game, digits, batch_size=batch_size, seed=seed, checkpoint=checkpoint)
    run = trainer.train(
        None if num_steps is not None else num_epochs,
        num_steps=num_steps,
        show_every=show_every,
        print_every=print_every,
        progress=progress,
    )
    return [_as_given(sheet) for sheet in run.images], _as_given(trainer.sample(16, seed))


def _as_given(samples: Float[np.ndarray, "16 28 28"]) -> Sheet:
    return samples.reshape(16, -1) * 2 - 1
