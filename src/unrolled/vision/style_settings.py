"""The numbers of style transfer: the course's, and those that suit each network."""

from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np

# A number as a reader writes it: whole or not, Python's or NumPy's.
Number: TypeAlias = float | int | np.floating | np.integer


@dataclass(frozen=True)
class StyleSettings:
    """
    Numbers for `style_transfer`, under its arguments' names.

    Attributes
    ----------
    image_size, style_size : int or None
        Pixels of the shorter side of the result, and of the picture whose style is wanted.
    content_layer : int
        The feature layer that should stay as it is.
    content_weight : float
        What it costs when it does not.
    style_layers : tuple of int
        The feature layers whose Gram matrices should be as wanted.
    style_weights : tuple of float
        What it costs, layer by layer, when they are not.
    tv_weight : float
        What roughness costs.
    init_random : bool
        Whether to start from noise instead of from the content.
    relative : bool
        Whether the weights are shares of each loss's own size, so that they mean the same on every
        network and at every size.
    rates : tuple of float
        Adam's rate for the first nine tenths of the steps, and for the last.

    Examples
    --------
    >>> settings = COURSE_STYLES["starry_night"]
    >>> style_transfer("tubingen.jpg", "starry_night.jpg", **settings.arguments())  # doctest: +SKIP
    """

    image_size: int | None
    style_size: int | None
    content_layer: int
    content_weight: Number
    style_layers: tuple[int, ...]
    style_weights: tuple[Number, ...]
    tv_weight: Number
    init_random: bool = False
    relative: bool = False
    rates: tuple[Number, Number] = (3.0, 0.1)

    def arguments(self, **others: Any) -> dict[str, Any]:
        """
        Give the settings as arguments by name, some of them replaced.

        Parameters
        ----------
        **others
            What should be different, such as ``image_size=256``.

        Returns
        -------
        dict
            For ``style_transfer(content, style, **settings.arguments())``.
        """
        return {field.name: getattr(self, field.name) for field in fields(self)} | others


_LAYERS = 2, (0, 3, 5, 6)  # the course's layers of SqueezeNet: content, style

COURSE_STYLES = {
    "composition_vii": StyleSettings(
        192, 512, _LAYERS[0], 5e-2, _LAYERS[1], (20000, 500, 12, 1), 5e-2
    ),
    "the_scream": StyleSettings(192, 224, _LAYERS[0], 3e-2, _LAYERS[1], (200000, 800, 12, 1), 2e-2),
    "starry_night": StyleSettings(
        192, 192, _LAYERS[0], 6e-2, _LAYERS[1], (300000, 1000, 15, 3), 2e-2
    ),
    "feature_inversion": StyleSettings(
        192, 192, _LAYERS[0], 6e-2, _LAYERS[1], (0, 0, 0, 0), 2e-2, init_random=True
    ),
    "texture_synthesis": StyleSettings(
        192, 192, _LAYERS[0], 0.0, _LAYERS[1], (300000, 1000, 15, 3), 2e-2, init_random=True
    ),
}
"""The course's settings, for `SqueezeNet`: one for each painting, feature inversion, texture."""

# Content layer and style layers of each network. EfficientNet's stem and first block see strokes
# and colours, blocks 1 to 7 what is ever larger.
_OF_NETWORK = {
    "SqueezeNet 1.1": _LAYERS,
    "EfficientNet-Lite0": (5, (0, 1, 3, 5, 8)),
}


def settings_for(model: Any, kind: str = "style") -> StyleSettings:
    """
    Give settings that suit a network, with relative weights: the same numbers for all networks.

    Parameters
    ----------
    model : PictureNetwork
        The network.
    kind : {"style", "feature_inversion", "texture_synthesis"}
        What for.

    Returns
    -------
    StyleSettings
        The settings. Of a network that is not known here, all layers of the first half are style
        layers and the last of them is the content layer.

    Raises
    ------
    ValueError
        If there are no settings of this kind.
    """
    half = max(1, len(model.feature_names) // 2)
    content_layer, style_layers = _OF_NETWORK.get(model.title, (half - 1, tuple(range(half))))
    numbers = {
        "style": (0.05, 1.0, 0.5, False),
        "feature_inversion": (1.0, 0.0, 0.01, True),
        "texture_synthesis": (0.0, 1.0, 0.01, True),
    }
    if kind not in numbers:
        raise ValueError(f"kind must be one of {', '.join(numbers)}; got {kind!r}")
    content, style, tv, init_random = numbers[kind]
    return StyleSettings(
        256,
        256,
        content_layer,
        content,
        style_layers,
        (style,) * len(style_layers),
        tv,
        init_random=init_random,
        relative=True,
        rates=(0.1, 0.02),
    )
