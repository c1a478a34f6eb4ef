"""Half of style transfer at a time: a picture from features alone, and from style alone."""

from collections.abc import Sequence
from typing import Any

from unrolled.vision.style_pictures import Picture, Styled, default_network
from unrolled.vision.style_settings import Number, settings_for
from unrolled.vision.style_transfer import style_transfer


def invert_features(
    image: Picture,
    layer: int,
    image_size: int | None = 192,
    *,
    content_weight: Number = 1.0,
    tv_weight: Number | None = None,
    model: Any = None,
    **options: Any,
) -> Styled:
    """
    Make a picture out of noise that has the features of another at one layer.

    It is style transfer without a style, equation ``eq-inversion`` of the book. What the layer
    tells comes back; what it has forgotten comes out as it may.

    Parameters
    ----------
    image : path or array (h, w, 3) of uint8
        The picture whose features are wanted.
    layer : int
        Which feature layer.
    image_size : int or None
        Pixels of its shorter side.
    content_weight : float
        Weight of the content loss, relative to the features' own size.
    tv_weight : float, optional
        Weight of the total variation, a value; without it, that of the network's own settings.
        Deep layers need more.
    model : PictureNetwork, optional
        The network; without it, what ``load_network("auto")`` gives.
    **options
        More arguments of `style_transfer`, such as ``num_steps=100``.

    Returns
    -------
    Styled
        The picture and the losses on the way.

    Raises
    ------
    IndexError, MemoryError, MissingDataError, ImageError, TypeError, ValueError
        As for `style_transfer`.

    References
    ----------
    Mahendran and Vedaldi, *Understanding deep image representations by inverting them*, 2015.
    """
    model = default_network() if model is None else model
    settings = settings_for(model, "feature_inversion")
    chosen = settings.arguments(
        image_size=image_size,
        style_size=None,
        content_layer=layer,
        content_weight=content_weight,
        tv_weight=settings.tv_weight if tv_weight is None else tv_weight,
    )
    return style_transfer(image, image, **(chosen | options), model=model)


def synthesize_texture(
    style_image: Picture,
    size: int | None = 192,
    *,
    style_size: int | None = 192,
    style_layers: Sequence[int] | None = None,
    style_weights: Sequence[Number] | None = None,
    model: Any = None,
    **options: Any,
) -> Styled:
    """
    Make a picture out of noise that has the style of another, and nothing of its content.

    Style transfer without a content: equation ``eq-texture`` of the book.

    Parameters
    ----------
    style_image : path or array (h, w, 3) of uint8
        The texture.
    size : int or None
        Pixels of the result's shorter side; it has the texture's proportions.
    style_size : int or None
        Pixels of the shorter side to which the texture is scaled.
    style_layers : sequence of int, optional
        Which feature layers' Gram matrices are wanted; without it, those of the network's own
        settings.
    style_weights : sequence of float, optional
        Their weights, relative to the Gram matrices' own size; without it, all alike.
    model : PictureNetwork, optional
        The network; without it, what ``load_network("auto")`` gives.
    **options
        More arguments of `style_transfer`, such as ``seed=1``.

    Returns
    -------
    Styled
        The texture and the losses on the way.

    Raises
    ------
    IndexError, MemoryError, MissingDataError, ImageError, TypeError, ValueError
        As for `style_transfer`.

    References
    ----------
    Gatys, Ecker and Bethge, *Texture synthesis using convolutional neural networks*, 2015.
    """
    model = default_network() if model is None else model
    settings = settings_for(model, "texture_synthesis")
    layers = settings.style_layers if style_layers is None else tuple(style_layers)
    weights = (1.0,) * len(layers) if style_weights is None else tuple(style_weights)
    chosen = settings.arguments(
        image_size=size, style_size=style_size, style_layers=layers, style_weights=weights
    )
    return style_transfer(style_image, style_image, **(chosen | options), model=model)
