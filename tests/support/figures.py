"""What makes a drawing unreadable, found from where its texts really lie."""

from itertools import combinations

from matplotlib.figure import Figure


def _placed_texts(fig: Figure):
    fig.draw_without_rendering()
    texts = [text for ax in fig.axes for text in ax.texts if text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent()) for text in texts]


def overlapping_texts(fig: Figure) -> list[tuple[str, str]]:
    """Pairs of texts of which one lies on the other."""
    return [
        (one, other)
        for (one, place), (other, other_place) in combinations(_placed_texts(fig), 2)
        if place.overlaps(other_place)
    ]


def texts_outside(fig: Figure) -> list[str]:
    """Texts that the figure's edge cuts."""
    page = fig.bbox
    return [
        text
        for text, place in _placed_texts(fig)
        if place.x0 < page.x0 or place.y0 < page.y0 or place.x1 > page.x1 or place.y1 > page.y1
    ]
