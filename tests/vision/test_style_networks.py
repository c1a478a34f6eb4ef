"""Style transfer on the trained networks: the course's settings, and those that suit both."""

import numpy as np
import pytest

from unrolled.data import course_path, example_picture
from unrolled.vision.style_memory import values_per_pixel
from unrolled.vision.style_settings import COURSE_STYLES, settings_for
from unrolled.vision.style_transfer import style_transfer


@pytest.mark.parametrize("name", ["composition_vii", "the_scream", "starry_night"])
def test_the_courses_settings_lower_the_loss_well(squeezenet, name):
    paths = course_path("tubingen"), course_path(name)
    # As in the course, but for fewer steps: the last tenth of them at the small rate.
    made = style_transfer(
        *paths, **COURSE_STYLES[name].arguments(), model=squeezenet, num_steps=100
    )
    assert made.pixels.shape == (192, 256, 3)
    assert made.terms[0, 0] == 0
    assert made.values[-1] < 0.75 * made.values[0]
    assert made.terms[-1, 1] < 0.25 * made.terms[0, 1]


def test_the_bundled_network_takes_a_style_on(efficientnet):
    settings = settings_for(efficientnet).arguments(image_size=96, style_size=96)
    content, style = example_picture("chelsea"), example_picture("retina")
    made = style_transfer(content, style, **settings, model=efficientnet, num_steps=50)
    assert made.terms[-1, 1] < 0.4 * made.terms[0, 1]
    # The retina is red: so is the cat then, much more than it was.
    red = made.pixels[..., 0].mean() / made.pixels[..., 1:].mean()
    assert red > 1.3 * content[..., 0].mean() / content[..., 1:].mean()


def test_values_inside_of_blocks_are_counted(efficientnet):
    # Block 1 widens 16 channels at half the size to 96 before it narrows them.
    assert values_per_pixel(efficientnet, 2) - values_per_pixel(efficientnet, 1) > 96 / 4
    assert np.isfinite(values_per_pixel(efficientnet, 17))
