"""Pixels in, pixels out."""

import numpy as np
import pytest
import tensorflow as tf

from unrolled.vision import EfficientNetLite0, SqueezeNet, deprocess_image, preprocess_image

EVERY_VALUE = np.repeat(np.arange(256, dtype=np.uint8).reshape(16, 16, 1), 3, axis=2)


@pytest.mark.parametrize("make", [None, SqueezeNet, EfficientNetLite0])
def test_there_and_back_again_changes_nothing(make):
    model = None if make is None else make()
    there = preprocess_image(EVERY_VALUE, model)
    assert there.dtype == np.float32
    np.testing.assert_array_equal(deprocess_image(there, model=model), EVERY_VALUE)
    np.testing.assert_array_equal(deprocess_image(tf.constant(there), model=model), EVERY_VALUE)


def test_the_courses_numbers_are_the_default():
    white = preprocess_image(np.full((2, 1, 1, 3), 255, np.uint8))
    np.testing.assert_allclose(white[1, 0, 0], [2.2489083, 2.4285715, 2.64], rtol=1e-6)


def test_efficientnet_takes_pixels_less_127_over_128():
    picture = np.array([[[0, 127, 255]]], np.uint8)
    expected = [[[-127 / 128, 0, 1]]]
    np.testing.assert_allclose(preprocess_image(picture, EfficientNetLite0()), expected, atol=1e-6)


def test_floats_are_taken_as_pixels_too_and_left_alone():
    picture = EVERY_VALUE.astype(np.float64)
    before = picture.copy()
    np.testing.assert_allclose(preprocess_image(picture), preprocess_image(EVERY_VALUE))
    np.testing.assert_array_equal(picture, before)


def test_tensors_and_lists_will_do():
    expected = preprocess_image(EVERY_VALUE)
    for same in (tf.constant(EVERY_VALUE), EVERY_VALUE.tolist()):
        np.testing.assert_array_equal(preprocess_image(same), expected)


@pytest.mark.usefixtures("own_errors")
def test_a_grey_picture_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match=r"three colours.*got \(16, 16\).*load_image"):
        preprocess_image(EVERY_VALUE[..., 0])


def test_what_lies_outside_is_clipped():
    np.testing.assert_array_equal(
        deprocess_image(np.full((1, 1, 3), 99.0)), np.full((1, 1, 3), 255)
    )
    np.testing.assert_array_equal(deprocess_image(np.full((1, 1, 3), -99.0)), np.zeros((1, 1, 3)))


def test_rescaling_stretches_to_the_whole_range():
    flat = preprocess_image(EVERY_VALUE[4:8])
    stretched = deprocess_image(flat, rescale=True)
    assert (stretched.min(), stretched.max()) == (0, 255)
    constant = deprocess_image(
        np.zeros((2, 2, 3), np.float32), rescale=True, model=EfficientNetLite0()
    )
    assert constant.max() == 0


def test_a_value_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="img must hold numbers only"):
        deprocess_image(np.full((1, 1, 3), np.nan))
