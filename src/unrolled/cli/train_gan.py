"""``unrolled train gan``: train one of the four GANs of digits, and draw its samples."""

from pathlib import Path
from typing import Annotated

import typer

from unrolled.cli.given import Context, refuse_given
from unrolled.cli.picture_options import OUTPUT, RUN, AsJson, Every, Frames, Output, Quiet, examples

# As unrolled.gan has them in GAN_KINDS, wgan_critic and find_digits: not imported to show help.
KINDS, NORMS = ("gan", "lsgan", "dcgan", "wgan-gp"), ("batch", "layer", "none")
SOURCES = ("bundled", "mnist", "auto")

HELP = (
    "Train a GAN to draw digits.\n\n"
    "It ends with a sheet of samples in a picture and, with --score, how good they are. "
    "Ctrl-C ends it in order; with --checkpoint the same command goes on."
)

EXAMPLES = examples(
    "A minute of a convolutional GAN, on the digits that come with the package:",
    "unrolled train gan --kind dcgan --seconds 60",
    "The assignment's run; --data mnist takes MNIST from UNROLLED_DATA or downloads it:",
    "unrolled train gan --kind dcgan --epochs 5 --data mnist --score",
    "A long run that can be stopped, with a sheet every 500 steps:",
    "unrolled train gan --kind wgan-gp --epochs 50 --data mnist --checkpoint wgan.h5 "
    "--frames sheets --every 500",
    "A result for programs:",
    "unrolled train gan --kind lsgan --epochs 5 --score --json --quiet > lsgan.json",
)

_GAN = "The GAN"


def train_gan(
    ctx: Context,
    kind: Annotated[
        str,
        typer.Option(
            metavar="|".join(KINDS),
            help="Which of the four.",
            autocompletion=lambda: list(KINDS),
            rich_help_panel=_GAN,
        ),
    ] = "dcgan",
    noise_size: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="Numbers of noise a picture.", rich_help_panel=_GAN),
    ] = 96,
    norm: Annotated[
        str,
        typer.Option(
            metavar="|".join(NORMS),
            help="What normalises the critic of wgan-gp: the course's batch norm, or what the "
            "paper advises, layer norm or none.",
            autocompletion=lambda: list(NORMS),
            rich_help_panel=_GAN,
        ),
    ] = "batch",
    critic_steps: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="The discriminator's steps for one of the generator; by default 1, for wgan-gp 5.",
            show_default=False,
            rich_help_panel=_GAN,
        ),
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(
            metavar="RATE",
            help="Of both Adams; by default 1e-3, for wgan-gp 1e-4.",
            show_default=False,
            rich_help_panel=_GAN,
        ),
    ] = None,
    data: Annotated[
        str,
        typer.Option(
            metavar="|".join(SOURCES),
            help="12,000 digits that come with the package, all 60,000 of MNIST, or the latter "
            "where it is at hand.",
            autocompletion=lambda: list(SOURCES),
            rich_help_panel=RUN,
        ),
    ] = "bundled",
    epochs: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="Times through the digits; by default 5.",
            show_default=False,
            rich_help_panel=RUN,
        ),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="Steps of the whole run, instead of epochs.",
            show_default=False,
            rich_help_panel=RUN,
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            metavar="S",
            help="Stop after so many seconds of training.",
            show_default=False,
            rich_help_panel=RUN,
        ),
    ] = None,
    batch_size: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="Real digits a step.", rich_help_panel=RUN),
    ] = 128,
    seed: Annotated[
        int,
        typer.Option(min=0, metavar="N", help="The same seed, the same run.", rich_help_panel=RUN),
    ] = 0,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Keep the run in this file; if it is there, go on with it.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    output: Output = None,
    frames: Frames = None,
    every: Every = 100,
    score: Annotated[
        bool,
        typer.Option("--score", help="Say how good the samples are.", rich_help_panel=OUTPUT),
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Train a GAN of digits."""
    from unrolled.cli.console import reported_errors

    with reported_errors(smaller="--batch-size"):
        from unrolled.cli.gan_training import GanSettings, train_and_report

        if kind != "wgan-gp":
            refuse_given(ctx, ["norm"], "only the critic of --kind wgan-gp has a choice")
        if frames is None:
            refuse_given(ctx, ["every"], "sheets on the way are saved with --frames only")
        settings = GanSettings(
            kind=kind,
            noise_size=noise_size,
            norm=norm,
            critic_steps=critic_steps,
            learning_rate=learning_rate,
            data=data,
            epochs=epochs,
            steps=steps,
            seconds=seconds,
            batch_size=batch_size,
            seed=seed,
            checkpoint=checkpoint,
            output=output,
            frames=frames,
            every=every,
            score=score,
        )
        train_and_report(settings, as_json=as_json, quiet=quiet)
