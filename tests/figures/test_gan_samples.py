"""Sheets of digits and curves of losses: all is there, in its place, and readable."""

import numpy as np
import pytest

from support.figures import overlapping_texts, texts_outside
from unrolled.figures.gan_samples import (
    GAP,
    SIDE,
    Losses,
    loss_curves,
    running_mean,
    sample_rows,
    samples_over_time,
    samples_sheet,
)


def digits(count, seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(256, size=(count, SIDE, SIDE), dtype=np.uint8)


def sheet_of(fig):
    (ax,) = fig.axes
    (image,) = ax.images
    return image.get_array()


def tile(sheet, row, column, above=0):
    top, left = row * (SIDE + GAP + above) + above, column * (SIDE + GAP)
    return sheet[top : top + SIDE, left : left + SIDE]


def test_every_digit_has_its_place_row_by_row():
    pictures = digits(7)
    sheet = sheet_of(samples_sheet(pictures, columns=4))
    for number, picture in enumerate(pictures):
        np.testing.assert_allclose(tile(sheet, *divmod(number, 4)), picture / 255)
    assert np.ma.getmaskarray(tile(sheet, 1, 3)).all()


def test_bytes_and_floats_are_drawn_alike():
    pictures = digits(3)
    floats = (pictures / 255).astype(np.float32)
    np.testing.assert_allclose(
        sheet_of(samples_sheet(pictures)), sheet_of(samples_sheet(floats)), atol=1e-6
    )


def test_ink_is_dark_and_the_scale_is_fixed():
    fig = samples_sheet(np.full((1, SIDE, SIDE), 128, dtype=np.uint8))
    (image,) = fig.axes[0].images
    assert image.get_clim() == (0, 1)
    assert sum(image.get_cmap()(1.0)[:3]) < sum(image.get_cmap()(0.0)[:3])


@pytest.mark.parametrize(("count", "columns"), [(1, 10), (10, 5), (23, 10), (64, 16)])
def test_labels_are_all_there_and_have_room(count, columns):
    fig = samples_sheet(digits(count), np.arange(count), columns=columns)
    assert [text.get_text() for text in fig.axes[0].texts] == list(map(str, range(count)))
    assert overlapping_texts(fig) == []
    assert texts_outside(fig) == []


@pytest.mark.parametrize(("count", "columns"), [(3, 10), (12, 10), (16, 16)])
def test_pictures_are_square(count, columns):
    fig = samples_sheet(digits(count), columns=columns)
    fig.draw_without_rendering()
    (ax,) = fig.axes
    place = ax.get_window_extent()
    width, height = ax.get_xlim()[1], ax.get_ylim()[0]
    assert place.width / width == pytest.approx(place.height / height, rel=1e-3)


def test_moments_stand_below_each_other_with_the_same_noise_in_a_column():
    images = [digits(16, seed) for seed in range(3)]
    fig = samples_over_time(images, [0, 200, 12_000], columns=5)
    sheet = sheet_of(fig)
    for row, pictures in enumerate(images):
        for column in range(5):
            np.testing.assert_allclose(tile(sheet, row, column), pictures[column] / 255)
    assert sheet.shape[1] == 5 * (SIDE + GAP) - GAP
    assert [text.get_text() for text in fig.axes[0].texts] == ["step 0", "step 200", "step 12,000"]
    assert texts_outside(fig) == []


def test_each_moment_needs_its_step():
    with pytest.raises(ValueError, match="zip"):
        samples_over_time([digits(2), digits(2)], [0])


def test_named_rows_may_be_of_different_lengths():
    fig = sample_rows({"real": digits(4), "generated, without halves": digits(2, seed=1)})
    assert np.ma.getmaskarray(tile(sheet_of(fig), 1, 2)).all()
    assert texts_outside(fig) == []


def test_curves_hold_every_loss_and_the_levels():
    run = Losses([1.0, 2.0, 3.0, 4.0], [5.0, 6.0], [2, 4], balanced=(1.5, 0.5))
    other = Losses([1.0, 1.0], [2.0, 3.0])
    first, second = loss_curves({"GAN": run, "LSGAN": other}).axes
    drawn = [line.get_xydata().tolist() for line in first.lines]
    assert drawn[0] == [[1, 1.0], [2, 2.0], [3, 3.0], [4, 4.0]]
    assert drawn[2] == [[2, 5.0], [4, 6.0]]
    assert [line.get_ydata()[0] for line in first.lines[4:]] == [1.5, 0.5]
    assert second.lines[2].get_xdata().tolist() == [1, 2]
    assert (first.get_title(loc="left"), second.get_title(loc="left")) == ("GAN", "LSGAN")


def test_losses_below_zero_are_in_view():
    (ax,) = loss_curves({"critic": Losses([-3.0, -5.0], [1.0, -1.0])}).axes
    low, high = ax.get_ylim()
    assert low < -4
    assert high > 0


def test_a_running_mean_looks_back_over_its_window():
    values = [4.0, 2.0, 6.0, 0.0]
    np.testing.assert_allclose(running_mean(values, window=2), [4.0, 3.0, 4.0, 3.0])
    np.testing.assert_allclose(running_mean([1.0, 2.0, 3.0], window=10), [1.0, 1.5, 2.0])
