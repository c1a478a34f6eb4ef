"""``--config``: options from a TOML file, under the names that they have on the command line."""

import inspect
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

# Options that a file cannot set: they are about this one call.
_NOT_IN_FILES = ("config", "help")

# For each type of an option, what TOML may hold, and how to say so.
_TYPES: dict[type, tuple[tuple[type, ...], str]] = {
    bool: ((bool,), "true or false"),
    int: ((int,), "a whole number"),
    float: ((int, float), "a number"),
    str: ((str,), "a text in quotes"),
    Path: ((str,), "a text in quotes"),
}


class Option(NamedTuple):
    """An option: the parameter of the command that it fills, and the type of that."""

    parameter: str
    kind: type


def config_names() -> list[str]:
    """List the configurations that come with the package."""
    return sorted(path.name.removesuffix(".toml") for path in _shipped())


def _shipped() -> Iterator[Traversable]:
    folder = files("unrolled") / "configs"
    return (path for path in folder.iterdir() if path.name.endswith(".toml"))


def use_config(ctx: Any, name: str | None) -> str | None:  # noqa: ANN401
    """
    Take the options of a file as the defaults of this call.

    Parameters
    ----------
    ctx : click.Context
        The call; what its command line says wins over the file.
    name : str, optional
        The file, or the name of a configuration that comes with the package.

    Returns
    -------
    str or None
        The name.

    Raises
    ------
    typer.Exit
        With 2, after a message, if the file cannot be used.
    """
    if name is None or ctx.resilient_parsing:
        return name
    from unrolled.cli.console import reported_errors

    with reported_errors():
        ctx.default_map = read_options(name, _options(ctx))
    return name


def _options(ctx: Any) -> dict[str, Option]:  # noqa: ANN401
    """List the options that a file may set, by the names they have on the command line."""
    hints = get_type_hints(inspect.unwrap(ctx.command.callback))
    options = {}
    for option in ctx.command.params:
        longest = max(option.opts, key=len).removeprefix("--")
        if longest not in _NOT_IN_FILES:
            kinds = get_args(hints[option.name]) or (hints[option.name],)
            options[longest] = Option(option.name, kinds[0])
    return options


def read_options(name: str, options: dict[str, Option]) -> dict[str, Any]:
    """
    Read a file of options and check their names and types.

    Parameters
    ----------
    name : str
        The file, or the name of a configuration that comes with the package.
    options : dict of str to Option
        What may stand in it.

    Returns
    -------
    dict
        Values by the names of the command's parameters.

    Raises
    ------
    FileNotFoundError
        If there is no such file or configuration.
    ValueError
        If it is no TOML, or a key or a value is none that the command has.
    """
    content = _read(name)
    found = {}
    for key, value in content.items():
        option = options.get(key.replace("_", "-"))
        if option is None:
            near = get_close_matches(key.replace("_", "-"), options, n=3, cutoff=0.5)
            known = near or sorted(options)
            raise ValueError(
                f"{name}: there is no option {key!r}; {'near it' if near else 'there'} are: "
                f"{', '.join(known)}"
            )
        _check_type(name, key, value, option.kind)
        found[option.parameter] = value
    return found


def _read(name: str) -> dict[str, Any]:
    path = Path(name).expanduser()
    source: Path | Traversable = path
    if not path.exists():
        ours = {shipped.name: shipped for shipped in _shipped()}
        if f"{name}.toml" not in ours:
            raise FileNotFoundError(
                f"--config {name}: there is no such file, and no configuration of that name; those "
                f"of the package are: {', '.join(config_names())}"
            )
        source = ours[f"{name}.toml"]
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except ValueError as error:  # no TOML, or no text at all
        raise ValueError(f"{name}: expected TOML, such as hidden = 512; {error}") from error


def _check_type(name: str, key: str, value: object, kind: type) -> None:
    fits, wanted = _TYPES[kind]
    # To Python, true is a number as well.
    if not isinstance(value, fits) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{name}: {key} should be {wanted}; got {value!r}")
