"""What ``unrolled dream`` does, once its options are read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt8

from unrolled.cli.console import print_json, results
from unrolled.cli.guesses import as_class, guess_lines, likeliest
from unrolled.cli.networks import check_network, computing, open_network, probabilities
from unrolled.cli.picture_files import (
    checked_frames,
    checked_output,
    file_name,
    stopped,
)
from unrolled.cli.picture_sizes import check_fits
from unrolled.cli.watching import Watch
from unrolled.data import class_name, find_class, read_image, save_image


@dataclass(frozen=True)
class DreamOptions:
    """The options of the command, under their own names."""

    wanted: str
    output: Path | None
    size: int
    steps: int
    seed: int
    course: bool
    network: str
    frames: Path | None
    every: int


def dream_and_print(options: DreamOptions, *, as_json: bool, quiet: bool) -> None:
    """
    Make a picture of a class, save it and say what the network makes of it.

    Parameters
    ----------
    options : DreamOptions
        The options.
    as_json : bool
        Whether to print JSON instead of lines.
    quiet : bool
        Whether to leave out the progress bar.

    Raises
    ------
    KeyboardInterrupt
        After Ctrl-C; the picture is saved.
    """
    check_network(options.network)
    target = find_class(options.wanted)
    check_fits(options.size, options.size, options.size)
    output = checked_output(options.output, f"{file_name(class_name(target))}.png", [])
    frames = checked_frames(options.frames)
    network = open_network(options.network, quiet=quiet)
    watch = Watch(network, options.steps, frames, options.every)
    with computing():
        pixels = _dreamt(network, target, options, watch, quiet=quiet)
    save_image(output, pixels)
    if watch.interrupted:
        raise stopped(output, watch.done, options.steps)
    shares = probabilities(network, read_image(output))
    report = {
        "class": as_class(target, shares),
        "network": network.title,
        "size": options.size,
        "steps": options.steps,
        "seed": options.seed,
        "classes": likeliest(shares),
        "output": str(output),
    }
    if as_json:
        print_json(report)
    else:
        _show(report)


def _dreamt(
    network: Any,  # noqa: ANN401 - a class of TensorFlow's side
    target: int,
    options: DreamOptions,
    watch: Watch,
    *,
    quiet: bool,
) -> UInt8[np.ndarray, "size_ size_ 3"]:
    from unrolled import vision

    common: dict[str, Any] = {
        "size": options.size,
        "seed": options.seed,
        "show_every": 1,
        "on_picture": watch,
        "progress": False if quiet else None,
    }
    if options.course:
        picture = vision.create_class_visualization(
            target, network, num_iterations=options.steps, **common
        )
    else:
        made = vision.visualize_class(target, network, num_steps=options.steps, **common)
        picture = made.picture
    pixels: UInt8[np.ndarray, "size_ size_ 3"]
    pixels = vision.deprocess_image(picture[0], model=network)
    return pixels


def _show(report: dict[str, Any]) -> None:
    from rich.text import Text

    console = results()
    wanted = report["class"]
    console.print(
        Text.assemble(
            (f"{wanted['name']} ({wanted['number']})", "bold"),
            " as made, and now seen, by ",
            (report["network"], "bold"),
        ),
        soft_wrap=True,
    )
    lines = guess_lines(report["classes"], bars=console.is_terminal, marked=wanted["number"])
    for line in lines:
        console.print(line, soft_wrap=True)
    console.print(Text.assemble("The picture: ", (report["output"], "bold")), soft_wrap=True)
