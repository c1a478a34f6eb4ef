"""``unrolled train``: train a model and say how good it is."""

from pathlib import Path
from typing import Annotated

import typer

from unrolled.cli.config import config_names, use_config
from unrolled.cli.given import Context, refuse_given
from unrolled.cli.train_gan import EXAMPLES as GAN_EXAMPLES
from unrolled.cli.train_gan import HELP as GAN_HELP
from unrolled.cli.train_gan import train_gan
from unrolled.cli.train_help import EXAMPLES, HELP

train_app = typer.Typer(help="Train a model.", no_args_is_help=True)

_MODEL, _TRAINING, _FILES = "The model", "Training", "Files and output"
_CONTROL = "Against overfitting and exploding gradients"

# As unrolled.models.CELLS has them, which is not imported to show help: that takes NumPy.
CELL_NAMES = ("rnn", "lstm")


@train_app.callback()
def train() -> None:
    """Train a model."""


train_app.command("gan", help=GAN_HELP, epilog=GAN_EXAMPLES)(train_gan)


@train_app.command("captions", help=HELP, epilog=EXAMPLES)
def train_captions(
    ctx: Context,
    data: Annotated[
        str,
        typer.Option(
            metavar="scenes|coco|DIR",
            help="Drawn scenes; or coco_captioning in the folder UNROLLED_DATA or in the cache; or "
            "a folder that is one like it, or holds it.",
        ),
    ] = "scenes",
    start: Annotated[
        Path | None,
        typer.Option(
            metavar="MODEL",
            help="Begin with a saved model, which keeps its cell, widths and scaling of features.",
            rich_help_panel=_MODEL,
        ),
    ] = None,
    cell: Annotated[
        str,
        typer.Option(
            metavar="|".join(CELL_NAMES),
            help="Recurrent cell.",
            autocompletion=lambda: list(CELL_NAMES),
            rich_help_panel=_MODEL,
        ),
    ] = "rnn",
    hidden: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="Width of the hidden state.", rich_help_panel=_MODEL),
    ] = 256,
    wordvec: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="Width of the word vectors.", rich_help_panel=_MODEL),
    ] = 128,
    standardize: Annotated[
        bool,
        typer.Option(
            help="Bring every feature to mean 0 and deviation 1, measured on the training "
            "pictures. A saved model does so by itself.",
            rich_help_panel=_MODEL,
        ),
    ] = True,
    objective: Annotated[
        str,
        typer.Option(
            metavar="words|score",
            help="What is trained: the next word; or the score (BLEU) of captions that are drawn, "
            "best with --start.",
            autocompletion=lambda: ["words", "score"],
            rich_help_panel=_TRAINING,
        ),
    ] = "words",
    samples: Annotated[
        int,
        typer.Option(
            min=2,
            metavar="N",
            help="With --objective score: captions drawn for each picture.",
            rich_help_panel=_TRAINING,
        ),
    ] = 5,
    epochs: Annotated[
        int,
        typer.Option(
            min=1, metavar="N", help="Times through the captions.", rich_help_panel=_TRAINING
        ),
    ] = 10,
    batch_size: Annotated[
        int,
        typer.Option(
            min=1,
            metavar="N",
            help="Captions a step; with --objective score, pictures.",
            rich_help_panel=_TRAINING,
        ),
    ] = 100,
    learning_rate: Annotated[
        float,
        typer.Option(
            min=0.0, metavar="RATE", help="Learning rate of Adam.", rich_help_panel=_TRAINING
        ),
    ] = 2e-3,
    schedule: Annotated[
        str,
        typer.Option(
            metavar="exponential|cosine",
            help="How the rate falls: by a factor after each epoch, or along a cosine to zero.",
            autocompletion=lambda: ["exponential", "cosine"],
            rich_help_panel=_TRAINING,
        ),
    ] = "exponential",
    lr_decay: Annotated[
        float | None,
        typer.Option(
            min=0.0,
            metavar="FACTOR",
            help="The factor of the exponential schedule; 0.9 if none is given.",
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    max_train: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Draw N captions to train on.", rich_help_panel=_TRAINING
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            min=0, metavar="N", help="The same seed, the same run.", rich_help_panel=_TRAINING
        ),
    ] = 0,
    dropout: Annotated[
        float,
        typer.Option(
            min=0.0,
            metavar="SHARE",
            help="Share of word vectors and outputs left out at random.",
            rich_help_panel=_CONTROL,
        ),
    ] = 0.0,
    clip_norm: Annotated[
        float | None,
        typer.Option(
            min=0.0, metavar="NORM", help="Longest global gradient norm.", rich_help_panel=_CONTROL
        ),
    ] = None,
    average: Annotated[
        float | None,
        typer.Option(
            min=0.0,
            metavar="DECAY",
            help="Judge and save running means of the parameters, with this decay, such as 0.999.",
            rich_help_panel=_CONTROL,
        ),
    ] = None,
    patience: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Stop after so many epochs without a better validation, and save the best.",
            rich_help_panel=_CONTROL,
        ),
    ] = None,
    stop_on: Annotated[
        str,
        typer.Option(
            metavar="loss|bleu",
            help="What a validation is judged by; bleu: BLEU-4 of greedy captions.",
            autocompletion=lambda: ["loss", "bleu"],
            rich_help_panel=_CONTROL,
        ),
    ] = "loss",
    config: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|NAME",
            help="Options from a TOML file, or a configuration of the package by its name; those "
            "on the command line win.",
            callback=use_config,
            is_eager=True,
            autocompletion=config_names,
            rich_help_panel=_FILES,
        ),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Keep the run in this file; if it is there, go on with it.",
            rich_help_panel=_FILES,
        ),
    ] = None,
    model: Annotated[
        Path,
        typer.Option(metavar="FILE", help="Save the model here.", rich_help_panel=_FILES),
    ] = Path("captions.h5"),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON.", rich_help_panel=_FILES)
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar.", rich_help_panel=_FILES)
    ] = False,
) -> None:
    """Train a captioning model."""
    from unrolled.cli.console import reported_errors

    with reported_errors():
        from unrolled.cli.captions import CaptionSettings, default_decay, train_and_report

        if start is not None:
            form = ["cell", "hidden", "wordvec", "standardize"]
            refuse_given(ctx, form, f"not beside --start, for {start} has its own")
        if objective == "words":
            refuse_given(ctx, ["samples"], "captions are drawn with --objective score only")
        settings = CaptionSettings(
            data=data,
            start=start,
            cell=cell,
            objective=objective,
            samples=samples,
            epochs=epochs,
            batch_size=batch_size,
            hidden=hidden,
            wordvec=wordvec,
            learning_rate=learning_rate,
            schedule=schedule,
            lr_decay=lr_decay if lr_decay is not None else default_decay(schedule),
            max_train=max_train,
            standardize=standardize,
            seed=seed,
            dropout=dropout,
            clip_norm=clip_norm,
            average=average,
            patience=patience,
            stop_on=stop_on,
            config=config,
            checkpoint=checkpoint,
            model=model,
        )
        train_and_report(settings, as_json=as_json, quiet=quiet)
