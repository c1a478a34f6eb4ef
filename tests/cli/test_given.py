"""Options that would be ignored beside others."""

import json

import pytest

from support.tiny_captions import tiny_model
from unrolled.training import save_model

TRAIN = ["train", "captions", "--batch-size", 3, "--epochs", 1]


@pytest.fixture
def begun(tmp_path, folder):
    """Train from a model of the folder's pictures."""
    save_model(tiny_model(), tmp_path / "begun.h5")
    return [*TRAIN, "--data", folder, "--start", "begun.h5"]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--cell", "rnn"], "--cell: "),
        (["--hidden", 16], "--hidden: "),
        (["--wordvec", 5, "--hidden", 9], "--hidden, --wordvec: "),
        (["--no-standardize"], "--standardize: "),
    ],
)
def test_a_model_to_start_with_has_a_form_already(run, begun, options, named):
    result = run(*begun, *options)
    assert result.exit_code == 2
    assert f"{named}not beside --start, for begun.h5 has its own" in result.stderr


def test_a_file_of_options_may_serve_other_calls_too(run, begun, tmp_path):
    (tmp_path / "mine.toml").write_text('hidden = 99\nsamples = 3\ncell = "lstm"\n')
    result = run(*begun, "--config", "mine.toml", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["options"]["hidden"] == 16


def test_samples_belong_to_the_score(run, folder, begun):
    result = run(*TRAIN, "--data", folder, "--samples", 5)
    assert result.exit_code == 2
    assert "--samples: captions are drawn with --objective score only" in result.stderr
    assert run(*begun, "--samples", 2, "--objective", "score").exit_code == 0
