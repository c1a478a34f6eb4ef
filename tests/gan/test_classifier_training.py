import numpy as np
import pytest

from unrolled.data import load_digits
from unrolled.gan import make_classifier as module
from unrolled.gan.classifier_file import load_classifier
from unrolled.gan.classifier_training import train_classifier


@pytest.fixture(scope="module")
def few():
    """A twentieth of the bundled digits."""
    every = load_digits()
    return every._replace(
        x_train=every.x_train[:600],
        y_train=every.y_train[:600],
        x_test=every.x_test[:300],
        y_test=every.y_test[:300],
        source="a few digits",
    )


@pytest.fixture(scope="module")
def trained(few):
    return train_classifier(few, seed=2, num_epochs=8, batch_size=50, verbose=False)


def test_a_few_digits_teach_a_lot(trained, few):
    """Guessing is right once in ten."""
    assert trained.accuracy(few.x_test, few.y_test) > 0.5


def test_it_learns_what_is_no_digit(trained, few):
    noise = np.random.default_rng(0).uniform(size=(50, 28, 28))
    assert trained.see(few.x_test).digit.mean() > trained.see(noise).digit.mean() + 0.3


def test_the_record_says_how(trained, few):
    accuracy = trained.accuracy(few.x_test, few.y_test)
    assert trained.record == {
        "seed": 2,
        "num_epochs": 8,
        "batch_size": 50,
        "digits": "a few digits",
        "test_accuracy": accuracy,
    }


def test_training_follows_from_the_seed(few):
    """With a last batch of one picture, too."""
    tiny = few._replace(x_train=few.x_train[:9], y_train=few.y_train[:9])
    one, two = (
        train_classifier(tiny, seed=4, num_epochs=1, batch_size=8, verbose=False) for _ in range(2)
    )
    for a, b in zip(one.net.get_weights(), two.net.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": -1}, "seed should be at least 0, got -1"),
        ({"num_epochs": 0}, "num_epochs should be at least 1, got 0"),
        ({"batch_size": 0}, "batch_size should be at least 1, got 0"),
    ],
)
def test_numbers_out_of_range_are_errors(few, options, message):
    with pytest.raises(ValueError, match=message):
        train_classifier(few, **options)


def test_the_command_takes_one_file_at_most(monkeypatch):
    monkeypatch.setattr("sys.argv", ["make_classifier", "one", "two"])
    with pytest.raises(SystemExit, match=r"usage: .*make_classifier \[FILE\]"):
        module.main()


def test_the_command_writes_the_file_that_it_is_given(few, monkeypatch, tmp_path, capsys):
    path = tmp_path / "given.npz"
    tiny = few._replace(x_train=few.x_train[:64], y_train=few.y_train[:64])
    monkeypatch.setattr(module, "load_digits", lambda: tiny)
    quick = {"num_epochs": 1, "verbose": False}
    monkeypatch.setattr(module.make_classifier, "__kwdefaults__", quick)
    monkeypatch.setattr("sys.argv", ["make_classifier", str(path)])
    module.main()
    kept = load_classifier(path)
    assert kept.record["command"] == "python -m unrolled.gan.make_classifier"
    assert kept.record["test_accuracy"] == kept.accuracy(few.x_test, few.y_test)
    assert f"test_accuracy: {kept.record['test_accuracy']}" in capsys.readouterr().out
