"""The four GANs side by side: equal budgets of steps and of time, several seeds, one judge."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from unrolled.data.digits import Digits
from unrolled.gan.judge import Judge
from unrolled.gan.kinds import GAN_KINDS, GanKind
from unrolled.gan.trainer import GanTrainer

_SLICE = 5.0
"""Seconds that one of them trains before it is the next one's turn."""


def compare_gans(
    digits: Digits,
    *,
    seeds: Iterable[int],
    seconds: Sequence[float],
    steps: Sequence[int],
    kinds: Mapping[str, GanKind] = GAN_KINDS,
    judge: Judge | None = None,
    num_pictures: int = 1500,
    batch_size: int = 128,
    on_record: Callable[[dict[str, Any]], None] | None = None,
) -> list[dict[str, Any]]:
    """
    Train GANs of several kinds with several seeds, and judge each at every mark it passes.

    They take turns of a few seconds, so that whatever else the machine does slows all of them
    alike. Steps count as time, compiling them included; what is judged in between does not.

    Parameters
    ----------
    digits : Digits
        What to train on.
    seeds : iterable of int
        One run of each kind for each.
    seconds : sequence of float
        The marks in time at which to judge, in seconds of training, rising.
    steps : sequence of int
        The marks in steps of the discriminator, rising. A run goes on until it has passed both
        last marks.
    kinds : mapping of str to GanKind
        Which kinds, by the names that the records have.
    judge : Judge, optional
        Who judges; by default one with the bundled digits.
    num_pictures : int, default 1500
        Samples to judge by, from noise that training has not drawn.
    batch_size : int, default 128
        Pictures a step.
    on_record : callable, optional
        Gets each record as soon as it is made.

    Returns
    -------
    list of dict
        A record for each mark of each run: ``kind``, ``seed``, ``budget`` (``"seconds"`` or
        ``"steps"``), ``mark``, what was used up (``steps``, ``seconds``), and ``scores``, as
        `Evaluation.as_row` has them.

    Raises
    ------
    ValueError
        If marks are missing, or do not rise from above zero.
    """
    for name, marks in (("seconds", seconds), ("steps", steps)):
        if not marks or sorted(set(marks)) != list(marks) or marks[0] <= 0:
            raise ValueError(f"{name} should be marks that rise from above 0; got {list(marks)}")
    judge = Judge(digits) if judge is None else judge
    records: list[dict[str, Any]] = []
    for seed in seeds:
        runs = [
            _run(name, kind, digits, seed, seconds, steps, batch_size)
            for name, kind in kinds.items()
        ]
        while runs:
            for run in list(runs):
                passed = next(run, None)
                if passed is None:
                    runs.remove(run)
                    continue
                for trainer, record in passed:
                    pictures = trainer.sample(num_pictures, seed + 1)
                    record["scores"] = judge.evaluate(pictures).as_row()
                    records.append(record)
                    if on_record is not None:
                        on_record(record)
    return records


def _run(
    name: str,
    kind: GanKind,
    digits: Digits,
    seed: int,
    seconds: Sequence[float],
    steps: Sequence[int],
    batch_size: int,
) -> Iterator[list[tuple[GanTrainer, dict[str, Any]]]]:
    """Train for a while at each turn; give the marks that were passed, at most one at a time."""
    game = kind.game(seed=seed)
    trainer = GanTrainer(game, digits.x_train, batch_size=batch_size, seed=seed)
    times, counts = list(seconds), list(steps)
    while times or counts:
        left = min(_SLICE, times[0] - trainer.run.seconds if times else _SLICE)
        if left > 0:  # one step may pass several marks
            last = counts[0] if counts else None
            trainer.train(num_steps=last, max_seconds=left, progress=False)
        run = trainer.run
        if run.reason == "interrupted":
            raise KeyboardInterrupt
        passed = []
        for budget, marks, done in (
            ("seconds", times, run.seconds),
            ("steps", counts, run.steps),
        ):
            if marks and done >= marks[0]:
                used = {"steps": run.steps, "seconds": run.seconds}
                record = {"kind": name, "seed": seed, "budget": budget, "mark": marks.pop(0)}
                passed.append((trainer, record | used))
        yield passed
