"""What ``unrolled train captions`` does, once its options are read."""

import sys
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from unrolled.cli.console import messages, print_json
from unrolled.cli.data_option import check_fits, load_data
from unrolled.cli.report import describe_options, features_name, make_report, show_report
from unrolled.models import CaptioningRNN
from unrolled.runs.places import check_folder
from unrolled.training import (
    CaptioningSolver,
    SelfCritical,
    load_model,
    picture_rows,
    save_model,
)
from unrolled.training.fingerprint import params_fingerprint
from unrolled.training.trainable import Trainable

# Captions whose loss is measured after each epoch, and pictures captioned for BLEU.
_VALIDATED = 1000


@dataclass(frozen=True)
class CaptionSettings:
    """The options of the command, under their own names."""

    data: str
    start: Path | None
    cell: str
    objective: str
    samples: int
    epochs: int
    batch_size: int
    hidden: int
    wordvec: int
    learning_rate: float
    schedule: str
    lr_decay: float
    max_train: int | None
    standardize: bool
    seed: int
    dropout: float
    clip_norm: float | None
    average: float | None
    patience: int | None
    stop_on: str
    config: str | None
    checkpoint: Path | None
    model: Path

    def plain(self) -> dict[str, Any]:
        """
        List the options as JSON can hold them.

        Returns
        -------
        dict
            By name.
        """
        return {n: str(v) if isinstance(v, Path) else v for n, v in vars(self).items()}


def default_decay(schedule: str) -> float:
    """
    Choose what the learning rate is multiplied by after each epoch.

    Parameters
    ----------
    schedule : str
        The schedule; a cosine has no such factor.

    Returns
    -------
    float
        The factor.
    """
    return 1.0 if schedule == "cosine" else 0.9


def train_and_report(settings: CaptionSettings, *, as_json: bool, quiet: bool) -> None:
    """
    Load, train, save, score and print.

    Parameters
    ----------
    settings : CaptionSettings
        The options.
    as_json : bool
        Whether to print JSON instead of tables.
    quiet : bool
        Whether to leave out the progress bar.
    """
    check_folder(settings.model)
    _check_files_differ(settings)
    _check_objective(settings)
    show = not quiet and sys.stderr.isatty()
    with messages().status("Reading the data ...") if show else nullcontext():
        data = load_data(settings.data, settings.max_train, settings.seed)
    model = make_model(settings, data)
    solver = make_solver(settings, model, data, progress=show)
    began = time.perf_counter()
    try:
        solver.train()
    except KeyboardInterrupt as stopped:
        kept = settings.checkpoint is not None
        advice = "the same command goes on" if kept else "without --checkpoint nothing is kept"
        raise KeyboardInterrupt(f"{str(stopped) or 'stopped'}; {advice}") from stopped
    seconds = time.perf_counter() - began
    options = describe_options(settings.plain(), model)
    notes = {"features": features_name(settings.data), "settings": options}
    save_model(model, settings.model, notes=notes)
    with messages().status("Captioning pictures ...") if show else nullcontext():
        report = make_report(options, model, solver, data, seconds)
    if as_json:
        print_json(report)
    else:
        show_report(report)


def _check_files_differ(settings: CaptionSettings) -> None:
    checkpoint, model = settings.checkpoint, settings.model
    if checkpoint is not None and checkpoint.resolve() == model.resolve():
        raise ValueError(
            f"--checkpoint {checkpoint} and --model {model} are the same file: the model would "
            "take the place of the run. Name two files; load_model reads a checkpoint as well."
        )


def _check_objective(settings: CaptionSettings) -> None:
    if settings.objective not in ("words", "score"):
        raise ValueError(f"--objective {settings.objective}: the objectives are words and score")
    if settings.objective == "words":
        return
    if settings.dropout:
        raise ValueError(
            f"--objective score goes without --dropout, got {settings.dropout}: the captions are "
            "drawn from the whole net, and it is the whole net that is to learn from them"
        )
    if settings.stop_on == "bleu":
        raise ValueError(
            "--objective score goes without --stop-on bleu: its loss is minus the score already"
        )


def make_model(settings: CaptionSettings, data: Mapping[str, Any]) -> CaptioningRNN:
    """
    Make the model.

    Parameters
    ----------
    settings : CaptionSettings
        The options.
    data : mapping
        What it will be trained on.

    Returns
    -------
    CaptioningRNN
        The model, not trained yet, or that of ``--start``.

    Raises
    ------
    DataError
        If a model to start with does not fit the data.
    """
    if settings.start is not None:
        model = load_model(settings.start)
        check_fits(settings.start, model, data, "train", settings.data)
        return model
    model = CaptioningRNN(
        data["word_to_idx"],
        input_dim=data["train_features"].shape[1],
        wordvec_dim=settings.wordvec,
        hidden_dim=settings.hidden,
        cell_type=settings.cell,
        seed=settings.seed,
    )
    if settings.standardize:
        model.standardize_features(data["train_features"][np.unique(data["train_image_idxs"])])
    return model


def make_solver(
    settings: CaptionSettings, model: CaptioningRNN, data: Mapping[str, Any], *, progress: bool
) -> CaptioningSolver:
    """
    Make the solver.

    Parameters
    ----------
    settings : CaptionSettings
        The options.
    model : CaptioningRNN
        What to train.
    data : mapping
        What to train it on.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    CaptioningSolver
        Ready to train.
    """
    trained: Trainable = model
    if settings.objective == "score":
        trained = SelfCritical(model, data["train_captions"].shape[1], settings.samples)
        data = picture_rows(data)
    steps = max(len(data["train_captions"]) // settings.batch_size, 1)
    origin = None if settings.start is None else params_fingerprint(model)
    return CaptioningSolver(
        trained,
        data,
        update_rule="adam",
        optim_config={"learning_rate": settings.learning_rate},
        schedule=settings.schedule,
        lr_decay=settings.lr_decay,
        dropout=settings.dropout,
        clip_norm=settings.clip_norm,
        average=settings.average,
        patience=settings.patience,
        stop_on=settings.stop_on,
        batch_size=settings.batch_size,
        num_epochs=settings.epochs,
        verbose=False,
        seed=settings.seed,
        checkpoint=settings.checkpoint,
        val_every=steps,
        val_batch=min(_VALIDATED, len(data["val_captions"])),
        origin=origin,
        progress=progress,
    )
