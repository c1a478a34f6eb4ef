"""``--config``: options from a file, the command line first, and every mistake named."""

import json

import pytest

from unrolled.cli.config import config_names

SMALL = ["train", "captions", "--hidden", 16, "--wordvec", 8, "--batch-size", 3, "--epochs", 1]


def options(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["options"]


def test_a_file_sets_options_and_the_command_line_wins(run, folder, tmp_path):
    (tmp_path / "mine.toml").write_text(
        f'data = "{folder}"\ncell = "lstm"\nhidden = 9\nbatch-size = 2\nlearning_rate = 1e-2\n'
        "dropout = 0.25\nstandardize = false\nmodel = 'mine.h5'\nclip-norm = 3\nepochs = 7\n"
    )
    command = ["train", "captions", "--config", "mine.toml", "--json"]
    found = options(run(*command, "--epochs", 1, "--hidden", 8))
    assert found["hidden"] == 8
    assert found["epochs"] == 1
    wanted = {"cell": "lstm", "batch_size": 2, "learning_rate": 0.01, "dropout": 0.25}
    wanted |= {"standardize": False, "model": "mine.h5", "clip_norm": 3.0, "config": "mine.toml"}
    assert found | wanted == found
    assert (tmp_path / "mine.h5").exists()
    again = options(run("train", "captions", "--hidden", 8, "--epochs", 1, *command[2:]))
    assert again == found  # the order of options does not matter


def test_what_comes_with_the_package_goes_by_its_name(run, folder):
    assert "flickr8k" in config_names()
    small = ["--hidden", 8, "--wordvec", 4, "--epochs", 1, "--data", folder, "--json"]
    found = options(run("train", "captions", "--config", "flickr8k", *small))
    assert found["cell"] == "lstm"
    assert found["hidden"] == 8


@pytest.mark.parametrize("name", config_names())
def test_every_configuration_of_the_package_has_only_options_that_there_are(run, name):
    # An option that is wrong would be named first.
    result = run("train", "captions", "--config", name, "--data", "nowhere")
    assert result.exit_code == 2
    assert "--data nowhere: expected scenes, coco or a folder" in " ".join(result.stderr.split())


def test_a_file_of_that_name_goes_before_the_package(run, folder, tmp_path):
    (tmp_path / "flickr8k").write_text("hidden = 5\n")
    small = ["--wordvec", 4, "--epochs", 1, "--data", folder, "--json"]
    assert options(run("train", "captions", "--config", "flickr8k", *small))["hidden"] == 5


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("hidden-dim = 5", "there is no option 'hidden-dim'; near it are: hidden"),
        ("zzzzz = 5", "there is no option 'zzzzz'; there are: average, batch-size"),
        ('hidden = "wide"', "hidden should be a whole number; got 'wide'"),
        ("hidden = 2.5", "hidden should be a whole number; got 2.5"),
        ("hidden = true", "hidden should be a whole number; got True"),
        ("dropout = '0.5'", "dropout should be a number; got '0.5'"),
        ("standardize = 1", "standardize should be true or false; got 1"),
        ("cell = 3", "cell should be a text in quotes; got 3"),
        ("hidden = 0", "--hidden"),
        ("config = 'other'", "there is no option 'config'"),
        ("[training]\nhidden = 5", "there is no option 'training'"),
        ("hidden: 5", "mine.toml: expected TOML, such as hidden = 512; "),
    ],
)
def test_a_file_that_cannot_be_used_is_named(run, tmp_path, content, message):
    (tmp_path / "mine.toml").write_text(content)
    result = run(*SMALL[:2], "--config", "mine.toml")
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_is_told_with_those_that_are(run):
    result = run(*SMALL, "--config", "flicker8k")
    assert result.exit_code == 2
    assert "there is no such file, and no configuration of that name" in result.stderr
    assert "flickr8k" in result.stderr


def test_a_file_that_is_no_text_is_refused(run, tmp_path):
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe\x00")
    result = run(*SMALL, "--config", "mine.toml")
    assert result.exit_code == 2
    assert "mine.toml: expected TOML" in result.stderr
