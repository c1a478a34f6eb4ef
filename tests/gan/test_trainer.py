"""Training runs: their length, their record, and what they say when they go wrong."""

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from support.tiny_gan import NOISE, pictures, tiny_game
from unrolled.gan import GanTrainer, get_solvers, run_a_gan, sample_noise
from unrolled.gan.losses import discriminator_loss, generator_loss, wgan_critic_loss
from unrolled.runs.divergence import DivergedError


def trainer(seed: int = 0, count: int = 20, **settings) -> GanTrainer:
    game_settings = {
        key: settings.pop(key)
        for key in ("critic_steps", "penalty", "discriminator_loss", "generator_loss", "D_solver")
        if key in settings
    }
    game = tiny_game(seed, norm=True, **game_settings)
    return GanTrainer(game, pictures(count), **{"batch_size": 8, "seed": seed, **settings})


def test_an_epoch_takes_in_every_picture() -> None:
    made = trainer(count=20)
    assert made.steps_an_epoch == 3  # 8 + 8 + 4
    run = made.train(num_epochs=2)
    assert (run.steps, run.reason) == (6, "done")
    assert run.g_steps == [1, 2, 3, 4, 5, 6]
    assert made.train(num_epochs=2).steps == 6  # of the whole run
    assert made.train(num_steps=7).steps == 7


def test_time_ends_a_run() -> None:
    made = trainer()
    run = made.train(max_seconds=0.2)
    assert run.reason == "time"
    assert run.seconds >= 0.2
    before = run.seconds
    assert made.train(max_seconds=0.1).seconds >= before + 0.1


def test_a_seed_repeats_a_run_and_another_seed_does_not() -> None:
    first, again, other = (trainer(seed).train(num_steps=4) for seed in (1, 1, 2))
    assert first.d_losses == again.d_losses
    assert first.g_losses == again.g_losses
    assert first.d_losses != other.d_losses


def test_samples_are_of_the_same_noise_and_in_range() -> None:
    seen = []
    made = trainer()
    run = made.train(num_steps=5, show_every=2, on_samples=lambda *given: seen.append(given))
    assert run.image_steps == [0, 2, 4]
    assert [steps for steps, _ in seen] == run.image_steps
    for (_, given), kept in zip(seen, run.images, strict=True):
        assert np.array_equal(given, kept)
        assert kept.shape == (16, 28, 28)
        assert kept.min() >= 0
        assert kept.max() <= 1
    # After the same steps, the samples do not depend on what was shown.
    plain = trainer()
    plain.train(num_steps=4)
    assert np.array_equal(plain.sample(16, 0), run.images[2])


def test_samples_do_not_depend_on_how_many_are_made() -> None:
    made = trainer()
    made.train(num_steps=3)
    noise = sample_noise(1100, NOISE, seed=4)
    by_hand = (made.game.G(noise, training=False).numpy().reshape(-1, 28, 28) + 1) / 2
    assert np.allclose(made.sample(1100, 4), by_hand, atol=1e-5)  # more than are made at once
    assert made.sample(1, 4).shape == (1, 28, 28)
    # With moving statistics a picture does not depend on the others of its sheet.
    generate = made.game.G
    noise = tf.random.stateless_uniform((5, NOISE), (1, 1))
    assert np.allclose(generate(noise)[:2], generate(noise[:2]), atol=1e-6)


def test_the_critic_s_steps_leave_the_generator_s_losses_out() -> None:
    run = trainer(critic_steps=3).train(num_steps=7)
    assert run.g_steps == [3, 6]
    assert len(run.g_losses) == 2
    assert np.isfinite(run.g_losses).all()


def test_a_loss_that_is_no_number_ends_the_run_in_words() -> None:
    made = trainer(discriminator_loss=lambda real, fake: tf.reduce_mean(tf.math.log(-(real**2))))
    message = "the discriminator's loss became nan at step 1. Try a learning rate ten times smaller"
    with pytest.raises(DivergedError, match=message):
        made.train(num_steps=3)
    assert made.run.steps == 0


def root_of_nothing(fake):
    """A finite loss whose gradient is none: 0 times infinity."""
    return generator_loss(fake) + tf.reduce_mean(tf.sqrt(0 * fake))


def test_weights_that_are_no_numbers_are_not_saved(tmp_path) -> None:
    made = trainer(generator_loss=root_of_nothing, checkpoint=tmp_path / "run.h5")
    with pytest.raises(DivergedError, match="of the generator holds a number that is not finite"):
        made.train(num_steps=1)
    assert made.run.reason == "diverged"
    assert list(tmp_path.iterdir()) == []


def test_pictures_that_are_no_numbers_are_no_collapse() -> None:
    made = trainer(generator_loss=root_of_nothing)
    with pytest.raises(DivergedError, match="pictures hold a number that is none"):
        made.train(num_steps=5, show_every=1)
    assert made.run.notes == []


