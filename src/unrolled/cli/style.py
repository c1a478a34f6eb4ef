"""``unrolled style``: the content of one picture, painted like others."""

from pathlib import Path
from typing import Annotated

import typer

from unrolled.cli.given import Context, refuse_given
from unrolled.cli.picture_options import (
    PICTURES_HELP,
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

# As unrolled.vision's COURSE_STYLES has them, which is not imported to show help.
PRESETS = ("composition_vii", "the_scream", "starry_night")

HELP = (
    "Paint the content of one picture in the style of another, or of several.\n\n"
    "The result has the content's proportions. Small pictures take seconds; time and memory grow "
    f"with the number of pixels.\n\n{PICTURES_HELP}"
)

EXAMPLES = examples(
    "A cat painted like a gravel path, with pictures that come with scikit-image:",
    "unrolled style example:chelsea example:gravel -o cat.png",
    "Your own, larger, from coarse to fine, so that strokes stay large:",
    "unrolled style photo.jpg painting.jpg -o painted.png --size 768 --pyramid",
    "Two styles, three parts to one, and more of both:",
    "unrolled style photo.jpg one.jpg two.jpg -o mixed.png --mix 3,1 --weight 4",
    "One style where a mask is white, the other where another is:",
    "unrolled style photo.jpg one.jpg two.jpg -o parts.png --mask sky.png --mask land.png",
    "The course's settings, on its own network and pictures:",
    "unrolled style course:tubingen course:the_scream -o scream.png --preset the_scream "
    "--network squeezenet",
)

_STYLE = "How it is painted"


def style(
    ctx: Context,
    content: Annotated[
        str, typer.Argument(metavar="CONTENT", help="What to paint.", show_default=False)
    ],
    styles: Annotated[
        list[str], typer.Argument(metavar="STYLE...", help="How to paint.", show_default=False)
    ],
    output: Output = None,
    size: Annotated[
        int | None,
        typer.Option(
            min=16,
            metavar="N",
            help="Pixels of the result's shorter side; by default 256, or the preset's.",
            show_default=False,
            rich_help_panel=_STYLE,
        ),
    ] = None,
    style_size: Annotated[
        int | None,
        typer.Option(
            min=16,
            metavar="N",
            help="Pixels of the styles' shorter sides: the larger, the larger the strokes. By "
            "default as --size, or the preset's.",
            show_default=False,
            rich_help_panel=_STYLE,
        ),
    ] = None,
    weight: Annotated[
        float,
        typer.Option(
            metavar="TIMES",
            help="How many times more than usual the style counts.",
            rich_help_panel=_STYLE,
        ),
    ] = 1.0,
    smooth: Annotated[
        float,
        typer.Option(
            metavar="TIMES",
            help="How many times more than usual smoothness counts.",
            rich_help_panel=_STYLE,
        ),
    ] = 1.0,
    mix: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,...",
            help="How many parts of each style; equally many by default.",
            show_default=False,
            rich_help_panel=_STYLE,
        ),
    ] = None,
    mask: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Where a style goes: a picture of any size that is white there. One for each "
            "style, in their order.",
            show_default=False,
            rich_help_panel=_STYLE,
        ),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(PRESETS),
            help="The course's settings for a painting; for SqueezeNet only.",
            show_default=False,
            autocompletion=lambda: list(PRESETS),
            rich_help_panel=_STYLE,
        ),
    ] = None,
    network: Network = "auto",
    optimizer: Annotated[
        str,
        typer.Option(
            metavar="adam|lbfgs",
            help="The way down; L-BFGS gets further in as many steps.",
            autocompletion=lambda: ["adam", "lbfgs"],
            rich_help_panel=RUN,
        ),
    ] = "adam",
    steps: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="How many steps, at each size.", rich_help_panel=RUN),
    ] = 200,
    pyramid: Annotated[
        bool,
        typer.Option(
            "--pyramid",
            help="Paint a small picture first, then ones twice as large over it.",
            rich_help_panel=RUN,
        ),
    ] = False,
    init_random: Annotated[
        bool,
        typer.Option("--init-random", help="Start from noise.", rich_help_panel=RUN),
    ] = False,
    seed: Seed = 0,
    frames: Frames = None,
    every: Every = 25,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Paint a picture."""
    from unrolled.cli.console import reported_errors

    with reported_errors(smaller="--size"):
        from unrolled.cli.style_options import StyleOptions
        from unrolled.cli.styling import paint_and_print

        if frames is None:
            refuse_given(ctx, ["every"], "with --frames only")
        if not init_random:
            refuse_given(ctx, ["seed"], "with --init-random only")
        options = StyleOptions(
            content=content,
            styles=styles,
            output=output,
            size=size,
            style_size=style_size,
            weight=weight,
            smooth=smooth,
            mix=mix,
            masks=mask or [],
            preset=preset,
            network=network,
            optimizer=optimizer,
            steps=steps,
            pyramid=pyramid,
            init_random=init_random,
            seed=seed,
            frames=frames,
            every=every,
        )
        paint_and_print(options, as_json=as_json, quiet=quiet)
