"""``unrolled train``: train a model and say how good it is."""

from pathlib import Path
from typing import Annotated

import typer

train_app = typer.Typer(help="Train a model.", no_args_is_help=True)

HELP = (
    "Train a recurrent net that captions pictures.\n\n"
    "It ends with a table of losses and of how many pictures are captioned exactly right, with "
    "three captions to look at, and with a saved model."
)

EXAMPLES = "\n\n".join(
    (
        "[bold]Examples[/bold]",
        "Pictures drawn by the package, nothing to download:",
        "[cyan]unrolled train captions[/cyan]",
        "Photographs in a folder of your own; stop with Ctrl-C, go on with the same command:",
        "[cyan]unrolled train captions --data my_data --checkpoint run.h5[/cyan]",
        "Fifty captions learnt by heart:",
        "[cyan]unrolled train captions --data coco --max-train 50 --batch-size 25 --epochs 50 "
        "--hidden 512 --wordvec 256 --learning-rate 5e-3 --lr-decay 0.95[/cyan]",
        "A result for programs:",
        "[cyan]unrolled train captions --json --quiet > result.json[/cyan]",
        "[bold]Exit codes:[/bold] 0 trained; 1 the run failed; 2 the input cannot be used; "
        "130 stopped with Ctrl-C.",
    )
)

_MODEL, _TRAINING, _FILES = "The model", "Training", "Files and output"


@train_app.callback()
def train() -> None:
    """Train a model."""


@train_app.command("captions", help=HELP, epilog=EXAMPLES)
def train_captions(
    data: Annotated[
        str,
        typer.Option(
            metavar="scenes|coco|DIR",
            help="Drawn scenes; or coco_captioning in the folder UNROLLED_DATA or in the cache; or "
            "a folder that is one like it, or holds it.",
        ),
    ] = "scenes",
    cell: Annotated[
        str, typer.Option(metavar="NAME", help="Recurrent cell: rnn.", rich_help_panel=_MODEL)
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
    epochs: Annotated[
        int,
        typer.Option(
            min=1, metavar="N", help="Times through the captions.", rich_help_panel=_TRAINING
        ),
    ] = 10,
    batch_size: Annotated[
        int, typer.Option(min=1, metavar="N", help="Captions a step.", rich_help_panel=_TRAINING)
    ] = 100,
    learning_rate: Annotated[
        float,
        typer.Option(
            min=0.0, metavar="RATE", help="Learning rate of Adam.", rich_help_panel=_TRAINING
        ),
    ] = 2e-3,
    lr_decay: Annotated[
        float,
        typer.Option(
            min=0.0,
            metavar="FACTOR",
            help="What the rate is multiplied by after each epoch.",
            rich_help_panel=_TRAINING,
        ),
    ] = 0.9,
    max_train: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Train on so many captions only, drawn at random, each at most once "
            "(load_coco_data draws as the course does, where one can come twice).",
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            min=0, metavar="N", help="The same seed, the same run.", rich_help_panel=_TRAINING
        ),
    ] = 0,
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
        from unrolled.cli.captions import CaptionSettings, train_and_report

        settings = CaptionSettings(
            data=data,
            cell=cell,
            epochs=epochs,
            batch_size=batch_size,
            hidden=hidden,
            wordvec=wordvec,
            learning_rate=learning_rate,
            lr_decay=lr_decay,
            max_train=max_train,
            standardize=standardize,
            seed=seed,
            checkpoint=checkpoint,
            model=model,
        )
        train_and_report(settings, as_json=as_json, quiet=quiet)
