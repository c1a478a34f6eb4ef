"""``unrolled caption``: say what pictures show, with a model that was trained before."""

from pathlib import Path
from typing import Annotated

import typer

from unrolled.cli.given import Context, refuse_given

HELP = (
    "Caption pictures with a model, or with several together.\n\n"
    "A model of the drawn scenes captions any picture of 64 by 64 pixels. A model trained on "
    "SqueezeNet's features, as the recipe flickr8k is, captions any picture with --squeezenet. "
    "For any model of photographs, features may come from a file, or from the data folder that "
    "lists the pictures: there the base name of a picture's file is all that counts."
)

EXAMPLES = "\n\n".join(
    (
        "[bold]Examples[/bold]",
        "Any photograph, for a model of SqueezeNet's features:",
        "[cyan]unrolled caption captions.h5 photo.jpg --squeezenet[/cyan]",
        "A photograph that the data folder lists, by its name:",
        "[cyan]unrolled caption captions.h5 photo.jpg --data coco[/cyan]",
        "Three models together, all rows of a file of features, the best of ten beams:",
        "[cyan]unrolled caption a.h5 b.h5 c.h5 --features val.npy --beam 10[/cyan]",
        "Five captions drawn at random for a drawn scene:",
        "[cyan]unrolled caption captions.h5 scene.png --sample --count 5 --temperature 0.7[/cyan]",
        "A result for programs:",
        "[cyan]unrolled caption captions.h5 --features val.npy --json > captions.json[/cyan]",
        "[bold]Exit codes:[/bold] 0 captioned; 1 the run failed; 2 the input cannot be used; "
        "130 stopped with Ctrl-C.",
    )
)

_PICTURES, _DECODING, _OUTPUT = "Where features come from", "How captions are chosen", "Output"


def caption(
    ctx: Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MODEL.h5|PICTURE",
            help="Models, whose names end in .h5, and pictures. Several models work together.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="A model, whatever its name ends in; may be given often."
        ),
    ] = None,
    features: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Caption the rows of a .npy, .npz or .h5 file: of its array 'features', or of the "
            "only one with two axes.",
            rich_help_panel=_PICTURES,
        ),
    ] = None,
    row: Annotated[
        list[int] | None,
        typer.Option(
            metavar="N",
            help="Take this row of --features only, from 0; may be given often.",
            rich_help_panel=_PICTURES,
        ),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(
            metavar="scenes|coco|DIR",
            help="What the pictures are from; by default what the model was trained on. Scenes "
            "are read; all others are looked up in coco or DIR by the base name of their file.",
            rich_help_panel=_PICTURES,
        ),
    ] = None,
    squeezenet: Annotated[
        bool,
        typer.Option(
            "--squeezenet",
            help="Read the pictures, of any size, and compute their features with SqueezeNet. Its "
            "weights are taken from UNROLLED_DATA or the cache, or downloaded (5 MB).",
            rich_help_panel=_PICTURES,
        ),
    ] = False,
    beam: Annotated[
        int,
        typer.Option(
            min=1, metavar="N", help="Width of the beam; 1 is greedy.", rich_help_panel=_DECODING
        ),
    ] = 4,
    length_penalty: Annotated[
        float,
        typer.Option(
            metavar="POWER",
            help="Captions are compared by their log-probability, divided by their length to this "
            "power, from 0 to 10.",
            rich_help_panel=_DECODING,
        ),
    ] = 0.7,
    sample: Annotated[
        bool, typer.Option("--sample", help="Draw words at random.", rich_help_panel=_DECODING)
    ] = False,
    temperature: Annotated[
        float,
        typer.Option(
            metavar="T",
            help="With --sample: below 1 likely words come more often, above 1 unlikely ones.",
            rich_help_panel=_DECODING,
        ),
    ] = 1.0,
    top_k: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="K",
            help="With --sample: draw from the likeliest K words only.",
            rich_help_panel=_DECODING,
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help="With --sample: the same seed, the same captions.",
            rich_help_panel=_DECODING,
        ),
    ] = 0,
    count: Annotated[
        int,
        typer.Option(
            min=1, metavar="N", help="Captions of each picture.", rich_help_panel=_DECODING
        ),
    ] = 1,
    max_length: Annotated[
        int,
        typer.Option(
            min=1, metavar="N", help="Words of a caption at most.", rich_help_panel=_DECODING
        ),
    ] = 30,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON.", rich_help_panel=_OUTPUT)
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar.", rich_help_panel=_OUTPUT)
    ] = False,
) -> None:
    """Caption pictures."""
    from unrolled.cli.console import reported_errors

    with reported_errors():
        from unrolled.cli.captioning import CaptionOptions, caption_and_print

        if features is not None:
            why = "not beside --features, which needs no pictures to be read or looked up"
            refuse_given(ctx, ["data", "squeezenet"], why)
        if squeezenet:
            why = "not beside --squeezenet, which computes features and looks none up"
            refuse_given(ctx, ["data"], why)
        if sample:
            refuse_given(ctx, ["beam", "length_penalty"], "not beside --sample, which has no beam")
        else:
            refuse_given(ctx, ["temperature", "top_k", "seed"], "with --sample only")
        named = files or []
        options = CaptionOptions(
            models=[*(model or []), *(Path(name) for name in named if _is_model(name))],
            pictures=[name for name in named if not _is_model(name)],
            features=features,
            rows=row or [],
            data=data,
            squeezenet=squeezenet,
            beam=beam,
            length_penalty=length_penalty,
            sample=sample,
            temperature=temperature,
            top_k=top_k,
            seed=seed,
            count=count,
            max_length=max_length,
        )
        caption_and_print(options, as_json=as_json, quiet=quiet)


def _is_model(name: str) -> bool:
    return Path(name).suffix.lower() in (".h5", ".hdf5")
