"""Beyond the assignment: L-BFGS, several styles, regions, a pyramid, memory, and half transfers."""

import numpy as np
import pytest
import tensorflow as tf

from support.styles import pixels, settings
from support.tiny_network import tiny_network
from unrolled.vision import extract_features, preprocess_image
from unrolled.vision.from_features import invert_features, synthesize_texture
from unrolled.vision.style_losses import gram_matrix, style_loss
from unrolled.vision.style_memory import bytes_needed, values_per_pixel
from unrolled.vision.style_objective import StyleTargets, region_grams, region_style_loss
from unrolled.vision.style_problem import style_problem
from unrolled.vision.style_pyramid import style_transfer_pyramid
from unrolled.vision.style_transfer import style_transfer

CONTENT = pixels(seed=1)
STYLES = [pixels(20, 26, seed=2), pixels(26, 18, seed=3)]
RNG = np.random.default_rng(4)


@pytest.fixture(scope="module")
def model():
    return tiny_network()


def make(model, style=STYLES[0], num_steps=2, **others):
    arguments = settings().arguments(**others)
    return style_transfer(CONTENT, style, **arguments, model=model, num_steps=num_steps)


def grams_of(model, picture):
    feats = extract_features(preprocess_image(picture, model)[None], model, 1)
    return [gram_matrix(one).numpy() for one in feats]


def problem(model, **others):
    prepared = [preprocess_image(one, model)[None] for one in (CONTENT, *STYLES)]
    return style_problem(model, prepared[0], prepared[1:], 2, 0.1, (0, 1), (1, 1), 0.01, **others)


def loss_of(task, picture):
    return float(np.sum(task.compiled("gradient")(picture, task.targets, task.weights)[0]))


def test_lbfgs_gets_lower_than_adam_in_as_many_evaluations(model):
    plain = problem(model, mix=(1, 0), relative=True)
    of_adam = min(
        loss_of(plain, make(model, num_steps=60, rates=rates).picture)
        for rates in ((3.0, 0.1), (0.1, 0.02), (0.03, 0.01))
    )
    made = make(model, num_steps=60, optimizer="lbfgs")
    assert len(made.values) <= 60
    assert made.values.min() == pytest.approx(loss_of(plain, made.picture), rel=1e-4)
    assert made.values.min() < 0.95 * of_adam


def test_lbfgs_is_told_the_gradient_by_its_own_variables(model):
    made = make(model, num_steps=30, optimizer="lbfgs", init_random=True)
    best = np.minimum.accumulate(made.values)
    assert best[-1] < 0.3 * best[0]
    assert made.reason == "steps"


def test_lbfgs_says_when_nothing_is_better():
    network = tiny_network(seed=3)
    white = np.full((16, 16, 3), 128, np.uint8)  # no roughness at all, and nothing else counts
    arguments = settings(content_weight=0, style_weights=(0, 0)).arguments(optimizer="lbfgs")
    made = style_transfer(white, white, **arguments, model=network, num_steps=20)
    assert made.reason == "reached"
    assert made.values[-1] == 0


def test_two_styles_are_mixed_by_their_parts(model):
    one, other = (grams_of(model, style) for style in STYLES)
    for mix, parts in ((None, (0.5, 0.5)), ((3, 1), (0.75, 0.25)), ((0, 2), (0, 1))):
        found = problem(model, mix=mix).targets.grams
        for gram, a, b in zip(found, one, other, strict=True):
            np.testing.assert_allclose(gram[0], parts[0] * a + parts[1] * b, rtol=1e-4)


def test_the_whole_of_a_mix_is_one_style(model):
    mixed = make(model, STYLES, style_mix=(1, 0))
    np.testing.assert_allclose(mixed.picture, make(model, STYLES[0]).picture, atol=1e-4)


def test_regions_have_their_own_gram_matrices():
    features = RNG.normal(size=(1, 4, 5, 3)).astype(np.float32)
    left = np.zeros((4, 5), np.float32)
    left[:, :2] = 1
    masks = np.stack([left, 1 - left, np.ones_like(left)])
    found = region_grams(tf.constant(features), tf.constant(masks)).numpy()
    parts = features[:, :, :2], features[:, :, 2:], features
    for gram, part in zip(found, parts, strict=True):
        np.testing.assert_allclose(gram, gram_matrix(part), rtol=1e-5, atol=1e-6)


def test_one_region_that_is_all_is_the_style_loss():
    features = RNG.normal(size=(1, 4, 5, 3)).astype(np.float32)
    target = RNG.normal(size=(3, 3)).astype(np.float32)
    targets = StyleTargets((), (tf.constant(target[None]),), (tf.ones((1, 4, 5)),))
    found = region_style_loss([tf.constant(features)], targets, tf.constant([0.7]))
    expected = style_loss([features], [0], [target], [0.7])
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_masks_say_where_each_style_goes(model):
    left = np.zeros((12, 10), bool)
    left[:, :5] = True
    made = problem(model, masks=(left, ~left))
    for masks, layer in zip(made.targets.masks, (0, 1), strict=True):
        feats = extract_features(preprocess_image(CONTENT, model)[None], model, 1)[layer]
        assert masks.shape == (2, *feats.shape[1:3])
        np.testing.assert_allclose(np.sum(masks, axis=0), 1, rtol=1e-5)
        np.testing.assert_allclose(masks[0, :, 0], 1, rtol=1e-5)
        assert np.all(masks[0, :, -1] == 0)
    start = tf.constant(preprocess_image(CONTENT, model)[None])
    only_left = problem(model, masks=(left, np.eye(12, 10, 9)))
    gradient = only_left.compiled("gradient")(start, only_left.targets, only_left.weights)[1]
    assert np.abs(gradient[0, :, :10]).max() > 0
    assert len(make(model, STYLES, style_masks=(left, ~left), num_steps=3).values) == 3


