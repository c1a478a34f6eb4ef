import numpy as np
import pytest

from unrolled.data import DataError, MissingDataError
from unrolled.data.npz import npz_bytes, read_arrays
from unrolled.gan.classifier import DigitClassifier
from unrolled.gan.classifier_file import CLASSIFIER_FILE, classifier_bytes, load_classifier

NAMES = [f"{kind}{layer}" for layer in range(5) for kind in ("W", "b")]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "classifier.npz"


@pytest.fixture(scope="module")
def shipped():
    return read_arrays(CLASSIFIER_FILE, ["record", *NAMES])


def test_a_classifier_comes_back_rounded_to_half_precision(path):
    classifier = DigitClassifier(seed=3)
    classifier.record = {"seed": 3, "test_accuracy": 0.1}
    path.write_bytes(classifier_bytes(classifier))
    again = load_classifier(path)
    assert again.record == classifier.record
    pairs = zip(again.net.get_weights(), classifier.net.get_weights(), strict=True)
    for kept, weights in pairs:
        np.testing.assert_array_equal(kept, weights.astype(np.float16).astype(np.float32))


def test_the_same_classifier_gives_the_same_bytes():
    assert classifier_bytes(load_classifier()) == classifier_bytes(load_classifier())
    held = CLASSIFIER_FILE.read_bytes()
    assert len(classifier_bytes(load_classifier())) == pytest.approx(len(held), rel=0.05)


def test_the_shipped_file_holds_half_precision_and_no_pickle(shipped):
    assert {shipped[name].dtype for name in NAMES} == {np.dtype(np.float16)}
    assert shipped["record"].dtype.kind == "U"


def test_a_missing_file_is_an_error(path):
    with pytest.raises(MissingDataError, match=r"classifier\.npz: expected a file of that name"):
        load_classifier(path)


def test_a_damaged_file_is_an_error(path):
    path.write_bytes(CLASSIFIER_FILE.read_bytes()[:-2000])
    with pytest.raises(DataError, match=r"a whole \.npz file.*install unrolled again\."):
        load_classifier(path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"W3": None}, "with the arrays record, W0, .* found 'W0'"),
        ({"W3": np.zeros((64, 11))}, r"W3: expected .* \(576, 64\), found float64 of \(64, 11\)"),
        ({"b0": np.zeros(24, int)}, r"b0: .* found int64 of \(24,\)"),
        ({"b0": np.full(24, np.nan)}, "b0: expected numbers, found NaN or infinity"),
        ({"record": np.array("{")}, "record: expected JSON, found '{'"),
        ({"record": np.array("[1]")}, r"record: expected a JSON object, found \[1\]"),
    ],
)
def test_other_content_is_an_error(path, shipped, changes, message):
    held = {name: array for name, array in (shipped | changes).items() if array is not None}
    path.write_bytes(npz_bytes(held))
    with pytest.raises(DataError, match=message):
        load_classifier(path)
