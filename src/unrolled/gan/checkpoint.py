"""Checkpoints of a run of a GAN: the players, their optimisers and the record, in one HDF5 file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from unrolled.gan.record import GanRun
from unrolled.gan.step import Game
from unrolled.runs.fingerprint import differences
from unrolled.runs.hdf5 import CheckpointError, read_tree, write_tree

_PLAYERS = ("D", "G", "D_solver", "G_solver")


def save_run(path: Path, game: Game, run: GanRun, identity: Mapping[str, Any]) -> None:
    """
    Write a checkpoint, replacing the one that is there in one moment.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    game : Game
        The players and their optimisers.
    run : GanRun
        The record so far.
    identity : mapping
        What has to be the same when the run goes on.

    Raises
    ------
    OSError
        If it cannot be written; the checkpoint that was there is then as it was.
    """
    players = {name: _arrays(getattr(game, name)) for name in _PLAYERS}
    write_tree(path, {"gan": {"identity": dict(identity), "players": players, "run": run.tree()}})


def load_run(path: Path, game: Game, identity: Mapping[str, Any]) -> GanRun:
    """
    Read a checkpoint, and give its weights to the players and their optimisers.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    game : Game
        Players and optimisers like those of the run.
    identity : mapping
        What has to be the same as when the run was begun.

    Returns
    -------
    GanRun
        The record.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    CheckpointError
        If it is damaged, holds no run of a GAN, or belongs to a run with other settings, networks
        or pictures; the message lists what differs. The players are then as they were.
    """
    tree = read_run(path)
    lines = differences(tree["identity"], identity)
    if lines:
        raise CheckpointError(
            f"{path} belongs to another run:\n  " + "\n  ".join(lines) + "\nName another file for "
            "the checkpoint, or go on with the settings that it was begun with."
        )
    for name in _PLAYERS:
        _assign(getattr(game, name), tree["players"][name])
    return GanRun.from_tree(tree["run"])


def read_run(path: Path) -> dict[str, Any]:
    """
    Read a checkpoint as it is.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    dict
        Its ``identity``, ``players`` and ``run``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    CheckpointError
        If it is damaged, or holds no run of a GAN.
    """
    tree = read_tree(path)
    if "gan" not in tree:
        raise CheckpointError(
            f"{path} was written by unrolled but holds no GAN. Name the file that "
            "`unrolled train gan --model FILE` wrote."
        )
    found: dict[str, Any] = tree["gan"]
    return found


def run_identity(game: Game, **settings: Any) -> dict[str, Any]:
    """
    Say what has to be the same when a run goes on.

    Parameters
    ----------
    game : Game
        The players.
    **settings : object
        What else: the size of a batch, the seed, which pictures.

    Returns
    -------
    dict
        Settings, names of the losses, forms of the networks, and settings of the optimisers.
    """
    losses = (game.discriminator_loss, game.generator_loss)
    found: dict[str, Any] = {
        **settings,
        "losses": [getattr(loss, "__name__", type(loss).__name__) for loss in losses],
        "noise_size": int(game.noise_size),
        "penalty": float(game.penalty),
        "critic_steps": int(game.critic_steps),
    }
    for name in ("D", "G"):
        variables = getattr(game, name).variables
        found[name] = [f"{variable.dtype} {tuple(variable.shape)}" for variable in variables]
    for name in ("D_solver", "G_solver"):
        config = getattr(game, name).get_config()
        config.pop("name", None)  # Keras counts the optimisers of a process
        found[name] = {key: value for key, value in config.items() if _is_plain(value)}
    return found


def _arrays(owner: Any) -> dict[str, np.ndarray]:
    # Padded numbers, for HDF5 lists names in alphabetical order.
    return {
        f"{i:04d}": np.asarray(variable.value.numpy()) for i, variable in enumerate(owner.variables)
    }


def _assign(owner: Any, arrays: Mapping[str, np.ndarray]) -> None:
    for variable, name in zip(owner.variables, sorted(arrays), strict=True):
        variable.assign(arrays[name])


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, (bool, int, float, str))
