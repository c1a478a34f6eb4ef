"""What a run of a GAN tells while it trains: a bar on standard error, lines on standard output."""

import sys

from tqdm import tqdm

from unrolled.gan.record import GanRun

_SMOOTHING = 20  # steps that the losses on the bar are averaged over


class Progress:
    """
    A progress bar with both losses, the lines that the course prints, and notes.

    Parameters
    ----------
    run : GanRun
        The record, which grows while the bar moves.
    last : int
        The step at which the run is to end; a bar without an end where that is not known.
    steps_an_epoch : int
        Steps of an epoch, for the lines.
    print_every : int
        Steps between lines; 0 for none.
    bar : bool, optional
        Whether to draw the bar; by default where standard error is a terminal.
    """

    def __init__(
        self, run: GanRun, last: int | None, steps_an_epoch: int, print_every: int, bar: bool | None
    ) -> None:
        self._run, self._steps_an_epoch, self._print_every = run, steps_an_epoch, print_every
        shown = sys.stderr.isatty() if bar is None else bar
        self._bar = tqdm(
            desc="training",
            initial=run.steps,
            total=last,
            unit="step",
            disable=not shown,
            dynamic_ncols=True,
            delay=1,
            file=sys.stderr,
        )

    def __enter__(self) -> "Progress":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the bar as it stands and give the line back."""
        self._bar.close()

    def after_step(self) -> None:
        """Move the bar on, and print the line that is due."""
        run = self._run
        if not self._bar.disable:
            d_loss, g_loss = _mean(run.d_losses), _mean(run.g_losses)
            self._bar.set_postfix_str(f"D {d_loss:.3f}, G {g_loss:.3f}", refresh=False)
        self._bar.update()
        if self._print_every and run.steps % self._print_every == 0:
            epoch = (run.steps - 1) // self._steps_an_epoch
            last = f"{run.g_losses[-1]:.4f}" if run.g_losses else "not yet"
            line = f"Epoch: {epoch}, Iter: {run.steps}, D: {run.d_losses[-1]:.4f}, G: {last}"
            tqdm.write(line, file=sys.stdout)

    def say(self, note: str | None) -> None:
        """
        Write a note above the bar, where there is one.

        Parameters
        ----------
        note : str or None
            What was noticed.
        """
        if note is not None:
            tqdm.write(note, file=sys.stderr)


def _mean(losses: list[float]) -> float:
    recent = losses[-_SMOOTHING:]
    return sum(recent) / len(recent) if recent else float("nan")
