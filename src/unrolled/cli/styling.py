"""What ``unrolled style`` does, once its options are read."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt8

from unrolled.cli.console import print_json, results
from unrolled.cli.networks import check_network, computing, open_network
from unrolled.cli.picture_files import (
    checked_frames,
    checked_output,
    plain_name,
    read_picture,
    stopped,
)
from unrolled.cli.picture_sizes import check_fits
from unrolled.cli.style_options import StyleOptions, check_options, parts_of, read_masks
from unrolled.cli.watching import Watch
from unrolled.data import save_image

_SIZE = 256
_COARSEST = 128  # pixels: a smaller picture has no room for strokes

Pixels = UInt8[np.ndarray, "_ _ 3"]


def paint_and_print(options: StyleOptions, *, as_json: bool, quiet: bool) -> None:
    """
    Paint a picture, save it and say how far the losses came down.

    Parameters
    ----------
    options : StyleOptions
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
    check_options(options)
    content = read_picture(options.content)
    styles = [read_picture(name) for name in options.styles]
    masks = read_masks(options)
    height, width = _sides(content, options.size or _SIZE)
    check_fits(height, width, options.size or _SIZE)
    names = [plain_name(name) for name in (options.content, *options.styles)]
    inputs = [options.content, *options.styles, *map(str, options.masks)]
    output = checked_output(options.output, f"{'-'.join(names)}.png", inputs)
    frames = checked_frames(options.frames)
    network = open_network(options.network, quiet=quiet)
    settings, sizes = _settings(options, network)
    watch = Watch(network, options.steps * len(sizes), frames, options.every)
    made = _painted(network, content, styles, masks, settings, sizes, watch, options, quiet=quiet)
    save_image(output, made[-1].pixels)
    steps = sum(len(one.values) for one in made)
    if made[-1].reason == "interrupted":
        raise stopped(output, steps, watch.total)
    report = _report(options, network.title, sizes, made, steps, output)
    if as_json:
        print_json(report)
    else:
        _show(report)


def _sides(pixels: Pixels, size: int) -> tuple[int, int]:
    shorter = min(pixels.shape[:2])
    return pixels.shape[0] * size // shorter, pixels.shape[1] * size // shorter


def _settings(options: StyleOptions, network: Any) -> tuple[Any, list[int]]:  # noqa: ANN401
    """Choose weights and layers, and the sizes to paint at, from small to large."""
    from unrolled import vision

    settings = vision.settings_for(network)
    if options.preset is not None:
        if network.title != "SqueezeNet 1.1":
            raise ValueError(
                f"--preset {options.preset} is for SqueezeNet, and this is {network.title}: take "
                "--network squeezenet, or leave it out"
            )
        settings = vision.COURSE_STYLES[options.preset]
    size: int = options.size or settings.image_size or _SIZE
    sizes = [size]
    while options.pyramid and sizes[0] // 2 >= _COARSEST:
        sizes.insert(0, sizes[0] // 2)
    usual = settings.style_size if options.preset is not None else sizes[0]
    settings = replace(
        settings,
        style_size=options.style_size or usual,
        style_weights=tuple(options.weight * weight for weight in settings.style_weights),
        tv_weight=options.smooth * settings.tv_weight,
        init_random=options.init_random,
    )
    return settings, sizes


def _painted(
    network: Any,  # noqa: ANN401 - a class of TensorFlow's side
    content: Pixels,
    styles: list[Pixels],
    masks: list[np.ndarray] | None,
    settings: Any,  # noqa: ANN401
    sizes: list[int],
    watch: Watch,
    options: StyleOptions,
    *,
    quiet: bool,
) -> list[Any]:
    from unrolled import vision

    try:
        with computing():
            return vision.style_transfer_pyramid(
                content,
                styles,
                sizes,
                settings,
                num_steps=options.steps,
                model=network,
                optimizer=options.optimizer,
                style_mix=parts_of(options),
                style_masks=masks,
                seed=options.seed,
                progress=False if quiet else None,
                show_every=1 if watch.folder else 0,
                on_picture=watch,
            )
    except MemoryError as error:
        if not str(error):
            raise
        said = str(error).replace("image_size", "--size").replace("style_size", "--style-size")
        raise ValueError(said) from error


def _report(
    options: StyleOptions, title: str, sizes: list[int], made: list[Any], steps: int, output: Path
) -> dict[str, Any]:
    last = made[-1]
    height, width = last.pixels.shape[:2]
    return {
        "content": options.content,
        "styles": options.styles,
        "network": title,
        "width": width,
        "height": height,
        "sizes": sizes,
        "optimizer": options.optimizer,
        "steps": steps,
        "loss": {
            "first": float(last.values[0]),
            "last": float(last.values[-1]),
            **dict(zip(("content", "style", "variation"), map(float, last.terms[-1]), strict=True)),
        },
        "output": str(output),
    }


def _show(report: dict[str, Any]) -> None:
    from rich.text import Text

    console = results()
    size, loss = f"{report['width']} by {report['height']} pixels", report["loss"]
    said = Text.assemble(
        (report["content"], "bold"),
        " painted like ",
        (" and ".join(report["styles"]), "bold"),
        f", {size}, by ",
        (report["network"], "bold"),
        f" in {report['steps']} steps",
    )
    console.print(said, soft_wrap=True)
    where = " at the last size" if len(report["sizes"]) > 1 else ""
    parts = ", ".join(f"{name} {loss[name]:.3g}" for name in ("content", "style", "variation"))
    console.print(
        f"The loss{where} went from {loss['first']:.3g} to {loss['last']:.3g}: {parts}",
        soft_wrap=True,
    )
    console.print(Text.assemble("The picture: ", (report["output"], "bold")), soft_wrap=True)
