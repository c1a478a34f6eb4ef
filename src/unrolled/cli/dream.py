"""``unrolled dream``: a picture of a class, made from noise."""

from typing import Annotated

import typer

from unrolled.cli.given import Context, refuse_given
from unrolled.cli.picture_options import (
    CLASS_HELP,
    RUN,
    AsJson,
    Every,
    Frames,
    Network,
    Output,
    Quiet,
    Seed,
    examples,
)

HELP = (
    "Make a picture of what a network takes for a class, from nothing but noise.\n\n"
    "By default many means keep it a picture that a stranger can name, in a minute or less. "
    f"--course takes the course's way, which is quicker and rougher.\n\n{CLASS_HELP}"
)

EXAMPLES = examples(
    "A flamingo; it goes to flamingo.png:",
    "unrolled dream flamingo",
    "Another one, larger, from another start:",
    "unrolled dream flamingo --seed 1 --size 384 -o other.png",
    "The course's update, with 100 steps:",
    "unrolled dream tarantula --course",
    "Pictures on the way, every 20 steps, and a result for programs:",
    "unrolled dream hourglass --frames hourglass --every 20 --json",
)


def dream(
    ctx: Context,
    wanted: Annotated[
        str, typer.Argument(metavar="CLASS", help="A number or a name.", show_default=False)
    ],
    output: Output = None,
    size: Annotated[
        int | None,
        typer.Option(
            min=32,
            metavar="N",
            help="Height and width in pixels; by default 256, and with --course 224.",
            show_default=False,
            rich_help_panel=RUN,
        ),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="How many steps; by default 160, and with --course 100.",
            show_default=False,
            rich_help_panel=RUN,
        ),
    ] = None,
    seed: Seed = 0,
    course: Annotated[
        bool, typer.Option("--course", help="Take the course's update.", rich_help_panel=RUN)
    ] = False,
    network: Network = "auto",
    frames: Frames = None,
    every: Every = 25,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Make a picture of a class."""
    from unrolled.cli.console import reported_errors

    with reported_errors(smaller="--size"):
        from unrolled.cli.dreaming import DreamOptions, dream_and_print

        if frames is None:
            refuse_given(ctx, ["every"], "with --frames only")
        options = DreamOptions(
            wanted=wanted,
            output=output,
            size=size or (224 if course else 256),
            steps=steps or (100 if course else 160),
            seed=seed,
            course=course,
            network=network,
            frames=frames,
            every=every,
        )
        dream_and_print(options, as_json=as_json, quiet=quiet)
