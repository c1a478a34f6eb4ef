"""``unrolled train captions``: trains, saves, goes on, reports, and fails in plain words."""

import json
import os

import numpy as np
import pytest

from support.tiny_captions import TEXTS, tiny_data
from unrolled.cli.console import print_json
from unrolled.cli.train import CELL_NAMES
from unrolled.models import CELLS
from unrolled.training import describe_pictures, load_model, load_notes

SMALL = ["train", "captions", "--hidden", 16, "--wordvec", 8, "--batch-size", 3]
LEARN = ["--epochs", 60, "--learning-rate", 0.02, "--lr-decay", 0.98]


def report(result):
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return json.loads(result.stdout)


def test_it_learns_saves_and_reports(run, folder, tmp_path):
    found = report(run(*SMALL, *LEARN, "--data", folder, "--json"))
    assert found["steps"] == 120
    assert found["captions"] == 6
    assert found["loss"]["last_epoch"] < 0.2
    assert found["loss"]["first_step"] > 5
    assert found["exact_match"]["train"] == {"share": 1.0, "pictures": 6}
    assert found["exact_match"]["val"]["pictures"] == 6
    # The validation pictures are the training pictures with one another's captions.
    assert found["loss"]["validation"] > 1
    assert [sample["true"] for sample in found["samples"]] == [[t] for t in TEXTS[::-1][:3]]
    assert [sample["predicted"] for sample in found["samples"]] == TEXTS[:3]
    model = load_model(tmp_path / "captions.h5")
    assert found["parameters"] == sum(value.size for value in model.params.values())
    assert model.scaling is not None
    assert describe_pictures(model, tiny_data(), "train").predictions == TEXTS


def test_tables_are_for_people(run, folder):
    result = run(*SMALL, *LEARN, "--data", folder)
    assert result.exit_code == 0
    assert "rnn on 6 captions, 120 steps" in result.stdout
    for name in ("BLEU-1", "exact", "perplexity", "6 train", "beam 4"):
        assert name in result.stdout
    assert "100.0" in result.stdout
    for text in TEXTS:  # three predicted, and the other three true
        assert text in result.stdout
    assert "captions.h5" in result.stdout
    assert result.stderr == ""


def test_the_folder_may_hold_the_folder_or_be_in_unrolled_data(run, folder, monkeypatch):
    direct = report(run(*SMALL, "--epochs", 1, "--data", folder, "--json"))
    outer = report(run(*SMALL, "--epochs", 1, "--data", folder.parent, "--json"))
    monkeypatch.setenv("UNROLLED_DATA", str(folder.parent))
    named = report(run(*SMALL, "--epochs", 1, "--data", "coco", "--json"))
    assert direct["loss"] == outer["loss"] == named["loss"]


def test_options_reach_the_run(run, folder, tmp_path):
    options = ["--seed", 3, "--max-train", 4, "--no-standardize", "--model", "mine.h5", "--json"]
    found = report(run(*SMALL, "--epochs", 2, "--data", folder, *options))
    assert found["captions"] == 4
    assert found["steps"] == 2
    assert found["exact_match"]["train"]["pictures"] == 4
    model = load_model(tmp_path / "mine.h5")
    assert model.scaling is None
    assert model.config["hidden_dim"] == 16
    assert model.config["wordvec_dim"] == 8
    assert not (tmp_path / "captions.h5").exists()
    other = report(run(*SMALL, "--epochs", 2, "--data", folder, *options, "--seed", 4))
    assert other["loss"] != found["loss"]


def test_scores_of_every_split_and_decoding(run, folder):
    found = report(run(*SMALL, *LEARN, "--data", folder, "--json"))
    assert [(score["split"], score["decoding"]) for score in found["scores"]] == [
        ("train", "greedy"),
        ("val", "greedy"),
        ("val", "beam 4"),
    ]
    by_heart = found["scores"][0]
    # Three words have no run of four, so BLEU-4 is zero by definition.
    assert [by_heart[f"bleu_{n}"] for n in range(1, 5)] == pytest.approx([1, 1, 1, 0])
    assert by_heart["exact_match"] == by_heart["token_accuracy"] == 1
    assert 1 < by_heart["perplexity"] < 1.1
    for score in found["scores"][1:]:
        assert score["perplexity"] > 1.5
        assert score["exact_match"] == 0


def test_settings_reach_the_solver_and_the_model_file(run, folder, tmp_path):
    options = {
        "cell": "lstm",
        "dropout": 0.25,
        "clip_norm": 0.5,
        "average": 0.9,
        "patience": 2,
        "stop_on": "bleu",
        "schedule": "cosine",
    }
    words = [word for n, v in options.items() for word in (f"--{n.replace('_', '-')}", v)]
    found = report(run(*SMALL, *words, "--epochs", 9, "--data", folder, "--json"))
    assert found["options"] | options | {"lr_decay": 1.0} == found["options"]
    assert found["steps"] == 6  # BLEU-4 of three words is always zero: patience runs out
    assert found["best_step"] == 6  # of equal ones the last
    assert found["clipped_steps"] == 6
    notes = load_notes(tmp_path / "captions.h5")
    assert notes == {"features": str(folder), "settings": found["options"]}
    assert load_model(tmp_path / "captions.h5").cell_type == "lstm"


def test_the_cells_that_help_lists_are_those_there_are(run):
    assert tuple(CELLS) == CELL_NAMES
    assert "rnn|lstm" in run("train", "captions", "--help").output


