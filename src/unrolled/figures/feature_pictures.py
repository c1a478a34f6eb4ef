"""Features of a picture as pictures, and what shuffling its squares does to Gram matrices."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float, Shaped, UInt8
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.diagram import canvas
from unrolled.figures.style import (
    DASHES,
    MUTED,
    PAGE_WIDTH,
    PALETTE,
    bare,
    book_style,
    new_figure,
)

HEIGHT, LEFT, BOTTOM, EDGE, GAP = 3.9, 0.62, 0.36, 0.12, 0.16  # inches
TIMES = "\N{MULTIPLICATION SIGN}"


@book_style()
def feature_maps(
    picture: UInt8[np.ndarray, "h w 3"],
    layers: Mapping[str, Float[np.ndarray, "_ _ _"]],
    columns: int = 6,
) -> Figure:
    """Show a picture and, for some layers, the channels that vary most over it.

    Parameters
    ----------
    picture
        The picture, RGB.
    layers
        For each layer's name its features, (height, width, channels).
    columns
        How many channels of each layer.

    Returns
    -------
    Figure
        The picture stands in the first column, then come the channels, a row for each layer. Each
        channel goes from black at its lowest to white at its highest, but for a hundredth at
        either end.
    """
    side = PAGE_WIDTH / (columns + 1)
    row_height = side * picture.shape[0] / picture.shape[1] + 0.26
    fig, axes = new_figure(len(layers), columns + 1, height=len(layers) * row_height)
    for ax in axes:
        bare(ax)
    bare(axes[0]).imshow(picture)
    for row, (name, features) in enumerate(layers.items()):
        first = row * (columns + 1) + 1
        for ax, channel in zip(axes[first:], liveliest(features)[:columns], strict=False):
            _show_channel(ax, features[..., channel])
        height, width, count = features.shape
        title = f"{name}: {height} {TIMES} {width}, {count} channels"
        axes[first].set_title(title, fontsize=9.5, fontweight="normal", color=MUTED)
    return fig


def liveliest(features: Float[np.ndarray, "h w C"]) -> Shaped[np.ndarray, " C"]:
    """Order a layer's channels by how much they vary over the picture.

    Parameters
    ----------
    features
        The layer's features.

    Returns
    -------
    ndarray of int
        Channels, the one of the largest variance first.
    """
    return np.argsort(-features.var(axis=(0, 1)), kind="stable")


@book_style()
def shuffled_squares(
    pictures: Mapping[int, UInt8[np.ndarray, "h w 3"]],
    moved: Mapping[str, Sequence[float]],
) -> Figure:
    """Show pictures cut into squares and shuffled, and how far their Gram matrices have moved.

    Parameters
    ----------
    pictures
        For each side of the squares, in pixels and falling, the shuffled picture.
    moved
        For each layer's name, how far its Gram matrix is from that of the whole picture, one
        number a picture.

    Returns
    -------
    Figure
        Each picture stands above its place on the axis of the curves.
    """
    sides = list(pictures)
    fig, _ = canvas(HEIGHT)
    pitch = (PAGE_WIDTH - LEFT - EDGE) / len(sides)
    ax = _inset(fig, (LEFT, BOTTOM, PAGE_WIDTH - LEFT - EDGE, HEIGHT - BOTTOM - pitch))
    places = np.arange(len(sides))
    for n, (name, values) in enumerate(moved.items()):
        colour, dashes = PALETTE[n % len(PALETTE)], DASHES[n % len(DASHES)]
        ax.plot(places, values, color=colour, linestyle=dashes, marker="o", label=name)
    ax.set(
        xlim=(-0.5, len(sides) - 0.5),
        xticks=places,
        xticklabels=["whole", *(f"{side} {TIMES} {side} pixels" for side in sides[1:])],
        ylabel="change of Gram matrix",
    )
    ax.set_ylim(bottom=0)
    ax.legend(title="layer", title_fontsize=9, loc="upper left")
    for place, picture in zip(places, pictures.values(), strict=True):
        left = LEFT + place * pitch + GAP / 2
        inset = _inset(fig, (left, HEIGHT - pitch + GAP / 2, pitch - GAP, pitch - GAP))
        bare(inset).imshow(picture)
    return fig


def _inset(fig: Figure, place: tuple[float, float, float, float]) -> Axes:
    """Make axes at a place in inches: left, bottom, width, height."""
    left, bottom, width, height = place
    return fig.add_axes((left / PAGE_WIDTH, bottom / HEIGHT, width / PAGE_WIDTH, height / HEIGHT))


def _show_channel(ax: Axes, channel: Float[np.ndarray, "h w"]) -> None:
    low, high = np.percentile(channel, (1, 99))
    bare(ax).imshow(channel, cmap="gray", vmin=low, vmax=max(high, low + 1e-6))
