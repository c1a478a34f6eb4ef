import numpy as np
import pytest

from support.layers import normal
from unrolled.data import load_digits
from unrolled.models import DenseGAN, draw_noise
from unrolled.training import DenseGANSolver, DivergedError
from unrolled.training.optim import adam


def drawings(count=10):
    """Pictures of three by two pixels."""
    return np.random.default_rng(0).integers(0, 256, size=(count, 3, 2), dtype=np.uint8)


def tiny_solver(pictures=None, loss="gan", dtype=np.float64, **settings):
    sizes = {"pixels": 6, "generator_hidden": 5, "discriminator_hidden": 4}
    gan = DenseGAN(3, loss, **sizes, dtype=dtype, seed=0)
    pictures = drawings() if pictures is None else pictures
    return DenseGANSolver(gan, pictures, **{"batch_size": 4} | settings)


def weights(solver):
    players = (solver.model.discriminator, solver.model.generator)
    return [w for player in players for w in player.params.values()]


@pytest.mark.parametrize("loss", ["gan", "lsgan"])
def test_steps_are_those_written_down_one_by_one(loss):
    """The discriminator first, both on noise of their own, the generator against the new one."""
    solver, plain = tiny_solver(loss=loss), tiny_solver(loss=loss).model
    configs = {}
    for step in range(4):
        rng = np.random.default_rng([0, 1, step])
        noise = draw_noise(8, 3, rng, np.float64)
        fake, _ = plain.generator.forward(noise[:4])
        d_loss, grads = plain.discriminator_loss(solver.minibatch(step), fake)
        move(plain.discriminator, grads, configs, "D")
        fake, cache = plain.generator.forward(noise[4:])
        g_loss, grads = plain.generator_loss(fake, cache)
        move(plain.generator, grads, configs, "G")
        solver.train(num_steps=1)
        np.testing.assert_allclose(solver.d_losses[-1], d_loss, rtol=1e-10)
        np.testing.assert_allclose(solver.g_losses[-1], g_loss, rtol=1e-10)
    for player, other in [
        (solver.model.discriminator, plain.discriminator),
        (solver.model.generator, plain.generator),
    ]:
        for name, w in player.params.items():
            np.testing.assert_allclose(w, other.params[name], rtol=1e-9, atol=1e-12)


def move(player, grads, configs, who):
    start = {"learning_rate": 1e-3, "beta1": 0.5}
    for name, w in player.params.items():
        place = (who, name)
        player.params[name], configs[place] = adam(w, grads[name], configs.get(place, start))


def test_every_epoch_has_every_picture_once_and_the_short_minibatch_counts():
    pictures = np.arange(10, dtype=np.uint8)[:, None, None] * np.ones((1, 3, 2), dtype=np.uint8)
    solver = tiny_solver(pictures)
    assert solver.steps_an_epoch == 3
    orders = []
    for epoch in range(2):
        batches = [solver.minibatch(3 * epoch + place) for place in range(3)]
        assert [len(batch) for batch in batches] == [4, 4, 2]
        values = np.rint((np.concatenate(batches) + 1) * 127.5)
        assert np.all(values == values[:, :1])
        orders.append(values[:, 0].tolist())
        assert sorted(orders[-1]) == list(range(10))
    assert orders[0] != orders[1]
    solver.train(num_epochs=2)
    assert solver.steps == len(solver.d_losses) == len(solver.g_losses) == 6


def test_pixels_come_out_from_minus_one_to_one():
    pictures = np.zeros((2, 3, 2), dtype=np.uint8)
    pictures[1] = 255
    rows = np.sort(tiny_solver(pictures, dtype=np.float32).minibatch(0), axis=0)
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows, [[-1] * 6, [1] * 6])


def test_a_run_in_parts_is_the_run_at_once_and_seeds_differ():
    parts, once, other = tiny_solver(), tiny_solver(), tiny_solver(seed=1)
    for count in (1, 3, 2):
        parts.train(num_steps=count)
    once.train(num_epochs=2)
    other.train(num_epochs=2)
    assert parts.d_losses == once.d_losses
    assert parts.g_losses == once.g_losses
    for one, same in zip(weights(parts), weights(once), strict=True):
        np.testing.assert_array_equal(one, same)
    assert once.d_losses != other.d_losses


