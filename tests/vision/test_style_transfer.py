"""Style transfer on a small random network: schedule, bounds, starts, and what is refused."""

import inspect

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from support.styles import pixels, settings
from support.tiny_network import tiny_network
from unrolled.data import ImageError, MissingDataError
from unrolled.vision import EfficientNetLite0, SqueezeNet, extract_features, preprocess_image
from unrolled.vision.style_losses import content_loss, gram_matrix, style_loss, tv_loss
from unrolled.vision.style_objective import adam_step
from unrolled.vision.style_optimizers import clip_range, decay_step
from unrolled.vision.style_transfer import style_transfer

CONTENT, STYLE = pixels(seed=1), pixels(20, 26, seed=2)


@pytest.fixture(scope="module")
def model():
    return tiny_network()


def make(model, content=CONTENT, style=STYLE, num_steps=10, **others):
    own = {key: others.pop(key) for key in list(others) if hasattr(settings(), key)}
    arguments = settings(**own).arguments(**others)
    return style_transfer(content, style, **arguments, model=model, num_steps=num_steps)


def test_signature_is_the_courses():
    names = list(inspect.signature(style_transfer).parameters)[:10]
    assert names == [
        *("content_image", "style_image", "image_size", "style_size"),
        *("content_layer", "content_weight", "style_layers", "style_weights"),
        *("tv_weight", "init_random"),
    ]


def test_first_value_is_the_sum_of_the_losses(model):
    made = make(model, num_steps=1, relative=False, style_weights=(3.0, 0.5), tv_weight=0.2)
    content, style = (preprocess_image(one, model)[None] for one in (CONTENT, STYLE))
    feats, wanted = extract_features(content, model, 2), extract_features(style, model, 1)
    targets = [gram_matrix(one) for one in wanted]
    expected = [
        content_loss(0.1, feats[2], feats[2]),
        style_loss(feats, [0, 1], targets, [3.0, 0.5]),
        tv_loss(content, 0.2),
    ]
    np.testing.assert_allclose(made.terms[0], expected, rtol=1e-5)
    assert made.values[0] == pytest.approx(sum(float(one) for one in expected), rel=1e-5)


def test_relative_weights_divide_each_loss_by_its_own_size(model):
    plain = make(model, num_steps=1, relative=False, init_random=True, tv_weight=1.0).terms[0]
    shares = make(model, num_steps=1, relative=True, init_random=True, tv_weight=1.0).terms[0]
    content, style = (preprocess_image(one, model)[None] for one in (CONTENT, STYLE))
    size = np.sum(np.square(extract_features(content, model, 2)[2]))
    np.testing.assert_allclose(shares[0], plain[0] / size, rtol=1e-5)
    np.testing.assert_allclose(shares[2], plain[2] / content.size, rtol=1e-5)
    one_layer = {"style_layers": (1,), "style_weights": (1.0,), "num_steps": 1}
    plain = make(model, **one_layer, relative=False).terms[0, 1]
    gram = gram_matrix(extract_features(style, model, 1)[1])
    shares = make(model, **one_layer).terms[0, 1]
    np.testing.assert_allclose(shares, plain / np.sum(np.square(gram)), rtol=1e-5)


def test_steps_are_those_of_adam():
    rng = np.random.default_rng(0)
    picture = rng.uniform(-0.2, 0.2, size=(1, 4, 5, 3)).astype(np.float32)
    variable = tf.Variable(picture)
    optimizer = keras.optimizers.Adam(learning_rate=0.01)
    state = tuple(map(tf.constant, (picture, 0 * picture, 0 * picture)))
    for number in range(8):
        gradient = tf.constant(rng.normal(size=picture.shape).astype(np.float32))
        optimizer.apply_gradients([(gradient, variable)])
        bounds = tf.constant(-1.5), tf.constant(1.5)
        state = adam_step(state, gradient, tf.constant(number), tf.constant(0.01), bounds)
    np.testing.assert_allclose(state[0], variable.numpy(), atol=1e-6)


