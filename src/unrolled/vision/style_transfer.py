"""Style transfer: the content of one picture, painted like another."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from jaxtyping import Float32

from unrolled.vision.preprocessing import preprocess_image
from unrolled.vision.style_lbfgs import lbfgs
from unrolled.vision.style_memory import check_memory
from unrolled.vision.style_optimizers import Report, adam
from unrolled.vision.style_pictures import (
    Picture,
    Styled,
    default_network,
    listed,
    read_picture,
    styled,
)
from unrolled.vision.style_problem import check_settings, style_problem
from unrolled.vision.style_settings import Number

Optimizer = Literal["adam", "lbfgs"]


def style_transfer(
    content_image: Picture,
    style_image: Picture | Sequence[Picture],
    image_size: int | None,
    style_size: int | None,
    content_layer: int,
    content_weight: Number,
    style_layers: Sequence[int],
    style_weights: Sequence[Number],
    tv_weight: Number,
    init_random: bool = False,
    *,
    model: Any = None,
    num_steps: int = 200,
    optimizer: Optimizer = "adam",
    rates: tuple[Number, Number] = (3.0, 0.1),
    relative: bool = False,
    style_mix: Sequence[Number] | None = None,
    style_masks: Sequence[Any] | None = None,
    start: Any = None,
    seed: int | np.random.Generator = 0,
    memory_limit: int | None = None,
    progress: bool | None = None,
    show_every: int = 0,
    on_picture: Callable[[int, np.ndarray], None] | None = None,
) -> Styled:
    r"""
    Make a picture with the content of one picture and the style of another.

    It minimises the sum of `content_loss`, `style_loss` and `tv_loss`, equation
    ``eq-style-objective`` of the book, by the pixels.

    Parameters
    ----------
    content_image : path or array (h, w, 3) of uint8
        The picture whose content is to stay.
    style_image : path or array, or a sequence of them
        The picture whose style is wanted, or several: see `style_mix` and `style_masks`.
    image_size, style_size : int or None
        Pixels of the shorter side to which the two are scaled; None to keep their size. The
        result is as large as the content. Strokes are as large as they are in the scaled style.
    content_layer : int
        Which feature layer should stay as it is in the content.
    content_weight : float
        Weight of the content loss. A loss of weight 0 is not computed.
    style_layers : sequence of int
        Which feature layers should have Gram matrices as in the style.
    style_weights : sequence of float
        Weights of these layers' losses.
    tv_weight : float
        Weight of the total variation.
    init_random : bool
        Whether to start from noise, uniform in 0..1 of preprocessed pixels, instead of from the
        content.
    model : PictureNetwork, optional
        The network; without it, what ``load_network("auto")`` gives.
    num_steps : int
        Steps of Adam, or evaluations of the gradient by L-BFGS: they take as long.
    optimizer : {"adam", "lbfgs"}
        The way down. Adam is the course's; L-BFGS gets lower in as many evaluations.
    rates : tuple of float
        Adam's learning rate for the first nine tenths of the steps, 180 of 200, and for the last
        (equation ``eq-style-rate``).
    relative : bool
        Whether each loss is divided by its own size before it is weighted: the content and style
        losses by those of features that are all 0, the total variation by the number of values.
        Then the same weights do on any network, at any size.
    style_mix : sequence of float, optional
        How much of each of several styles is wanted: their Gram matrices are averaged with these
        parts, scaled to sum 1. Without it, and without masks, equally much of each.
    style_masks : sequence of array (h, w), optional
        Where each of several styles is wanted, 0..1 or truth values, of any size: scaled to the
        content's. Pixels that no mask covers take no style.
    start : array (1, H, W, 3) of float32, optional
        A preprocessed picture to start from, as large as the result.
    seed : int or numpy.random.Generator
        Draws the noise.
    memory_limit : int, optional
        The most bytes to use; without it, what the machine has free.
    progress : bool, optional
        Whether to draw a progress bar; by default, on a terminal, when the run takes over a second.
    show_every : int
        After how many steps to hand over the picture; 0 for never.
    on_picture : callable, optional
        ``on_picture(steps_done, picture)`` gets the preprocessed picture (1, H, W, 3), and the
        last one at the end.

    Returns
    -------
    Styled
        The picture and the losses on the way. After Ctrl-C, the picture that was there.

    Raises
    ------
    IndexError
        If the network has no such layer.
    MemoryError
        If the picture is too large. It says which size fits.
    MissingDataError, ImageError
        If there is no such file, or it is no picture.
    TypeError, ValueError
        If an argument cannot be what it stands for.

    See Also
    --------
    style_transfer_pyramid : For large pictures.
    invert_features : No style.
    synthesize_texture : No content.

    Notes
    -----
    Pixels stay between -1.5 and 1.5 as the network takes them, or between black and white where
    these are closer together, as they are for `EfficientNetLite0`.

    References
    ----------
    Gatys, Ecker and Bethge, *Image style transfer using convolutional neural networks*, 2016.

    Examples
    --------
    >>> settings = COURSE_STYLES["the_scream"]
    >>> made = style_transfer("town.jpg", "scream.jpg", **settings.arguments())  # doctest: +SKIP
    >>> save_image("styled.png", made.pixels)  # doctest: +SKIP
    """
    _check_ways(optimizer, num_steps, rates)
    model = default_network() if model is None else model
    layers = check_settings(
        model, content_layer, content_weight, style_layers, style_weights, tv_weight
    )
    content = read_picture(content_image, image_size)
    styles = [read_picture(image, style_size) for image in listed(style_image)]
    shapes = [style.shape for style in styles] if max(style_weights, default=0) > 0 else []
    check_memory(model, max(layers, default=-1), content.shape, shapes, optimizer, memory_limit)
    problem = style_problem(
        model,
        preprocess_image(content, model)[None],
        [preprocess_image(style, model)[None] for style in styles],
        content_layer,
        content_weight,
        style_layers,
        style_weights,
        tv_weight,
        relative=relative,
        mix=style_mix,
        masks=style_masks,
    )
    first = _first(start, preprocess_image(content, model)[None], init_random, seed)
    report = Report("style", progress, show_every, on_picture)
    if optimizer == "lbfgs":
        return styled(*lbfgs(problem, first, num_steps, report), model)
    return styled(*adam(problem, first, num_steps, rates, report), model)


def _first(
    start: Any,
    content: Float32[np.ndarray, "1 H W 3"],
    init_random: bool,
    seed: int | np.random.Generator,
) -> Float32[np.ndarray, "1 H W 3"]:
    """Give the picture to start from."""
    if start is not None:
        first = np.asarray(start, dtype=np.float32)
        if first.shape != content.shape:
            raise ValueError(
                f"start must be as large as the content, {content.shape}; got {first.shape}"
            )
        return first
    if init_random:
        return np.random.default_rng(seed).uniform(size=content.shape).astype(np.float32)
    return content


def _check_ways(optimizer: str, num_steps: int, rates: Sequence[Number]) -> None:
    if optimizer not in ("adam", "lbfgs"):
        raise ValueError(f"optimizer must be 'adam' or 'lbfgs'; got {optimizer!r}")
    if isinstance(num_steps, bool) or not isinstance(num_steps, (int, np.integer)) or num_steps < 1:
        raise ValueError(f"num_steps must be a whole number of at least 1; got {num_steps!r}")
    if len(rates) != 2 or not all(0 < rate < np.inf for rate in rates):
        raise ValueError(f"rates must be two positive numbers; got {rates!r}")
