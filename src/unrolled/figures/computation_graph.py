"""Computation graphs of the captioning chapter: one step, and a sequence unrolled in time."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from unrolled.figures.diagram import Box, Point, canvas, draw_arrow, draw_box, draw_label
from unrolled.figures.style import BLUE, GREEN, INK, MUTED, VERMILION, book_style

STEP_WIRES: tuple[tuple[str, str, Point, Point], ...] = (
    ("x", "dx", (1.0, 3.25), (2.22, 2.97)),
    ("Wx", "dWx", (1.0, 2.35), (2.22, 2.63)),
    ("prev_h", "dprev_h", (1.0, 1.55), (2.22, 1.27)),
    ("Wh", "dWh", (1.0, 0.65), (2.22, 0.93)),
    ("from_x", "da", (2.58, 2.8), (3.9, 2.08)),
    ("from_h", "da", (2.58, 1.1), (3.9, 1.82)),
    ("b", "db", (4.1, 0.82), (4.1, 1.75)),
    ("a", "da", (4.3, 1.95), (5.3, 1.95)),
    ("next_h", "dnext_h", (5.9, 1.95), (6.85, 1.95)),
)
"""Each wire of the step: forward value, gradient, where it starts and where it ends."""

STEP_NODES: tuple[tuple[Box, str], ...] = (
    (Box(0.75, 3.25, 0.5, 0.42), "$x$"),
    (Box(0.75, 2.35, 0.5, 0.42), "$W_x$"),
    (Box(0.72, 1.55, 0.56, 0.42), "$h_{t-1}$"),
    (Box(0.75, 0.65, 0.5, 0.42), "$W_h$"),
    (Box(4.1, 0.62, 0.5, 0.42), "$b$"),
    (Box(2.4, 2.8, 0.38, 0.38), r"$\times$"),
    (Box(2.4, 1.1, 0.38, 0.38), r"$\times$"),
    (Box(4.1, 1.95, 0.4, 0.4), "$+$"),
    (Box(5.6, 1.95, 0.6, 0.42), "tanh"),
    (Box(7.08, 1.95, 0.44, 0.42), "$h_t$"),
)


def _number(value: float) -> str:
    """Three digits after the point, with a minus sign as wide as a plus."""
    return f"{value:.3f}".replace("-", "\N{MINUS SIGN}")


def _beside(start: Point, end: Point) -> tuple[Point, Point]:
    """Give the places for a number above and one below a wire: the steeper, the further off."""
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    across, up = end[0] - start[0], end[1] - start[1]
    if abs(up) > abs(across):
        return (x - 0.3, y), (x + 0.3, y)
    gap = 0.12 + 0.22 * abs(up / across)
    return (x, y + gap), (x, y - gap)


@book_style()
def step_graph(forward: Mapping[str, float], gradients: Mapping[str, float]) -> Figure:
    """Draw the computation graph of one step of a net with one hidden unit.

    Parameters
    ----------
    forward
        The value on each wire: ``x``, ``Wx``, ``prev_h``, ``Wh``, ``b``, the two products
        ``from_x`` and ``from_h``, ``a`` and ``next_h``.
    gradients
        The loss's gradient on each wire: ``dx``, ``dWx``, ``dprev_h``, ``dWh``, ``db``, ``da``
        and ``dnext_h``.

    Returns
    -------
    Figure
        Forward values above the wires, gradients below them.
    """
    fig, ax = canvas(3.75)
    for box, text in STEP_NODES:
        draw_box(ax, box, text, fontsize=11)
    for value, gradient, start, end in STEP_WIRES:
        draw_arrow(ax, start, end)
        above, below = _beside(start, end)
        draw_label(ax, above, _number(forward[value]), colour=BLUE)
        draw_label(ax, below, _number(gradients[gradient]), colour=VERMILION)
    draw_label(ax, (4.85, 3.35), "forward value, computed left to right", colour=BLUE, ha="left")
    draw_label(ax, (4.85, 3.1), "gradient, computed right to left", colour=VERMILION, ha="left")
    return fig


def _column(ax: Axes, x: float, step: str) -> None:
    """Draw one time step: input, cell, and the wires to the loss above and the weights below."""
    cell = draw_box(ax, Box(x, 2.3, 0.86, 0.5), f"$h_{step}$", fontsize=12)
    word = draw_box(ax, Box(x - 0.22, 1.28, 0.42, 0.36), f"$x_{step}$")
    for shift, start, end, dashed in (
        (-0.1, cell.top[1], 3.3, False),
        (0.1, 3.3, cell.top[1], True),
    ):
        colour = VERMILION if dashed else INK
        draw_arrow(ax, (x + shift, start), (x + shift, end), colour=colour, dashed=dashed)
    draw_arrow(ax, (x - 0.29, word.top[1]), (x - 0.29, cell.bottom[1]))
    down = (x - 0.15, cell.bottom[1]), (x - 0.15, word.top[1])
    draw_arrow(ax, *down, colour=VERMILION, dashed=True)
    draw_arrow(ax, (x + 0.25, cell.bottom[1]), (x + 0.25, 0.72), colour=GREEN, dashed=True)
    draw_label(ax, (x + 0.16, 2.9), f"$dh_{step}$", colour=VERMILION, ha="left")


@book_style()
def unrolled_graph() -> Figure:
    """Draw four time steps of a recurrent net, with the gradients that flow back through them.

    Returns
    -------
    Figure
        Solid arrows forward, dashed arrows back, one bar for the weights all steps share.
    """
    fig, ax = canvas(4.1)
    xs = (1.75, 3.25, 4.75, 6.25)
    loss = "loss: every step adds its part"
    draw_box(ax, Box(4.0, 3.5, 5.7, 0.4), loss)
    weights = "$W_x, W_h, b$: one set for all steps; their gradients are summed over time"
    draw_box(ax, Box(4.0, 0.5, 5.7, 0.44), weights, colour=GREEN)
    draw_box(ax, Box(0.5, 2.3, 0.56, 0.5), "$h_0$", fontsize=12)
    for step, x in enumerate(xs, start=1):
        _column(ax, x, str(step))
    for step, (left, right) in enumerate(zip((0.35, *xs), xs, strict=False)):
        gap = (left + 0.43, right - 0.43)
        draw_arrow(ax, (gap[0], 2.38), (gap[1], 2.38))
        draw_arrow(ax, (gap[1], 2.22), (gap[0], 2.22), colour=VERMILION, dashed=True)
        text = "$dh_0$" if step == 0 else ""
        draw_label(ax, ((gap[0] + gap[1]) / 2, 2.03), text, colour=VERMILION)
    draw_arrow(ax, (7.2, 2.22), (6.68, 2.22), colour=VERMILION, dashed=True)
    draw_label(ax, (7.1, 2.0), "0", colour=VERMILION)
    draw_label(ax, (1.15, 3.86), "forward", colour=INK, ha="left")
    draw_label(ax, (1.95, 3.86), "back, to states and inputs", colour=VERMILION, ha="left")
    draw_label(ax, (4.1, 3.86), "back, to the weights", colour=GREEN, ha="left")
    draw_label(ax, (0.5, 1.28), "inputs", colour=MUTED)
    return fig
