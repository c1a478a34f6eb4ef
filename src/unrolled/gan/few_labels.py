"""Compare learning from a few labels with and without the GAN, over seeds.

    python -m unrolled.gan.few_labels FILE

writes the accuracies that the book tells of beside its own run.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from unrolled.data import load_digits
from unrolled.data.atomic import write_atomically
from unrolled.data.digits import Digits
from unrolled.gan.labelled import few_of_each
from unrolled.gan.semi_supervised import FewLabelsReader

STEPS = 1500
EACH = 20
SEEDS = (0, 1, 2)

Say = Callable[[str], None]


def accuracy_over_steps(
    digits: Digits, with_gan: bool, seed: int, *, steps: int = STEPS, every: int = 300
) -> dict[int, float]:
    """
    Train a reader on a few labels, and measure on the way how much it reads.

    Parameters
    ----------
    digits : Digits
        Pictures to train on, of which only a few labels are used, and pictures to test on.
    with_gan : bool
        Whether pictures without labels, and a generator, take part.
    seed : int
        What the choice of labels, the first weights and all noise follow from.
    steps : int
        How many steps to train.
    every : int
        After how many steps to measure; it divides `steps`.

    Returns
    -------
    dict of int to float
        By the number of steps, the share of the test pictures that are read right.

    Raises
    ------
    ValueError
        If `every` does not divide `steps`.
    """
    if every < 1 or steps % every:
        raise ValueError(f"every should divide steps; got {every} and {steps}")
    few, labels = few_of_each(digits.x_train, digits.y_train, EACH, seed)
    reader = FewLabelsReader(with_gan, seed=seed)
    measured = {}
    for done in range(every, steps + 1, every):
        reader.train(few, labels, digits.x_train, every)
        if reader.steps < done:  # Ctrl-C: half a run is no result
            raise KeyboardInterrupt
        measured[done] = reader.accuracy(digits.x_test, digits.y_test)
    return measured


def compare(
    digits: Digits, seeds: Sequence[int] = SEEDS, steps: int = STEPS, say: Say | None = None
) -> dict[str, list[float]]:
    """
    Compare the accuracies after training, seed by seed.

    Parameters
    ----------
    digits : Digits
        What to train and test on.
    seeds : sequence of int
        Each chooses other labels, other weights and other noise.
    steps : int
        How many steps to train.
    say : callable, optional
        What is told each result as it comes.

    Returns
    -------
    dict of str to list of float
        ``"without"`` and ``"with"``, an accuracy a seed.
    """
    found: dict[str, list[float]] = {"without": [], "with": []}
    for seed in seeds:
        for name, with_gan in (("without", False), ("with", True)):
            measured = accuracy_over_steps(digits, with_gan, seed, steps=steps, every=steps)
            found[name].append(measured[steps])
            if say is not None:
                say(f"seed {seed}, {name} the GAN: {measured[steps]:.4f}")
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """
    Compare over the usual seeds, and write what was found.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words of the command; those of the terminal when None.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, help="the JSON file to write")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--steps", type=int, default=STEPS)
    given = parser.parse_args(arguments)
    found = compare(load_digits(), given.seeds, given.steps, say=print)
    record = {"seeds": given.seeds, "steps": given.steps, "labels": 10 * EACH, **found}
    write_atomically(given.file, json.dumps(record, indent=1).encode() + b"\n")


if __name__ == "__main__":
    main()
