"""The training loop: minibatches, update rule, learning-rate decay, histories and checkpoints."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from unrolled.data.atomic import remove_leftovers
from unrolled.training.check_data import check_data
from unrolled.training.checkpoint import RunState, load_run, save_run
from unrolled.training.divergence import check_finite
from unrolled.training.fingerprint import data_fingerprint, model_fingerprint
from unrolled.training.interrupt import interrupt_between_steps
from unrolled.training.minibatches import Minibatches
from unrolled.training.optim import UPDATE_RULES
from unrolled.training.progress import Progress
from unrolled.training.rule import Config, check_arrays
from unrolled.training.settings import check_count, check_factor, check_folder, start_config
from unrolled.training.trainable import Trainable
from unrolled.training.validation import mean_loss, scalar_loss


class CaptioningSolver:
    """
    Train a captioning model on minibatches.

    Parameters
    ----------
    model : Trainable
        `CaptioningRNN`, or a model of your own with ``params``, a dictionary of arrays, and
        ``loss(features, captions) -> loss, grads``. Its parameters are replaced by copies, which
        are then updated in place.
    data : mapping
        What `load_coco_data` or `load_scenes` returns; ``train_captions``, ``train_image_idxs``
        and ``train_features`` will do.
    update_rule : str
        A key of `UPDATE_RULES`: ``"sgd"``, ``"sgd_momentum"``, ``"rmsprop"`` or ``"adam"``.
    optim_config : mapping, optional
        Settings of the rule, such as ``{"learning_rate": 5e-3}``; the rest has defaults.
    lr_decay : float
        What the learning rate is multiplied by after each epoch.
    batch_size : int
        Captions a step. Every epoch shuffles the captions and goes through them once.
    num_epochs : int
        Epochs to train. An epoch is ``max(num_train // batch_size, 1)`` steps.
    print_every : int
        Print the loss every so many steps.
    verbose : bool
        Whether to print, and to show a progress bar when standard error is a terminal.
    seed : int
        Where the order of the captions comes from: the same seed gives the same run.
    checkpoint : str or path, optional
        An HDF5 file with all that the run needs to go on: one that was stopped, or killed at any
        moment, goes on from it when `train` is called with the same settings, and ends bit for bit
        as if nothing had happened. ``num_epochs`` may be raised, to train on.
    checkpoint_every : int
        Write it every so many steps, and at the end.
    val_every : int, optional
        Measure the loss on captions of the split ``val`` every so many steps; by default never.
    val_batch : int
        How many captions that is; drawn once, the same for the whole run.
    progress : bool, optional
        Show or hide the progress bar, whatever ``verbose`` says.

    Attributes
    ----------
    loss_history : list of float
        The loss of every step's minibatch, in nats a caption.
    val_history : list of tuple of int and float
        Each measured step, counted from 1, and its validation loss.
    step, epoch : int
        Steps and whole epochs taken so far.

    Raises
    ------
    ValueError
        If a setting is out of range or unknown, or the data lacks an array or contradicts itself.
    TypeError
        If a count is no whole number, or an array of the data has the wrong dtype.
    FileNotFoundError
        If the checkpoint's folder does not exist.
    """

    def __init__(
        self,
        model: Trainable,
        data: Mapping[str, Any],
        update_rule: str = "sgd",
        optim_config: Mapping[str, Any] | None = None,
        lr_decay: float = 1.0,
        batch_size: int = 100,
        num_epochs: int = 10,
        print_every: int = 10,
        verbose: bool = True,
        *,
        seed: int = 0,
        checkpoint: str | os.PathLike[str] | None = None,
        checkpoint_every: int = 100,
        val_every: int | None = None,
        val_batch: int = 500,
        progress: bool | None = None,
    ) -> None:
        self._splits = ("train",) if val_every is None else ("train", "val")
        check_data(data, self._splits)
        self.model, self.data, self.seed = model, data, check_count("seed", seed, at_least=0)
        self.update_rule, self.lr_decay = update_rule, check_factor("lr_decay", lr_decay)
        self.optim_config = start_config(update_rule, optim_config)
        self.batch_size = check_count("batch_size", batch_size)
        self.num_epochs = check_count("num_epochs", num_epochs)
        self.print_every = check_count("print_every", print_every)
        self.verbose, self.progress = verbose, progress
        self.val_every = None if val_every is None else check_count("val_every", val_every)
        self.val_batch = check_count("val_batch", val_batch)
        self.checkpoint = None if checkpoint is None else Path(checkpoint)
        self.checkpoint_every = check_count("checkpoint_every", checkpoint_every)
        if self.checkpoint is not None:
            check_folder(self.checkpoint)
        self.step = self.epoch = 0
        self.loss_history: list[float] = []
        self.val_history: list[tuple[int, float]] = []
        self.optim_configs: dict[str, Config] = {w: dict(self.optim_config) for w in model.params}
        self._minibatches = Minibatches(data, self.batch_size, self.seed)
        self.iterations_per_epoch = self._minibatches.per_epoch
        self._saved_step = 0
        self._identity: dict[str, Any] = {}

    @property
    def num_iterations(self) -> int:
        """
        Count the steps of the whole run.

        Returns
        -------
        int
            Those of all epochs.
        """
        return self.num_epochs * self.iterations_per_epoch

    def train(self) -> None:
        """
        Train until ``num_epochs`` are done, from the checkpoint if there is one.

        Called again, it goes on after an interruption, or if ``num_epochs`` was raised.

        Raises
        ------
        DivergedError
            If the loss or a parameter becomes infinite or not a number.
        CheckpointError
            If the checkpoint is damaged or belongs to another run.
        KeyboardInterrupt
            After Ctrl-C. The step at hand is finished first and the checkpoint written.
        OSError
            If the checkpoint cannot be written.
        """
        # Copies, so that updating in place changes no array that somebody else still holds.
        for name, value in self.model.params.items():
            self.model.params[name] = np.array(value)
        resumed = self._resume()
        show = (self.step, self.num_iterations, self.print_every, self.verbose, self.progress)
        with interrupt_between_steps() as interrupted, Progress(*show) as progress:
            if resumed:
                progress.line(f"Going on from step {self.step} in {self.checkpoint}")
            while self.step < self.num_iterations and not interrupted():
                self._step()
                progress.after_step(self.loss_history, self.val_history)
                if self.step % self.checkpoint_every == 0:
                    self._save()
            self._save()
            if interrupted():
                kept = "" if self.checkpoint is None else f"; {self.checkpoint} is up to date"
                raise KeyboardInterrupt(f"stopped after step {self.step}{kept}")

    def _step(self) -> None:
        """Take one step, and what is due after it."""
        features, captions = self._minibatches.at(self.step)
        # A run that diverges overflows on its way: that is told once, in words, by the checks.
        with np.errstate(over="ignore", invalid="ignore"):
            value, grads = self.model.loss(features, captions)
            loss = scalar_loss(value)
            self._check_finite("the loss", loss, self.step + 1)
            self._update(grads)
        self.step += 1
        self.loss_history.append(loss)
        if self.step % self.iterations_per_epoch == 0:
            self.epoch += 1
            for config in self.optim_configs.values():
                config["learning_rate"] *= self.lr_decay
        if self.val_every is not None and self.step % self.val_every == 0:
            self._check_params()
            sizes = {"count": self.val_batch, "batch_size": self.batch_size}
            measured = mean_loss(self.model, self.data, "val", **sizes, seed=self.seed)
            self.val_history.append((self.step, measured))

    def _update(self, grads: Mapping[str, np.ndarray]) -> None:
        missing = ", ".join(name for name in self.model.params if name not in grads)
        if missing:
            raise ValueError(f"the model's loss should return a gradient for {missing} as well")
        rule = UPDATE_RULES[self.update_rule]
        for name, w in self.model.params.items():
            dw, config = np.asarray(grads[name]), self.optim_configs[name]
            try:
                check_arrays(w, dw, None)
            except (TypeError, ValueError) as error:
                raise type(error)(f"{name}: {error}") from error
            _, self.optim_configs[name] = rule(w, dw, config, out=w)

    def _check_params(self) -> None:
        for name, value in self.model.params.items():
            self._check_finite(name, value, self.step)

    def _check_finite(self, name: str, value: float | np.ndarray, step: int) -> None:
        rate = next(iter(self.optim_configs.values()))["learning_rate"]
        check_finite(name, value, f"step {step} of {self.num_iterations}", rate)

    def _resume(self) -> bool:
        """Go on from the checkpoint, if there is one; tell whether there was."""
        if self.checkpoint is None or self.step > 0:
            return False
        remove_leftovers(self.checkpoint)
        settings = "update_rule optim_config lr_decay batch_size seed val_every val_batch"
        self._identity = {
            "settings": {name: getattr(self, name) for name in settings.split()},
            "model": model_fingerprint(self.model),
            "data": data_fingerprint(self.data, self._splits),
        }
        if not self.checkpoint.exists():
            return False
        state = load_run(self.checkpoint, self.model, self._identity, self.num_iterations)
        self.step = self._saved_step = state.step
        self.epoch = self.step // self.iterations_per_epoch
        self.loss_history, self.val_history = state.loss_history, state.val_history
        self.optim_configs = state.optim_configs
        return True

    def _save(self) -> None:
        self._check_params()
        if self.checkpoint is None or self.step == self._saved_step:
            return
        state = RunState(
            step=self.step,
            optim_configs=self.optim_configs,
            loss_history=self.loss_history,
            val_history=self.val_history,
        )
        save_run(self.checkpoint, self.model, state, self._identity)
        self._saved_step = self.step
