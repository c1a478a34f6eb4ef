"""``unrolled score``, and training on the score from a saved model."""

import json

import pytest

from unrolled.models import CaptioningRNN
from unrolled.training import load_model, load_notes, save_model

SMALL = ["train", "captions", "--batch-size", 3, "--seed", 1]
FORM = ["--cell", "lstm", "--hidden", 16, "--wordvec", 8]
WORDS = [*SMALL, *FORM, "--epochs", 40, "--learning-rate", 0.02]


@pytest.fixture
def words(run, folder, tmp_path):
    path = tmp_path / "words.h5"
    assert run(*WORDS, "--data", folder, "--model", path, "--json").exit_code == 0
    return path


def test_scores_are_those_of_the_end_of_training(run, folder, tmp_path):
    path = tmp_path / "words.h5"
    trained = json.loads(run(*WORDS, "--data", folder, "--model", path, "--json").stdout)
    result = run("score", path, "--split", "val", "--json")
    assert result.exit_code == 0, result.stderr
    scored = json.loads(result.stdout)
    assert scored["models"] == [str(path)]
    assert scored["scores"] == [one for one in trained["scores"] if one["split"] == "val"]


def test_every_decoding_that_was_asked_for(run, words):
    result = run("score", words, "--beam", 2, "--beam", 1, "--consensus", 3, "--count", 2)
    assert result.exit_code == 0, result.stderr
    for name in ("2 val, beam 2", "2 val, greedy", "2 val, consensus 3", "BLEU-1"):
        assert name in result.stdout
    assert "beam 4" not in result.stdout


def test_models_together_are_an_ensemble(run, words, folder, tmp_path):
    other = tmp_path / "other.h5"
    run(*WORDS, "--seed", 5, "--data", folder, "--model", other, "--json")
    perplexities = [
        json.loads(run("score", *models, "--beam", 1, "--json").stdout)["scores"][0]["perplexity"]
        for models in ([words], [other], [words, other])
    ]
    # The mean of two probabilities lies between them, but its logarithm above theirs' mean.
    assert perplexities[2] < max(perplexities[:2])
    assert len(set(perplexities)) == 3


def test_a_split_that_is_not_there(run, words):
    result = run("score", words, "--split", "heldout")
    assert result.exit_code == 2
    assert "has the splits train, val" in result.stderr


@pytest.fixture
def wide(words, tmp_path):
    """A model of more features than the folder has."""
    config = load_model(words).config
    path = tmp_path / "wide.h5"
    save_model(CaptioningRNN(**config | {"input_dim": config["input_dim"] + 1}), path)
    return path


def test_a_model_of_other_data(run, wide, folder):
    result = run("score", wide, "--data", folder)
    assert result.exit_code == 2
    assert "features: expected" in result.stderr
    assert "Name the data that the model was trained on" in result.stderr


def test_training_on_the_score_begins_with_the_model(run, words, folder, tmp_path):
    better = tmp_path / "better.h5"
    rate = ["--learning-rate", 0.02, "--lr-decay", 1]
    options = ["--objective", "score", "--start", words, *rate, "--epochs", 40]
    result = run(*SMALL, *options, "--data", folder, "--model", better, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    # One step sees three of the six pictures.
    assert found["steps"] == 80
    assert found["options"]["cell"] == "lstm"
    # The loss is minus the score of what is drawn.
    assert -1 <= found["loss"]["last_epoch"] < found["loss"]["first_step"] - 0.1
    begun, ended = load_model(words), load_model(better)
    assert ended.config == begun.config
    assert any((ended.params[name] != begun.params[name]).any() for name in ended.params)


def test_a_run_goes_on_only_from_the_model_that_it_began_with(run, words, folder, tmp_path):
    other = tmp_path / "other.h5"
    assert run(*WORDS, "--seed", 5, "--data", folder, "--model", other, "--json").exit_code == 0
    options = ["--objective", "score", "--data", folder, "--checkpoint", tmp_path / "run.h5"]
    command = [*SMALL, *options, "--epochs"]
    assert run(*command, 1, "--start", words, "--json").exit_code == 0
    result = run(*command, 2, "--start", other, "--json")
    assert result.exit_code == 2
    assert "belongs to another run" in result.stderr
    assert "settings.origin: " in result.stderr
    resumed = run(*command, 2, "--start", words, "--json")
    assert json.loads(resumed.stdout)["steps"] == 4
    ended = load_model(tmp_path / "run.h5")
    for name, value in load_model("captions.h5").params.items():
        assert (value == ended.params[name]).all()


def test_options_are_those_of_the_model_that_was_begun_with(run, words, folder, tmp_path):
    options = ["--start", words, "--epochs", 1, "--data", folder.name, "--json"]
    found = json.loads(run("train", "captions", *options).stdout)["options"]
    form = {"cell": "lstm", "hidden": 16, "wordvec": 8, "standardize": True}
    assert found | form == found
    notes = load_notes("captions.h5")
    assert notes["settings"] == found
    # From the root, so that the model finds it from anywhere.
    assert notes["features"] == str(folder.resolve())


def test_the_table_tells_the_score_that_was_trained(run, words, folder):
    options = ["--objective", "score", "--start", words, "--epochs", 1, "--data", folder]
    result = run(*SMALL, *options)
    assert "score of what the last epoch drew" in result.stdout
    assert "lstm on 6 captions, 2 steps" in result.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--objective", "bleu"], "the objectives are words and score"),
        (["--objective", "score", "--dropout", 0.5], "goes without --dropout"),
        (["--objective", "score", "--stop-on", "bleu"], "goes without --stop-on bleu"),
        (["--start", "missing.h5"], "there is no file missing.h5"),
    ],
)
def test_what_cannot_be(run, folder, options, message):
    result = run(*SMALL, *options, "--data", folder)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_model_of_other_features_cannot_be_the_start(run, wide, folder):
    result = run(*SMALL, "--start", wide, "--data", folder)
    assert result.exit_code == 2
    assert "numbers a picture, as" in result.stderr
