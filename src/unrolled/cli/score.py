"""``unrolled score``: how good the captions of a model are, or of several together."""

from pathlib import Path
from typing import Annotated

import typer

HELP = (
    "Score a captioning model, or several together, on the pictures of a split.\n\n"
    "BLEU, exact match and token accuracy in per cent; perplexity in words."
)

EXAMPLES = "\n\n".join(
    (
        "[bold]Examples[/bold]",
        "Greedy captions, and those of a beam of 4:",
        "[cyan]unrolled score captions.h5[/cyan]",
        "Three models together on photographs, beams of two widths:",
        "[cyan]unrolled score a.h5 b.h5 c.h5 --data coco --beam 4 --beam 8[/cyan]",
        "The caption that the others of a wide beam agree with most:",
        "[cyan]unrolled score captions.h5 --consensus 20[/cyan]",
        "A result for programs:",
        "[cyan]unrolled score captions.h5 --json > scores.json[/cyan]",
        "[bold]Exit codes:[/bold] 0 scored; 1 the run failed; 2 the input cannot be used; "
        "130 stopped with Ctrl-C.",
    )
)


def score(
    models: Annotated[
        list[Path],
        typer.Argument(
            metavar="MODEL", help="A model, or several that work together.", show_default=False
        ),
    ],
    data: Annotated[
        str | None,
        typer.Option(
            metavar="scenes|coco|DIR",
            help="Whose pictures; by default those of the data that the model was trained on.",
        ),
    ] = None,
    split: Annotated[
        str, typer.Option(metavar="NAME", help="Which of them: train, val, and so on.")
    ] = "val",
    beam: Annotated[
        list[int] | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Width of the beam, 1 is greedy; may be given often. By default 1 and 4.",
            show_default=False,
        ),
    ] = None,
    length_penalty: Annotated[
        float,
        typer.Option(
            metavar="POWER",
            help="Captions are compared by their log-probability, divided by their length to this "
            "power, from 0 to 10.",
        ),
    ] = 0.7,
    consensus: Annotated[
        int | None,
        typer.Option(
            min=2,
            metavar="N",
            help="Also score, of the N captions of a beam, the one that the others agree with "
            "most.",
        ),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Take so many pictures at most, drawn at random."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Score captions."""
    from unrolled.cli.console import reported_errors

    with reported_errors():
        from unrolled.cli.scoring import ScoreOptions, score_and_print

        options = ScoreOptions(
            models=models,
            data=data,
            split=split,
            beams=beam or [1, 4],
            length_penalty=length_penalty,
            consensus=consensus,
            count=count,
        )
        score_and_print(options, as_json=as_json)