def test_rate_falls_at_step_180_of_200(model):
    assert decay_step(200) == 180
    pictures = {}
    # Where rates are tiny, a step of Adam is about as long as its rate: none is clipped away.
    make(
        model,
        num_steps=200,
        rates=(3e-4, 1e-5),
        init_random=True,
        show_every=1,
        on_picture=lambda done, picture: pictures.update({done: picture.copy()}),
    )
    moved = {n: np.abs(pictures[n + 1] - pictures[n]).max() for n in (178, 179, 180, 181)}
    assert moved[179] > 0.8 * moved[178] > 1e-4
    assert max(moved[180], moved[181]) < 0.1 * moved[179]


def test_pixels_stay_within_the_courses_bounds_on_squeezenet():
    for bound, limit in zip(clip_range(SqueezeNet()), (-1.5, 1.5), strict=True):
        np.testing.assert_array_equal(bound, np.full(3, limit, np.float32))


def test_pixels_stay_within_black_and_white_where_these_are_closer():
    network = EfficientNetLite0()
    for bound, limit in zip(clip_range(network), network.pixel_range, strict=True):
        np.testing.assert_array_equal(bound, limit)
    assert np.all(np.abs(clip_range(network)) < 1.5)


@pytest.mark.parametrize("optimizer", ["adam", "lbfgs"])
def test_pictures_are_clipped(model, optimizer):
    made = make(model, num_steps=3, optimizer=optimizer, rates=(50.0, 50.0))
    low, high = clip_range(model)
    assert np.all(made.picture >= low - 1e-6)
    assert np.all(made.picture <= high + 1e-6)
    assert made.pixels.shape == CONTENT.shape


def test_seeds_draw_the_noise(model):
    one, same, other = (
        make(model, num_steps=2, init_random=True, rates=(0.01, 0.01), seed=seed)
        for seed in (3, np.random.default_rng(3), 4)
    )
    np.testing.assert_array_equal(one.picture, same.picture)
    assert not np.allclose(one.picture, other.picture, atol=0.1)


def test_noise_is_uniform_in_zero_to_one(model):
    seen = make(model, num_steps=1, init_random=True, rates=(1e-9, 1e-9)).picture
    assert 0 <= seen.min() < 0.01
    assert 0.99 < seen.max() <= 1
    assert abs(seen.mean() - 0.5) < 0.02


def test_starts_from_the_content_or_from_a_given_picture(model):
    content = preprocess_image(CONTENT, model)[None]
    tiny = {"num_steps": 1, "rates": (1e-9, 1e-9)}
    low, high = clip_range(model)
    np.testing.assert_allclose(make(model, **tiny).picture, np.clip(content, low, high), atol=1e-6)
    given = np.full_like(content, 0.25)
    np.testing.assert_allclose(make(model, **tiny, start=given).picture, given, atol=1e-6)


def test_other_weights_and_pictures_need_no_new_compiling():
    network = tiny_network(seed=5)
    make(network)
    make(network, content_weight=0.7, style_weights=(2.0, 0.4), tv_weight=3.0, rates=(0.1, 0.2))
    make(network, content=pixels(seed=8), num_steps=15)
    (function,) = compiled_steps(network)
    assert function.experimental_get_tracing_count() == 1


def compiled_steps(network):
    known = network.__dict__["_unrolled_compiled"]
    return [function for key, function in known.items() if str(key[0]).startswith("style")]


def test_layers_without_weight_are_not_computed():
    network = tiny_network(seed=6)
    called = []
    for number, layer in enumerate(network.net.layers):
        inner = layer.call
        layer.call = lambda x, inner=inner, number=number: called.append(number) or inner(x)
    make(network, style_weights=(1.0, 0.0), content_weight=0.0)
    assert set(called) == {0}
    make(network, style_weights=(0.0, 0.0))
    assert max(called) == 2


