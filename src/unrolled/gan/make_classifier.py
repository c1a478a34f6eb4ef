"""Train the bundled classifier again: ``python -m unrolled.gan.make_classifier``.

It replaces the file ``classifier.npz`` beside this one by a classifier trained on the bundled
digits, which takes some minutes. Another file can be named: it is then written instead.
"""

import sys
from pathlib import Path

from unrolled.data.atomic import write_atomically
from unrolled.data.digits import Digits, load_digits
from unrolled.gan.classifier_file import CLASSIFIER_FILE, classifier_bytes, load_classifier
from unrolled.gan.classifier_training import train_classifier

COMMAND = "python -m unrolled.gan.make_classifier"
SEED = 0
NUM_EPOCHS = 20


def make_classifier(
    path: Path, digits: Digits, *, num_epochs: int = NUM_EPOCHS, verbose: bool = True
) -> dict[str, object]:
    """
    Train a classifier and write it to a file.

    Parameters
    ----------
    path : pathlib.Path
        The file; its folder must exist.
    digits : Digits
        The digits to train and to test on.
    num_epochs : int
        How often to go through them.
    verbose : bool
        Whether to draw a progress bar.

    Returns
    -------
    dict of str to object
        The record in the file. Its accuracy is that of the weights as they are kept.
    """
    classifier = train_classifier(digits, seed=SEED, num_epochs=num_epochs, verbose=verbose)
    classifier.record |= {"command": COMMAND}
    write_atomically(path, classifier_bytes(classifier))
    kept = load_classifier(path)  # rounded to half precision
    classifier.record["test_accuracy"] = kept.accuracy(digits.x_test, digits.y_test)
    write_atomically(path, classifier_bytes(classifier))
    return classifier.record


def main() -> None:
    """Write the classifier to the file that the command line names, or to its place."""
    if len(sys.argv) > 2:
        sys.exit(f"usage: {COMMAND} [FILE]")
    path = Path(sys.argv[1]) if len(sys.argv) == 2 else CLASSIFIER_FILE
    for name, value in make_classifier(path, load_digits()).items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