def test_a_run_goes_on_from_its_checkpoint_and_ends_the_same(run, folder, tmp_path):
    whole = report(run(*SMALL, "--epochs", 4, "--data", folder, "--json"))
    command = [*SMALL, "--data", folder, "--checkpoint", "run.h5", "--json"]
    assert report(run(*command, "--epochs", 2))["steps"] == 4
    resumed = report(run(*command, "--epochs", 4))
    assert resumed["loss"] == whole["loss"]
    assert (tmp_path / "run.h5").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--data", "nowhere"], "nowhere: expected scenes, coco or a folder that exists, found no"),
        (["--data", "notes.txt"], "or a folder that exists, found a file of that name"),
        (["--data", "coco"], "--data coco: expected coco_captioning in the folder UNROLLED_DATA"),
        (["--data", "coco"], "Name the folder with --data DIR, or use --data scenes, which needs"),
        (["--checkpoint", "captions.h5"], "--model captions.h5 are the same file"),
        (["--lr-decay", 0], "lr_decay should be a finite number above 0; got 0.0"),
        (["--cell", "gru"], "unknown cell_type 'gru'; the cells are: 'rnn'"),
        (["--model", "no/folder/model.h5"], "there is no folder no/folder to write model.h5"),
        (["--checkpoint", "no/folder/run.h5"], "there is no folder no/folder to write run.h5"),
        (["--checkpoint", "notes.txt"], "notes.txt is not a whole HDF5 file"),
        (["--epochs", 0], "--epochs"),
        (["--dropout", 1], "dropout should be a share from 0"),
        (["--average", 1], "average should lie between 0 and 1"),
        (["--schedule", "linear"], "schedule should be 'exponential' or 'cosine'"),
        (["--schedule", "cosine", "--lr-decay", 0.9], "lr_decay should be 1; got 0.9"),
        (["--stop-on", "beauty"], "stop_on should be 'loss' or 'bleu'; got 'beauty'"),
        (["--learning-rate", "fast"], "--learning-rate"),
        (["--learning-rate", "inf"], "should be a finite number; got inf"),
    ],
)
def test_input_that_cannot_be_used_exits_with_2(run, folder, tmp_path, options, message):
    (tmp_path / "notes.txt").write_text("no checkpoint\n" * 100)
    result = run(*SMALL, "--data", folder, *options)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "captions.h5").exists()


def test_another_runs_checkpoint_exits_with_2_and_names_the_difference(run, folder):
    command = [*SMALL, "--data", folder, "--epochs", 1, "--checkpoint", "run.h5"]
    assert run(*command).exit_code == 0
    result = run(*command, "--seed", 7)
    assert result.exit_code == 2
    assert "settings.seed: 0 in the checkpoint, 7 now" in result.stderr


def test_a_run_that_diverges_exits_with_1(run, folder, tmp_path):
    result = run(*SMALL, "--data", folder, "--epochs", 9, "--learning-rate", 1e38)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: training diverged")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "captions.h5").exists()


def test_a_model_that_diverges_at_the_last_step_is_not_saved(run, folder, tmp_path):
    options = ["--epochs", 1, "--batch-size", 6, "--learning-rate", 1e39, "--json"]
    result = run(*SMALL, "--data", folder, *options)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: training diverged")
    assert result.stdout == ""
    assert not (tmp_path / "captions.h5").exists()


def test_a_finished_run_is_not_replaced_by_its_model(run, folder, tmp_path):
    command = [*SMALL, "--data", folder, "--epochs", 1, "--checkpoint", "run.h5"]
    assert run(*command).exit_code == 0
    before = (tmp_path / "run.h5").read_bytes()
    (tmp_path / "link.h5").symlink_to("run.h5")
    result = run(*command, "--model", "link.h5")
    assert result.exit_code == 2
    assert "--checkpoint run.h5 and --model link.h5 are the same file" in result.stderr
    assert (tmp_path / "run.h5").read_bytes() == before


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float64("-inf")])
def test_json_never_holds_what_json_does_not_know(value, capsys):
    print_json({"scores": [{"perplexity": value, "pictures": 3}], "pair": (value, 0.5)})
    found = json.loads(capsys.readouterr().out)
    assert found == {"scores": [{"perplexity": None, "pictures": 3}], "pair": [None, 0.5]}


def test_a_full_disk_exits_with_1(run, folder, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run(*SMALL, "--data", folder, "--epochs", 1)
    assert result.exit_code == 1
    assert "captions.h5 (No space left on device)" in result.stderr


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (MemoryError(), 1, "error: there is not enough memory: try a smaller --batch-size"),
        (KeyError("h"), 1, "error: this should not happen: KeyError: 'h'. UNROLLED_DEBUG=1 shows"),
        (PermissionError(13, "Permission denied", "a.h5"), 2, "Permission denied: 'a.h5'"),
        (KeyboardInterrupt(), 130, "interrupted: stopped; without --checkpoint nothing is kept"),
    ],
)
def test_no_error_shows_a_traceback(run, folder, monkeypatch, error, code, message):
    def fail(_):
        raise error

    monkeypatch.setattr("unrolled.training.CaptioningSolver.train", fail)
    result = run(*SMALL, "--data", folder)
    assert result.exit_code == code
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_debugging_shows_where_an_error_comes_from(run, monkeypatch):
    monkeypatch.setenv("UNROLLED_DEBUG", "1")
    result = run(*SMALL, "--data", "nowhere")
    assert isinstance(result.exception, FileNotFoundError)