@pytest.mark.usefixtures("own_errors")
def test_wrong_mixes_and_masks_are_refused(model):
    mask = np.ones((4, 4), bool)
    for others, message in (
        ({"style_mix": (1,)}, "style_mix must have one entry a style, 2; got 1"),
        ({"style_masks": [mask]}, "style_masks must have one entry a style, 2; got 1"),
        ({"style_mix": (1, -1)}, "parts of at least 0"),
        ({"style_mix": (0, 0)}, "not all of them 0"),
        ({"style_mix": (1, 1), "style_masks": [mask, mask]}, "exclude each other"),
        ({"style_masks": [mask, mask[0]]}, r"style_masks\[1\] must have shape \(height, width\)"),
        ({"style_masks": [mask, ~mask]}, r"style_masks\[1\] must hold values from 0 to 1"),
        ({"style_masks": [mask, 255 * mask]}, "got 255.0 to 255.0. Divide the pixels"),
    ):
        with pytest.raises(ValueError, match=message):
            make(model, STYLES, **others)


def test_pyramid_paints_every_size_over_the_one_before(model):
    made = style_transfer_pyramid(
        CONTENT, STYLES[0], (12, 18, 24), settings(), num_steps=(6, 3, 1), model=model
    )
    assert [one.pixels.shape for one in made] == [(12, 15, 3), (18, 22, 3), (24, 30, 3)]
    assert [len(one.values) for one in made] == [6, 3, 1]
    # The last size starts from the one before, enlarged, and one step of at most 0.1 changes it.
    enlarged = tf.image.resize(made[1].picture, (24, 30), method="bicubic")
    assert np.abs(made[2].picture - enlarged).max() < 0.5
    assert np.abs(made[2].picture - enlarged).mean() < 0.12


def test_pyramid_ends_with_the_size_at_which_control_c_came(model):
    def stop(done, picture):
        seen.append(done)
        if len(seen) == 1:
            raise KeyboardInterrupt

    seen = []
    told = {"show_every": 2, "on_picture": stop}
    made = style_transfer_pyramid(
        CONTENT, STYLES[0], (12, 24), settings(), num_steps=4, model=model, **told
    )
    assert [one.reason for one in made] == ["interrupted"]
    assert made[0].pixels.shape == (12, 15, 3)


@pytest.mark.usefixtures("own_errors")
def test_wrong_pyramids_are_refused(model):
    for sizes, steps, message in (
        ((), 3, "sizes must grow"),
        ((24, 12), 3, "sizes must grow"),
        ((12, 24), (1, 2, 3), "num_steps must have one number a size, 2"),
    ):
        with pytest.raises(ValueError, match=message):
            style_transfer_pyramid(
                CONTENT, STYLES[0], sizes, settings(), num_steps=steps, model=model
            )


def test_memory_grows_with_layers_and_pixels(model):
    # The picture's 3 values, then conv's 8 channels on 63 x 63 positions, a few times over: the
    # product, with its bias, and after its relu.
    outputs = (values_per_pixel(model, 0) - 3) / (8 * (63 / 128) ** 2)
    assert outputs == pytest.approx(round(outputs), rel=1e-3)
    assert 1 <= outputs <= 5
    assert values_per_pixel(model, -1) == 0
    assert values_per_pixel(model, 1) > values_per_pixel(model, 0)
    assert bytes_needed(model, 1, 200) == 2 * bytes_needed(model, 1, 100)
    assert bytes_needed(model, 1, 100, 10**6) > bytes_needed(model, 1, 100)


def test_too_large_pictures_are_refused_with_the_size_that_fits(model):
    needed = bytes_needed(model, 2, CONTENT.shape[0] * CONTENT.shape[1])
    with pytest.raises(MemoryError, match="Lower image_size to at most 16") as caught:
        make(model, memory_limit=needed // 2)
    assert "style_size" not in str(caught.value)
    fits = make(model, image_size=16, style_size=16, num_steps=1, memory_limit=needed // 2)
    assert fits.pixels.shape == (16, 20, 3)
    with pytest.raises(MemoryError, match="style_size to at most"):
        make(model, memory_limit=1000)


def test_inverting_brings_back_the_features(model):
    made = invert_features(CONTENT, 0, None, model=model, num_steps=150, tv_weight=0)
    assert made.values[-1] < 0.1 * made.values[0]
    assert np.all(made.terms[:, 1] == 0)
    other = invert_features(CONTENT, 0, None, model=model, num_steps=1, seed=5)
    assert other.values[0] != made.values[0]


def test_textures_take_no_content(model):
    made = synthesize_texture(CONTENT, None, style_size=None, model=model, num_steps=100)
    assert made.values[-1] < 0.3 * made.values[0]
    assert np.all(made.terms[:, 0] == 0)
    first = synthesize_texture(CONTENT, 16, style_layers=[0], model=model, num_steps=1)
    assert first.pixels.shape == (16, 20, 3)
