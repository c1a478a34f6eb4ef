"""A run that was stopped and goes on is equal to one that never was."""

import errno
import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from support.tiny_gan import pictures, tiny_game
from unrolled.gan import GAN_KINDS, GanTrainer
from unrolled.runs import hdf5
from unrolled.runs.hdf5 import CheckpointError


def everything(trainer: GanTrainer) -> list[np.ndarray]:
    game = trainer.game
    owners = (game.D, game.G, game.D_solver, game.G_solver)
    return [variable.value.numpy() for owner in owners for variable in owner.variables]


def assert_same(first: GanTrainer, second: GanTrainer) -> None:
    assert first.run.d_losses == second.run.d_losses
    assert first.run.g_losses == second.run.g_losses
    assert first.run.g_steps == second.run.g_steps
    assert first.run.image_steps == second.run.image_steps
    assert np.array_equal(first.run.images, second.run.images)
    for a, b in zip(everything(first), everything(second), strict=True):
        assert np.array_equal(a, b)
    assert np.array_equal(first.sample(4), second.sample(4))


def tiny(path=None, **settings) -> GanTrainer:
    game = tiny_game(3, norm=True, **settings)
    return GanTrainer(game, pictures(), batch_size=8, seed=3, checkpoint=path)


@pytest.mark.parametrize("settings", [{}, {"critic_steps": 2, "penalty": 10.0}])
@pytest.mark.parametrize("stop", [1, 3, 4])  # in the first epoch, at its end, in the second
def test_a_resumed_run_is_equal_to_one_that_never_stopped(tmp_path, settings, stop: int) -> None:
    whole = tiny(**settings)
    whole.train(num_steps=8, show_every=3)
    tiny(tmp_path / "run.h5", **settings).train(num_steps=stop, show_every=3)
    resumed = tiny(tmp_path / "run.h5", **settings)
    assert resumed.run.steps == stop
    resumed.train(num_steps=8, show_every=3)
    assert_same(whole, resumed)


@pytest.mark.parametrize("kind", list(GAN_KINDS))
def test_each_kind_resumes_exactly(tmp_path, kind: str) -> None:
    def made(path=None) -> GanTrainer:
        few = pictures(30)
        return GanTrainer.of_kind(kind, few, noise_size=5, batch_size=8, seed=1, checkpoint=path)

    whole = made()
    whole.train(num_steps=6)
    made(tmp_path / "run.h5").train(num_steps=3)
    resumed = made(tmp_path / "run.h5")
    resumed.train(num_steps=6)
    assert_same(whole, resumed)


def test_ctrl_c_stops_in_order_and_the_run_goes_on(tmp_path) -> None:
    stopped = tiny(tmp_path / "run.h5")

    def press(steps: int, _: np.ndarray) -> None:
        if steps == 4:
            os.kill(os.getpid(), signal.SIGINT)

    run = stopped.train(num_steps=8, show_every=2, on_samples=press)
    assert run.reason == "interrupted"
    assert run.steps == 4
    resumed = tiny(tmp_path / "run.h5")
    resumed.train(num_steps=8, show_every=2)
    whole = tiny()
    whole.train(num_steps=8, show_every=2)
    assert_same(whole, resumed)
    assert resumed.run.reason == "done"


def test_a_disk_that_is_full_leaves_the_checkpoint_before(tmp_path, monkeypatch) -> None:
    path = tmp_path / "run.h5"
    made = tiny(path)
    made.train(num_steps=2)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(hdf5, "write_atomically", full)
    with pytest.raises(OSError, match="No space left"):
        made.train(num_steps=4)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"batch_size": 4}, "batch_size: 8 in the checkpoint, 4 now"),
        ({"seed": 4}, "seed: 3 in the checkpoint, 4 now"),
        ({"pictures": pictures(seed=1)}, "pictures: uint8"),
        ({"penalty": 10.0}, "penalty: 0.0 in the checkpoint, 10.0 now"),
        ({"critic_steps": 5}, "critic_steps: 1 in the checkpoint, 5 now"),
    ],
)
def test_another_run_s_checkpoint_is_refused_and_nothing_changed(
    tmp_path, change, message: str
) -> None:
    path = tmp_path / "run.h5"
    tiny(path).train(num_steps=2)
    before = path.read_bytes()
    of_game = {key: change[key] for key in ("penalty", "critic_steps") if key in change}
    others = {"batch_size": 8, "seed": 3, **{k: v for k, v in change.items() if k not in of_game}}
    game = replace(tiny_game(3, norm=True), **of_game)
    weights = game.G.get_weights()
    with pytest.raises(CheckpointError, match=message):
        GanTrainer(game, others.pop("pictures", pictures()), checkpoint=path, **others)
    assert path.read_bytes() == before
    assert all(np.array_equal(a, b) for a, b in zip(weights, game.G.get_weights(), strict=True))


def test_another_network_s_checkpoint_is_refused(tmp_path) -> None:
    path = tmp_path / "run.h5"
    tiny(path).train(num_steps=2)
    with pytest.raises(CheckpointError, match="G: "):
        GanTrainer(tiny_game(3), pictures(), batch_size=8, seed=3, checkpoint=path)


def test_a_damaged_checkpoint_is_refused(tmp_path) -> None:
    path = tmp_path / "run.h5"
    tiny(path).train(num_steps=2)
    whole = path.read_bytes()
    for content in (b"", whole[: len(whole) // 2], b"something else"):
        path.write_bytes(content)
        with pytest.raises(CheckpointError, match=r"not a whole HDF5 file|damaged"):
            tiny(path)


def test_a_file_of_another_kind_is_refused(tmp_path) -> None:
    path = tmp_path / "run.h5"
    hdf5.write_tree(path, {"model": {"W": np.zeros(3)}})
    with pytest.raises(CheckpointError, match="holds no GAN"):
        tiny(path)
