"""What is said at the end of a training run: gathered, and printed as tables."""

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from unrolled.cli.console import results
from unrolled.models import CaptioningRNN
from unrolled.training import (
    CaptioningSolver,
    DescribedPictures,
    caption_exact_match,
    describe_pictures,
)
from unrolled.training.validation import mean_loss

if TYPE_CHECKING:
    from unrolled.cli.captions import CaptionSettings

# Captions of the validation loss, pictures of each split that are scored, pairs that are shown.
_MEASURED, _SCORED, _SHOWN = 2000, 1000, 3


def make_report(
    settings: "CaptionSettings",
    model: CaptioningRNN,
    solver: CaptioningSolver,
    data: Mapping[str, Any],
    seconds: float,
) -> dict[str, Any]:
    """
    Gather what there is to say about a trained model.

    Parameters
    ----------
    settings : CaptionSettings
        The options.
    model : CaptioningRNN
        The model.
    solver : CaptioningSolver
        What trained it.
    data : mapping
        What it was trained on.
    seconds : float
        How long that took, in this call of the command.

    Returns
    -------
    dict
        The options, sizes, losses, scores and samples, as JSON can hold them.
    """
    last_epoch = solver.loss_history[-solver.iterations_per_epoch :]
    sizes = {"count": min(_MEASURED, len(data["val_captions"])), "batch_size": 100}
    splits = [key.removesuffix("_captions") for key in data if key.endswith("_captions")]
    described = {split: describe_pictures(model, data, split, count=_SCORED) for split in splits}
    # What the model has never seen is worth looking at: new combinations, or else new pictures.
    shown = "heldout" if "heldout" in described else "val"
    options = vars(settings).items()
    return {
        "options": {name: str(v) if isinstance(v, Path) else v for name, v in options},
        "captions": len(data["train_captions"]),
        "parameters": sum(value.size for value in model.params.values()),
        "steps": solver.step,
        "seconds": round(seconds, 1),
        "loss": {
            "first_step": solver.loss_history[0],
            "last_epoch": sum(last_epoch) / len(last_epoch),
            "validation": mean_loss(model, data, "val", **sizes, seed=settings.seed),
        },
        "exact_match": {split: _score(found) for split, found in described.items()},
        "samples": [
            {"split": shown, "picture": int(picture), "predicted": predicted, "true": list(true)}
            for picture, predicted, true in islice(zip(*described[shown], strict=True), _SHOWN)
        ],
    }


def _score(found: DescribedPictures) -> dict[str, float]:
    share = caption_exact_match(found.predictions, found.references)
    return {"share": share, "pictures": len(found.pictures)}


def show_report(report: Mapping[str, Any]) -> None:
    """
    Print what `make_report` gathered.

    Parameters
    ----------
    report : mapping
        The report.
    """
    console = results()
    console.print(_numbers(report))
    console.print(_samples(report))
    saved = Text.assemble("The model is saved in ", (report["options"]["model"], "bold"))
    console.print(saved)


def _numbers(report: Mapping[str, Any]) -> Table:
    loss = report["loss"]
    run = f"{report['captions']} captions, {report['steps']} steps, {report['seconds']} s"
    title = f"{report['options']['cell']} on {run}"
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_row("loss of the first step", f"{loss['first_step']:.3f}")
    table.add_row("loss of the last epoch", f"{loss['last_epoch']:.3f}")
    table.add_row("validation loss", f"{loss['validation']:.3f}")
    for split, score in report["exact_match"].items():
        pictures = f"exactly right of {score['pictures']} pictures ({split})"
        table.add_row(pictures, f"{100 * score['share']:.1f} %")
    return table


def _samples(report: Mapping[str, Any]) -> Table:
    split = report["samples"][0]["split"]
    table = Table(title=f"Three pictures ({split})", title_justify="left", show_lines=True)
    table.add_column("true", overflow="fold")
    table.add_column("predicted", overflow="fold")
    for sample in report["samples"]:
        right = sample["predicted"] in sample["true"]
        # Texts, not strings: a caption may hold brackets, which rich would read as markup.
        predicted = Text(sample["predicted"], style="green" if right else "")
        table.add_row(Text(sample["true"][0]), predicted)
    return table