def test_pictures_are_not_changed_and_samples_are_of_their_shape():
    pictures = drawings()
    before = pictures.copy()
    solver = tiny_solver(pictures)
    solver.train(num_steps=2)
    np.testing.assert_array_equal(pictures, before)
    samples = solver.sample(5, seed=3)
    assert samples.shape == (5, 3, 2)
    assert 0 <= samples.min() < samples.max() <= 1
    np.testing.assert_array_equal(samples, solver.sample(5, seed=3))
    np.testing.assert_allclose(samples.reshape(5, 6) * 2 - 1, solver.model.sample(5, 3), rtol=1e-12)


def test_a_run_that_leaves_all_bounds_is_told_in_words():
    solver = tiny_solver(loss="lsgan", dtype=np.float32, learning_rate=1e15)
    with pytest.raises(
        DivergedError, match=r"diverged: the .* loss is not a finite .* than 1e\+15"
    ):
        solver.train(num_steps=20)
    solver = tiny_solver()
    solver.model.generator.params["W3"][0, 0] = np.nan
    with pytest.raises(DivergedError, match="the discriminator's loss is not a finite number"):
        solver.train(num_steps=1)


def nearest(pictures, digits):
    """The mean squared distance of each picture to the nearest of many digits."""
    rows, others = pictures.reshape(len(pictures), -1), digits.reshape(len(digits), -1)
    squares = (rows**2).sum(axis=1)[:, None] - 2 * rows @ others.T + (others**2).sum(axis=1)
    return squares.min(axis=1) / rows.shape[1]


def half_size(digits):
    return np.rint(digits.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))).astype(np.uint8)


@pytest.mark.parametrize("loss", ["gan", "lsgan"])
def test_training_leads_from_noise_to_what_looks_like_digits(loss):
    digits, sizes = load_digits(), {"generator_hidden": 128, "discriminator_hidden": 64}
    gan = DenseGAN(16, loss, pixels=14 * 14, **sizes, seed=0)
    solver = DenseGANSolver(gan, half_size(digits.x_train), batch_size=64)
    real = half_size(digits.x_test[:500]) / 255
    untrained = nearest(solver.sample(64), real).mean()
    solver.train(num_steps=250)
    samples = solver.sample(64)
    assert nearest(samples, real).mean() < 0.5 * untrained
    assert samples.std(axis=0).mean() > 0.015  # not one picture for all noise
    assert np.isfinite(solver.d_losses + solver.g_losses).all()
    assert np.mean(solver.d_losses[-50:]) > 0.05  # neither player has won
    assert np.mean(solver.g_losses[-50:]) > 0.05


@pytest.mark.usefixtures("own_errors")
def test_mistakes_are_named():
    gan = tiny_solver().model
    with pytest.raises(TypeError, match=r"pictures should be an array of uint8, .* got float64"):
        DenseGANSolver(gan, normal(0, (4, 3, 2))[0])
    for shape in [(4, 6), (4, 2, 2), (0, 3, 2)]:
        with pytest.raises(ValueError, match=r"at least one of them, each of 6 pixels; got"):
            DenseGANSolver(gan, np.zeros(shape, dtype=np.uint8))
    with pytest.raises(ValueError, match="batch_size should be at least 1"):
        tiny_solver(batch_size=0)
    with pytest.raises(ValueError, match=r"optim_config\['beta1'\] should be a finite number"):
        tiny_solver(beta1=np.nan)
    solver = tiny_solver()
    for settings in ({}, {"num_epochs": 1, "num_steps": 1}):
        with pytest.raises(ValueError, match="either num_epochs or num_steps"):
            solver.train(**settings)
    for settings in ({"num_epochs": 0}, {"num_steps": 0}):
        with pytest.raises(ValueError, match="should be at least 1"):
            solver.train(**settings)
