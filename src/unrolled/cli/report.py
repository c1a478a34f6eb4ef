"""What is said at the end of a training run: gathered, and printed as tables."""

from collections.abc import Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from unrolled.cli.console import results
from unrolled.cli.score_table import score_table
from unrolled.models import CaptioningRNN, beam_search, greedy_search
from unrolled.training import CaptioningSolver, describe_pictures, score_captions
from unrolled.training.metrics import Decode
from unrolled.training.validation import mean_loss

# Captions of the validation loss, pictures of each split that are scored, pairs that are shown.
_MEASURED, _SCORED, _SHOWN = 2000, 1000, 3

_BEAM = 4
_DECODINGS: dict[str, Decode] = {
    "greedy": greedy_search,
    f"beam {_BEAM}": partial(beam_search, beam_width=_BEAM),
}


def describe_options(options: Mapping[str, Any], model: CaptioningRNN) -> dict[str, Any]:
    """
    List the options of a run, those about the model as they are true of it.

    Parameters
    ----------
    options : mapping
        The options of the command, as JSON can hold them.
    model : CaptioningRNN
        The model, which with ``--start`` has the form of another run.

    Returns
    -------
    dict
        By name.
    """
    return dict(options) | {
        "cell": model.cell_type,
        "hidden": model.config["hidden_dim"],
        "wordvec": model.config["wordvec_dim"],
        "standardize": model.scaling is not None,
    }


def features_name(data: str) -> str:
    """
    Name the features so that ``unrolled caption`` finds them later, called from anywhere.

    Parameters
    ----------
    data : str
        What ``--data`` named.

    Returns
    -------
    str
        The name ``scenes`` or ``coco``, or the folder's path from the root.
    """
    return data if data in ("scenes", "coco") else str(Path(data).expanduser().resolve())


def make_report(
    options: Mapping[str, Any],
    model: CaptioningRNN,
    solver: CaptioningSolver,
    data: Mapping[str, Any],
    seconds: float,
) -> dict[str, Any]:
    """
    Gather what there is to say about a trained model.

    Parameters
    ----------
    options : mapping
        What `describe_options` lists.
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
    splits = [key.removesuffix("_captions") for key in data if key.endswith("_captions")]
    scores = [score for split in splits for score in _scores(model, data, split)]
    # What the model has never seen is worth looking at: new combinations, or else new pictures.
    shown = "heldout" if "heldout" in splits else "val"
    described = describe_pictures(model, data, shown, decode=greedy_search, count=_SCORED)
    stopping = solver.early_stopping
    return {
        "options": dict(options),
        "captions": len(data["train_captions"]),
        "parameters": sum(value.size for value in model.params.values()),
        "steps": solver.step,
        "best_step": None if stopping is None else stopping.step,
        "clipped_steps": sum(norm > (options["clip_norm"] or 0) for norm in solver.norm_history),
        "seconds": round(seconds, 1),
        "loss": _losses(model, solver, data, options["seed"]),
        "scores": scores,
        "exact_match": {
            score["split"]: {"share": score["exact_match"], "pictures": score["pictures"]}
            for score in scores
            if score["decoding"] == "greedy"
        },
        "samples": [
            {"split": shown, "picture": int(picture), "predicted": predicted, "true": list(true)}
            for picture, predicted, true in islice(zip(*described, strict=True), _SHOWN)
        ],
    }


def _losses(
    model: CaptioningRNN, solver: CaptioningSolver, data: Mapping[str, Any], seed: int
) -> dict[str, float]:
    last_epoch = solver.loss_history[-solver.iterations_per_epoch :]
    sizes = {"count": min(_MEASURED, len(data["val_captions"])), "batch_size": 100}
    return {
        "first_step": solver.loss_history[0],
        "last_epoch": sum(last_epoch) / len(last_epoch),
        "validation": mean_loss(model, data, "val", **sizes, seed=seed),
    }


def _scores(model: CaptioningRNN, data: Mapping[str, Any], split: str) -> list[dict[str, Any]]:
    """Score the captions of a split; of pictures that are not new, greedy ones will do."""
    decodings = ["greedy"] if split == "train" else list(_DECODINGS)
    found = {
        name: score_captions(model, data, split, decode=_DECODINGS[name], count=_SCORED)
        for name in decodings
    }
    return [{"split": split, "decoding": n, **score._asdict()} for n, score in found.items()]


def show_report(report: Mapping[str, Any]) -> None:
    """
    Print what `make_report` gathered.

    Parameters
    ----------
    report : mapping
        The report.
    """
    console = results()
    _show_numbers(report, console)
    console.print(score_table(report["scores"]))
    console.print(_samples(report))
    saved = Text.assemble("The model is saved in ", (report["options"]["model"], "bold"))
    console.print(saved)


def _show_numbers(report: Mapping[str, Any], console: Console) -> None:
    loss = report["loss"]
    run = f"{report['captions']} captions, {report['steps']} steps, {report['seconds']} s"
    title = f"{report['options']['cell']} on {run}"
    # Above the table, and not its title: that would be folded to the table's width.
    console.print(Text(title, style="italic"))
    table = Table(show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    if report["options"]["objective"] == "score":
        # The loss that was trained is minus a score; the validation loss is one of next words.
        table.add_row("score of what the first step drew", f"{-loss['first_step']:.3f}")
        table.add_row("score of what the last epoch drew", f"{-loss['last_epoch']:.3f}")
    else:
        table.add_row("loss of the first step", f"{loss['first_step']:.3f}")
        table.add_row("loss of the last epoch", f"{loss['last_epoch']:.3f}")
    table.add_row("validation loss", f"{loss['validation']:.3f}")
    if report["best_step"] is not None:
        table.add_row("step whose parameters are kept", str(report["best_step"]))
    if report["options"]["clip_norm"] is not None:
        table.add_row("steps whose gradient was clipped", str(report["clipped_steps"]))
    console.print(table)


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
