"""Figures of class pictures: all are shown, in order, with their words."""

import numpy as np
import pytest

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.class_pictures import class_gallery, picture_over_steps


def pictures(count):
    return list(np.random.default_rng(0).integers(256, size=(count, 32, 32, 3), dtype=np.uint8))


def test_steps_stand_above_their_pictures():
    made = dict(zip((0, 25, 50, 100), pictures(4), strict=True))
    fig = picture_over_steps(made)
    assert [ax.get_title(loc="left") for ax in fig.axes] == [f"step {n}" for n in made]
    for ax, picture in zip(fig.axes, made.values(), strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), picture)


@pytest.mark.parametrize("count", [1, 3, 5])
def test_gallery_shows_every_picture_with_its_name_and_note(count):
    some = pictures(count)
    names = [f"Yorkshire terrier {n}" for n in range(count)]
    notes = ["SqueezeNet says: soft-coated Wheaten terrier, 12 %"] * count
    fig = class_gallery(some, names, notes)
    shown = [ax for ax in fig.axes if ax.images]
    assert [ax.get_xlabel() for ax in shown] == names
    assert [" ".join(ax.texts[0].get_text().split()) for ax in shown] == notes
    for ax, picture in zip(shown, some, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), picture)
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


def test_gallery_without_notes_has_names_only():
    fig = class_gallery(pictures(2), ["tick", "oboe"])
    assert all(not ax.texts for ax in fig.axes)
