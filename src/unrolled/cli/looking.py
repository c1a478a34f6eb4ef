"""What ``unrolled saliency`` does, once its options are read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8

from unrolled.cli.console import print_json, results
from unrolled.cli.guesses import as_class, described, guess_lines, heading, likeliest
from unrolled.cli.heat import grey_levels, overlaid, side_by_side
from unrolled.cli.networks import check_network, computing, open_network, probabilities
from unrolled.cli.picture_files import checked_output, plain_name, read_picture
from unrolled.cli.picture_sizes import scaled
from unrolled.cli.saliency import METHODS, VIEWS
from unrolled.data import find_class, save_image

_SAID = {
    "gradient": "the gradient",
    "smoothgrad": "SmoothGrad",
    "integrated": "integrated gradients",
}


@dataclass(frozen=True)
class LookOptions:
    """The options of the command, under their own names."""

    picture: str
    output: Path | None
    as_class: str | None
    method: str
    size: int
    network: str
    seed: int
    view: str


def look_and_print(options: LookOptions, *, as_json: bool, quiet: bool) -> None:
    """
    Look at a picture, save the drawing and say what was seen.

    Parameters
    ----------
    options : LookOptions
        The options.
    as_json : bool
        Whether to print JSON instead of a table.
    quiet : bool
        Whether to leave out the progress bar.
    """
    _check(options)
    wanted = None if options.as_class is None else find_class(options.as_class)
    pixels = read_picture(options.picture)
    seen = scaled(pixels, options.size)
    output = checked_output(
        options.output, f"{plain_name(options.picture)}-saliency.png", [options.picture]
    )
    network = open_network(options.network, quiet=quiet)
    shares = probabilities(network, seen)
    classes = likeliest(shares)
    shown = classes[0]["number"] if wanted is None else wanted
    found = _map(network, seen, shown, options, quiet=quiet)
    save_image(output, _drawn(options.view, pixels, found))
    report = {
        **described(options.picture, seen, network),
        "classes": classes,
        "shown": as_class(shown, shares),
        "method": options.method,
        "output": str(output),
    }
    if as_json:
        print_json(report)
    else:
        _show(report)


def _check(options: LookOptions) -> None:
    check_network(options.network)
    for name, value, known in (
        ("method", options.method, METHODS),
        ("view", options.view, VIEWS),
    ):
        if value not in known:
            raise ValueError(f"--{name} {value}: there is none; there are {', '.join(known)}")


def _map(
    network: Any,  # noqa: ANN401 - a class of TensorFlow's side
    seen: UInt8[np.ndarray, "h w 3"],
    number: int,
    options: LookOptions,
    *,
    quiet: bool,
) -> Float[np.ndarray, "h w"]:
    from unrolled import vision

    x, y = vision.preprocess_image(seen[np.newaxis], network), np.array([number])
    progress = False if quiet else None
    with computing():
        if options.method == "gradient":
            maps = vision.compute_saliency_maps(x, y, network)
        elif options.method == "smoothgrad":
            mean = vision.smooth_grad(x, y, network, seed=options.seed, progress=progress)
            maps = vision.saliency_map(mean)
        else:
            mean = vision.integrated_gradients(x, y, network, progress=progress)
            maps = vision.saliency_map(mean)
    found: Float[np.ndarray, "h w"] = maps[0]
    return found


def _drawn(
    view: str, pixels: UInt8[np.ndarray, "h w 3"], found: Float[np.ndarray, "H W"]
) -> UInt8[np.ndarray, "_ _ 3"]:
    if view == "map":
        return grey_levels(found)
    picture, drawing = overlaid(pixels, found)
    return drawing if view == "overlay" else side_by_side(picture, drawing)


def _show(report: dict[str, Any]) -> None:
    from rich.text import Text

    console = results()
    console.print(heading(report), soft_wrap=True)
    shown = report["shown"]
    classes = list(report["classes"])
    if shown["number"] not in [entry["number"] for entry in classes]:
        classes.append(shown)
    for line in guess_lines(classes, bars=console.is_terminal, marked=shown["number"]):
        console.print(line, soft_wrap=True)
    said = Text.assemble(
        f"What speaks for {shown['name']} ({shown['number']}), by {_SAID[report['method']]}: ",
        (report["output"], "bold"),
    )
    console.print(said, soft_wrap=True)