def test_loss_falls(model):
    made = make(model, num_steps=60, rates=(0.1, 0.02))
    assert made.values[-1] < 0.5 * made.values[0]
    np.testing.assert_allclose(made.values, made.terms.sum(axis=1), rtol=1e-5)


def test_reads_files_and_scales_them(model, tmp_path):
    for name, picture in (("content", CONTENT), ("style", STYLE)):
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
    paths = tmp_path / "content.png", str(tmp_path / "style.png")
    before = CONTENT.copy()
    made = make(model, *paths, image_size=16, style_size=18, num_steps=1)
    assert made.pixels.shape == (16, 20, 3)
    of_arrays = make(model, image_size=16, style_size=18, num_steps=1)
    np.testing.assert_array_equal(made.picture, of_arrays.picture)
    np.testing.assert_array_equal(CONTENT, before)


@pytest.mark.parametrize("optimizer", ["adam", "lbfgs"])
def test_hands_over_pictures(model, optimizer):
    seen = {}
    make(
        model,
        optimizer=optimizer,
        num_steps=7,
        show_every=3,
        on_picture=lambda done, picture: seen.update({done: picture.shape}),
    )
    assert seen == dict.fromkeys((3, 6, 7), (1, *CONTENT.shape))


@pytest.mark.parametrize("optimizer", ["adam", "lbfgs"])
def test_control_c_keeps_the_picture(model, optimizer):
    def stop(done, picture):
        kept.append(picture.copy())
        if len(kept) == 1:
            raise KeyboardInterrupt

    kept = []
    made = make(model, optimizer=optimizer, num_steps=50, show_every=5, on_picture=stop)
    assert made.reason == "interrupted"
    assert len(made.values) == len(made.terms) == 5
    np.testing.assert_array_equal(made.picture, kept[0])


@pytest.mark.usefixtures("own_errors")
def test_wrong_arguments_are_refused(model, tmp_path):
    with pytest.raises(ValueError, match="equally many; got 2 layers and 1 weights"):
        make(model, style_weights=(1.0,))
    with pytest.raises(TypeError, match="style_layers must be a sequence, one entry a layer"):
        make(model, style_layers=0)
    with pytest.raises(IndexError, match=r"Tiny has the feature layers 0 \(conv\) to 4 \(conv4\)"):
        make(model, content_layer=5)
    with pytest.raises(IndexError, match="got layer -1"):
        make(model, style_layers=(0, -1))
    with pytest.raises(ValueError, match="tv_weight must hold numbers of at least 0; got -1"):
        make(model, tv_weight=-1)
    with pytest.raises(ValueError, match="style_weights must hold numbers"):
        make(model, style_weights=(1.0, float("nan")))
    with pytest.raises(ValueError, match="optimizer must be 'adam' or 'lbfgs'; got 'sgd'"):
        make(model, optimizer="sgd")
    with pytest.raises(ValueError, match="num_steps must be a whole number of at least 1; got 0"):
        make(model, num_steps=0)
    with pytest.raises(ValueError, match="show_every must be a whole number, 0 or more"):
        make(model, optimizer="lbfgs", show_every=-1)
    with pytest.raises(ValueError, match="rates must be two positive numbers"):
        make(model, rates=(0.1, -0.1))
    with pytest.raises(ValueError, match=r"start must be as large .*, \(1, 24, 30, 3\)"):
        make(model, start=np.zeros((1, 4, 4, 3)))
    with pytest.raises(MissingDataError, match="nowhere"):
        make(model, content=tmp_path / "nowhere.png")
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(ImageError):
        make(model, style=tmp_path / "text.png")
    with pytest.raises(TypeError, match="uint8"):
        make(model, content=np.zeros((20, 20, 3)))
    with pytest.raises(ValueError, match="empty sequence"):
        make(model, style=[])
