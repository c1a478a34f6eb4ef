"""What ``unrolled fool`` does, once its options are read."""

from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt8

from unrolled.cli.console import print_json, results
from unrolled.cli.guesses import as_class, described, guess_lines, heading, likeliest
from unrolled.cli.networks import check_network, computing, open_network, probabilities
from unrolled.cli.picture_files import (
    as_saved,
    checked_output,
    file_name,
    plain_name,
    read_picture,
    stopped,
)
from unrolled.cli.picture_sizes import scaled
from unrolled.data import class_name, find_class, read_image, save_image

_SHOWN = 3
_LOSSLESS = (".png", ".bmp", ".tif", ".tiff")
# By which shares to ask for less doubt, time and again, while the file does not fool the network as
# the picture in memory does.
_LESS_DOUBT = tuple(min(0.02 * 1.5**number, 0.5) for number in range(25))
# After a search for the smallest change, steps are so much shorter.
_GENTLY = 0.1


@dataclass(frozen=True)
class FoolOptions:
    """The options of the command, under their own names."""

    picture: str
    as_class: str
    output: Path | None
    size: int
    network: str
    steps: int
    step_size: float
    probability: float | None
    smallest: int


@dataclass(frozen=True)
class _Fooled:
    """The last picture, and how it came to be; `reason` is ``reached`` if its file fools."""

    pixels: UInt8[np.ndarray, "h w 3"]
    steps: int
    total: int
    reason: str


def fool_and_print(options: FoolOptions, *, as_json: bool, quiet: bool) -> None:
    """
    Fool a network, save the picture and say what the network makes of the file.

    Parameters
    ----------
    options : FoolOptions
        The options.
    as_json : bool
        Whether to print JSON instead of lines.
    quiet : bool
        Whether to leave out the progress bar.

    Raises
    ------
    RuntimeError
        If the network was not fooled.
    KeyboardInterrupt
        After Ctrl-C; the picture is saved.
    """
    _check(options)
    target = find_class(options.as_class)
    seen = scaled(read_picture(options.picture), options.size)
    default = f"{plain_name(options.picture)}-{file_name(class_name(target))}.png"
    output = checked_output(options.output, default, [options.picture])
    network = open_network(options.network, quiet=quiet)
    before = probabilities(network, seen)
    _check_news(options, target, before, network.title)
    with computing():
        found = _fool(network, seen, target, output.suffix, options, quiet=quiet)
    if found.reason == "steps":
        reached = probabilities(network, as_saved(found.pixels, output.suffix))
        raise RuntimeError(_failure(options, target, before, reached, output.suffix))
    save_image(output, found.pixels)
    if found.reason == "interrupted":
        raise stopped(output, found.steps, found.total)
    # All that is said of the picture holds for the file.
    read = read_image(output)
    after = probabilities(network, read)
    report = {
        **described(options.picture, seen, network),
        "target": as_class(target, after),
        "steps": found.steps,
        "before": likeliest(before),
        "after": likeliest(after),
        "change": _change(seen, read),
        "output": str(output),
    }
    if as_json:
        print_json(report)
    else:
        _show(report)


def _check(options: FoolOptions) -> None:
    check_network(options.network)
    if not 0 < options.step_size < inf:
        raise ValueError(f"--step-size should be a number above 0, got {options.step_size}")
    if options.probability is not None and not 0 < options.probability < 1:
        raise ValueError(f"--probability should lie between 0 and 1, got {options.probability}")


def _check_news(options: FoolOptions, target: int, before: np.ndarray, title: str) -> None:
    if before.argmax() == target and before[target] >= (options.probability or 0):
        raise ValueError(
            f"{options.picture}: to {title} this is {class_name(target)} already, by "
            f"{before[target]:.1%}: choose another class, or a higher --probability"
        )


def _fool(
    network: Any,  # noqa: ANN401 - a class of TensorFlow's side
    seen: UInt8[np.ndarray, "h w 3"],
    target: int,
    suffix: str,
    options: FoolOptions,
    *,
    quiet: bool,
) -> _Fooled:
    """Climb until the picture fools, and on until its file does."""
    from unrolled import vision

    picture = vision.preprocess_image(seen[np.newaxis], network)
    progress, rate, done = False if quiet else None, options.step_size, 0
    if options.smallest:
        small = vision.smallest_fooling(
            picture, target, network, num_steps=options.smallest, progress=progress
        )
        picture, rate = small.picture, rate * _GENTLY
        if len(small.sizes) < options.smallest:
            pixels = vision.deprocess_image(picture[0], model=network)
            return _Fooled(pixels, len(small.sizes), options.smallest, "interrupted")
    aim = options.probability
    for less in _LESS_DOUBT:
        run = vision.fooling_ascent(
            picture,
            target,
            network,
            learning_rate=rate,
            num_steps=options.steps - done,
            probability=aim,
            progress=progress,
        )
        done += len(run.values)
        # What lies beyond black and white is lost in any file.
        picture = np.clip(run.picture, *network.pixel_range)
        pixels = vision.deprocess_image(picture[0], model=network)
        shares = probabilities(network, as_saved(pixels, suffix))
        fools = shares.argmax() == target and shares[target] >= (options.probability or 0)
        if fools or run.reason != "reached":
            return _Fooled(pixels, done, options.steps, "reached" if fools else run.reason)
        sure = max(aim or 0, float(shares[target]))
        aim = sure + (1 - sure) * less
    return _Fooled(pixels, done, options.steps, "steps")


def _failure(
    options: FoolOptions, target: int, before: np.ndarray, reached: np.ndarray, suffix: str
) -> str:
    name, wanted = class_name(target), options.probability
    aim = "" if wanted is None else f" to {wanted:.1%}"
    other = " or a larger --step-size"
    if suffix.lower() not in _LOSSLESS:
        other = f", or a name that ends in .png: {suffix} loses a part of the change"
    return (
        f"the network was not fooled by --steps {options.steps}: {name} came from "
        f"{before[target]:.1%} to {reached[target]:.1%}, not{aim or ' to the first place'}. "
        f"Nothing is saved. Try more --steps{other}"
    )


def _change(seen: UInt8[np.ndarray, "h w 3"], read: UInt8[np.ndarray, "h w 3"]) -> dict[str, float]:
    change = read.astype(float) - seen
    return {
        "largest": float(np.abs(change).max()),
        "mean": round(float(np.abs(change).mean()), 4),
        "length": round(float(np.linalg.norm(change)), 2),
    }


def _show(report: dict[str, Any]) -> None:
    from rich.text import Text

    console = results()
    console.print(heading(report), soft_wrap=True)
    target = report["target"]["number"]
    for when in ("before", "after"):
        console.print(Text(when, "italic"))
        lines = guess_lines(report[when][:_SHOWN], bars=console.is_terminal, marked=target)
        for line in lines:
            console.print(line, soft_wrap=True)
    change = report["change"]
    said = Text.assemble(
        f"Changed by {change['largest']:.0f} of 255 grey levels at most, {change['mean']:.2f} on "
        f"average, length {change['length']:.0f}, in {report['steps']} steps: ",
        (report["output"], "bold"),
    )
    console.print(said, soft_wrap=True)
