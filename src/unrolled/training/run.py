"""A training run step by step, without files and without a word."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from unrolled.runs.divergence import check_finite
from unrolled.training.averaging import using
from unrolled.training.check_data import check_data
from unrolled.training.checkpoint import RunState
from unrolled.training.minibatches import Minibatches
from unrolled.training.run_settings import RunSettings
from unrolled.training.schedule import Schedule
from unrolled.training.trainable import Trainable, check_decodable, check_takes_dropout
from unrolled.training.updates import Updates
from unrolled.training.validation import Validation, scalar_loss
from unrolled.training.weights import Weights


class Run:
    """
    What `CaptioningSolver` is made of: minibatches, updates, parameters, validation, histories.

    Every step follows from the settings, the data and what `RunState` holds, so that a run can be
    cut anywhere and go on as if nothing had happened.

    Parameters
    ----------
    model : Trainable
        The model.
    data : mapping
        The data.
    given : RunSettings
        All settings that the result depends on.
    num_epochs : int
        Epochs to train; it may be raised later.
    """

    def __init__(
        self, model: Trainable, data: Mapping[str, Any], given: RunSettings, num_epochs: int
    ) -> None:
        self._splits = ("train", "val") if given.validates else ("train",)
        check_data(data, self._splits)
        if given.dropout:
            check_takes_dropout(model)
        if given.stop_on == "bleu":
            check_decodable(model, data)
        self.model, self.data, self.settings, self.num_epochs = model, data, given, num_epochs
        self._minibatches = Minibatches(data, given.batch_size, given.seed)
        self.iterations_per_epoch = self._minibatches.per_epoch
        self._val_every = given.val_every or self.iterations_per_epoch
        config, per_epoch = given.optim_config, self.iterations_per_epoch
        falls = (config["learning_rate"], given.lr_decay, per_epoch, num_epochs)
        self._schedule = Schedule(given.schedule, *falls)
        self._updates = Updates(given.update_rule, config, model.params, given.clip_norm)
        self._weights = Weights(model, given.average, given.patience, given.stop_on)
        sizes = {"count": given.val_batch, "batch_size": given.batch_size}
        with_bleu = given.stop_on == "bleu"
        self._validation = Validation(model, data, **sizes, seed=given.seed, with_bleu=with_bleu)
        self.step = self.epoch = 0
        self.loss_history: list[float] = []
        self.norm_history, self.optim_configs = self._updates.norms, self._updates.configs
        self.val_history, self.bleu_history = self._validation.losses, self._validation.bleus
        self.early_stopping = self._weights.stopping

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

    @property
    def done(self) -> bool:
        """
        Tell whether the run is at its end.

        Returns
        -------
        bool
            Whether all epochs are trained, or patience has run out.
        """
        stops = self.early_stopping is not None and self.early_stopping.stops
        return stops or self.step >= self.num_iterations

    def _take_step(self) -> None:
        features, captions = self._minibatches.at(self.step)
        drawn: dict[str, Any] = {}
        if self.settings.dropout:
            drawn["dropout"] = self.settings.dropout
        if drawn or getattr(self.model, "draws", False):
            # From the seed and the step alone, as the minibatches, so that a run can go on here.
            drawn["seed"] = np.random.default_rng([self.settings.seed, 2, self.step])
        # A run that diverges overflows on its way: that is told once, in words, by the checks.
        with np.errstate(over="ignore", invalid="ignore"):
            value, grads = self.model.loss(features, captions, **drawn)
            loss = scalar_loss(value)
            self._check_finite("the loss", loss, self.step + 1)
            self._updates.apply(self.model.params, grads, self._schedule.rate(self.step))
            self.step += 1
            self._weights.after_step(self.step)
        self.epoch = self.step // self.iterations_per_epoch
        self.loss_history.append(loss)

    def _validate_if_due(self) -> str:
        """Measure the model after every so many steps; say what was found."""
        if not self.settings.validates or self.step % self._val_every:
            return ""
        self._check_params()
        with using(self.model.params, self._weights.judged):
            self._check_params()  # running means can overflow where the parameters do not
            with np.errstate(over="ignore", invalid="ignore"):  # as in a step
                value, news = self._validation.measure(self.step)
        stopping = self.early_stopping
        if stopping is not None and stopping.judge(self.step, value, self._weights.judged):
            news += ", the best so far"
        return news

    def _check_params(self) -> None:
        for name, value in self.model.params.items():
            self._check_finite(name, value, self.step)

    def _check_finite(self, name: str, value: float | np.ndarray, step: int) -> None:
        place = f"step {step} of {self.num_iterations}"
        check_finite(name, value, place, self._updates.rate)

    def _state(self) -> RunState:
        return RunState(
            step=self.step,
            optim_configs=self.optim_configs,
            loss_history=self.loss_history,
            val_history=self.val_history,
            bleu_history=self.bleu_history,
            norm_history=self.norm_history,
            **self._weights.state,
        )

    def _restore(self, state: RunState) -> None:
        self.step = state.step
        self.epoch = self.step // self.iterations_per_epoch
        self.loss_history = state.loss_history
        # In place: these belong to the parts that go on writing into them.
        self.val_history[:], self.bleu_history[:] = state.val_history, state.bleu_history
        self.norm_history[:] = state.norm_history
        self.optim_configs.update(state.optim_configs)
        self._weights.restore(state.best, state.trained, state.average)
