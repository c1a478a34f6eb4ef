import os
from pathlib import Path

import numpy as np
import pytest

from unrolled.data import DataError, MissingDataError, digits, load_digits, load_mnist

NAME = "mnist.npz"


def arrays():
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(256, size=(5, 28, 28), dtype=np.uint8),
        "y_train": np.array([0, 9, 3, 3, 1], np.uint8),
        "x_test": rng.integers(256, size=(2, 28, 28), dtype=np.uint8),
        "y_test": np.array([7, 2], np.uint8),
    }


@pytest.fixture
def folder(tmp_path, cache, monkeypatch):
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("UNROLLED_DATA", str(folder))
    return folder


def test_the_bundled_digits_are_balanced():
    loaded = load_digits()
    assert loaded.x_train.shape == (12000, 28, 28)
    assert loaded.x_test.shape == (2000, 28, 28)
    assert {array.dtype for array in loaded[:4]} == {np.dtype(np.uint8)}
    assert np.bincount(loaded.y_train).tolist() == [1200] * 10
    assert np.bincount(loaded.y_test).tolist() == [200] * 10
    assert loaded.source == "12,000 + 2,000 digits, part of MNIST that comes with the package"


def test_the_bundled_digits_come_in_an_order_by_chance():
    """Any 1,000 in a row hold about 100 of each digit."""
    counts = [np.bincount(part, minlength=10) for part in np.split(load_digits().y_train, 12)]
    assert np.min(counts) > 60
    assert np.max(counts) < 140


def test_no_bundled_digit_is_there_twice():
    loaded = load_digits()
    every = np.concatenate([loaded.x_train, loaded.x_test])
    assert len({picture.tobytes() for picture in every}) == 14000


def test_the_bundled_file_is_small():
    assert digits.DIGITS_FILE.stat().st_size < 2_500_000


def test_a_missing_bundled_file_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(digits, "DIGITS_FILE", tmp_path / "digits.npz")
    with pytest.raises(MissingDataError, match=r"digits\.npz: expected a file of that name"):
        load_digits()


def test_a_damaged_bundled_file_is_an_error(tmp_path, monkeypatch):
    broken = tmp_path / "digits.npz"
    broken.write_bytes(digits.DIGITS_FILE.read_bytes()[:-1000])
    monkeypatch.setattr(digits, "DIGITS_FILE", broken)
    with pytest.raises(DataError, match=r"a whole \.npz file.*install unrolled again\."):
        load_digits()


def test_all_of_mnist_comes_from_a_file(folder):
    held = arrays()
    np.savez(folder / NAME, **held)
    loaded = load_mnist()
    for name, array in held.items():
        np.testing.assert_array_equal(getattr(loaded, name), array)
    assert loaded.source == "5 + 2 digits, all of MNIST"


def test_the_file_may_lie_in_the_cache(folder, cache):
    cache.mkdir()
    np.savez(cache / NAME, **arrays())
    assert len(load_mnist().x_train) == 5


def test_labels_of_other_integers_become_bytes(folder):
    np.savez(folder / NAME, **(arrays() | {"y_train": np.array([0, 9, 3, 3, 1])}))
    loaded = load_mnist()
    assert loaded.y_train.dtype == np.uint8
    assert loaded.y_train.tolist() == [0, 9, 3, 3, 1]


def test_a_missing_file_says_what_to_do(folder, cache):
    with pytest.raises(FileNotFoundError, match=r"mnist\.npz: expected all of MNIST") as caught:
        load_mnist()
    assert isinstance(caught.value, MissingDataError)
    assert f"none at {folder / NAME} and {cache / NAME}." in str(caught.value)
    assert "Set UNROLLED_DATA to the folder" in str(caught.value)
    assert "load_digits() needs none." in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"y_test": None}, "arrays x_train, y_train, x_test and y_test, found 'x_test'"),
        ({"x_train": np.zeros((5, 28, 28))}, r"x_train: expected uint8.*float64 of \(5, 28, 28\)"),
        ({"x_train": np.zeros((5, 784), np.uint8)}, r"uint8 of \(5, 784\)"),
        ({"x_test": np.zeros((2, 32, 32), np.uint8)}, r"x_test: .* uint8 of \(2, 32, 32\)"),
        ({"x_test": np.zeros((0, 28, 28), np.uint8)}, r"uint8 of \(0, 28, 28\)"),
        ({"y_train": np.zeros(4, np.uint8)}, r"y_train: expected integers of shape \(5,\)"),
        ({"y_train": np.zeros(5)}, r"found float64 of \(5,\)"),
        ({"y_test": np.array([0, 10])}, "y_test: expected digits from 0 to 9, found 0 to 10"),
        ({"y_test": np.array([-1, 9])}, "digits from 0 to 9, found -1 to 9"),
    ],
)
def test_other_content_is_an_error(folder, changes, message):
    held = {key: value for key, value in (arrays() | changes).items() if value is not None}
    np.savez(folder / NAME, **held)
    with pytest.raises(DataError, match=message):
        load_mnist()


def test_the_bundled_digits_are_of_mnist():
    own = os.environ.get("UNROLLED_DATA")
    if not own or not (Path(own) / NAME).is_file():
        pytest.skip(f"UNROLLED_DATA names no folder with {NAME}")
    whole, part = load_mnist(), load_digits()
    assert (len(whole.x_train), len(whole.x_test)) == (60000, 10000)
    for half in ("train", "test"):
        real = set(_labelled(whole, half))
        assert real.issuperset(_labelled(part, half))
        other = set(_labelled(whole, "test" if half == "train" else "train"))
        assert other.isdisjoint(_labelled(part, half))


def _labelled(loaded, half):
    pictures, labels = getattr(loaded, f"x_{half}"), getattr(loaded, f"y_{half}")
    return [(x.tobytes(), y) for x, y in zip(pictures, labels.tolist(), strict=True)]
