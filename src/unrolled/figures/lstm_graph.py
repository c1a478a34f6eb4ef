"""Computation graphs of the LSTM: four gates from one product, one step, and a sequence."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from unrolled.figures.diagram import Box, Point, canvas, draw_arrow, draw_box, draw_label
from unrolled.figures.lstm_cell import GATE_COLOURS
from unrolled.figures.style import BLUE, GREEN, INK, MUTED, VERMILION, book_style

Wire = tuple[str, str, Point, Point, Point, Point]

LSTM_WIRES: tuple[Wire, ...] = (
    ("x", "dx", (0.85, 0.92), (1.6, 0.92), (1.22, 1.05), (1.22, 0.79)),
    ("prev_h", "dprev_h", (0.85, 0.4), (1.6, 0.4), (1.22, 0.53), (1.22, 0.27)),
    ("a_f", "da_f", (2.0, 1.0), (2.0, 1.48), (1.7, 1.24), (2.3, 1.24)),
    ("a_i", "da_i", (3.4, 1.0), (3.4, 1.48), (3.1, 1.24), (3.7, 1.24)),
    ("a_g", "da_g", (4.6, 1.0), (4.6, 1.48), (4.3, 1.24), (4.9, 1.24)),
    ("a_o", "da_o", (5.8, 1.0), (5.8, 1.48), (5.5, 1.24), (6.1, 1.24)),
    ("f", "df", (2.0, 1.9), (2.0, 4.0), (1.7, 2.9), (2.3, 2.9)),
    ("i", "di", (3.4, 1.9), (3.4, 2.7), (3.1, 2.3), (3.7, 2.4)),
    ("g", "dg", (4.6, 1.9), (3.59, 2.8), (4.52, 2.3), (4.0, 2.1)),
    ("o", "do", (5.8, 1.9), (5.8, 2.4), (5.5, 2.15), (6.1, 2.15)),
    ("prev_c", "dprev_c", (0.86, 4.2), (1.8, 4.2), (1.33, 4.33), (1.33, 4.07)),
    ("kept", "dc", (2.2, 4.2), (3.2, 4.2), (2.7, 4.33), (2.7, 4.07)),
    ("written", "dc", (3.4, 3.1), (3.4, 4.0), (3.1, 3.5), (3.7, 3.5)),
    ("c", "dc", (3.6, 4.2), (5.75, 4.2), (4.6, 4.33), (4.6, 4.07)),
    ("c", "dc_right", (5.8, 4.2), (6.72, 4.2), (6.3, 4.33), (6.3, 4.07)),
    ("c", "dc_down", (5.8, 4.15), (5.8, 3.61), (5.5, 3.88), (6.1, 3.88)),
    ("tanh_c", "dtanh_c", (5.8, 3.19), (5.8, 2.8), (5.45, 3.0), (6.15, 3.0)),
    ("next_h", "dnext_h", (6.0, 2.6), (6.72, 2.6), (6.36, 2.73), (6.36, 2.47)),
)
"""Each wire of a step: value, gradient, where it starts and ends, where the two numbers stand."""

LSTM_NODES: tuple[tuple[Box, str], ...] = (
    (Box(0.6, 0.92, 0.5, 0.4), "$x_t$"),
    (Box(0.6, 0.4, 0.5, 0.4), "$h_{t-1}$"),
    (Box(3.9, 0.66, 4.6, 0.68), r"$a = x_t W_x + h_{t-1} W_h + b$"),
    (Box(2.0, 1.69, 0.46, 0.42), r"$\sigma$"),
    (Box(3.4, 1.69, 0.46, 0.42), r"$\sigma$"),
    (Box(4.6, 1.69, 0.6, 0.42), "tanh"),
    (Box(5.8, 1.69, 0.46, 0.42), r"$\sigma$"),
    (Box(0.58, 4.2, 0.56, 0.42), "$c_{t-1}$"),
    (Box(2.0, 4.2, 0.4, 0.4), r"$\times$"),
    (Box(3.4, 4.2, 0.4, 0.4), "$+$"),
    (Box(3.4, 2.9, 0.4, 0.4), r"$\times$"),
    (Box(5.8, 3.4, 0.6, 0.42), "tanh"),
    (Box(5.8, 2.6, 0.4, 0.4), r"$\times$"),
    (Box(6.97, 4.2, 0.5, 0.42), "$c_t$"),
    (Box(6.97, 2.6, 0.5, 0.42), "$h_t$"),
)

FORK: Point = (5.8, 4.2)
"""Where the cell is read twice: by the next step, and by this step's hidden state."""


