"""Figures of the first page."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
from jaxtyping import UInt8
from matplotlib.figure import Figure

from unrolled.figures.style import PAGE_WIDTH, bare, book_style, new_figure


@book_style()
def captioned_pictures(
    pictures: UInt8[np.ndarray, "P H W 3"], captions: Sequence[str], columns: int = 4
) -> Figure:
    """Draw pictures in rows, each with its caption below.

    Parameters
    ----------
    pictures
        Values 0..255.
    captions
        One for each picture.
    columns
        Pictures in a row.

    Returns
    -------
    Figure
        A grid of pictures.
    """
    rows = -(-len(pictures) // columns)
    letters = round(100 / columns)  # as many as fit under one picture
    lines = max(fill(caption, letters).count("\n") for caption in captions) + 1
    fig, axes = new_figure(rows, columns, height=rows * (PAGE_WIDTH / columns + 0.17 * lines))
    for ax in axes:
        bare(ax)
    for ax, picture, caption in zip(axes, pictures, captions, strict=False):
        ax.imshow(picture)
        ax.set_xlabel(fill(caption, letters), fontsize=9)
    return fig
