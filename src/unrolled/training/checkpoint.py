"""Checkpoints: all that a run needs to go on as if it had never been stopped, in one HDF5 file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from unrolled.runs.fingerprint import differences
from unrolled.runs.hdf5 import CheckpointError, read_tree, write_tree
from unrolled.training.model_file import model_tree, restore_model
from unrolled.training.rule import Config
from unrolled.training.trainable import Trainable

_PARTS = (
    *("identity", "step", "optim_configs", "loss_history", "norm_history"),
    *("val_steps", "val_losses", "val_bleus", "best"),
)


@dataclass
class RunState:
    """
    Where a run stands, apart from its model.

    There is no random generator in it: minibatches and dropout follow from the seed and the step.

    Attributes
    ----------
    step : int
        Steps taken.
    optim_configs : dict of str to dict
        Settings and memory of the update rule for each parameter.
    loss_history : list of float
        The loss of each step.
    val_history : list of tuple of int and float
        The steps at which the validation loss was measured, and what it was.
    bleu_history : list of tuple of int and float
        The same for BLEU-4; empty if it is not measured.
    norm_history : list of float
        The global norm of each step's gradients; empty if it is not bounded.
    best : dict, optional
        What `EarlyStopping.state` says; the parameters that it is about are the model's.
    trained : dict of str to ndarray, optional
        The parameters that training goes on with, where they are not the model's.
    average : dict of str to ndarray, optional
        The running means of the parameters.
    """

    step: int
    optim_configs: dict[str, Config]
    loss_history: list[float]
    val_history: list[tuple[int, float]]
    bleu_history: list[tuple[int, float]] = field(default_factory=list)
    norm_history: list[float] = field(default_factory=list)
    best: dict[str, Any] | None = None
    trained: Mapping[str, np.ndarray] | None = None
    average: Mapping[str, np.ndarray] | None = None


def save_run(path: Path, model: Trainable, state: RunState, identity: Mapping[str, Any]) -> None:
    """
    Write a checkpoint.

    Parameters
    ----------
    path : pathlib.Path
        The file; one that is there is replaced in one moment.
    model : Trainable
        The model, with the parameters that it would be left with if the run ended here.
    state : RunState
        The rest of the run.
    identity : mapping
        What has to be the same when the run is resumed.

    Raises
    ------
    OSError
        If it cannot be written; the checkpoint that was there is then as it was.
    """
    run = {
        "identity": identity,
        "step": state.step,
        "optim_configs": state.optim_configs,
        "loss_history": np.array(state.loss_history, dtype=np.float64),
        "norm_history": np.array(state.norm_history, dtype=np.float64),
        "val_steps": np.array([step for step, _ in state.val_history], dtype=np.int64),
        "val_losses": np.array([loss for _, loss in state.val_history], dtype=np.float64),
        "val_bleus": np.array([bleu for _, bleu in state.bleu_history], dtype=np.float64),
        "best": state.best,
    }
    for name, arrays in (("trained", state.trained), ("average", state.average)):
        if arrays is not None:
            run[name] = dict(arrays)
    write_tree(path, {"model": model_tree(model), "run": run})


def load_run(
    path: Path, model: Trainable, identity: Mapping[str, Any], num_iterations: int
) -> RunState:
    """
    Read a checkpoint, and put its parameters into the model.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    model : Trainable
        A model of the form that the run was begun with.
    identity : mapping
        What has to be the same as when the run was begun.
    num_iterations : int
        Steps that the run is to have at its end.

    Returns
    -------
    RunState
        The rest of the run.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    CheckpointError
        If the file is damaged, is no checkpoint, has more steps than wanted, or belongs to a run
        with other settings, another model or other data; the message lists what differs.
    """
    tree = read_tree(path)
    if "run" not in tree:
        raise CheckpointError(
            f"{path} holds a model but no run that could go on. Load it with load_model, or name "
            "another file for the checkpoint."
        )
    run = tree["run"]
    _check_run(path, run, identity)
    if run["step"] > num_iterations:
        raise CheckpointError(
            f"{path} is at step {run['step']}, beyond the {num_iterations} steps of this run. "
            "Raise num_epochs, or name another file to begin anew."
        )
    restore_model(model, tree["model"], path)
    return _run_state(run)


def _check_run(path: Path, run: Mapping[str, Any], identity: Mapping[str, Any]) -> None:
    """Check that a saved run is whole, and the one that is to go on."""
    _check_age(path, run, identity)
    missing = [part for part in _PARTS if part not in run]
    if missing:
        raise CheckpointError(f"{path} is damaged: its run has no {', '.join(missing)}")
    different = differences(run["identity"], identity)
    if different:
        raise CheckpointError(
            f"{path} belongs to another run:\n  " + "\n  ".join(different) + "\nGive what it was "
            "begun with to go on with it, or name another file to begin anew."
        )


def _run_state(run: Mapping[str, Any]) -> RunState:
    steps, losses = run["val_steps"].tolist(), run["val_losses"].tolist()
    return RunState(
        step=run["step"],
        optim_configs=run["optim_configs"],
        loss_history=run["loss_history"].tolist(),
        val_history=list(zip(steps, losses, strict=True)),
        # Measured at every validation or at none.
        bleu_history=list(zip(steps, run["val_bleus"].tolist(), strict=False)),
        norm_history=run["norm_history"].tolist(),
        best=run["best"],
        trained=run.get("trained"),
        average=run.get("average"),
    )


def _check_age(path: Path, run: Mapping[str, Any], identity: Mapping[str, Any]) -> None:
    """Tell a file of a release that knew fewer settings from one with other settings."""
    known = run.get("identity", identity)["settings"]
    new = [name for name in identity["settings"] if name not in known]
    if new:
        raise CheckpointError(
            f"{path} was written by an earlier unrolled, whose runs had no {', '.join(new)}: this "
            "one cannot go on with it. Name another file to begin anew; load_model still reads the "
            "model in it."
        )
