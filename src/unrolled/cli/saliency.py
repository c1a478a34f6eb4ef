"""``unrolled saliency``: what a network sees in a picture, and where it looks."""

from typing import Annotated

import typer

from unrolled.cli.picture_options import (
    CLASS_HELP,
    LOOK,
    OUTPUT,
    PICTURES_HELP,
    SIZE,
    AsJson,
    Network,
    Output,
    Picture,
    Quiet,
    Seed,
    Seen,
    examples,
)

# As unrolled.cli.looking has them, which is not imported to show help: that takes NumPy.
METHODS, VIEWS = ("smoothgrad", "gradient", "integrated"), ("pair", "overlay", "map")

HELP = (
    "Say what a network sees in a picture, and draw where it looks.\n\n"
    "It prints the five likeliest classes, and saves the picture beside itself with the pixels "
    "lit up that would change the score most.\n\n"
    f"{PICTURES_HELP}\n\n{CLASS_HELP}"
)

EXAMPLES = examples(
    "A cat that comes with scikit-image; the drawing goes to chelsea-saliency.png:",
    "unrolled saliency example:chelsea",
    "Your own picture and the plain gradient, under a name of your own:",
    "unrolled saliency photo.jpg --method gradient -o drawing.jpg",
    "What speaks for a class that is not the first guess:",
    "unrolled saliency photo.jpg --as 'tiger cat'",
    "A result for programs, and the map alone as grey levels:",
    "unrolled saliency photo.jpg --view map --json",
)


def saliency(
    picture: Picture,
    output: Output = None,
    as_class: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="CLASS",
            help="Draw what matters to this class, not to the first guess.",
            show_default=False,
            rich_help_panel=LOOK,
        ),
    ] = None,
    method: Annotated[
        str,
        typer.Option(
            metavar="|".join(METHODS),
            help="The mean gradient of 25 noisy copies; the plain gradient; or what each pixel "
            "adds to the score of an empty picture.",
            autocompletion=lambda: list(METHODS),
            rich_help_panel=LOOK,
        ),
    ] = "smoothgrad",
    size: Seen = SIZE,
    network: Network = "auto",
    seed: Seed = 0,
    view: Annotated[
        str,
        typer.Option(
            metavar="|".join(VIEWS),
            help="What to save: the picture with the drawing beside it, the drawing, or the map in "
            "grey levels, of the size that the network gets.",
            autocompletion=lambda: list(VIEWS),
            rich_help_panel=OUTPUT,
        ),
    ] = "pair",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Draw where a network looks."""
    from unrolled.cli.console import reported_errors

    with reported_errors(smaller="--size"):
        from unrolled.cli.looking import LookOptions, look_and_print

        options = LookOptions(
            picture=picture,
            output=output,
            as_class=as_class,
            method=method,
            size=size,
            network=network,
            seed=seed,
            view=view,
        )
        look_and_print(options, as_json=as_json, quiet=quiet)