def test_a_network_without_weights_is_refused() -> None:
    game = replace(tiny_game(), D=keras.Sequential([keras.layers.Dense(1)]))
    with pytest.raises(ValueError, match=r"the network D has no weights yet.*keras\.Input"):
        GanTrainer(game, pictures())


@pytest.mark.usefixtures("own_errors")
def test_numpys_integers_can_be_saved(tmp_path) -> None:
    settings = {"batch_size": np.int64(8), "seed": np.int64(0)}
    GanTrainer(tiny_game(), pictures(), checkpoint=tmp_path / "run.h5", **settings).train(1)
    plain = GanTrainer(tiny_game(), pictures(), batch_size=8, checkpoint=tmp_path / "run.h5")
    assert plain.run.steps == 3


def test_a_discriminator_without_doubt_is_reported_while_it_happens(capsys) -> None:
    losses = iter_losses(zero_after=4)
    made = trainer(discriminator_loss=losses)
    run = made.train(num_steps=103)
    assert run.notes == []
    made.train(num_steps=140)
    assert len(run.notes) == 1
    assert run.notes[0].startswith("step 104: the discriminator's loss has been zero for 100 steps")
    assert "tells all generated pictures from real ones" in run.notes[0]
    assert run.notes[0] in capsys.readouterr().err


def iter_losses(zero_after: int):
    """Make a loss that is its usual self for some steps, and then zero."""
    counter = tf.Variable(0)

    def loss(real, fake):
        usual = discriminator_loss(real, fake)
        return tf.where(counter.assign_add(1) > zero_after, 0.0, 1.0) * usual

    return loss


def test_a_critic_at_zero_is_told_otherwise() -> None:
    # A flat critic pays the whole penalty; a plain Wasserstein critic that is flat pays nothing.
    for penalty, said in ((10.0, "has been 10 for 100 steps"), (0.0, "has been zero for 100")):
        made = trainer(penalty=penalty, discriminator_loss=wgan_critic_loss)
        for variable in made.game.D.trainable_variables:
            variable.assign(tf.zeros_like(variable))
        made.game.D.trainable = False
        run = made.train(num_steps=99)
        assert run.notes == []
        made.train(num_steps=100)
        assert said in run.notes[0]
        assert "The critic scores real and generated pictures alike" in run.notes[0]


def test_a_collapsed_generator_is_reported() -> None:
    made = trainer(generator_loss=lambda fake: 0 * tf.reduce_sum(fake))  # it stays as it is
    for variable in made.game.G.trainable_variables:
        variable.assign(tf.zeros_like(variable))
    assert made.train(num_steps=99, show_every=99).notes == []  # too early to tell
    made.train(num_steps=100, show_every=100)
    assert "16 different noises give the same picture" in made.run.notes[0]
    assert made.run.notes[0].startswith("step 100:")
    assert len(made.train(num_steps=102, show_every=1).notes) == 1  # said once


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "say how long to train: num_epochs, num_steps or max_seconds"),
        ({"num_epochs": 1, "num_steps": 2}, "either num_epochs or num_steps, not both"),
        ({"num_epochs": -1}, "num_epochs should be a whole number of at least 0; got -1"),
        ({"max_seconds": 0.0}, "max_seconds should be positive; got 0.0"),
        ({"num_steps": 1, "show_every": -1}, "show_every should be"),
        ({"num_steps": 1, "print_every": -2}, "print_every should be"),
    ],
)
def test_a_length_that_makes_no_sense_is_refused(given, message: str) -> None:
    made = trainer()
    with pytest.raises(ValueError, match=message):
        made.train(**given)
    assert made.run.steps == 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"batch_size": 0}, "batch_size should be a whole number of at least 1; got 0"),
        ({"critic_steps": 0}, "critic_steps should be"),
        ({"checkpoint_every": 0}, "checkpoint_every should be"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        trainer(**settings)


def test_there_is_no_fifth_kind() -> None:
    with pytest.raises(ValueError, match="called 'vae'; there are gan, lsgan, dcgan, wgan-gp"):
        GanTrainer.of_kind("vae", pictures())


def test_the_course_s_function_prints_and_returns_as_the_course_does(capsys) -> None:
    game = tiny_game()
    images, final = run_a_gan(
        *(game.D, game.G, *get_solvers(), discriminator_loss, generator_loss),
        *(2, 2, 8, 2),  # show_every, print_every, batch_size, num_epochs
        noise_size=NOISE,
        pictures=pictures(20),
    )
    assert len(images) == 4  # of steps 0, 2, 4 and 6
    assert {sheet.shape for sheet in images} == {(16, 784)}
    assert final.shape == (16, 784)
    assert np.allclose(final, images[-1], atol=1e-6)
    assert final.min() >= -1
    assert final.min() < 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(", D")[0] for line in lines] == [
        *("Epoch: 0, Iter: 2", "Epoch: 1, Iter: 4", "Epoch: 1, Iter: 6"),
    ]
