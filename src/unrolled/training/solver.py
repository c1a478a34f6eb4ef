"""The training loop: a run with its checkpoint, and what it tells on its way."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unrolled.data.atomic import remove_leftovers
from unrolled.runs.interrupt import interrupt_between_steps
from unrolled.runs.places import check_folder
from unrolled.training.averaging import using
from unrolled.training.checkpoint import load_run, save_run
from unrolled.training.fingerprint import data_fingerprint, model_fingerprint
from unrolled.training.progress import Progress
from unrolled.training.run import Run
from unrolled.training.run_settings import RunSettings
from unrolled.training.settings import check_count
from unrolled.training.trainable import Trainable


class CaptioningSolver(Run):
    """
    Train a captioning model on minibatches.

    Parameters
    ----------
    model : Trainable
        `CaptioningRNN`, or a model of your own with ``params``, a dictionary of arrays, and
        ``loss(features, captions) -> loss, grads`` (and, for dropout, ``dropout`` and ``seed``).
        Its parameters are replaced by copies, which are then updated in place.
    data : mapping
        What `load_coco_data` or `load_scenes` returns; ``train_captions``, ``train_image_idxs``
        and ``train_features`` will do.
    update_rule : str
        A key of `UPDATE_RULES`: ``"sgd"``, ``"sgd_momentum"``, ``"rmsprop"`` or ``"adam"``.
    optim_config : mapping, optional
        Settings of the rule, such as ``{"learning_rate": 5e-3}``; the rest has defaults.
    lr_decay : float
        What the learning rate is multiplied by after each epoch, if the schedule is exponential.
    batch_size : int
        Captions a step. Every epoch shuffles the captions and goes through them once.
    num_epochs : int
        Epochs to train. An epoch is ``max(num_train // batch_size, 1)`` steps.
    print_every : int
        Print the loss every so many steps.
    verbose : bool
        Whether to print, and to show a progress bar when standard error is a terminal.
    seed : int
        Where the order of the captions and dropout come from: the same seed gives the same run.
    checkpoint : str or path, optional
        An HDF5 file with all that the run needs to go on: one that was stopped, or killed at any
        moment, goes on from it when `train` is called with the same settings, and ends bit for bit
        as if nothing had happened. ``num_epochs`` may be raised, to train on.
    checkpoint_every : int
        Write it every so many steps, and at the end.
    val_every : int, optional
        Measure the loss, without dropout, on captions of the split ``val`` every so many steps; by
        default after each epoch if there is `patience`, else never.
    val_batch : int
        How many captions that is; drawn once, the same for the whole run.
    progress : bool, optional
        Show or hide the progress bar, whatever ``verbose`` says.
    dropout : float
        Share of numbers that the model's loss leaves out, at random, in each step.
    clip_norm : float, optional
        Shorten the gradients of a step to this global norm if theirs is larger.
    schedule : str
        How the learning rate falls: ``"exponential"`` by ``lr_decay``, or ``"cosine"`` to zero over
        the run, whose ``num_epochs`` is then fixed.
    average : float, optional
        Decay, such as 0.999, of a running mean of the parameters, which is then what is validated
        and what the model has in the end.
    patience : int, optional
        Stop after so many validations without a better one. The model has the parameters of the
        best validation in the end, however the run ended, by an error as well.
    stop_on : str
        What a better validation is: less ``"loss"``, or more ``"bleu"``, the BLEU-4 of greedy
        captions of at most `val_batch` pictures, which is then measured as well.
    origin : str, optional
        What the model was before this run, in words or as a hash. It is part of what the run is:
        a checkpoint is gone on with only where it is the same.

    Attributes
    ----------
    loss_history : list of float
        The loss of every step's minibatch, in nats a caption, with dropout if there is any.
    val_history : list of tuple of int and float
        Each measured step, counted from 1, and its validation loss.
    bleu_history : list of tuple of int and float
        The same for BLEU-4, if it is measured.
    norm_history : list of float
        The global norm of every step's gradients before clipping, if there is a `clip_norm`.
    step, epoch : int
        Steps and whole epochs taken so far.
    early_stopping : EarlyStopping or None
        With `patience`: the ``best`` validation, its ``step``, and whether it ``stops`` the run.

    Raises
    ------
    ValueError
        If a setting is out of range or unknown, or the data lacks an array or contradicts itself.
    TypeError
        If a count is no whole number, an array of the data has the wrong dtype, or the model lacks
        what dropout or BLEU needs, or the origin is no text.
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
        dropout: float = 0.0,
        clip_norm: float | None = None,
        schedule: str = "exponential",
        average: float | None = None,
        patience: int | None = None,
        stop_on: str = "loss",
        origin: str | None = None,
    ) -> None:
        own = (update_rule, optim_config or {}, lr_decay, batch_size, seed, val_every, val_batch)
        regular = (dropout, clip_norm, schedule, average, patience, stop_on)
        settings = RunSettings(*own, *regular, origin)
        super().__init__(model, data, settings, check_count("num_epochs", num_epochs))
        self.print_every = check_count("print_every", print_every)
        self.verbose, self.progress = verbose, progress
        self.checkpoint = None if checkpoint is None else Path(checkpoint)
        self.checkpoint_every = check_count("checkpoint_every", checkpoint_every)
        if self.checkpoint is not None:
            check_folder(self.checkpoint)
        self._saved_step = 0
        self._identity: dict[str, Any] = {}

    def train(self) -> None:
        """
        Train from the checkpoint, if there is one, until the last epoch or the end of patience.

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
        self._weights.take_up()
        resumed = self._resume()
        show = (self.step, self.num_iterations, self.print_every, self.verbose, self.progress)
        with interrupt_between_steps() as interrupted, Progress(*show) as progress:
            if resumed:
                progress.line(f"Going on from step {self.step} in {self.checkpoint}")
            try:
                while not self.done and not interrupted():
                    self._take_step()
                    progress.after_step(self.loss_history, self._validate_if_due())
                    if self.step % self.checkpoint_every == 0:
                        self._save()
                self._save()
            finally:
                self._weights.hand_over()
            if self.done and self.early_stopping is not None:
                progress.line(self.early_stopping.verdict())
            if interrupted():
                kept = "" if self.checkpoint is None else f"; {self.checkpoint} is up to date"
                raise KeyboardInterrupt(f"stopped after step {self.step}{kept}")

    def _resume(self) -> bool:
        """Go on from the checkpoint, if there is one; tell whether there was."""
        if self.checkpoint is None or self.step > 0:
            return False
        remove_leftovers(self.checkpoint)
        with_bleu = self.settings.stop_on == "bleu"
        self._identity = {
            "settings": self.settings.identity(self.num_epochs),
            "model": model_fingerprint(self.model),
            "data": data_fingerprint(self.data, self._splits, texts=with_bleu),
        }
        if not self.checkpoint.exists():
            return False
        state = load_run(self.checkpoint, self.model, self._identity, self.num_iterations)
        self._restore(state)
        self._saved_step = self.step
        return True

    def _save(self) -> None:
        self._check_params()
        if self.checkpoint is None or self.step == self._saved_step:
            return
        with using(self.model.params, self._weights.kept):
            save_run(self.checkpoint, self.model, self._state(), self._identity)
        self._saved_step = self.step
