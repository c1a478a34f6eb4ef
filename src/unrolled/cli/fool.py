"""``unrolled fool``: change a picture until a network takes it for something else."""

from typing import Annotated

import typer

from unrolled.cli.picture_options import (
    CLASS_HELP,
    PICTURES_HELP,
    RUN,
    SIZE,
    AsJson,
    Network,
    Output,
    Picture,
    Quiet,
    Seen,
    examples,
)

HELP = (
    "Change a picture, too little to see, until a network takes it for something else.\n\n"
    "The changed picture is saved as the network gets it, in 8 bits, and read again: what is said "
    "of it holds for the file. A file format that loses something, as JPEG does, takes a larger "
    f"change.\n\n{PICTURES_HELP}\n\n{CLASS_HELP}"
)

EXAMPLES = examples(
    "A cat that is a tarantula; it goes to chelsea-tarantula.png:",
    "unrolled fool example:chelsea --as tarantula",
    "Your own picture, and a network that is very sure:",
    "unrolled fool photo.jpg --as 'hourglass' --probability 0.99 -o hourglass.png",
    "The smallest change, looked for in 200 steps more:",
    "unrolled fool photo.jpg --as 366 --smallest 200",
    "A picture that still fools as a JPEG file, and a result for programs:",
    "unrolled fool photo.jpg --as oboe -o oboe.jpg --json",
)


def fool(
    picture: Picture,
    as_class: Annotated[
        str,
        typer.Option("--as", metavar="CLASS", help="What it shall be taken for."),
    ],
    output: Output = None,
    size: Seen = SIZE,
    network: Network = "auto",
    steps: Annotated[
        int, typer.Option(min=1, metavar="N", help="The most steps.", rich_help_panel=RUN)
    ] = 200,
    step_size: Annotated[
        float,
        typer.Option(
            metavar="LENGTH",
            help="The length of a step, over all pixels, as the network measures it.",
            rich_help_panel=RUN,
        ),
    ] = 1.0,
    probability: Annotated[
        float | None,
        typer.Option(
            metavar="P",
            help="Go on until the network is so sure, from 0 to 1; by default until the class is "
            "its first guess.",
            show_default=False,
            rich_help_panel=RUN,
        ),
    ] = None,
    smallest: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help="Look for a small change first, in N steps.",
            rich_help_panel=RUN,
        ),
    ] = 0,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Fool a network."""
    from unrolled.cli.console import reported_errors

    with reported_errors(smaller="--size"):
        from unrolled.cli.fooling import FoolOptions, fool_and_print

        options = FoolOptions(
            picture=picture,
            as_class=as_class,
            output=output,
            size=size,
            network=network,
            steps=steps,
            step_size=step_size,
            probability=probability,
            smallest=smallest,
        )
        fool_and_print(options, as_json=as_json, quiet=quiet)
