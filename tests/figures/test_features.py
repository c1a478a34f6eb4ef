"""Features drawn as bars: every number is there, under the name of its group."""

import numpy as np
from matplotlib.colors import rgb_to_hsv

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.features import feature_bars

RNG = np.random.default_rng(0)
PICTURE = RNG.integers(256, size=(64, 64, 3), dtype=np.uint8)
ROWS = {
    "the first thing": {"colour": RNG.random(25), "edges": RNG.random(30), "size": RNG.random(6)},
    "the picture": {"count": RNG.random(4)},
}


def charts(fig):
    return {ax.get_xlabel(): ax for ax in fig.axes if ax.patches}


def test_every_number_has_a_bar():
    drawn = charts(feature_bars(PICTURE, ROWS))
    for groups in ROWS.values():
        for name, numbers in groups.items():
            bars = drawn[f"{name} ({len(numbers)})"].containers[1]
            np.testing.assert_allclose([bar.get_height() for bar in bars], numbers)


def test_colours_are_drawn_in_their_hue_and_the_last_in_grey():
    bars = charts(feature_bars(PICTURE, ROWS))["colour (25)"].containers[1]
    hsv = rgb_to_hsv([bar.get_facecolor()[:3] for bar in bars])
    np.testing.assert_allclose(hsv[:-1, 0], np.arange(24) / 24, atol=1e-12)
    assert hsv[-1, 1] < 0.2


def test_rows_are_titled_and_nothing_overlaps():
    fig = feature_bars(PICTURE, ROWS)
    assert {text.get_text() for ax in fig.axes for text in ax.texts} == set(ROWS)
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []
    labels = [ax.xaxis.label.get_window_extent() for ax in charts(fig).values()]
    assert not any(one.overlaps(two) for i, one in enumerate(labels) for two in labels[:i])
