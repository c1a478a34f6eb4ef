"""Where the command writes: results to standard output, all else to standard error."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

FAILED_RUN, BAD_INPUT, INTERRUPTED = 1, 2, 130

# Of the errors of the operating system, those that a name on the command line brings about.
_INPUT_ERRORS = (
    ValueError,
    FileNotFoundError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
)


def results() -> Console:
    """
    Make the console for results.

    Returns
    -------
    rich.console.Console
        On standard output, coloured when that is a terminal.
    """
    return Console(highlight=False)


def messages() -> Console:
    """
    Make the console for everything that is not a result.

    Returns
    -------
    rich.console.Console
        On standard error, coloured when that is a terminal.
    """
    return Console(stderr=True, highlight=False)


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """
    Print a result for programs to read.

    Parameters
    ----------
    value : object
        Anything that JSON can hold. A number that is infinite or not a number, as a perplexity can
        be, is printed as ``null``: JSON knows none.
    """
    typer.echo(json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False))


def _finite(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(value, Mapping):
        return {name: _finite(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(entry) for entry in value]
    return None if isinstance(value, float) and not isfinite(value) else value


@contextmanager
def reported_errors(*, smaller: str = "--batch-size or --hidden") -> Iterator[None]:
    """
    Turn errors into one clear message on standard error and an exit code that means something.

    Parameters
    ----------
    smaller : str
        The options that take less memory with a smaller number.

    Yields
    ------
    None
        To the command's code.

    Raises
    ------
    typer.Exit
        With 2 for input that cannot be used, 1 for a run that failed, 130 after Ctrl-C. With
        ``UNROLLED_DEBUG`` set, the error itself.
    """
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt as error:
        _fail(error, str(error) or "stopped", INTERRUPTED, title="interrupted")
    except BrokenPipeError as error:
        # Whoever read the output, such as head, has seen enough. Python would complain once more
        # when it closes the pipe, so the pipe is swapped for nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(FAILED_RUN) from error
    except _INPUT_ERRORS as error:
        _fail(error, str(error), BAD_INPUT)
    except (RuntimeError, OSError) as error:
        _fail(error, str(error), FAILED_RUN)
    except MemoryError as error:
        _fail(error, f"there is not enough memory: try a smaller {smaller}", FAILED_RUN)
    except Exception as error:
        what = f"this should not happen: {type(error).__name__}: {error}"
        _fail(error, f"{what}. UNROLLED_DEBUG=1 shows where it comes from.", FAILED_RUN)


def _fail(error: BaseException, message: str, code: int, title: str = "error") -> NoReturn:
    if os.environ.get("UNROLLED_DEBUG"):
        raise error
    console = messages()
    if console.is_terminal:
        style = "red" if title == "error" else "yellow"
        console.print(
            Panel(Text(message), title=title, title_align="left", border_style=style, expand=False)
        )
    else:
        print(f"{title}: {message}", file=sys.stderr)
    raise typer.Exit(code) from error
