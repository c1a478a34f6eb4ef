import os
from pathlib import Path

import keras
import numpy as np
import pytest

from unrolled.data import DataError, MissingDataError, OfflineError
from unrolled.gan.digits import digit_batches, epoch_order, find_digits, keras_file

REAL = os.environ.get("UNROLLED_DATA")  # before it is taken away


def mnist(count=5):
    rng = np.random.default_rng(count)
    x = rng.integers(256, size=(count, 28, 28), dtype=np.uint8)
    return {
        "x_train": x,
        "y_train": np.full(count, 3, np.uint8),
        "x_test": x,
        "y_test": x[:, 0, 0] % 10,
    }


@pytest.fixture(autouse=True)
def bare(tmp_path, monkeypatch):
    """A machine with no digits but the bundled ones, and no wish to download."""
    for name in ("UNROLLED_DATA", "UNROLLED_DOWNLOAD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UNROLLED_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path


@pytest.fixture
def downloads(monkeypatch):
    """Keras's download of MNIST, counted and not done."""
    calls = []

    def load_data():
        calls.append("mnist")
        held = mnist(7)
        return (held["x_train"], held["y_train"]), (held["x_test"], held["y_test"])

    monkeypatch.setattr(keras.datasets.mnist, "load_data", load_data)
    return calls


@pytest.fixture
def no_network(monkeypatch):
    def fail():
        raise Exception("URL fetch failure on https://example.org: None -- no name")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", fail)


def own_file(folder, monkeypatch):
    folder.mkdir()
    np.savez(folder / "mnist.npz", **mnist())
    monkeypatch.setenv("UNROLLED_DATA", str(folder))


@pytest.mark.parametrize("source", ["bundled", "auto"])
def test_without_anything_else_the_bundled_digits_are_found(source, downloads):
    assert len(find_digits(source).x_train) == 12000
    assert not downloads


@pytest.mark.parametrize("source", ["mnist", "auto"])
def test_the_users_own_file_is_found(source, bare, monkeypatch, downloads):
    own_file(bare / "own", monkeypatch)
    found = find_digits(source)
    np.testing.assert_array_equal(found.x_train, mnist()["x_train"])
    assert found.source == "5 + 5 digits, all of MNIST"
    assert not downloads


@pytest.mark.parametrize("source", ["mnist", "auto"])
def test_what_keras_has_downloaded_before_is_found(source, downloads):
    keras_file().parent.mkdir(parents=True)
    np.savez(keras_file(), **mnist(6))
    assert len(find_digits(source).x_train) == 6
    assert not downloads


def test_keras_keeps_it_where_we_look(bare, monkeypatch):
    assert keras_file() == bare / "keras" / "datasets" / "mnist.npz"
    monkeypatch.delenv("KERAS_HOME")
    assert keras_file() == Path.home() / ".keras" / "datasets" / "mnist.npz"


def test_asked_for_by_name_mnist_is_downloaded(downloads):
    found = find_digits("mnist")
    np.testing.assert_array_equal(found.x_test, mnist(7)["x_test"])
    assert found.source == "7 + 7 digits, all of MNIST"
    assert downloads == ["mnist"]


def test_auto_downloads_where_it_may(downloads, monkeypatch):
    assert len(find_digits("auto", download=True).x_train) == 7
    monkeypatch.setenv("UNROLLED_DOWNLOAD", "1")
    assert len(find_digits("auto").x_train) == 7
    assert len(find_digits("auto", download=False).x_train) == 12000
    assert downloads == ["mnist"] * 2


def test_a_download_that_is_forbidden_is_an_error(downloads, bare):
    with pytest.raises(MissingDataError, match="Set UNROLLED_DATA") as caught:
        find_digits("mnist", download=False)
    assert f"Nor is it at {keras_file()}" in str(caught.value)
    assert not downloads


@pytest.mark.usefixtures("no_network")
def test_without_a_network_mnist_is_an_error_and_auto_is_not():
    with pytest.raises(OfflineError, match=r"URL fetch failure.*set UNROLLED_DATA.*bundled"):
        find_digits("mnist")
    assert len(find_digits("auto", download=True).x_train) == 12000


@pytest.mark.parametrize("source", ["mnist", "auto"])
def test_a_damaged_file_is_an_error_and_not_passed_over(source, bare, monkeypatch):
    own_file(bare / "own", monkeypatch)
    (bare / "own" / "mnist.npz").write_bytes(b"?" * 100)
    with pytest.raises(DataError, match=r"expected a whole \.npz file"):
        find_digits(source)


def test_another_source_is_an_error(own_errors):
    with pytest.raises(ValueError, match="one of bundled, mnist and auto; got 'cifar'"):
        find_digits("cifar")


@pytest.fixture
def pictures():
    """30 pictures, each of one colour, which tells them apart."""
    return np.repeat(np.arange(30, dtype=np.uint8), 784).reshape(30, 28, 28)


def batches(*arguments, **options):
    return [batch.numpy() for batch in digit_batches(*arguments, **options)]


def numbers(made):
    """Tell which pictures of `pictures` the batches hold."""
    return np.concatenate([np.rint((batch[:, 0] + 1) * 127.5) for batch in made]).astype(int)


def test_every_picture_comes_once_and_the_last_batch_is_shorter(pictures):
    made = batches(pictures, 8, seed=0)
    assert [batch.shape for batch in made] == [(8, 784)] * 3 + [(6, 784)]
    assert sorted(numbers(made)) == list(range(30))


def test_the_length_is_the_number_of_batches(pictures):
    assert [len(digit_batches(pictures, size, seed=0)) for size in (1, 8, 10, 30, 99)] == [
        30,
        4,
        3,
        1,
        1,
    ]


def test_bytes_become_numbers_from_minus_one_to_one():
    picture = np.zeros((1, 28, 28), np.uint8)
    picture[0, 1, :3] = [255, 51, 204]  # 1, a fifth, four fifths of the way up
    (batch,) = batches(picture, seed=0)
    assert batch.dtype == np.float32
    np.testing.assert_allclose(batch[0, 28:31], [1.0, -0.6, 0.6], rtol=0, atol=1e-6)
    assert batch.min() == batch[0, 0] == -1.0
    assert batch.max() == 1.0


def test_pixels_keep_their_places():
    picture = np.random.default_rng(0).integers(256, size=(1, 28, 28), dtype=np.uint8)
    (batch,) = batches(picture, seed=0)
    np.testing.assert_array_equal(np.rint((batch + 1) * 127.5).reshape(28, 28), picture[0])


def test_the_order_follows_from_seed_and_epoch(pictures):
    def order(seed, epoch):
        return numbers(batches(pictures, 8, seed=seed, epoch=epoch)).tolist()

    assert order(1, 2) == order(1, 2) == epoch_order(30, 1, 2).tolist()
    different = [order(*key) for key in ((0, 0), (0, 1), (1, 0), (1, 1))]
    assert len({tuple(every) for every in different}) == 4
    assert list(range(30)) not in different


def test_going_through_twice_gives_the_same(pictures):
    made = digit_batches(pictures, 8, seed=0)
    np.testing.assert_array_equal(
        numbers([b.numpy() for b in made]), numbers([b.numpy() for b in made])
    )


@pytest.mark.parametrize("skip", [0, 1, 3, 4])
def test_batches_that_are_skipped_leave_the_others_as_they_are(pictures, skip):
    made = batches(pictures, 8, seed=5, epoch=3)
    rest = batches(pictures, 8, seed=5, epoch=3, skip=skip)
    assert len(rest) == 4 - skip
    for batch, same in zip(made[skip:], rest, strict=True):
        np.testing.assert_array_equal(batch, same)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 0}, "batch_size should be at least 1, got 0"),
        ({"batch_size": -3}, "batch_size should be at least 1, got -3"),
        ({"seed": -1}, "seed should be at least 0, got -1"),
        ({"epoch": -1}, "epoch should be at least 0, got -1"),
        ({"skip": -1}, "skip should be at least 0, got -1"),
        ({"batch_size": 8, "skip": 5}, "skip should be at most 4, the number of batches, got 5"),
    ],
)
def test_numbers_out_of_range_are_errors(pictures, options, message):
    with pytest.raises(ValueError, match=message):
        digit_batches(pictures, **({"seed": 0} | options))