def _number(value: float) -> str:
    """Three digits after the point, with a minus sign as wide as a plus."""
    return f"{value:.3f}".replace("-", "\N{MINUS SIGN}")


@book_style()
def lstm_step_graph(forward: Mapping[str, float], gradients: Mapping[str, float]) -> Figure:
    """Draw the computation graph of one step of an LSTM with one unit.

    Parameters
    ----------
    forward
        The value on each wire: ``x``, ``prev_h``, ``prev_c``, the sums ``a_i`` to ``a_g``, the
        gates ``i``, ``f``, ``o``, ``g``, the products ``kept`` and ``written``, ``c``,
        ``tanh_c`` and ``next_h``.
    gradients
        The loss's gradient on each wire, named like its value with a ``d`` in front. The cell has
        three: ``dc_right`` from the next step, ``dc_down`` from the hidden state, ``dc`` both.

    Returns
    -------
    Figure
        Forward values above or to the left of the wires, gradients below or to the right.
    """
    fig, ax = canvas(4.95)
    for box, text in LSTM_NODES:
        draw_box(ax, box, text, fontsize=11)
    for value, gradient, start, end, first, second in LSTM_WIRES:
        draw_arrow(ax, start, end)
        draw_label(ax, first, _number(forward[value]), colour=BLUE)
        draw_label(ax, second, _number(gradients[gradient]), colour=VERMILION)
    ax.add_patch(Circle(FORK, 0.055, facecolor=INK, zorder=3))
    for text, x in (("$f$", 1.64), ("$i$", 3.04), ("$g$", 4.17), ("$o$", 5.44)):
        draw_label(ax, (x, 1.69), text, colour=MUTED, fontsize=10)
    draw_label(ax, (0.3, 4.75), "forward value: above or left", colour=BLUE, ha="left")
    draw_label(ax, (2.75, 4.75), "gradient: below or right", colour=VERMILION, ha="left")
    return fig


def _block(ax: Axes, corner: Point, size: Point, colour: str, text: str) -> None:
    """Draw a matrix as a tinted rectangle with its name inside."""
    ax.add_patch(Rectangle(corner, *size, facecolor=colour, alpha=0.16, linewidth=0))
    ax.add_patch(Rectangle(corner, *size, facecolor="none", edgecolor=colour, linewidth=1.2))
    middle = corner[0] + size[0] / 2, corner[1] + size[1] / 2
    ax.text(*middle, text, ha="center", va="center", color=colour, fontsize=10)


@book_style()
def gates_product() -> Figure:
    """Draw the four gates' sums as the four parts of one matrix product.

    Returns
    -------
    Figure
        An input times four blocks of weights side by side gives four blocks of sums.
    """
    fig, ax = canvas(1.9)
    width = 0.62
    _block(ax, (0.5, 0.75), (0.8, 0.45), INK, "$x_t$")
    draw_label(ax, (1.48, 0.97), r"$\cdot$", fontsize=14)
    for start, height, name in ((1.66, 0.8, "W"), (4.6, 0.45, "a")):
        for place, gate in enumerate("ifog"):
            corner = (start + place * width, 0.97 - height / 2)
            _block(ax, corner, (width, height), GATE_COLOURS[gate], f"${name}_{gate}$")
    draw_label(ax, (4.37, 0.97), "=", fontsize=11)
    for x, text in (
        (0.9, "$(N, D)$"),
        (1.66 + 2 * width, "$W_x$, shape $(D, 4H)$"),
        (4.6 + 2 * width, "$(N, 4H)$, before $h_{t-1} W_h + b$ is added"),
    ):
        draw_label(ax, (x, 0.28), text, colour=MUTED)
    words = zip("ifog", ("write?", "keep?", "show?", "what?"), strict=True)
    for place, (gate, word) in enumerate(words):
        at = 4.6 + (place + 0.5) * width, 1.55
        draw_label(ax, at, word, colour=GATE_COLOURS[gate])
    return fig


