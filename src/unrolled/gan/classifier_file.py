"""The trained classifier that comes with the package, and how it is kept in a file."""

import json
from pathlib import Path

import numpy as np

from unrolled.data.errors import DataError
from unrolled.data.npz import npz_bytes, read_arrays
from unrolled.gan.classifier import DigitClassifier

CLASSIFIER_FILE = Path(__file__).with_name("classifier.npz")
"""The trained weights that come with the package; `make_classifier` makes them again."""

_REINSTALL = "It is a part of the package: install unrolled again."
_RECORD = "record"


def load_classifier(path: Path | None = None) -> DigitClassifier:
    """
    Load a trained classifier.

    Parameters
    ----------
    path : pathlib.Path, optional
        A file with the content that `classifier_bytes` makes; by default the one that comes with
        the package, trained on its 12,000 digits.

    Returns
    -------
    DigitClassifier
        The classifier. Its ``record`` tells its accuracy on digits it has not met, the seed, the
        settings, and the command that makes such a one.

    Raises
    ------
    MissingDataError
        If the file is not there.
    DataError
        If it is damaged, or holds something else. Nothing in it is unpickled.

    Examples
    --------
    >>> classifier = load_classifier()
    >>> classifier.record["test_accuracy"] > 0.985
    True
    """
    file = CLASSIFIER_FILE if path is None else path
    classifier = DigitClassifier()
    names = _names(classifier)
    arrays = read_arrays(file, [_RECORD, *names], _REINSTALL)
    for name, variable in zip(names, classifier.net.trainable_variables, strict=True):
        array = arrays[name]
        if array.dtype.kind != "f" or array.shape != tuple(variable.shape):
            expected = f"floating numbers of shape {tuple(variable.shape)}"
            found = f"{array.dtype} of {array.shape}"
            raise DataError.about(file, name, expected=expected, found=found)
        if not np.isfinite(array).all():
            raise DataError.about(file, name, expected="numbers", found="NaN or infinity")
        variable.assign(array.astype(np.float32))
    classifier.record = _read_record(file, str(arrays[_RECORD]))
    return classifier


def classifier_bytes(classifier: DigitClassifier) -> bytes:
    """
    Make the content of a file that keeps a classifier.

    Parameters
    ----------
    classifier : DigitClassifier
        A trained one.

    Returns
    -------
    bytes
        A .npz file: every weight in half precision, which halves it and costs no accuracy, and
        the record as JSON.
    """
    names = _names(classifier)
    weights = [np.asarray(v).astype(np.float16) for v in classifier.net.trainable_variables]
    record = np.array(json.dumps(classifier.record))
    return npz_bytes({_RECORD: record} | dict(zip(names, weights, strict=True)))


def _names(classifier: DigitClassifier) -> list[str]:
    """Name the weights by their place: Keras counts layers through the life of a program."""
    count = len(classifier.net.trainable_variables) // 2
    return [f"{kind}{layer}" for layer in range(count) for kind in ("W", "b")]


def _read_record(file: Path, text: str) -> dict[str, object]:
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        found = f"{text[:40]!r} ({error})"
        raise DataError.about(file, _RECORD, expected="JSON", found=found) from error
    if not isinstance(record, dict):
        raise DataError.about(file, _RECORD, expected="a JSON object", found=text[:40])
    return record