@pytest.mark.parametrize("name", ["batch_size", "seed", "epoch", "skip"])
def test_numbers_that_are_not_whole_are_errors(pictures, name, own_errors):
    with pytest.raises(TypeError, match=rf"{name} should be a whole number, got 1\.5"):
        digit_batches(pictures, **({"seed": 0} | {name: 1.5}))


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (np.zeros((3, 28, 28), np.float32), "uint8, 0 to 255, got float32"),
        ([[0]], "uint8, 0 to 255, got list"),
    ],
)
def test_pictures_of_another_type_are_errors(other, message, own_errors):
    with pytest.raises(TypeError, match=message):
        digit_batches(other, seed=0)


@pytest.mark.parametrize("shape", [(3, 784), (0, 28, 28), (28, 28), (3, 28, 28, 1)])
def test_pictures_of_another_shape_are_errors(shape, own_errors):
    with pytest.raises(ValueError, match=r"pictures should be \(28, 28\) each.*got shape"):
        digit_batches(np.zeros(shape, np.uint8), seed=0)


def test_sixty_thousand_digits_end_with_a_batch_of_96():
    shapes = [
        batch.shape
        for batch in digit_batches(np.zeros((60000, 28, 28), np.uint8), seed=0, skip=467)
    ]
    assert shapes == [(128, 784), (96, 784)]


def test_mnist_itself_is_found(monkeypatch):
    if not REAL or not (Path(REAL) / "mnist.npz").is_file():
        pytest.skip("UNROLLED_DATA names no folder with mnist.npz")
    monkeypatch.setenv("UNROLLED_DATA", REAL)
    assert find_digits("auto").source == "60,000 + 10,000 digits, all of MNIST"
