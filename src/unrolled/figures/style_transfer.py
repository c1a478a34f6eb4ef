"""Styled pictures: what went in, what came out, and how the loss came down."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float, Shaped, UInt8
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.style import (
    DASHES,
    FAINT,
    INK,
    MUTED,
    PAGE_WIDTH,
    PALETTE,
    bare,
    book_style,
    new_figure,
)

Pixels = UInt8[np.ndarray, "_ _ 3"]
TERMS = "content", "style", "total variation"


def _show(ax: Axes, picture: Shaped[np.ndarray, "_ _ ..."], title: str) -> None:
    """Show a picture in a thin frame, its title above."""
    bare(ax).imshow(picture)
    ax.spines[:].set(visible=True, color=FAINT, linewidth=1)
    ax.set_title(title, fontsize=9.5, fontweight="normal", color=INK)


def _height(pictures: Sequence[Shaped[np.ndarray, "_ _ ..."]], columns: int) -> float:
    """Inches of a row of pictures that are as wide as each other, their titles included."""
    tallest: float = max(picture.shape[0] / picture.shape[1] for picture in pictures)
    return (PAGE_WIDTH / columns - 0.1) * tallest + 0.35


@book_style()
def picture_row(pictures: Mapping[str, Pixels], columns: int | None = None) -> Figure:
    """Show pictures side by side, such as a mix of two styles, steps in time or layers.

    Parameters
    ----------
    pictures
        For each picture its title and its pixels.
    columns
        Pictures a row; by default all of them.

    Returns
    -------
    Figure
        Titles stand above their pictures.

    Raises
    ------
    ValueError
        If there are no pictures.
    """
    if not pictures:
        raise ValueError("pictures must hold at least one picture; it is empty")
    columns = len(pictures) if columns is None else columns
    rows = -(-len(pictures) // columns)
    height = rows * _height(list(pictures.values()), columns)
    fig, axes = new_figure(rows, columns, height=height)
    for ax in axes[len(pictures) :]:
        bare(ax)
    for ax, (title, picture) in zip(axes, pictures.items(), strict=False):
        _show(ax, picture, title)
    return fig


@book_style()
def style_triptych(content: Pixels, style: Pixels, styled: Pixels) -> Figure:
    """Show content plus style gives the styled picture.

    Parameters
    ----------
    content
        The picture whose content was to stay.
    style
        The picture whose style was wanted.
    styled
        The result, larger than the two beside it.

    Returns
    -------
    Figure
        The signs plus and equals stand between them.
    """
    shapes = [picture.shape[1] / picture.shape[0] for picture in (content, style, styled)]
    widths = np.array([shapes[0], shapes[1], 2 * shapes[2]])
    # The result is twice as high as the two that made it: the row is as high as the result.
    height = 2 * (PAGE_WIDTH - 0.9) / float(widths.sum()) + 0.35
    fig, axes = new_figure(1, 3, height=min(height, 5.0), width_ratios=list(widths))
    titles = ("content", "+  style", "=  styled")
    for ax, picture, title in zip(axes, (content, style, styled), titles, strict=True):
        _show(ax, picture, title)
    return fig


@book_style()
def loss_terms(terms: Float[np.ndarray, "steps 3"], change: int | None = None) -> Figure:
    """Plot the parts of style transfer's loss against the steps.

    Parameters
    ----------
    terms
        Content loss, style loss and total variation at each step, weighted.
    change
        The step from which on the rate is smaller; a line marks it.

    Returns
    -------
    Figure
        The loss has a logarithmic axis. A part that is 0 from first to last is left out.
    """
    fig, (ax,) = new_figure(height=2.8)
    steps = np.arange(1, len(terms) + 1)
    for number, name in enumerate(TERMS):
        values = terms[:, number]
        if np.any(values > 0):
            shown = np.where(values > 0, values, np.nan)
            ax.plot(steps, shown, color=PALETTE[number], linestyle=DASHES[number], label=name)
    if change is not None:
        ax.axvline(change, color=MUTED, linewidth=1)
        ax.annotate(
            "smaller rate",
            (change, 0.97),
            xycoords=("data", "axes fraction"),
            xytext=(-5, 0),
            textcoords="offset points",
            ha="right",
            va="top",
            fontsize=9,
            color=MUTED,
        )
    ax.set(xlabel="step", ylabel="weighted loss", yscale="log")
    ax.legend()
    return fig


@book_style()
def loss_curves(curves: Mapping[str, Float[np.ndarray, "_"]]) -> Figure:
    """Compare ways down the same loss, such as Adam and L-BFGS.

    Parameters
    ----------
    curves
        For each way its name and the loss at each evaluation of the gradient.

    Returns
    -------
    Figure
        For each way the least loss so far, on a logarithmic axis.
    """
    fig, (ax,) = new_figure(height=2.8)
    for number, (name, values) in enumerate(curves.items()):
        best = np.minimum.accumulate(values)
        colour = PALETTE[number % len(PALETTE)]
        dashes = DASHES[number % len(DASHES)]
        ax.plot(np.arange(1, len(best) + 1), best, color=colour, linestyle=dashes, label=name)
    ax.set(xlabel="evaluations of the gradient", ylabel="least loss so far", yscale="log")
    ax.legend()
    return fig


@book_style()
def texture_pairs(pairs: Mapping[str, tuple[Pixels, Pixels]]) -> Figure:
    """Show textures above what was made of their Gram matrices.

    Parameters
    ----------
    pairs
        For each texture its name, its picture and the picture made of it.

    Returns
    -------
    Figure
        The textures are in the upper row.

    Raises
    ------
    ValueError
        If there are no pairs.
    """
    if not pairs:
        raise ValueError("pairs must hold at least one texture; it is empty")
    pictures = [picture for pair in pairs.values() for picture in pair]
    columns = len(pairs)
    fig, axes = new_figure(2, columns, height=2 * _height(pictures, max(columns, 2)))
    for column, (name, (texture, made)) in enumerate(pairs.items()):
        _show(axes[column], texture, name)
        _show(axes[columns + column], made, "made of noise")
    return fig


@book_style()
def gram_forgets(
    picture: Pixels,
    shuffled: Pixels,
    grams: tuple[Float[np.ndarray, "C C"], Float[np.ndarray, "C C"]],
) -> Figure:
    """Show that positions may be shuffled without a change of the Gram matrix.

    Parameters
    ----------
    picture
        A picture whose positions have some features each: its colours, say.
    shuffled
        The same positions in another order.
    grams
        The Gram matrices of the two.

    Returns
    -------
    Figure
        The pictures beside their matrices. Both matrices have one scale of colours, and the title
        of the second says how much they differ.
    """
    height = _height([picture], 4) + 0.5
    fig, axes = new_figure(1, 4, height=max(height, 2.0))
    _show(axes[0], picture, "features")
    _show(axes[2], shuffled, "shuffled")
    low, high = (float(limit(grams)) for limit in (np.min, np.max))
    difference = float(np.max(np.abs(grams[0] - grams[1])) / max(abs(low), abs(high), 1e-30))
    titles = "Gram matrix", f"differs by {difference:.0e}" if difference else "the same"
    for ax, gram, title in zip((axes[1], axes[3]), grams, titles, strict=True):
        bare(ax).imshow(gram, vmin=low, vmax=high)
        ax.set_title(title, fontsize=9.5, fontweight="normal", color=INK)
    return fig
