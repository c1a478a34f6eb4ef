"""What ``unrolled train captions`` does between reading its options and printing."""

import errno
import json
from pathlib import Path

import pytest

from unrolled.training import NextWordScores

SMALL = ["train", "captions", "--hidden", 16, "--wordvec", 8, "--batch-size", 3]


def test_few_training_captions_bound_no_validation(run, folder, monkeypatch):
    seen = []

    def train(solver):
        seen.append(solver.settings.val_batch)

    monkeypatch.setattr("unrolled.training.CaptioningSolver.train", train)
    run(*SMALL, "--max-train", 2, "--data", folder)
    assert seen == [6]


@pytest.mark.parametrize("option", ["--model", "--checkpoint"])
def test_a_place_where_nothing_can_be_written_is_told_before_training(
    run, folder, tmp_path, monkeypatch, option
):
    (tmp_path / "locked").mkdir()
    ordinary = Path.open

    def locked(path, mode="r", *arguments, **settings):
        if path.parent.name == "locked" and mode != "r":
            raise PermissionError(errno.EACCES, "Permission denied")
        return ordinary(path, mode, *arguments, **settings)

    monkeypatch.setattr(Path, "open", locked)
    monkeypatch.setattr(
        "unrolled.training.CaptioningSolver.train", lambda _: pytest.fail("it trained first")
    )
    result = run(*SMALL, "--data", folder, option, "locked/file.h5")
    assert result.exit_code == 2
    assert "cannot write locked/file.h5 (Permission denied)" in result.stderr


def test_a_perplexity_beyond_all_numbers_is_null_in_the_report(run, folder, monkeypatch):
    infinite = NextWordScores(0.0, float("inf"), 24)
    monkeypatch.setattr("unrolled.training.scores.score_next_words", lambda *_, **__: infinite)
    command = [*SMALL, "--epochs", 1, "--data", folder]
    scores = json.loads(run(*command, "--json").stdout)["scores"]
    assert [score["perplexity"] for score in scores] == [None, None, None]
    assert "inf" in run(*command).stdout