def _column(ax: Axes, x: float, step: int) -> None:
    """Draw one time step: loss above it, input and shared weights below."""
    box = draw_box(ax, Box(x, 2.45, 0.8, 1.6), f"step {step}", fontsize=10)
    word = draw_box(ax, Box(x - 0.2, 1.1, 0.42, 0.36), f"$x_{step}$")
    top, bottom, loss = box.top[1], box.bottom[1], 3.87
    draw_arrow(ax, (x - 0.12, top), (x - 0.12, loss))
    draw_arrow(ax, (x + 0.12, loss), (x + 0.12, top), colour=VERMILION, dashed=True)
    draw_label(ax, (x - 0.17, 3.56), f"$h_{step}$", ha="right")
    draw_label(ax, (x + 0.17, 3.56), f"$dh_{step}$", colour=VERMILION, ha="left")
    draw_arrow(ax, (x - 0.28, word.top[1]), (x - 0.28, bottom))
    back = (x - 0.12, bottom), (x - 0.12, word.top[1])
    draw_arrow(ax, *back, colour=VERMILION, dashed=True)
    draw_arrow(ax, (x + 0.25, bottom), (x + 0.25, 0.68), colour=GREEN, dashed=True)


def _lane(ax: Axes, y: float, xs: Sequence[float], letter: str, wide: bool) -> None:
    """Draw what one of the two states carries from step to step, and its gradient going back."""
    width = 2.6 if wide else 1.4
    for step, (left, right) in enumerate(pairwise(xs)):
        gap = (left + (0.37 if step == 0 else 0.4), right - 0.4)
        middle = (gap[0] + gap[1]) / 2
        draw_arrow(ax, (gap[0], y + 0.08), (gap[1], y + 0.08), width=width)
        back = (gap[1], y - 0.08), (gap[0], y - 0.08)
        draw_arrow(ax, *back, colour=VERMILION, dashed=True, width=width)
        if step > 0:
            draw_label(ax, (middle, y + 0.26), f"${letter}_{step}$")
        # What comes from the right is only a part of the gradient, but for the first states.
        part = r"^{\leftarrow}" if step > 0 else ""
        draw_label(ax, (middle, y - 0.27), f"$d{letter}_{step}{part}$", colour=VERMILION)
    draw_arrow(ax, (7.25, y - 0.08), (6.83, y - 0.08), colour=VERMILION, dashed=True, width=width)
    draw_label(ax, (7.12, y - 0.27), "0", colour=VERMILION)


@book_style()
def lstm_sequence_graph() -> Figure:
    """Draw four steps of an LSTM with the two lanes on which gradients travel back.

    Returns
    -------
    Figure
        Solid arrows forward, dashed arrows back: cells above, hidden states below, one bar for
        the weights all steps share.
    """
    fig, ax = canvas(4.75)
    xs = (0.5, 1.97, 3.45, 4.95, 6.42)
    draw_box(ax, Box(4.2, 4.07, 5.7, 0.4), "loss: every hidden state adds its part")
    weights = "$W_x, W_h, b$: one set for all steps; their gradients are summed over time"
    draw_box(ax, Box(4.2, 0.46, 5.7, 0.44), weights, colour=GREEN)
    for y, name in ((2.9, "$c_0 = 0$"), (1.98, "$h_0$")):
        draw_box(ax, Box(xs[0], y, 0.7, 0.42), name, fontsize=10)
    for step, x in enumerate(xs[1:], start=1):
        _column(ax, x, step)
    _lane(ax, 2.9, xs, "c", wide=True)
    _lane(ax, 1.98, xs, "h", wide=False)
    for x, text, colour in (
        (0.2, "forward", INK),
        (1.0, "back, to states and inputs", VERMILION),
        (3.15, "back, to the weights", GREEN),
        (4.85, "thick: the cell's lane", INK),
    ):
        draw_label(ax, (x, 4.53), text, colour=colour, ha="left")
    draw_label(ax, (0.45, 1.1), "inputs", colour=MUTED)
    return fig
