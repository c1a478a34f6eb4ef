"""The command and its subcommands."""

from typing import Annotated

import typer

from unrolled import __version__
from unrolled.cli.caption import EXAMPLES as CAPTION_EXAMPLES
from unrolled.cli.caption import HELP as CAPTION_HELP
from unrolled.cli.caption import caption
from unrolled.cli.dream import EXAMPLES as DREAM_EXAMPLES
from unrolled.cli.dream import HELP as DREAM_HELP
from unrolled.cli.dream import dream
from unrolled.cli.fool import EXAMPLES as FOOL_EXAMPLES
from unrolled.cli.fool import HELP as FOOL_HELP
from unrolled.cli.fool import fool
from unrolled.cli.info import info
from unrolled.cli.saliency import EXAMPLES as SALIENCY_EXAMPLES
from unrolled.cli.saliency import HELP as SALIENCY_HELP
from unrolled.cli.saliency import saliency
from unrolled.cli.score import EXAMPLES as SCORE_EXAMPLES
from unrolled.cli.score import HELP as SCORE_HELP
from unrolled.cli.score import score
from unrolled.cli.style import EXAMPLES as STYLE_EXAMPLES
from unrolled.cli.style import HELP as STYLE_HELP
from unrolled.cli.style import style
from unrolled.cli.train import train_app

EPILOG = (
    "[bold]Exit codes:[/bold] 0 all went well; 1 the run failed, as when training diverges, the "
    "disk is full or a download does not work; 2 the input cannot be used, be it an option, a "
    "file, a folder or a checkpoint; 130 stopped with Ctrl-C.\n\n"
    "[bold]Environment:[/bold] UNROLLED_DATA, a folder with data of your own, such as "
    "coco_captioning; UNROLLED_CACHE, the folder for what is downloaded or computed; "
    "UNROLLED_DOWNLOAD=1, to let commands about pictures fetch SqueezeNet (5 MB) by themselves; "
    "UNROLLED_DEBUG=1, to see where in the code an error comes from."
)

app = typer.Typer(
    name="unrolled",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> bool:
    if wanted:
        typer.echo(f"unrolled {__version__}")
        raise typer.Exit
    return wanted


@app.callback()
def unrolled(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Recurrent nets, pictures by gradients and GANs: the command beside the book Unrolled."""


app.command("info")(info)
app.add_typer(train_app, name="train")
app.command("score", help=SCORE_HELP, epilog=SCORE_EXAMPLES)(score)
app.command("caption", help=CAPTION_HELP, epilog=CAPTION_EXAMPLES)(caption)
app.command("saliency", help=SALIENCY_HELP, epilog=SALIENCY_EXAMPLES)(saliency)
app.command("fool", help=FOOL_HELP, epilog=FOOL_EXAMPLES)(fool)
app.command("dream", help=DREAM_HELP, epilog=DREAM_EXAMPLES)(dream)
app.command("style", help=STYLE_HELP, epilog=STYLE_EXAMPLES)(style)
