"""Options that would be ignored beside others: they are refused where somebody gave them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from typer import Context
else:
    # What typer hands to a command is of the class that typer.Context is derived from.
    Context = typer.Context.__base__

__all__ = ["Context", "refuse_given"]


def refuse_given(ctx: Context, parameters: Sequence[str], why: str) -> None:
    """
    Refuse options that stand on the command line and would have no effect.

    A default is not refused, nor what a file of options says: that may serve other calls, too.

    Parameters
    ----------
    ctx : typer.Context
        The call.
    parameters : sequence of str
        The options, by the parameters that they fill.
    why : str
        What to say about them, in the middle of a sentence.

    Raises
    ------
    ValueError
        If one of them was given.
    """
    sources = {name: ctx.get_parameter_source(name) for name in parameters}
    # By its name, for typer has brought the class along under more than one.
    given = [name for name, source in sources.items() if source and source.name == "COMMANDLINE"]
    if given:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise ValueError(f"{options}: {why}")
