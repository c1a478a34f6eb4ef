"""What ``unrolled train gan`` does, once its options are read."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8

from unrolled.cli.console import messages, print_json, results
from unrolled.cli.networks import check_tensorflow, computing
from unrolled.cli.picture_files import checked_frames, checked_output
from unrolled.cli.train_gan import KINDS, NORMS, SOURCES
from unrolled.data import Digits, save_image
from unrolled.runs.places import check_folder

_EPOCHS = 5
_SCORED = 1500  # samples, as many as can be drawn of the real digits held out
_MARGIN = 4  # pixels between two samples of a sheet
_ZOOM = 4


@dataclass(frozen=True)
class GanSettings:
    """The options of the command; see its help."""

    kind: str
    noise_size: int
    norm: str
    critic_steps: int | None
    learning_rate: float | None
    data: str
    epochs: int | None
    steps: int | None
    seconds: float | None
    batch_size: int
    seed: int
    checkpoint: Path | None
    output: Path | None
    frames: Path | None
    every: int
    score: bool


def train_and_report(settings: GanSettings, *, as_json: bool, quiet: bool) -> None:
    """
    Train a GAN, save a sheet of samples, and say how it went.

    Parameters
    ----------
    settings : GanSettings
        The options.
    as_json : bool
        Whether to print JSON instead of lines.
    quiet : bool
        Whether to leave out the progress bar.

    Raises
    ------
    KeyboardInterrupt
        After Ctrl-C; sheet and checkpoint are saved.
    """
    _check(settings)
    check_tensorflow()
    output = checked_output(settings.output, f"{settings.kind}.png", [])
    frames = checked_frames(settings.frames)
    if settings.checkpoint is not None:
        check_folder(settings.checkpoint.expanduser())
    trainer, digits = _trainer(settings, quiet=quiet)
    with computing():
        run = trainer.train(
            **_length(settings),
            show_every=settings.every if frames is not None else 0,
            on_samples=partial(_save_frame, frames),
            progress=False if quiet else None,
        )
        save_image(output, sheet(trainer.sample(64, settings.seed), columns=8))
    if run.reason == "interrupted":
        raise KeyboardInterrupt(_stopped(settings, run.steps, output))
    report = _report(settings, digits, trainer, output, quiet=quiet)
    if as_json:
        print_json(report)
    else:
        _show(report)


def sheet(
    pictures: Float[np.ndarray, "N 28 28"], columns: int = 4
) -> UInt8[np.ndarray, "height width 3"]:
    """
    Lay pictures out in rows, as dark ink on white paper, four times as large.

    Parameters
    ----------
    pictures : Float[np.ndarray, "N 28 28"]
        The pictures, in [0, 1]; N is a multiple of `columns`.
    columns : int, default 4
        Pictures in a row.

    Returns
    -------
    UInt8[np.ndarray, "height width 3"]
        The pixels.
    """
    framed = np.pad(pictures, ((0, 0), (_MARGIN // 2, _MARGIN // 2), (_MARGIN // 2, _MARGIN // 2)))
    side = framed.shape[1]
    rows = framed.reshape(-1, columns, side, side).transpose(0, 2, 1, 3)
    ink = rows.reshape(-1, columns * side).repeat(_ZOOM, 0).repeat(_ZOOM, 1)
    return np.repeat(np.rint(255 * (1 - ink)).astype(np.uint8)[..., None], 3, axis=2)


def _check(settings: GanSettings) -> None:
    choices = (
        ("kind", settings.kind, KINDS),
        ("norm", settings.norm, NORMS),
        ("data", settings.data, SOURCES),
    )
    for option, value, known in choices:
        if value not in known:
            raise ValueError(f"--{option} {value}: there is none; there are {', '.join(known)}")
    sizes = {"seconds": settings.seconds, "learning-rate": settings.learning_rate}
    for option, size in sizes.items():
        if size is not None and not size > 0:
            raise ValueError(f"--{option} {size:g} should be positive")
    if settings.epochs is not None and settings.steps is not None:
        raise ValueError("--epochs and --steps both say how long to train: give one of them")


def _length(settings: GanSettings) -> dict[str, Any]:
    alone = settings.steps is None and settings.seconds is None
    return {
        "num_epochs": _EPOCHS if settings.epochs is None and alone else settings.epochs,
        "num_steps": settings.steps,
        "max_seconds": settings.seconds,
    }


def _trainer(settings: GanSettings, *, quiet: bool) -> tuple[Any, Digits]:
    """Load TensorFlow and the digits, and set the game up."""
    console = messages()
    waiting = console.status("loading TensorFlow and the digits")
    with nullcontext() if quiet or not console.is_terminal else waiting:
        from unrolled import gan

        digits = gan.find_digits(settings.data)  # type: ignore[arg-type]
        kind = gan.gan_kind(settings.kind)
        own = {
            name: value
            for name in ("critic_steps", "learning_rate")
            if (value := getattr(settings, name)) is not None
        }
        if settings.kind == "wgan-gp":
            own["make_discriminator"] = partial(gan.wgan_critic, settings.norm)  # type: ignore[arg-type]
        trainer = gan.GanTrainer(
            replace(kind, **own).game(settings.noise_size, settings.seed),
            digits.x_train,
            batch_size=settings.batch_size,
            seed=settings.seed,
            xla=kind.xla,
            checkpoint=settings.checkpoint and settings.checkpoint.expanduser(),
        )
    return trainer, digits


def _save_frame(folder: Path | None, steps: int, samples: Float[np.ndarray, "16 28 28"]) -> None:
    if folder is not None:
        save_image(folder / f"{steps:06}.png", sheet(samples))


def _stopped(settings: GanSettings, steps: int, output: Path) -> str:
    if settings.checkpoint is None:
        return f"stopped after step {steps}; {output} holds samples"
    return (
        f"stopped after step {steps}; {output} holds samples, and the same command goes on from "
        f"{settings.checkpoint}"
    )


def _report(
    settings: GanSettings,
    digits: Digits,
    trainer: Any,  # noqa: ANN401 - a class of TensorFlow's side
    output: Path,
    *,
    quiet: bool,
) -> dict[str, Any]:
    run = trainer.run
    last = {"discriminator": run.d_losses, "generator": run.g_losses}
    report = {
        "kind": settings.kind,
        "data": digits.source,
        "seed": settings.seed,
        "batch_size": settings.batch_size,
        "noise_size": settings.noise_size,
        "critic_steps": trainer.game.critic_steps,
        "learning_rate": float(trainer.game.G_solver.learning_rate),
        "steps": run.steps,
        "epochs": run.steps / trainer.steps_an_epoch,
        "seconds": run.seconds,
        "loss": {name: losses[-1] if losses else None for name, losses in last.items()},
        "notes": run.notes,
        "output": str(output),
        "checkpoint": None if settings.checkpoint is None else str(settings.checkpoint),
    }
    return report | (
        {"score": _score(settings, digits, trainer, quiet=quiet)} if settings.score else {}
    )


def _score(
    settings: GanSettings,
    digits: Digits,
    trainer: Any,  # noqa: ANN401
    *,
    quiet: bool,
) -> dict[str, Any]:
    from unrolled import gan

    console = messages()
    waiting = console.status(f"judging {_SCORED:,} samples")
    with nullcontext() if quiet or not console.is_terminal else waiting:
        judge = gan.Judge(digits)
        found = judge.evaluate(trainer.sample(_SCORED, settings.seed + 1))
        real = judge.evaluate_real(num_pictures=_SCORED)
        return {"samples": found.as_row(), "real": real.as_row()}


def _show(report: dict[str, Any]) -> None:
    from rich.text import Text

    console = results()
    epochs, loss = f"{report['epochs']:.3g} epochs", report["loss"]
    said = Text.assemble(
        (report["kind"], "bold"),
        f" on {report['data']}: {report['steps']} steps ({epochs}), {report['seconds']:.1f} s",
    )
    console.print(said, soft_wrap=True)
    losses = ", ".join(f"{k} {v:.3f}" for k, v in loss.items() if v is not None)
    if losses:
        console.print(f"Last losses: {losses}", soft_wrap=True)
    if "score" in report:
        console.print(_score_table(report["score"]))
    for note in report["notes"]:
        console.print(Text(note, style="yellow"), soft_wrap=True)
    console.print(Text.assemble("Samples: ", (report["output"], "bold")), soft_wrap=True)


def _score_table(score: dict[str, Any]) -> Any:  # noqa: ANN401 - a class of rich
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(f"{_SCORED:,} samples")
    for title in ("generated", "held-out real"):
        table.add_column(title, justify="right")
    for name, value in score["samples"].items():
        table.add_row(name, f"{value:.3g}", f"{score['real'][name]:.3g}")
    return table
