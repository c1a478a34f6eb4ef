"""``unrolled train gan``: four GANs of digits."""

import json
import signal
import time

import numpy as np
import pytest
from PIL import Image

from support.command import finish, spawn
from unrolled.cli.gan_training import sheet
from unrolled.data import load_digits
from unrolled.gan import GanTrainer
from unrolled.runs.hdf5 import read_tree

RUN = ["train", "gan", "--kind", "gan", "--batch-size", 8, "--noise-size", 3]


def report(result):
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return json.loads(result.stdout)


def test_the_samples_are_those_of_the_package(run, tmp_path) -> None:
    found = report(run(*RUN, "--steps", 3, "--seed", 5, "--json"))
    digits = load_digits()
    trainer = GanTrainer.of_kind(
        "gan", digits.x_train, noise_size=3, seed=5, batch_size=8, xla=True
    )
    trained = trainer.train(num_steps=3)
    assert found["loss"] == {
        "discriminator": trained.d_losses[-1],
        "generator": trained.g_losses[-1],
    }
    assert (found["kind"], found["steps"], found["output"]) == ("gan", 3, "gan.png")
    assert found["data"] == digits.source
    assert found["epochs"] == pytest.approx(3 * 8 / 12_000)
    saved = np.array(Image.open(tmp_path / "gan.png"))
    np.testing.assert_array_equal(saved, sheet(trainer.sample(64, 5), columns=8))


def test_a_sheet_is_dark_ink_in_rows() -> None:
    pictures = np.zeros((6, 28, 28), dtype=np.float32)
    pictures[4, 0, 0] = 1  # second row, second column
    pixels = sheet(pictures, columns=3)
    assert pixels.shape == (2 * 32 * 4, 3 * 32 * 4, 3)
    dark = np.argwhere(pixels[..., 0] == 0)
    top = (32 + 2) * 4
    assert dark.min(axis=0).tolist() == [top, top]
    assert dark.max(axis=0).tolist() == [top + 3, top + 3]
    assert np.unique(pixels).tolist() == [0, 255]


@pytest.mark.parametrize("kind", ["lsgan", "dcgan", "wgan-gp"])
def test_every_kind_can_be_trained(run, tmp_path, kind: str) -> None:
    found = report(run(*RUN, "--kind", kind, "--steps", 1, "--json"))
    assert found["kind"] == kind
    assert (tmp_path / f"{kind}.png").exists()
    assert (found["loss"]["generator"] is None) == (kind == "wgan-gp")  # not its turn yet


def test_settings_reach_the_game(run) -> None:
    usual = ["--kind", "wgan-gp", "--steps", 2, "--json"]
    found = [
        report(run(*RUN, *usual, *options))["loss"]
        for options in ([], ["--norm", "none"], ["--critic-steps", 2], ["--learning-rate", 0.1])
    ]
    assert len({loss["discriminator"] for loss in found}) == 3  # the turns change no critic
    assert [loss["generator"] is None for loss in found] == [True, True, False, True]


def test_a_checkpoint_lets_the_same_command_go_on(run) -> None:
    whole = report(run(*RUN, "--steps", 4, "--json"))
    run(*RUN, "--steps", 2, "--checkpoint", "run.h5")
    resumed = report(run(*RUN, "--steps", 4, "--checkpoint", "run.h5", "--json"))
    assert resumed["loss"] == whole["loss"]
    other = run(*RUN, "--steps", 4, "--checkpoint", "run.h5", "--seed", 1)
    assert other.exit_code == 2
    assert "seed: 0 in the checkpoint, 1 now" in other.stderr


def test_frames_and_a_score(run, tmp_path) -> None:
    options = ["--steps", 4, "--frames", "sheets", "--every", 2, "--score", "--json"]
    found = report(run(*RUN, *options))
    frames = sorted(path.name for path in (tmp_path / "sheets").iterdir())
    assert frames == ["000000.png", "000002.png", "000004.png"]
    assert found["score"]["samples"]["Fréchet"] > 10 * found["score"]["real"]["Fréchet"]


def test_lines_for_people(run) -> None:
    done = run(*RUN, "--steps", 2, "--score")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("gan on ")
    assert ": 2 steps (0.00133 epochs), " in lines[0]
    assert lines[1].startswith("Last losses: discriminator ")
    assert "held-out real" in lines[2]
    assert lines[-1] == "Samples: gan.png"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--kind", "vae"], "--kind vae: there is none; there are gan, lsgan, dcgan, wgan-gp"),
        (["--kind", "wgan-gp", "--norm", "group"], "--norm group: there is none"),
        (["--norm", "none"], "--norm: only the critic of --kind wgan-gp has a choice"),
        (["--epochs", 1, "--steps", 2], "--epochs and --steps both say how long"),
        (["--seconds", "-1"], "--seconds -1 should be positive"),
        (["--learning-rate", "0"], "--learning-rate 0 should be positive"),
        (["--data", "cifar"], "--data cifar: there is none; there are bundled, mnist, auto"),
        (["--steps", 1, "--checkpoint", "nowhere/run.h5"], "there is no folder nowhere"),
        (["--steps", 1, "--every", 5], "--every: sheets on the way are saved with --frames only"),
        (["--steps", 1, "-o", "nowhere/a.png"], "nowhere"),
    ],
)
def test_what_cannot_be_used_is_refused(run, tmp_path, options, message: str) -> None:
    done = run(*RUN, *options)
    assert done.exit_code == 2
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_saves_what_there_is(tmp_path) -> None:
    options = ["--epochs", 50, "--checkpoint", "run.h5", "--frames", "sheets", "--every", 2]
    process = spawn([*RUN, *options], tmp_path)
    deadline = time.monotonic() + 200
    while not (tmp_path / "sheets" / "000002.png").exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said, exit_code = finish(process)
    assert exit_code == 130
    assert "the same command goes on from run.h5" in said
    assert (tmp_path / "gan.png").exists()
    assert (tmp_path / "run.h5").exists()
    stopped = read_tree(tmp_path / "run.h5")["gan"]["run"]["d_losses"]
    on = ["--steps", len(stopped) + 1, "--checkpoint", "run.h5", "--json"]
    out, _, exit_code = finish(spawn([*RUN, *on], tmp_path))
    assert exit_code == 0
    assert json.loads(out)["steps"] == len(stopped) + 1
