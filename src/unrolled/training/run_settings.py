"""The settings that make a run what it is: with another one, it would be another run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from unrolled.layers.dropout import check_rate
from unrolled.training.early_stopping import STOP_ON
from unrolled.training.schedule import SCHEDULES
from unrolled.training.settings import (
    check_choice,
    check_count,
    check_decay,
    check_factor,
    start_config,
)


@dataclass(frozen=True)
class RunSettings:
    """
    The arguments of `CaptioningSolver` that its results depend on, under the same names.

    How long it trains is not among them, for a run can be trained on: but see `identity`.
    """

    update_rule: str
    optim_config: Mapping[str, Any]
    lr_decay: float
    batch_size: int
    seed: int
    val_every: int | None
    val_batch: int
    dropout: float
    clip_norm: float | None
    schedule: str
    average: float | None
    patience: int | None
    stop_on: str
    origin: str | None = None

    def __post_init__(self) -> None:
        """Check every setting, and bring it into the type that it has."""
        checked: dict[str, Any] = {
            "optim_config": start_config(self.update_rule, self.optim_config),
            "lr_decay": check_factor("lr_decay", self.lr_decay),
            "batch_size": check_count("batch_size", self.batch_size),
            "seed": check_count("seed", self.seed, at_least=0),
            "val_batch": check_count("val_batch", self.val_batch),
            "schedule": check_choice("schedule", self.schedule, SCHEDULES),
            "stop_on": check_choice("stop_on", self.stop_on, STOP_ON),
        }
        if self.origin is not None and not isinstance(self.origin, str):
            raise TypeError(f"origin should be a text or None; got {self.origin!r}")
        for name in ("val_every", "patience"):
            value = getattr(self, name)
            checked[name] = None if value is None else check_count(name, value)
        if self.clip_norm is not None:
            checked["clip_norm"] = check_factor("clip_norm", self.clip_norm)
        if self.average is not None:
            checked["average"] = check_decay("average", self.average)
        check_rate(self.dropout, "dropout")
        checked["dropout"] = float(self.dropout)
        for name, value in checked.items():
            object.__setattr__(self, name, value)  # the dataclass is frozen for everybody else
        if self.schedule == "cosine" and self.lr_decay != 1:
            raise ValueError(
                "schedule='cosine' lowers the learning rate by itself: lr_decay should be 1; got "
                f"{self.lr_decay:g}"
            )

    @property
    def validates(self) -> bool:
        """
        Tell whether there are validations at all.

        Returns
        -------
        bool
            Whether a number of steps between them is given, or early stopping needs them.
        """
        return self.val_every is not None or self.patience is not None

    def identity(self, num_epochs: int) -> dict[str, Any]:
        """
        List what has to be the same for a run to go on.

        Parameters
        ----------
        num_epochs : int
            Epochs of the run. They count only if the learning rate of every step follows from them.

        Returns
        -------
        dict
            By name, as JSON can hold it.
        """
        return asdict(self) | {"num_epochs": num_epochs if self.schedule == "cosine" else None}
