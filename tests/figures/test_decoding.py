"""Figures of decoding: the tree of a beam search, and words at several temperatures."""

import numpy as np
import pytest

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.decoding import BeamNode, beam_tree, path_to, temperatures
from unrolled.figures.style import GREEN, MUTED, VERMILION

PICTURE = np.zeros((4, 4, 3), dtype=np.uint8)
NODES = [
    BeamNode(0, None, "a", -0.5, "kept"),
    BeamNode(0, None, "two", -1.0, "kept"),
    BeamNode(1, 0, "red", -2.5, "kept"),
    BeamNode(1, 0, "blue", -4.0, "dropped"),
    BeamNode(1, 1, "stars", -1.25, "kept"),
    BeamNode(2, 2, "<END>", -2.75, "ended"),
    BeamNode(2, 4, "<END>", -1.5, "ended"),
]


def test_path_to_goes_back_to_the_start():
    assert path_to(NODES, 6) == [1, 4, 6]
    assert path_to(NODES, 0) == [0]


def test_beam_tree_writes_every_word_with_its_log_probability():
    fig = beam_tree(PICTURE, NODES, best=6, greedy=5)
    texts = {text.get_text(): text for text in fig.axes[0].texts}
    minus = "\N{MINUS SIGN}"
    assert set(texts) == {f"{node.word}\n{minus}{-node.log_prob:.2f}" for node in NODES}
    assert len(fig.axes[0].patches) == len(NODES)  # an arrow to each
    colours = {text.split("\n")[0]: drawn.get_color() for text, drawn in texts.items()}
    assert [colours[word] for word in ("two", "stars")] == [GREEN, GREEN]
    assert [colours[word] for word in ("a", "red")] == [VERMILION, VERMILION]
    assert colours["blue"] == MUTED
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


def test_beam_tree_gives_every_step_a_column():
    fig = beam_tree(PICTURE, NODES, best=6, greedy=5)
    columns = [text.get_position()[0] for text in fig.axes[0].texts]
    assert [sorted(set(columns)).index(x) for x in columns] == [node.step for node in NODES]


def test_a_tree_of_many_steps_stays_on_the_page():
    words = ("<START>", *["diamonds"] * 6)
    nodes = [
        BeamNode(step, None if step == 0 else step - 1, word, -10.0 - step, "kept")
        for step, word in enumerate(words)
    ]
    fig = beam_tree(PICTURE, nodes, best=6, greedy=6)
    assert texts_outside(fig) == []
    assert overlapping_texts(fig) == []


def test_temperatures_draw_each_probability():
    words = ["red", "blue", "green"]
    shares = {"cold": np.array([1.0, 0.0, 0.0]), "warm": np.array([0.5, 0.3, 0.2])}
    fig = temperatures(words, shares, cut=2)
    for ax, (name, p) in zip(fig.axes, shares.items(), strict=True):
        assert [bar.get_width() for bar in ax.patches] == pytest.approx(list(p))
        assert [text.get_text() for text in ax.texts] == [f"{value:.2f}" for value in p]
        assert ax.get_title(loc="left") == name
        assert ax.lines[0].get_ydata()[0] == 1.5
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == words
