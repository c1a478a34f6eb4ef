"""The options that the commands about pictures share, and what their help has in common."""

from pathlib import Path
from typing import Annotated

import typer

# As unrolled.vision's load_network has them, which is not imported to show help.
NETWORKS = ("auto", "squeezenet", "efficientnet-lite0")
SIZE = 224

OUTPUT, LOOK, RUN = "Output", "What the network sees", "The run"

PICTURES_HELP = (
    "A picture is a file (JPEG, PNG, WebP, GIF, BMP, PPM, TIFF), or example:NAME, one of those "
    "that come with scikit-image, such as example:chelsea, a cat, example:coffee or "
    "example:astronaut; or course:NAME, a painting in the folder UNROLLED_DATA, such as "
    "course:starry_night."
)
CLASS_HELP = (
    "A class is one of ImageNet's 1,000: its number, or a name or a part of one, such as tarantula."
)
EXIT_CODES = (
    "[bold]Exit codes:[/bold] 0 done; 1 the run failed; 2 the input cannot be used; "
    "130 stopped with Ctrl-C."
)

Picture = Annotated[
    str, typer.Argument(metavar="PICTURE", help="A file, or example:NAME.", show_default=False)
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where to save the picture (PNG, TIFF, BMP, JPEG or WebP). A file of that name is "
        "replaced in one moment, when the new one is whole.",
        show_default=False,
        rich_help_panel=OUTPUT,
    ),
]
Network = Annotated[
    str,
    typer.Option(
        metavar="|".join(NETWORKS),
        help="auto takes SqueezeNet where its weights are at hand, and EfficientNet-Lite0 "
        "otherwise.",
        autocompletion=lambda: list(NETWORKS),
        rich_help_panel=LOOK,
    ),
]
Seen = Annotated[
    int,
    typer.Option(
        min=1,
        metavar="N",
        help="Pixels of the picture's shorter side, as the network gets it.",
        rich_help_panel=LOOK,
    ),
]
Seed = Annotated[
    int,
    typer.Option(min=0, metavar="N", help="The same seed, the same picture.", rich_help_panel=RUN),
]
Frames = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Save pictures on the way to this folder, as 0025.png and so on.",
        show_default=False,
        rich_help_panel=OUTPUT,
    ),
]
Every = Annotated[
    int,
    typer.Option(
        min=1, metavar="N", help="With --frames: a picture every N steps.", rich_help_panel=OUTPUT
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the result as JSON.", rich_help_panel=OUTPUT)
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress bar.", rich_help_panel=OUTPUT)
]


def examples(*lines: str) -> str:
    """
    Lay out the end of a command's help.

    Parameters
    ----------
    *lines : str
        What an example does and, after it, its command line; in turn.

    Returns
    -------
    str
        The examples and the exit codes, with rich's markup.
    """
    said = [f"[cyan]{line}[/cyan]" if number % 2 else line for number, line in enumerate(lines)]
    return "\n\n".join(("[bold]Examples[/bold]", *said, EXIT_CODES))
