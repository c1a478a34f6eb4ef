"""A sanity check of maps: one that explains a network must change when its weights do."""

import inspect
from typing import Any, Literal

import numpy as np
from jaxtyping import Float

from unrolled.vision.network import PictureNetwork

TOP = 1


def weighted_layers(model: PictureNetwork) -> list[str]:
    """
    List the layers that have weights, from the scores down to the picture.

    Parameters
    ----------
    model : PictureNetwork
        The network.

    Returns
    -------
    list of str
        Their names: the first k are what ``randomized(model, layers=k)`` makes random.
    """
    return [layer.name for layer in reversed(model.net.layers) if layer.weights]


def randomized(
    model: PictureNetwork, *, layers: int | Literal["top", "all"] = "all", seed: int = 0
) -> PictureNetwork:
    """
    Copy a network, with random weights from the top layer down.

    A kernel becomes normal numbers of variance 2 / fan-in, with which training often begins, and a
    bias becomes 0. The layers below keep what they have learned.

    Parameters
    ----------
    model : PictureNetwork
        The network; it stays as it is.
    layers : int, "top" or "all"
        How many of `weighted_layers` to make random, the one of the scores first.
    seed : int
        Where the random weights come from. Of two copies with one seed, the layers that both have
        made random are alike.

    Returns
    -------
    PictureNetwork
        The copy.

    Raises
    ------
    ValueError
        If the network has not so many layers.

    References
    ----------
    Adebayo et al., *Sanity checks for saliency maps*, 2018.
    """
    names = weighted_layers(model)
    chosen = names[: _how_many(layers, len(names))]
    fresh = [_like(layer) for layer in model.net.layers]
    split = len(model.feature_names)
    copy = PictureNetwork(
        fresh[:split],
        fresh[split:],
        title=model.title,
        mean=model.mean.tolist(),
        std=model.std.tolist(),
    )
    for own, new in zip(model.net.layers, copy.net.layers, strict=True):
        weights = own.get_weights()
        if own.name in chosen:
            rng = np.random.default_rng([seed, chosen.index(own.name)])
            weights = [_random(weight, rng) for weight in weights]
        new.set_weights(weights)
    return copy


def rank_correlation(
    map_a: Float[np.ndarray, "*N H W"], map_b: Float[np.ndarray, "*N H W"]
) -> Float[np.ndarray, "*N"]:
    """
    Correlate the ranks of two maps' pixels: whether they agree which ones matter more.

    Parameters
    ----------
    map_a, map_b : array (..., H, W)
        The maps, or one pair a picture.

    Returns
    -------
    Float[np.ndarray, "*N"]
        Spearman's correlation for each picture: 1 for the same order, about 0 for orders that
        have nothing to do with each other.

    Raises
    ------
    ValueError
        If the shapes differ, or a map has the same value everywhere: it has no order.
    """
    from scipy.stats import rankdata

    if map_a.shape != map_b.shape:
        raise ValueError(f"both maps must have one shape; got {map_a.shape} and {map_b.shape}")
    flat = [np.reshape(maps, (*maps.shape[:-2], -1)) for maps in (map_a, map_b)]
    ranks = [rankdata(maps, axis=-1) for maps in flat]
    centred = [rank - rank.mean(axis=-1, keepdims=True) for rank in ranks]
    norms = [np.sqrt((each**2).sum(axis=-1)) for each in centred]
    if any(np.any(norm == 0) for norm in norms):
        raise ValueError("a map has the same value everywhere, so that its pixels have no order")
    products = (centred[0] * centred[1]).sum(axis=-1)
    correlation: Float[np.ndarray, "*N"] = np.asarray(products / (norms[0] * norms[1]))
    return correlation


def _how_many(layers: int | str, most: int) -> int:
    count = {"top": TOP, "all": most}.get(layers, layers) if isinstance(layers, str) else layers
    if isinstance(count, (str, bool)) or not 0 <= count <= most:
        raise ValueError(
            f"layers must be 'top', 'all' or a number from 0 to {most}; got {layers!r}"
        )
    return int(count)


def _like(layer: Any) -> Any:
    """Make a layer of the same settings; its weights are made when it is built into a network."""
    settings = layer.get_config()
    known = inspect.signature(type(layer).__init__).parameters
    if not any(one.kind is inspect.Parameter.VAR_KEYWORD for one in known.values()):
        # Keras notes its own settings, too, which the layers written here do not ask for.
        settings = {name: value for name, value in settings.items() if name in known}
    return type(layer)(**settings)


def _random(weight: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if weight.ndim == 1:
        return np.zeros_like(weight)
    *window, channels_in, channels_out = weight.shape
    # A depthwise kernel (h, w, C, 1) looks at one channel at a time.
    depthwise = len(window) > 0 and channels_out == 1
    fan_in = np.prod(window) * (1 if depthwise else channels_in)
    numbers: np.ndarray = np.sqrt(2 / fan_in) * rng.standard_normal(weight.shape)
    return numbers.astype(weight.dtype)
